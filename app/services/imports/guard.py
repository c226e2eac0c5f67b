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
        self._alike: dict[str, str] = {}
        self.rows = 0

    def note(self, contact: Contact, kind: str) -> None:
        """Note one row."""
        self.rows += 1
        if self.rows == 1:
            self._alike = {name: _dimension(name, contact, kind) for name in _DIMENSIONS}
            return
        other = [name for name, value in self._alike.items() if _dimension(name, contact, kind) != value]
        for name in other:
            del self._alike[name]

    def filtered(self, absent: Sequence[Customer]) -> bool:
        """Tell whether the file has only customers of one kind, place or initial, and lacks only others."""
        if not absent:
            return False
        for name, value in self._alike.items():
            if value and all(_dimension(name, c.contact, c.kind) not in ("", value) for c in absent):
                return True
        return False

    def is_whole(self, absent: Sequence[Customer], known: int, *, refused: int, newest: bool) -> bool:
        """Tell whether a file proves absence: every row was read, it is the newest export, it has nearly everyone.

        A file without rows is whole only where no customer is known for certain: a book that is still empty.
        """
        if not self.rows and known:
            return False
        return not refused and newest and not many(len(absent), known) and not self.filtered(absent)


def _dimension(name: str, contact: Contact, kind: str) -> str:
    if name == "kind":
        return kind.strip().casefold()
    value: str = contact.title[:1] if name == "initial" else getattr(contact, name)
    return value.strip().casefold()


def titles(customers: Iterable[Customer]) -> tuple[str, ...]:
    """Return what the first of some customers are called."""
    return tuple(c.contact.title or c.code for _, c in zip(range(EXAMPLES), customers, strict=False))
