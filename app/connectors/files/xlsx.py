"""The rows of an Excel workbook (.xlsx), read as a stream.

The workbook may be hostile: a few kilobytes can unfold into gigabytes, name a billion cells or repeat one long text a
million times. Libraries that lay out the whole sheet, or copy a text for each cell that refers to it, do what they are
told. Here one row is in memory at a time beside the texts that the cells share, and each of these has a limit. Formulas
are data: the value that was saved counts, nothing is computed, and no document type or entity is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.connectors.files.pulse import beat
from app.connectors.files.xlsx_cells import Styles, cell_text, column_of, unescaped
from app.connectors.files.xlsx_package import Package, Relation
from app.errors import FileRefused

MOST_TEXTS = 1_500_000
MOST_TEXT = 60_000_000
"""Shared texts of a workbook, and characters of all of them."""

LONGEST_CELL = 100_000
"""Characters of one cell; Excel itself allows 32,767."""

LONGEST_ROW = 1_000_000
"""Characters of one row, whether they stand there or are shared texts."""

MOST_SHOWN = 150_000_000
"""Characters of all rows of a sheet, likewise."""

_LONGEST_TAIL = 100_000
"""Bytes of a row that has not ended that are looked at once more."""

_NO_TABLES = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet"})
MOST_COLUMNS = 512
MOST_SHEETS = 200
"""Sheets that are looked at; one that is listed again is not."""


class Workbook:
    """An open workbook. Every method raises FileRefused (file_damaged, file_bomb, file_encrypted)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._package = Package(path)
        self._texts: list[str] | None = None
        self._styles = Styles()
        try:
            self.sheets = self._find_sheets()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._package.close()

    def _find_sheets(self) -> list[tuple[str, str]]:
        """Return (name, part) of each sheet in order, those that nobody sees last."""
        found: list[tuple[str, str]] = []
        aside: list[tuple[str, str]] = []
        named = (r.part for r in self._package.relations().values() if r.kind == "officeDocument")
        self._book = next((part for part in (*named, "xl/workbook.xml") if self._package.has(part)), "")
        if not self._book:
            raise FileRefused("file_damaged", file=self._path.name, details="no workbook")
        self._relations = self._package.relations(self._book)

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet" and len(found) < 10 * MOST_SHEETS:
                key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                hidden = attributes.get("state", "").lower() in ("hidden", "veryhidden")
                (aside if hidden else found).append((unescaped(attributes.get("name", "")[:200]), key))
            elif name == "workbookPr":
                self._styles.from_1904 = attributes.get("date1904", "") in ("1", "true")

        self._package.parse(self._book, sheet)
        self._package.parse(self._related("styles"), self._styles.take, self._styles.leave)
        parts: dict[str, str] = {}
        for name, key in [*found, *aside]:
            relation = self._relations.get(key, Relation("", ""))
            if relation.kind not in _NO_TABLES and self._package.has(relation.part):
                parts.setdefault(relation.part.lower(), name)
        return [(name, part) for part, name in parts.items()][:MOST_SHEETS]

    def _related(self, kind: str) -> str:
        usual = f"xl/{kind}.xml"
        return next((r.part for r in self._relations.values() if r.kind == kind), usual)

    def rows(self, part: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a sheet that hold anything: number (1-based) and texts by column."""
        if self._texts is None:
            self._texts = self._shared_texts()
        reader = _RowReader(self._path.name, self._texts, self._styles)
        for _ in self._package.feed(part, reader.start, reader.end, reader.text):
            yield from reader.take()
        yield from reader.take()

    def count_rows(self, part: str) -> int:
        """Return about how many rows of a sheet hold anything, without parsing it (0: not to be told)."""
        found = 0
        rest = b""
        for chunk in self._package.read(part):
            *rows, rest = (rest + chunk).split(b"<row ")
            found += sum(b"</v>" in row or b"</t>" in row for row in rows)
            rest = rest[-_LONGEST_TAIL:]
            beat(len(chunk) // 8)
        return found + (b"</v>" in rest or b"</t>" in rest)

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        pieces: list[str] = []
        total = length = 0
        depth = {"t": 0, "rPh": 0}

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal length
            if name == "si":
                pieces.clear()
                length = 0
            elif name in depth:
                depth[name] += 1

        def end(name: str) -> None:
            nonlocal total
            if name == "si":
                text = unescaped("".join(pieces))
                total += len(text)
                if len(texts) >= MOST_TEXTS or total > MOST_TEXT:
                    raise FileRefused("file_bomb", file=self._path.name, details=f"texts > {MOST_TEXT}")
                texts.append(text)
                pieces.clear()
            elif name in depth:
                depth[name] -= 1

        def text(data: str) -> None:
            nonlocal length
            if depth["t"] and not depth["rPh"]:
                length += len(data)
                if length > LONGEST_CELL:
                    raise FileRefused("file_bomb", file=self._path.name, details=f"text > {LONGEST_CELL}")
                pieces.append(data)

        self._package.parse(self._related("sharedStrings"), start, end, text)
        return texts


class _RowReader:
    """Puts the elements of a sheet together to rows; `take` hands over those that are whole."""

    def __init__(self, name: str, texts: list[str], styles: Styles) -> None:
        self._name, self._texts, self._styles = name, texts, styles
        self._ready: list[tuple[int, list[str]]] = []
        self._number = 0
        self._cells: list[str] = []
        self._at = -1
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._length = 0
        self._reading = False
        self._formula: list[str] = []
        self._in_formula = False
        self._phonetic = 0
        self._row_length = self._shown = 0

    def take(self) -> list[tuple[int, list[str]]]:
        """Return the rows that were finished since the last time."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            place = attributes.get("r")
            self._at = column_of(place) if place else self._at + 1
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
            self._pieces, self._formula, self._length = [], [], 0
        elif name == "f":
            self._in_formula = True
        elif name == "v" or name == "t":
            self._reading = not self._phonetic
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() and len(given) < 9 else self._number + 1
            self._cells, self._at, self._row_length = [], -1, 0
        elif name == "rPh":
            self._phonetic += 1

    def text(self, data: str) -> None:
        """A piece of text."""
        if self._reading or self._in_formula:
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise FileRefused(
                    "file_line_too_long", file=self._name, line=str(self._number), limit=str(LONGEST_CELL)
                )
            (self._formula if self._in_formula else self._pieces).append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "v" or name == "t":
            self._reading = False
        elif name == "f":
            self._in_formula = False
        elif name == "c":
            if self._formula and not self._pieces:
                # a formula that nobody computed: often a note that began with "=", and in any case data
                self._pieces, self._kind = ["=", *self._formula], "str"
            if not self._pieces or not 0 <= self._at < MOST_COLUMNS:
                return
            value = cell_text("".join(self._pieces), self._kind, self._style, self._texts, self._styles)
            self._count(len(value))
            cells = self._cells
            if self._at >= len(cells):
                cells.extend([""] * (self._at + 1 - len(cells)))
            cells[self._at] = value
        elif name == "row":
            if any(self._cells):
                self._ready.append((self._number, self._cells))
            self._cells = []
        elif name == "rPh":
            self._phonetic -= 1

    def _count(self, letters: int) -> None:
        """Hold a row, and all of them together, to what a table may hold: a shared text costs each time it is shown."""
        self._row_length += letters
        self._shown += letters
        if self._row_length > LONGEST_ROW:
            raise FileRefused("file_line_too_long", file=self._name, line=str(self._number), limit=str(LONGEST_ROW))
        if self._shown > MOST_SHOWN:
            raise FileRefused("file_too_much_text", file=self._name, limit=str(MOST_SHOWN // 1_000_000))
        if letters > 1000:
            beat(letters)
