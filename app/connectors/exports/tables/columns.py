"""Columns of a table by their names: what each holds, and what the whole table is.

Order and exact set of the columns differ between exports, so only names count (reference: Fattura24 3); what a
person has said about a header goes before what is known of its names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.connectors.files.xlsx_cells import NumberCell
from app.records.text.words import fold

_FORMULA = re.compile(r'="([^"]*)"')
_FORMULA_STARTS = ("=", "+", "-", "@")
_LONGEST = 300
"""Characters of a cell that has a shape; longer ones are not even looked at."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
"""A letter as web pages write it: ``&egrave;``, ``&#39;``, ``&amp;``."""
_CUT_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30})\Z")

_SECOND = re.compile(r"^(?:altr[aoei]|second[aoe]|ulterior[ei])|(?:second[ao]ri[ao]|alternativ[ao]|[2-9])$")
"""What the name of a second column has more than that of the first, without spaces and marks."""

_LONGEST_ENTITY = 40

_SEPARATORS = (";", ",", "\t", "|")


class Content(StrEnum):
    """What a file turned out to hold."""

    ADDRESS_BOOK = "address_book"
    SCHEDULE = "schedule"


Shape = Callable[[str], bool]
"""Tells whether a cell, stripped and not blank, could be what its column says."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the columns of one kind of table are called.

    ``names`` are the plain names (see `plain`) by field, ``weak`` those that count only where no other column has their
    field, ``free`` the fields of free text, ``shapes`` what cells of the other fields look like. ``needs`` tells by the
    fields found whether a table is of this kind; ``needed`` are the names, as a person knows them, of the columns
    without which it is not, ``several`` the fields of which a second column holds one more, and ``indispensable`` the
    fields that a person is told to name where they are missing. ``common`` are names of columns that many a program's
    list of contacts has: with one of them a table is of this kind only where it has a field of ``proofs``, too; with
    one of ``strangers`` it is not at all.
    """

    content: Content
    names: Mapping[str, str]
    needs: Callable[[frozenset[str]], bool]
    needed: str
    free: tuple[str, ...] = ()
    weak: frozenset[str] = frozenset()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    indispensable: tuple[str, ...] = ()
    several: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    proofs: frozenset[str] = frozenset()

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that a column may hold."""
        return tuple(dict.fromkeys(self.names.values()))


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a person said about the columns of one header: the field of each by its name, blank for unused ones."""

    content: Content
    fields: Mapping[str, str]


def vocabulary(content: Content, *synonyms: Mapping[str, str], **rest: object) -> Vocabulary:
    """Return a vocabulary from space-separated plain names by field, of one language each."""
    by_name = {name: field for spoken in synonyms for field, names in spoken.items() for name in names.split()}
    return Vocabulary(content, by_name, **rest)  # type: ignore[arg-type]


def plain(header: str) -> str:
    """Return the name of a column without case, accents, spaces and marks: ``codfiscale`` for ``Cod. fiscale``."""
    return "".join(c for c in fold(header) if c.isalnum())


def signature(names: Sequence[str]) -> str:
    """Return what a header is recognised by the next time."""
    return "|".join(plain(name) for name in names)


def choose_separator(line: str, known: Callable[[str], bool]) -> str:
    """Return the separator by which most columns of a header are known, then the one that makes most of them."""

    def worth(separator: str) -> tuple[int, int]:
        cells = {c.strip("\"' ") for c in line.split(separator)}
        return sum(known(c) for c in cells), line.count(separator)

    return max(_SEPARATORS, key=worth)


def whole_entities(cells: Sequence[str]) -> list[str]:
    """Put together what a semicolon between columns has cut where it ended a letter such as ``&egrave;``."""
    found: list[str] = []
    open_ = False
    for cell in cells:
        if open_ and html.unescape(f"{_tail(found[-1])};") != f"{_tail(found[-1])};":
            found[-1] = f"{found[-1]};{cell}"
        else:
            found.append(cell)
        open_ = bool(_CUT_ENTITY.search(found[-1][-_LONGEST_ENTITY:]))
    return found


