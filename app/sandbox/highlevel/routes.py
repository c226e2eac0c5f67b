"""The table of all operations, with the scope that each asks for (reference: HighLevel 1.7)."""

from __future__ import annotations

from app.sandbox.highlevel.base.access import UserType
from app.sandbox.highlevel.base.operations import Answer, Call, Handler, Operation
from app.sandbox.highlevel.resources import (
    appointments,
    businesses,
    calendars,
    contacts,
    custom_values,
    enrolment,
    locations,
    notes,
    task_search,
    tasks,
    users,
)
from app.sandbox.highlevel.resources.by_contract import contract_operations
from app.sandbox.highlevel.resources.search import Searcher, list_contacts, search

_READ, _WRITE = "contacts.readonly", "contacts.write"
_CONTACT = "/contacts/{contactId}"
_TASK = _CONTACT + "/tasks/{taskId}"
_NOTE = _CONTACT + "/notes/{id}"
_CAMPAIGN = _CONTACT + "/campaigns/{campaignId}"
_WORKFLOW = _CONTACT + "/workflow/{workflowId}"
_LOCATION = "/locations/{locationId}"
_TAG = _LOCATION + "/tags/{tagId}"
_FIELD = _LOCATION + "/customFields/{id}"
_VALUES = _LOCATION + "/customValues"
_VALUE = _VALUES + "/{id}"
_BUSINESS = "/businesses/{businessId}"
_EVENT = "/calendars/events/appointments/{eventId}"


def _searching(searcher: Searcher) -> list[Operation]:
    def searched(call: Call) -> Answer:
        return search(call, searcher)

    def listed(call: Call) -> Answer:
        return list_contacts(call, searcher)

    return [
        Operation("search-contacts-advanced", "POST", "/contacts/search", _READ, searched, filters_by_location=True),
        Operation("get-contacts", "GET", "/contacts/", _READ, listed, lives="before v3", filters_by_location=True),
    ]


# What has a fixed second part stands before /contacts/{contactId}.
_CONTACTS = [
    Operation("get-duplicate-contact", "GET", "/contacts/search/duplicate", _READ, contacts.find_duplicate),
    Operation("create-association", "POST", "/contacts/bulk/tags/update/{type}", _WRITE, enrolment.bulk_tags),
    Operation("add-remove-contact-from-business", "POST", "/contacts/bulk/business", _WRITE, businesses.link_contacts),
    Operation("get-contacts-by-businessId", "GET", "/contacts/business/{businessId}", _READ, businesses.list_contacts),
    Operation("upsert-contact", "POST", "/contacts/upsert", _WRITE, contacts.upsert),
    Operation("create-contact", "POST", "/contacts/", _WRITE, contacts.create),
    Operation("get-contact", "GET", _CONTACT, _READ, contacts.get),
    Operation("update-contact", "PUT", _CONTACT, _WRITE, contacts.update),
    Operation("delete-contact", "DELETE", _CONTACT, _WRITE, contacts.delete),
    Operation("add-tags", "POST", _CONTACT + "/tags", _WRITE, contacts.add_tags),
    Operation("remove-tags", "DELETE", _CONTACT + "/tags", _WRITE, contacts.remove_tags),
    Operation("get-appointments-for-contact", "GET", _CONTACT + "/appointments", _READ, appointments.list_for_contact),
    Operation("add-followers-contact", "POST", _CONTACT + "/followers", _WRITE, enrolment.add_followers),
    Operation("remove-followers-contact", "DELETE", _CONTACT + "/followers", _WRITE, enrolment.remove_followers),
    Operation(
        "remove-contact-from-every-campaign",
        "DELETE",
        _CONTACT + "/campaigns/removeAll",
        _WRITE,
        enrolment.remove_from_every_campaign,
        lives="before v3",
    ),
    Operation(
        "remove-contact-from-every-campaign-v3",
        "DELETE",
        _CONTACT + "/campaigns/remove-all",
        _WRITE,
        enrolment.remove_from_every_campaign,
        lives="only v3",
    ),
    Operation("add-contact-to-campaign", "POST", _CAMPAIGN, _WRITE, enrolment.add_to_campaign),
    Operation("remove-contact-from-campaign", "DELETE", _CAMPAIGN, _WRITE, enrolment.remove_from_campaign),
    Operation("add-contact-to-workflow", "POST", _WORKFLOW, _WRITE, enrolment.add_to_workflow),
    Operation("delete-contact-from-workflow", "DELETE", _WORKFLOW, _WRITE, enrolment.remove_from_workflow),
    Operation("get-all-tasks", "GET", _CONTACT + "/tasks", _READ, tasks.list_tasks),
    Operation("create-task", "POST", _CONTACT + "/tasks", _WRITE, tasks.create_task),
    Operation("get-task", "GET", _TASK, _READ, tasks.get_task),
    Operation("update-task", "PUT", _TASK, _WRITE, tasks.update_task),
    Operation("delete-task", "DELETE", _TASK, _WRITE, tasks.delete_task),
    Operation("update-task-completed", "PUT", _TASK + "/completed", _WRITE, tasks.complete_task),
    Operation("get-all-notes", "GET", _CONTACT + "/notes", _READ, notes.list_notes),
    Operation("create-note", "POST", _CONTACT + "/notes", _WRITE, notes.create_note),
    Operation("get-note", "GET", _NOTE, _READ, notes.get_note),
    Operation("update-note", "PUT", _NOTE, _WRITE, notes.update_note),
    Operation("delete-note", "DELETE", _NOTE, _WRITE, notes.delete_note),
]

