"""A table of rows under a header, wherever it comes from: text or workbook.

A header is recognised by its names (see `app.connectors.exports.tables.columns`) or by what a person has said about it
before; otherwise `ColumnsUnknown` carries what a person needs to say it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.connectors.exports.tables.address_book_columns import ADDRESS_BOOK
from app.connectors.exports.tables.columns import ColumnChoice, Columns, Content, Vocabulary, plain, signature
from app.connectors.exports.tables.schedule_columns import SCHEDULE
from app.connectors.exports.tables.suggest import suggest
from app.errors import FileRefused

VOCABULARIES: Mapping[Content, Vocabulary] = {Content.SCHEDULE: SCHEDULE, Content.ADDRESS_BOOK: ADDRESS_BOOK}
"""All kinds of tables; the payment schedule first, for it may have a customer's columns as well."""

MOST_ROWS = 250_000
"""Rows of one table; more are no small business's, and would not fit the planning either."""

MOST_COLUMNS = 512
"""Columns of one table; an address book has sixteen."""

HEADER_WITHIN = 10
"""A header may have as many lines above it: a title, a date, a blank line."""

_EXAMPLES = 200
"""Rows that are looked at for example values and suggestions."""

_CELLS = 6_000
"""Cells that are looked at for them: a table of very many columns shows fewer rows."""

_SHOWN = 3
_LOOKED_AT = 200
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not read: its line (1-based), the reason (a key under ``refused``) and its parameters."""

    line: int
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


_TITLE = 200
"""Letters of a title that are looked at."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row, brought to as many cells as there are columns; ``notes`` tells what had to be mended for that."""

    line: int
    cells: Sequence[str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. ``rows`` is read once; ``total`` is about how many there are (0: not known); ``title`` is what
    stands above the names of its columns."""

    columns: Columns
    rows: Iterator[TableRow | RefusedLine]
    encoding: str = ""
    sheet: str = ""
    total: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column as a person is asked about it: its name, some of its values, and by content the field suggested and
    whether the name alone tells it."""

    name: str
    examples: tuple[str, ...]
    suggested: Mapping[Content, str]
    known: Mapping[Content, bool]


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A table whose columns a person must name. ``likely`` is the content it seems to have."""

    columns: tuple[PreviewColumn, ...]
    likely: Content
    sheet: str = ""

    @property
    def fields(self) -> Mapping[Content, tuple[str, ...]]:
        """The fields that a column may hold, by content."""
        return {content: words.fields for content, words in VOCABULARIES.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as they stand."""
        return tuple(c.name for c in self.columns)


class ColumnsUnknown(FileRefused):
    """The columns of a table are not understood; ``preview`` is None where there is no table at all."""

    code = "file_header_unknown"

    def __init__(self, path: Path, names: Sequence[str], preview: TablePreview | None = None) -> None:
        found = ", ".join(n[:30] for n in names[:12] if n.isprintable()) or "–"
        super().__init__(file=path.name, found=found, needed=ADDRESS_BOOK.needed)
        self.names = tuple(names)
        self.preview = preview


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """What a person has said about columns: ``choices`` by the header's signature, kept; ``said`` by plain name, for
    this once and for every header."""

    choices: Mapping[str, ColumnChoice] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    def recognise(self, header: Sequence[str]) -> Columns | None:
        """Return the columns of a header, or None if it is none."""
        names = [h.strip() for h in header]
        while names and not names[-1]:
            names.pop()
        choice = self.choices.get(signature(names))
        if choice is not None:
            said = {plain(name): found for name, found in choice.fields.items()} | dict(self.said)
            columns = Columns.of(names, VOCABULARIES[choice.content], said)
            return columns if columns.recognised else None
        for words in VOCABULARIES.values():
            fields = set(words.fields)
            columns = Columns.of(names, words, {n: f for n, f in self.said.items() if f in fields or not f})
            if columns.recognised:
                return columns
        return None

    @staticmethod
    def fields(content: Content) -> tuple[str, ...]:
        """Return the fields that a column of such a table may hold."""
        return VOCABULARIES[content].fields

    def knows(self, name: str) -> bool:
        """Tell whether a column of this name is known in any kind of table."""
        key = plain(name)
        if not key:
            return False
        return any(key in words.names for words in VOCABULARIES.values()) or key in self.said or key in self._chosen()

    def _chosen(self) -> set[str]:
        return {plain(name) for choice in self.choices.values() for name in choice.fields}


def title_of(head: Sequence[Sequence[str]]) -> str:
    """Return what stands in the lines above a header, as one text."""
    return " ".join(cell for cells in head for c in cells if (cell := c.strip()))[:_TITLE]


def preview_of(head: Sequence[Sequence[str]], rows: Iterable[Sequence[str]], sheet: str = "") -> TablePreview | None:
    """Return what a person is asked about a table whose header is not understood; None where there is no table.

    The header is the first line of ``head`` with two names or more; examples come from below it.
    """
    at = next((i for i, cells in enumerate(head) if sum(bool(c.strip()) for c in cells) > 1), None)
    if at is None:
        return None
    names = [c.strip() for c in head[at]]
    while names and not names[-1]:
        names.pop()
    below = [*head[at + 1 :], *islice(rows, min(_EXAMPLES, _CELLS // max(len(names), 1)))]
    values = [[v for r in below if i < len(r) and (v := r[i].strip()[:_LOOKED_AT])] for i in range(len(names))]
    suggested = {content: suggest(names, values, words) for content, words in VOCABULARIES.items()}
    columns = tuple(
        PreviewColumn(
            name,
            tuple(v[:_LONGEST] for v in dict.fromkeys(values[i]))[:_SHOWN],
            {content: fields[i] for content, fields in suggested.items()},
            {content: plain(name) in words.names for content, words in VOCABULARIES.items()},
        )
        for i, name in enumerate(names)
    )
    fits = [c for c, words in VOCABULARIES.items() if words.needs(frozenset(suggested[c]) - {""})]
    return TablePreview(columns, fits[0] if fits else Content.ADDRESS_BOOK, sheet)