def _tail(cell: str) -> str:
    cut = _CUT_ENTITY.search(cell[-_LONGEST_ENTITY:])
    return cut[0] if cut else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table: their names and, by position, what each holds (blank: unknown or a second one).

    ``more`` are the fields of second columns, whose cells stand behind those of the first. ``said`` tells that a person
    has said what any of them is.
    """

    vocabulary: Vocabulary
    names: tuple[str, ...]
    fields: tuple[str, ...]
    more: tuple[str, ...] = ()
    said: bool = False

    @classmethod
    def of(cls, header: Sequence[str], words: Vocabulary, said: Mapping[str, str] | None = None) -> Columns:
        """Read a header; of two columns for one thing the first counts. ``said`` (field by plain name) goes first."""
        given = said or {}
        names = [h.strip() for h in header]
        while names and not names[-1]:
            names.pop()
        seen = {field for field in (given.get(plain(n), "") for n in names) if field}
        strong = {words.names.get(plain(n), "") for n in names if plain(n) not in words.weak}
        fields = []
        for name in names:
            key = plain(name)
            if key in given:
                found = given[key] if given[key] not in fields else ""
            else:
                found = words.names.get(key, "")
                if found in seen or (key in words.weak and found in strong):
                    found = ""
                seen.add(found)
            fields.append(found)
        said_any = any(given.get(plain(n)) for n in names)
        return cls(words, tuple(names), tuple(fields), _second_columns(names, fields, words, given), said_any)

    @property
    def content(self) -> Content:
        """What the table holds."""
        return self.vocabulary.content

    @property
    def recognised(self) -> bool:
        """Tell whether the columns that the table cannot do without are there."""
        found = frozenset(self.fields) - {""}
        if not self.vocabulary.needs(found):
            return False
        if self.said:
            return True
        # Google, Outlook and HighLevel save their own contacts so: nobody's customers, unless somebody says so
        names, words = {plain(name) for name in self.names}, self.vocabulary
        if names & words.strangers:
            return False
        return not names & words.common or bool(found & words.proofs)

    def is_header(self, cells: Sequence[str]) -> bool:
        """Tell whether a row is the header once more, whatever its case."""
        if not cells or cells[0].strip().lower() != self.names[0].lower():  # as of nearly all rows
            return False
        names = [plain(c) for c in cells]
        while len(names) > len(self.names) and not names[-1]:
            names.pop()
        return names == [plain(n) for n in self.names]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the columns that no field is read from."""
        more = self.more or ("",) * len(self.names)
        return tuple(n for n, f, m in zip(self.names, self.fields, more, strict=True) if n and not f and not m)

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the values by field, outer spaces stripped.

        ``="00184"`` and ``'=1+1``, texts that a spreadsheet was made to take as such, are unpacked.
        """
        found: dict[str, str] = {}
        for name, cell in zip(self.fields, cells, strict=True):
            if not name:
                continue
            if type(cell) is NumberCell:
                found[name] = cell
            else:
                value = cell.strip()
                if value.startswith('="') and name != "note":
                    forced = _FORMULA.fullmatch(value)
                    value = forced[1].strip() if forced else value
                elif "&" in value:
                    value = _ENTITY.sub(lambda m: html.unescape(m[0]), value).strip()
                elif value[:1] == "'" and value[1:2] in _FORMULA_STARTS:
                    value = value[1:]  # a spreadsheet's mark that what follows is text
                found[name] = value
        for name, cell in zip(self.more, cells, strict=False):
            further = cell.strip() if name else ""
            if further and further not in found.get(name, ""):
                found[name] = f"{held}; {further}" if (held := found.get(name, "")) else further
        return found

    def raw(self, cells: Sequence[str]) -> dict[str, str]:
        """Return all cells that are not empty by the names of their columns, known or not."""
        found: dict[str, str] = {}
        for place, (name, cell) in enumerate(zip(self.names, cells, strict=True)):
            if cell:
                key = name or f"#{place + 1}"
                found[key if key not in found else f"{key} ({place + 1})"] = cell
        return found

    def fits(self, cells: Sequence[str]) -> bool:
        """Tell whether every cell could be what its column says."""
        shapes = self.vocabulary.shapes
        return len(cells) == len(self.fields) and all(
            name not in shapes or not (held := cell.strip()) or (len(held) <= _LONGEST and shapes[name](held))
            for name, cell in zip(self.fields, cells, strict=True)
        )

    def fold_back(self, cells: list[str], separator: str) -> list[str] | None:
        """Undo a separator inside an unquoted cell of free text, if only one way of doing so makes sense."""
        extra = len(cells) - len(self.fields)
        found: list[tuple[bool, list[str]]] = []
        for place, name in enumerate(self.fields):
            if name in self.vocabulary.free:
                parts = cells[place : place + extra + 1]
                row = [*cells[:place], separator.join(parts), *cells[place + extra + 1 :]]
                if self.fits(row):
                    found.append((all(p.strip() for p in parts), row))
        if len(found) > 1:  # text on both sides of a separator is likelier than a blank cell beside it
            found = [pair for pair in found if pair[0]]
        return found[0][1] if len(found) == 1 else None


def _second_columns(
    names: Sequence[str], fields: Sequence[str], words: Vocabulary, said: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the fields of further columns for e-mails and numbers, by position: ``Email`` again, ``Telefono 2``."""
    more = []
    for name, field_ in zip(names, fields, strict=True):
        key = plain(name)
        bare = _SECOND.sub("", key)
        found = "" if field_ or key in said else words.names.get(key, "") or words.names.get(bare, "")
        more.append(found if found in words.several and found in fields else "")
    return tuple(more) if any(more) else ()


def pattern(expression: str) -> Shape:
    """Return a shape: the whole cell matches, whatever its case."""
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda cell: bool(compiled.fullmatch(cell))
