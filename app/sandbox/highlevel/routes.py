"""The table of all operations, with the scope that each asks for (reference: HighLevel 1.7)."""

from __future__ import annotations

from app.sandbox.highlevel import contacts, locations, notes, tasks
from app.sandbox.highlevel.operations import Answer, Call, Operation
from app.sandbox.highlevel.search import Searcher, list_contacts, search

_READ, _WRITE = "contacts.readonly", "contacts.write"
_CONTACT = "/contacts/{contactId}"
_TASK = _CONTACT + "/tasks/{taskId}"
_NOTE = _CONTACT + "/notes/{id}"
_LOCATION = "/locations/{locationId}"
_FIELD = _LOCATION + "/customFields/{id}"


def _searching(searcher: Searcher) -> list[Operation]:
    def searched(call: Call) -> Answer:
        return search(call, searcher)

    def listed(call: Call) -> Answer:
        return list_contacts(call, searcher)

    return [
        Operation("search-contacts-advanced", "POST", "/contacts/search", _READ, searched),
        Operation("get-contacts", "GET", "/contacts/", _READ, listed, lives="before v3"),
    ]


# What has a fixed second part stands before /contacts/{contactId}.
_CONTACTS = [
    Operation("get-duplicate-contact", "GET", "/contacts/search/duplicate", _READ, contacts.find_duplicate),
    Operation("upsert-contact", "POST", "/contacts/upsert", _WRITE, contacts.upsert),
    Operation("create-contact", "POST", "/contacts/", _WRITE, contacts.create),
    Operation("get-contact", "GET", _CONTACT, _READ, contacts.get),
    Operation("update-contact", "PUT", _CONTACT, _WRITE, contacts.update),
    Operation("delete-contact", "DELETE", _CONTACT, _WRITE, contacts.delete),
    Operation("add-tags", "POST", _CONTACT + "/tags", _WRITE, contacts.add_tags),
    Operation("remove-tags", "DELETE", _CONTACT + "/tags", _WRITE, contacts.remove_tags),
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

_TAGS_READ, _TAGS_WRITE = "locations/tags.readonly", "locations/tags.write"
_FIELDS_READ, _FIELDS_WRITE = "locations/customFields.readonly", "locations/customFields.write"
_LOCATIONS = [
    Operation(
        "get-location",
        "GET",
        _LOCATION,
        "locations.readonly",
        locations.get_location,
        users=frozenset({"Location", "Company"}),
    ),
    Operation("get-location-tags", "GET", _LOCATION + "/tags", _TAGS_READ, locations.list_tags),
    Operation("create-tag", "POST", _LOCATION + "/tags", _TAGS_WRITE, locations.create_tag),
    Operation("task-search", "POST", _LOCATION + "/tasks/search", "locations/tasks.readonly", tasks.search_tasks),
    Operation("get-custom-fields", "GET", _LOCATION + "/customFields", _FIELDS_READ, locations.list_fields),
    Operation("create-custom-field", "POST", _LOCATION + "/customFields", _FIELDS_WRITE, locations.create_field),
    Operation("get-custom-field", "GET", _FIELD, _FIELDS_READ, locations.get_field),
    Operation("update-custom-field", "PUT", _FIELD, _FIELDS_WRITE, locations.update_field),
    Operation("delete-custom-field", "DELETE", _FIELD, _FIELDS_WRITE, locations.delete_field),
    Operation("get-user-by-location", "GET", "/users/", "users.readonly", locations.list_users, lives="before v3"),
]


def operations(searcher: Searcher) -> list[Operation]:
    """Return all operations, in the order in which their paths are tried."""
    return [*_searching(searcher), *_CONTACTS, *_LOCATIONS]
