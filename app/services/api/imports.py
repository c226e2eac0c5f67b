"""What an import did with a file, and what it would change where a person must look first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import GuardStop, Ponte24Error

if TYPE_CHECKING:
    from app.services.api.fattura24.invoices import OwnVatCandidate


SAID_BEFORE = "said_before"
"""The warning of a report that rows say what they said before something newer, and do not count there."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read: its line in the file (1-based; of a workbook its row) and the key of the reason.

    ``where`` names the part of the file that it stands in, where there are several: a sheet, a file of an archive.
    """

    line: int
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did with one file. Counts are rows; ``repairs`` counts by kind (``postal_code`` …) what was
    mended; ``left_out`` are supplier rows that were not wanted; ``warnings`` are text keys with parameters.

    ``content`` is what the file turned out to hold (a text key under ``contents``). ``problem`` is set where the
    file as a whole was refused or stopped: then nothing of it was taken.

    Of e-invoices, counts are documents: ``issued`` and ``received`` by the owner, ``new_customers`` made from them.
    ``remarks`` are documents and files that were passed over or deserve a word (reasons under ``remarks``; line 0 means
    the whole file). ``own_vat_candidates`` are there where the owner's VAT code must be asked for.
    """

    file: Path
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: tuple[RefusedRow, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()
    encoding: str = ""
    missing_from_file: int = 0
    content: str = ""
    problem: Ponte24Error | None = None
    remarks: tuple[RefusedRow, ...] = ()
    issued: int = 0
    received: int = 0
    new_customers: int = 0
    own_vat_candidates: tuple[OwnVatCandidate, ...] = ()


MANY_CHANGED = "import_many_changed"
MANY_ABSENT = "import_many_absent"
OTHER_BOOK = "import_other_book"
MUCH_OLDER = "import_much_older"


_SHARE, _FEW = 0.10, 5
"""From more than so many customers, and so large a part of those known, a person must look."""

_STRANGERS = 0.5
_OLD = 30 * 86_400.0


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
        if many(self.changed, self.known):
            found.append(MANY_CHANGED)
        # of a part of the address book nothing is taken for gone: there is no harm in what it has not
        if many(self.absent, self.known) and not self.filtered:
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


def many(count: int, known: int) -> bool:
    return count > _FEW and count > _SHARE * known


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of the watched folder that looks like an export and about which nothing was decided yet.

    ``kind`` is what it seems to be (a text key under ``contents``), ``size`` in bytes, ``changed_at`` epoch seconds.
    """

    path: Path
    kind: str
    size: int
    changed_at: float