_ANYBODY: frozenset[UserType] = frozenset({"Location", "Company"})
_TAGS_READ, _TAGS_WRITE = "locations/tags.readonly", "locations/tags.write"
_FIELDS_READ, _FIELDS_WRITE = "locations/customFields.readonly", "locations/customFields.write"
_VALUES_READ, _VALUES_WRITE = "locations/customValues.readonly", "locations/customValues.write"
_LOCATIONS = [
    Operation(
        "get-location",
        "GET",
        _LOCATION,
        "locations.readonly",
        locations.get_location,
        users=_ANYBODY,
    ),
    Operation("get-timezones", "GET", _LOCATION + "/timezones", "locations.readonly", locations.list_timezones),
    Operation("get-location-tags", "GET", _LOCATION + "/tags", _TAGS_READ, locations.list_tags),
    Operation("create-tag", "POST", _LOCATION + "/tags", _TAGS_WRITE, locations.create_tag),
    Operation("get-tag-by-id", "GET", _TAG, _TAGS_READ, locations.get_tag),
    Operation("update-tag", "PUT", _TAG, _TAGS_WRITE, locations.update_tag),
    Operation("delete-tag", "DELETE", _TAG, _TAGS_WRITE, locations.delete_tag),
    Operation("task-search", "POST", _LOCATION + "/tasks/search", "locations/tasks.readonly", task_search.search_tasks),
    Operation("get-custom-fields", "GET", _LOCATION + "/customFields", _FIELDS_READ, locations.list_fields),
    Operation("create-custom-field", "POST", _LOCATION + "/customFields", _FIELDS_WRITE, locations.create_field),
    Operation("get-custom-field", "GET", _FIELD, _FIELDS_READ, locations.get_field),
    Operation("update-custom-field", "PUT", _FIELD, _FIELDS_WRITE, locations.update_field),
    Operation("delete-custom-field", "DELETE", _FIELD, _FIELDS_WRITE, locations.delete_field),
    Operation("get-custom-values", "GET", _VALUES, _VALUES_READ, custom_values.list_values),
    Operation("create-custom-value", "POST", _VALUES, _VALUES_WRITE, custom_values.create_value),
    Operation("get-custom-value", "GET", _VALUE, _VALUES_READ, custom_values.get_value),
    Operation("update-custom-value", "PUT", _VALUE, _VALUES_WRITE, custom_values.update_value),
    Operation("delete-custom-value", "DELETE", _VALUE, _VALUES_WRITE, custom_values.delete_value),
]

_USERS, _WORKFLOWS = "users.readonly", "workflows.readonly"
_BUSINESSES_READ, _BUSINESSES_WRITE = "businesses.readonly", "businesses.write"
_OTHERS = [
    Operation("search-users", "GET", "/users/search", _USERS, users.search_users, users=_ANYBODY),
    Operation("get-user", "GET", "/users/{userId}", _USERS, users.get_user, users=_ANYBODY),
    Operation("get-user-by-location", "GET", "/users/", _USERS, users.list_users, lives="before v3"),
    Operation("get-workflow", "GET", "/workflows/", _WORKFLOWS, enrolment.list_workflows),
    Operation("get-businesses-by-location", "GET", "/businesses/", _BUSINESSES_READ, businesses.list_businesses),
    Operation("create-business", "POST", "/businesses/", _BUSINESSES_WRITE, businesses.create_business),
    Operation("get-business", "GET", _BUSINESS, _BUSINESSES_READ, businesses.get_business),
    Operation("update-business", "PUT", _BUSINESS, _BUSINESSES_WRITE, businesses.update_business),
    Operation("delete-Business", "DELETE", _BUSINESS, _BUSINESSES_WRITE, businesses.delete_business),
]


def _of_calendars() -> list[Operation]:
    """The operations of calendars.json, which has a version of its own (1.8)."""
    read, write, calendar = "calendars/events.readonly", "calendars/events.write", "/calendars/{calendarId}"
    table: list[tuple[str, str, str, str, Handler]] = [
        ("create-appointment", "POST", "/calendars/events/appointments", write, appointments.create_appointment),
        ("edit-appointment", "PUT", _EVENT, write, appointments.update_appointment),
        ("get-appointment", "GET", _EVENT, read, appointments.get_appointment),
        ("get-calendar-events", "GET", "/calendars/events", read, appointments.list_events),
        ("delete-event", "DELETE", "/calendars/events/{eventId}", write, appointments.delete_event),
        ("get-slots", "GET", calendar + "/free-slots", "calendars.readonly", calendars.free_slots),
        ("get-calendar", "GET", calendar, "calendars.readonly", calendars.get_calendar),
        ("get-calendars", "GET", "/calendars/", "calendars.readonly", calendars.list_calendars),
    ]
    return [Operation(*row, version="2021-04-15") for row in table]


def operations(searcher: Searcher) -> list[Operation]:
    """Return all operations, in the order in which their paths are tried: fixed parts before parameters."""
    return [*contract_operations(), *own_operations(searcher)]


def own_operations(searcher: Searcher) -> list[Operation]:
    """Return the operations that have a behaviour of their own."""
    return [*_searching(searcher), *_CONTACTS, *_LOCATIONS, *_OTHERS, *_of_calendars()]
