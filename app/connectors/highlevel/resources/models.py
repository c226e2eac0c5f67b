"""HighLevel's records with types: a tolerant reading of the wire, which stays reachable.

Unknown keys are kept, missing and null ones take their defaults, and a value of a wrong type counts as
missing: one odd record must not end a reading. Moments are aware datetimes, None where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic import ValidationInfo as Info
from pydantic.alias_generators import to_camel

from app.connectors.highlevel.http.dates import read_day, read_moment
from app.connectors.highlevel.http.markup import plain_text
from app.connectors.highlevel.http.wire import Wire

_ZONE = "zone"


def _moment(value: object, info: Info) -> datetime | None:
    return value if isinstance(value, datetime) else read_moment(value, (info.context or {}).get(_ZONE, ""))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else read_day(value)


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Day = Annotated[date | None, BeforeValidator(_day)]
Texts = tuple[str, ...]


class HighLevelRecord(BaseModel):
    """Base of all records: ``id`` (also where it is spelt ``_id``) and the location it belongs to."""

    model_config = ConfigDict(
        extra="allow", alias_generator=to_camel, populate_by_name=True, frozen=True, coerce_numbers_to_str=True
    )

    id: str = Field(default="", validation_alias=AliasChoices("id", "_id"))
    location_id: str = ""

    _wire: Wire = PrivateAttr(default_factory=dict)

    @classmethod
    def of(cls, wire: Mapping[str, Any], zone: str = "") -> Self:
        """Return the record that an answer holds; ``zone`` is the location's, for moments without one."""
        known = {key: value for key, value in wire.items() if value is not None}
        while True:
            try:
                made = cls.model_validate(known, context={_ZONE: zone})
                break
            except ValidationError as error:
                # A spelling that is tried only after another one shows its fault only then: hence the loop.
                for key in {str(fault["loc"][0]) for fault in error.errors()}:
                    del known[key]
        made._wire = dict(wire)
        return made

    @property
    def wire(self) -> Wire:
        """The record as it was sent, with every key."""
        return self._wire


class CustomFieldValue(HighLevelRecord):
    """A contact's value of a custom field: ``id`` is the field's (reference: HighLevel 2.8)."""

    value: Any = Field(default=None, validation_alias=AliasChoices("value", "fieldValue", "field_value"))


class Contact(HighLevelRecord):
    """A contact; names and address are found in a search as well as in a read by id (HighLevel 2.1).

    ``company_name`` is free text, ``business_id`` a record; ``dnd`` True means do not disturb. Further
    e-mails and phones can be read and never written.
    """

    first_name: str = Field(default="", validation_alias=AliasChoices("firstNameRaw", "firstName"))
    last_name: str = Field(default="", validation_alias=AliasChoices("lastNameRaw", "lastName"))
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    additional_emails: tuple[Any, ...] = ()
    additional_phones: tuple[Any, ...] = ()
    company_name: str = ""
    business_id: str = ""
    address1: str = Field(default="", validation_alias=AliasChoices("address1", "address"))
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    website: str = ""
    timezone: str = ""
    source: str = ""
    type: str = ""
    assigned_to: str = ""
    followers: Texts = ()
    tags: Texts = ()
    dnd: bool = False
    dnd_settings: dict[str, Any] = Field(default_factory=dict)
    custom_fields: tuple[CustomFieldValue, ...] = ()
    date_of_birth: Day = None
    date_added: Moment = None
    date_updated: Moment = None


class Task(HighLevelRecord):
    """A contact's task.

    Only the rows of tasks/search say when it was made and changed, whether it is ``deleted``, and with
    ``search_after`` where the next page begins; ``status`` is ``to_do`` or ``completed`` there (HighLevel 3, 12.1).
    Without ``date_updated`` a task can only be compared by its values.
    """

    title: str = ""
    body: str = ""
    contact_id: str = ""
    assigned_to: str = ""
    due_date: Moment = None
    completed: bool = False
    date_added: Moment = None
    date_updated: Moment = Field(default=None, validation_alias=AliasChoices("dateUpdated", "updatedAt"))
    deleted: bool = False
    status: str = Field(default="", validation_alias=AliasChoices("status", "statusGroup"))
    search_after: tuple[Any, ...] = ()


class Note(HighLevelRecord):
    """A contact's note. There is no date of change (reference: HighLevel 4)."""

    body: str = ""
    title: str = ""
    contact_id: str = ""
    user_id: str = ""
    color: str = ""
    pinned: bool = False
    date_added: Moment = None

    @property
    def text(self) -> str:
        """The body without markup: notes written in HighLevel's window may be HTML."""
        return plain_text(self.body)


class Appointment(HighLevelRecord):
    """An appointment or another event of a calendar; times without zone are the location's (HighLevel 4).

    ``status`` is one of new, confirmed, cancelled, showed, noshow, invalid, active, completed.
    """

    title: str = ""
    calendar_id: str = ""
    contact_id: str = ""
    group_id: str = ""
    assigned_user_id: str = ""
    users: Texts = ()
    status: str = Field(default="", validation_alias=AliasChoices("appointmentStatus", "appoinmentStatus", "status"))
    address: str = ""
    notes: str = ""
    description: str = ""
    is_recurring: bool = False
    rrule: str = ""
    start_time: Moment = None
    end_time: Moment = None
    date_added: Moment = None
    date_updated: Moment = None


class Calendar(HighLevelRecord):
    """A calendar; ``team_members`` are those who take appointments in it (``userId``, ``isPrimary``)."""

    name: str = ""
    description: str = ""
    group_id: str = ""
    calendar_type: str = ""
    is_active: bool = True
    slot_duration: int | float | None = None
    team_members: tuple[dict[str, Any], ...] = ()


class Tag(HighLevelRecord):
    """A tag of the location; the service saves names in lower case (reference: HighLevel 2.8)."""

    name: str = ""


class CustomField(HighLevelRecord):
    """A custom field of the location; ``field_key`` (``contact.x``) survives a new name."""

    name: str = ""
    field_key: str = ""
    data_type: str = ""
    placeholder: str = ""
    position: int | float = 0
    model: str = ""
    picklist_options: tuple[Any, ...] = ()


class CustomValue(HighLevelRecord):
    """A text of the location for use in templates, as ``{{ custom_values.x }}``."""

    name: str = ""
    field_key: str = ""
    value: str = ""


class Location(HighLevelRecord):
    """The location; ``timezone`` is an IANA name."""

    name: str = ""
    timezone: str = ""
    country: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    business: dict[str, Any] = Field(default_factory=dict)

    @property
    def allows_duplicates(self) -> bool:
        """Its setting "Allow Duplicate Contact" (reference: HighLevel 2.6)."""
        return bool(self.settings.get("allowDuplicateContact"))


class User(HighLevelRecord):
    """Somebody who works in the location."""

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    deleted: bool = False


class Business(HighLevelRecord):
    """A company that contacts can belong to; it has no custom fields and no search (HighLevel 4)."""

    name: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    postal_code: str = ""
    state: str = ""
    country: str = ""
    description: str = ""
    created_at: Moment = None
    updated_at: Moment = None


class Workflow(HighLevelRecord):
    """An automation of the location; ``status`` is ``draft`` or ``published``."""

    name: str = ""
    status: str = ""
    version: int | float | None = None
    created_at: Moment = None
    updated_at: Moment = None
