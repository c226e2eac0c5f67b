"""The owner's work in HighLevel's web app, for everything but contacts: no rate limit, no request, no write counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from app.sandbox.clock import iso_ms, parse_ms
from app.sandbox.highlevel.base.records import Record, Shelf
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.resources import appointments, businesses, custom_values, notes, tasks
from app.sandbox.seeding.seed_work import Work

_DATES = {
    "tasks": ("dueDate", "dateAdded", "dateUpdated"),
    "notes": ("dateAdded",),
    "appointments": ("startTime", "endTime", "dateAdded", "dateUpdated"),
    "businesses": ("createdAt", "updatedAt"),
}
"""What is kept in epoch milliseconds."""


def _record(kind: str, item: Mapping[str, Any]) -> Record:
    dates = {name: parse_ms(item[name]) for name in _DATES.get(kind, ()) if name in item or name != "dateUpdated"}
    owner = {"contactId": str(item["contactId"])} if kind in ("notes", "appointments") else {}
    if kind == "tasks":
        owner = {"contactId": str(item.get("contactId") or "")}
    return {**item, **dates, **owner, "id": str(item["id"])}


@dataclass(frozen=True)
class _Kind:
    """How one kind of record is read, written, deleted and shown."""

    all: Callable[[], Iterable[Record]]
    get: Callable[[str], Record | None]
    put: Callable[[Mapping[str, Any], Record | None], Record]
    remove: Callable[[str], object]
    shape: Callable[[Record], dict[str, Any]]


class OwnersWork:
    """Create, edit and delete by kind: `tasks`, `notes`, `appointments`, `businesses`, `customValues`, `calendars`
    and `workflows`. What is done tells itself as through the API.
    """

    def __init__(self, store: HighLevelStore, lock: AbstractContextManager[object]) -> None:
        self._store = store
        self._lock = lock
        records = store.records
        self._kinds = {
            "tasks": self._on_shelf(records.tasks, self._put_task, tasks.remove_task, tasks.to_state),
            "notes": self._on_shelf(records.notes, self._put_note, notes.remove_note, notes.shown),
            "appointments": self._on_shelf(
                records.appointments,
                lambda values, old: appointments.put_appointment(store, self._of_contact(values, old), old),
                appointments.remove_appointment,
                lambda made: appointments.shown(store, made),
            ),
            "businesses": _Kind(
                all=lambda: list(records.businesses.values()),
                get=records.businesses.get,
                put=lambda values, old: businesses.put_business(store, values, old),
                remove=lambda key: businesses.remove_business(store, key),
                shape=lambda business: businesses.shown(store, business),
            ),
            "customValues": self._in_table(
                records.custom_values, lambda values, old: custom_values.put_value(store, values, old)
            ),
            "calendars": self._in_table(
                records.calendars, lambda values, old: self._put_plain(records.calendars, values, old)
            ),
            "workflows": self._in_table(records.workflows, self._put_workflow),
        }

    # ------------------------------------------------------------------------------------------------- kinds
    def _on_shelf(
        self,
        shelf: Shelf,
        put: Callable[[Mapping[str, Any], Record | None], Record],
        remove: Callable[[HighLevelStore, str], None],
        shape: Callable[[Record], dict[str, Any]],
    ) -> _Kind:
        return _Kind(lambda: shelf, shelf.get, put, lambda key: remove(self._store, key), shape)

    @staticmethod
    def _in_table(table: dict[str, Record], put: Callable[[Mapping[str, Any], Record | None], Record]) -> _Kind:
        return _Kind(lambda: list(table.values()), table.get, put, table.pop, dict)

    def _of_contact(self, values: Mapping[str, Any], old: Record | None) -> Mapping[str, Any]:
        contact_id = values.get("contactId") or (old or {})["contactId"]
        if contact_id not in self._store.contacts:
            raise KeyError(contact_id)
        return {**values, "contactId": contact_id}

    def _put_task(self, values: Mapping[str, Any], old: Record | None) -> Record:
        if old is None and (not values.get("title") or not values.get("dueDate")):
            raise ValueError("a task needs title and dueDate")
        if not (values.get("contactId") or (old or {}).get("contactId")):  # as a recurring task may be (3)
            return tasks.put_task(self._store, "", values, old)
        checked = self._of_contact(values, old)
        return tasks.put_task(self._store, checked["contactId"], checked, old)

    def _put_note(self, values: Mapping[str, Any], old: Record | None) -> Record:
        if old is None and not values.get("body"):
            raise ValueError("a note needs a body")
        checked = self._of_contact(values, old)
        return notes.put_note(self._store, checked["contactId"], checked, old)

    def _put_plain(self, table: dict[str, Record], values: Mapping[str, Any], old: Record | None) -> Record:
        if old is None and not values.get("name"):
            raise ValueError("it needs a name")
        base = old or {"id": self._store.new_id(), "locationId": self._store.location_id}
        record = {**base, **values}
        table[record["id"]] = record
        return record

    def _put_workflow(self, values: Mapping[str, Any], old: Record | None) -> Record:
        now = iso_ms(self._store.clock.now_ms())
        first = {} if old else {"status": "published", "version": 1, "createdAt": now}
        return self._put_plain(self._store.records.workflows, {**first, **values, "updatedAt": now}, old)

    def _one(self, kind: str, record_id: str) -> Record:
        record = self._kinds[kind].get(record_id)
        if record is None:
            raise KeyError(record_id)
        return record

    # -------------------------------------------------------------------------------------------------- work
    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the kinds."""
        return tuple(self._kinds)

    def get(self, kind: str, record_id: str) -> dict[str, Any]:
        """Return a record. Raises KeyError when there is none."""
        with self._lock:
            return self._kinds[kind].shape(self._one(kind, record_id))

    def create(self, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Create a record by the API's field names and return it.

        Raises KeyError for an unknown contact or calendar, ValueError for a bad date or a missing name.
        """
        with self._lock:
            return self._kinds[kind].shape(self._kinds[kind].put(values, None))

    def edit(self, kind: str, record_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Edit a record and return it. Raises KeyError when there is none, ValueError as :meth:`create`."""
        with self._lock:
            sent = {name: value for name, value in values.items() if name != "id"}
            return self._kinds[kind].shape(self._kinds[kind].put(sent, self._one(kind, record_id)))

    def delete(self, kind: str, record_id: str) -> None:
        """Delete a record. Raises KeyError when there is none."""
        with self._lock:
            self._one(kind, record_id)
            self._kinds[kind].remove(record_id)

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Return all records by kind as JSON values."""
        with self._lock:
            return {name: [kind.shape(record) for record in kind.all()] for name, kind in self._kinds.items()}

    def parsed(self, values: Mapping[str, Any]) -> dict[str, list[Record]]:
        """Read records in the shapes of :meth:`as_dict`; kinds that are not given are left out.

        Raises KeyError for one without an id, ValueError for a bad date.
        """
        return {kind: [_record(kind, item) for item in values[kind]] for kind in self._kinds if kind in values}

    def replace(self, work: Mapping[str, list[Record]]) -> None:
        """Put records in the place of those of the same kind; what belongs to no contact here is left out."""
        with self._lock:
            store, records = self._store, self._store.records
            shelves = {"tasks": records.tasks, "notes": records.notes, "appointments": records.appointments}
            tables = {
                "businesses": records.businesses,
                "customValues": records.custom_values,
                "calendars": records.calendars,
                "workflows": records.workflows,
            }
            for kind, made in work.items():
                if kind in shelves:
                    shelves[kind].fill(r for r in made if not r["contactId"] or r["contactId"] in store.contacts)
                else:
                    tables[kind].clear()
                    tables[kind].update({record["id"]: record for record in made})

    def fill(self, work: Work) -> None:
        """Start anew with the work of a world; nothing of it is told."""
        with self._lock:
            records = self._store.records
            records.clear()
            for shelf, made in (
                (records.tasks, work.tasks),
                (records.notes, work.notes),
                (records.appointments, work.appointments),
            ):
                shelf.fill(made)
            for table, made in (
                (records.calendars, work.calendars),
                (records.workflows, work.workflows),
                (records.businesses, work.businesses),
                (records.custom_values, work.custom_values),
            ):
                table.update({record["id"]: dict(record) for record in made})
