"""What the location holds besides contacts: tasks, notes, appointments, calendars, businesses and the like."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Iterator
from typing import Any

Record = dict[str, Any]
"""One record by the API's names, dates in epoch milliseconds. It is never changed in place: writes replace it."""


class Shelf:
    """Records that belong to contacts, by id and by contact, in the order in which they came."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._of_contact: dict[str, dict[str, None]] = {}

    def __len__(self) -> int:
        """The number of records."""
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        """All records, oldest entry first."""
        return iter(list(self._records.values()))

    def get(self, record_id: str) -> Record | None:
        """Return the record with this id, or None."""
        return self._records.get(record_id)

    def of_contact(self, contact_id: str) -> list[Record]:
        """Return the records of a contact, oldest entry first."""
        return [self._records[record_id] for record_id in self._of_contact.get(contact_id, ())]

    def put(self, record: Record) -> None:
        """Insert or replace a record; it needs `id` and `contactId`."""
        old = self._records.get(record["id"])
        if old is not None and old["contactId"] != record["contactId"]:
            self.remove(record["id"])
        self._records[record["id"]] = record
        self._of_contact.setdefault(record["contactId"], {})[record["id"]] = None

    def remove(self, record_id: str) -> Record:
        """Take a record out and return it. Raises KeyError when there is none."""
        record = self._records.pop(record_id)
        mine = self._of_contact[record["contactId"]]
        del mine[record_id]
        if not mine:
            del self._of_contact[record["contactId"]]
        return record

    def fill(self, records: Iterable[Record]) -> None:
        """Replace all records."""
        self._records, self._of_contact = {}, {}
        for record in records:
            self.put(record)

    def drop_contact(self, contact_id: str) -> list[Record]:
        """Take out the records of a contact and return them."""
        return [self._records.pop(record_id) for record_id in self._of_contact.pop(contact_id, {})]

    def keep_contacts(self, contact_ids: Container[str]) -> None:
        """Forget the records of all other contacts."""
        for contact_id in [one for one in self._of_contact if one not in contact_ids]:
            self.drop_contact(contact_id)


class History:
    """What tasks were before their last writes, so that a search can show what was there some time ago."""

    KEPT = 60.0
    """Seconds: no search stays further behind."""

    def __init__(self) -> None:
        self._writes: deque[tuple[float, str, Record | None]] = deque()

    def note(self, now: float, task_id: str, before: Record | None) -> None:
        """Take up a write made now; `before` is None for a task that is new."""
        while self._writes and self._writes[0][0] < now - self.KEPT:
            self._writes.popleft()
        self._writes.append((now, task_id, before))

    def after(self, moment: float) -> list[tuple[str, Record | None]]:
        """Return the writes later than a moment, the last one first: undone in this order, what was there appears."""
        return [(task_id, before) for at, task_id, before in reversed(self._writes) if at > moment]

    def clear(self) -> None:
        """Forget everything."""
        self._writes.clear()


class Records:
    """All of them, of one location."""

    def __init__(self) -> None:
        self.tasks = Shelf()
        self.task_history = History()
        self.removed_tasks: dict[str, Record] = {}
        self.notes = Shelf()
        self.appointments = Shelf()
        self.calendars: dict[str, Record] = {}
        self.businesses: dict[str, Record] = {}
        self.workflows: dict[str, Record] = {}
        self.custom_values: dict[str, Record] = {}
        self.others: dict[str, dict[str, Record]] = {}
        """What is known of by the contract alone, by the path of its collection."""

    @property
    def shelves(self) -> tuple[Shelf, Shelf, Shelf]:
        """What goes with its contact."""
        return self.tasks, self.notes, self.appointments

    def clear(self) -> None:
        """Forget everything."""
        for shelf in self.shelves:
            shelf.fill(())
        self.task_history.clear()
        self.removed_tasks.clear()
        for table in (self.calendars, self.businesses, self.workflows, self.custom_values):
            table.clear()
        self.others.clear()

    def drop_contact(self, contact_id: str) -> list[list[Record]]:
        """Take out what belongs to a contact that was deleted; returns it by shelf."""
        return [shelf.drop_contact(contact_id) for shelf in self.shelves]

    def keep_contacts(self, contact_ids: Container[str]) -> None:
        """Forget what belongs to any other contact."""
        for shelf in self.shelves:
            shelf.keep_contacts(contact_ids)
