"""When an import must be shown as a difference first, and whether a file is the whole address book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.records.contact import Contact
from app.services.api.imports import many
from app.store import Customer

EXAMPLES = 8
_DIMENSIONS = ("kind", "city", "province", "country", "initial")


class Coverage:
    """Notes what all rows of a file have in common, to see a filter by which it was made."""

    def __init__(self) -> None:
        self._alike: dict[str, str | None] = {}
        self.rows = 0

    def note(self, contact: Contact, kind: str) -> None:
        """Note one row."""
        self.rows += 1
        if self.rows > 1 and not any(self._alike.values()):
            return  # nothing is left that all rows have in common
        for name, value in _dimensions(contact, kind).items():
            if self._alike.setdefault(name, value) != value:
                self._alike[name] = None

    def filtered(self, absent: Sequence[Customer]) -> bool:
        """Tell whether the file has only customers of one kind, place or initial, and lacks only others."""
        if not absent:
            return False
        for name, value in self._alike.items():
            if value and all(_dimensions(c.contact, c.kind)[name] not in ("", value) for c in absent):
                return True
        return False

    def is_whole(self, absent: Sequence[Customer], known: int, *, refused: int, newest: bool) -> bool:
        """Tell whether a file proves absence: every row was read, it is the newest export, it has nearly everyone.

        A file without rows is whole only where no customer is known for certain: a book that is still empty.
        """
        if not self.rows and known:
            return False
        return not refused and newest and not many(len(absent), known) and not self.filtered(absent)


def _dimensions(contact: Contact, kind: str) -> dict[str, str]:
    title = contact.title
    values = (kind, contact.city, contact.province, contact.country, title[:1])
    return dict(zip(_DIMENSIONS, (v.strip().casefold() for v in values), strict=True))


def titles(customers: Iterable[Customer]) -> tuple[str, ...]:
    """Return what the first of some customers are called."""
    return tuple(c.contact.title or c.code for _, c in zip(range(EXAMPLES), customers, strict=False))
