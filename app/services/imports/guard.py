"""When an import must be shown as a difference first, and whether a file is the whole address book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import GuardStop
from app.records.contact import Contact
from app.store import Customer

MANY_CHANGED = "import_many_changed"
MANY_ABSENT = "import_many_absent"
OTHER_BOOK = "import_other_book"
MUCH_OLDER = "import_much_older"

_SHARE, _FEW = 0.10, 5
"""From more than so many customers, and so large a part of those known, a person must look."""

_STRANGERS = 0.5
_OLD = 30 * 86_400.0
EXAMPLES = 8
_DIMENSIONS = ("kind", "city", "province", "country", "initial")


@dataclass(frozen=True, slots=True)
class ChangeExample:
    """One customer whose values an import changes; ``fields`` are (name, before, after)."""

    title: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """What taking a file over would change. Counts are customers, moments epoch seconds (0: none).

    ``absent`` are known customers that the file has not, ``strangers`` rows that carry a known code and are somebody
    else. ``whole`` says that the file counts as the whole address book: only then absence means anything.
    """

    known: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    absent: int = 0
    strangers: int = 0
    exported_at: float = 0.0
    newest_at: float = 0.0
    whole: bool = False
    examples: tuple[ChangeExample, ...] = ()
    absent_titles: tuple[str, ...] = ()
    filtered: bool = False

    @property
    def guards(self) -> tuple[str, ...]:
        """Return why a person must look at it first; empty for an ordinary import."""
        found = []
        met = self.known - self.absent
        swapped = self.strangers > _FEW and self.strangers > _STRANGERS * max(met, 1)
        unknown = self.known > _FEW and self.rows > _FEW and met < _SHARE * min(self.known, self.rows)
        if swapped or unknown:
            found.append(OTHER_BOOK)
        if _many(self.changed, self.known):
            found.append(MANY_CHANGED)
        # of a part of the address book nothing is taken for gone: there is no harm in what it has not
        if _many(self.absent, self.known) and not self.filtered:
            found.append(MANY_ABSENT)
        if self.newest_at and self.exported_at < self.newest_at - _OLD:
            found.append(MUCH_OLDER)
        return tuple(found)


class ImportGuard(GuardStop):
    """An import that a person must look at first; nothing of the file was taken over."""

    code = "import_guard"

    def __init__(self, file: Path, difference: ImportDifference) -> None:
        super().__init__(difference.guards, file=file.name)
        self.difference = difference


class Coverage:
    """Notes what all rows of a file have in common, to see a filter by which it was made."""

    def __init__(self) -> None:
        self._alike: dict[str, str | None] = {}
        self.rows = 0

    def note(self, contact: Contact, kind: str) -> None:
        """Note one row."""
        self.rows += 1
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
        return not refused and newest and not _many(len(absent), known) and not self.filtered(absent)


def _many(count: int, known: int) -> bool:
    return count > _FEW and count > _SHARE * known


def _dimensions(contact: Contact, kind: str) -> dict[str, str]:
    title = contact.title
    values = (kind, contact.city, contact.province, contact.country, title[:1])
    return dict(zip(_DIMENSIONS, (v.strip().casefold() for v in values), strict=True))


def titles(customers: Iterable[Customer]) -> tuple[str, ...]:
    """Return what the first of some customers are called."""
    return tuple(c.contact.title or c.code for _, c in zip(range(EXAMPLES), customers, strict=False))
