"""The rows of an Excel workbook (.xlsx), read as a stream.

The workbook may be hostile: a few kilobytes can unfold into gigabytes, name a billion cells or repeat one long text a
million times. Libraries that lay out the whole sheet, or copy a text for each cell that refers to it, do what they are
told. Here one row is in memory at a time beside the texts that the cells share, and each of these has a limit. Formulas
are data: the value that was saved counts, nothing is computed, and no document type or entity is accepted.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from app.connectors.files.xlsx_cells import Styles, cell_text, column_of
from app.errors import FileRefused

MOST_BYTES = 400_000_000
"""Bytes of one part once inflated; a sheet of 250,000 rows has about as many."""

MOST_RATIO = 300
"""How often a part may be larger than its compressed form, from `_SMALL` bytes on: sheets reach 20 to 40."""

MOST_TEXTS = 1_500_000
MOST_TEXT = 60_000_000
"""Shared texts of a workbook, and characters of all of them."""

LONGEST_CELL = 100_000
"""Characters of one cell; Excel itself allows 32,767."""

MOST_COLUMNS = 512
_MOST_PARTS = 5_000
_SMALL = 20_000_000
_CHUNK = 1 << 16
_LONGEST_TAG = 1 << 20


class Workbook:
    """An open workbook. Every method raises FileRefused (file_damaged, file_bomb, file_encrypted)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # opened here: closing a ZipFile alone leaves the file open while a part is half read
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            self._file.close()
            raise FileRefused("file_damaged", file=path.name, details=type(error).__name__) from error
        self._names = {info.filename.lower().lstrip("/"): info for info in self._zip.infolist()}
        self._texts: list[str] | None = None
        self._styles = Styles()
        try:
            if len(self._names) > _MOST_PARTS:
                raise FileRefused("file_bomb", file=path.name)
            self.sheets = self._find_sheets()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def _find_sheets(self) -> list[tuple[str, str]]:
        """Return (name, part) of each sheet, in order."""
        found: list[tuple[str, str]] = []
        targets: dict[str, str] = {}

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                found.append((attributes.get("name", ""), key))
            elif name == "workbookPr":
                self._styles.from_1904 = attributes.get("date1904", "") in ("1", "true")

        self._parse("xl/_rels/workbook.xml.rels", relation)
        self._parse("xl/workbook.xml", sheet)
        self._parse("xl/styles.xml", self._styles.take, self._styles.leave, needed=False)
        parts = []
        for name, key in found:
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part.lower() in self._names and "worksheets/" in part.lower():
                parts.append((name, part))
        return parts

    def rows(self, part: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a sheet that hold anything: number (1-based) and texts by column."""
        if self._texts is None:
            self._texts = self._shared_texts()
        reader = _RowReader(self._path.name, self._texts, self._styles)
        for _ in self._feed(part, reader.start, reader.end, reader.text):
            yield from reader.take()
        yield from reader.take()

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        pieces: list[str] = []
        total = 0
        depth = {"t": 0, "rPh": 0}

        def start(name: str, _attributes: dict[str, str]) -> None:
            if name == "si":
                pieces.clear()
            elif name in depth:
                depth[name] += 1

        def end(name: str) -> None:
            nonlocal total
            if name == "si":
                text = "".join(pieces)
                total += len(text)
                if len(texts) >= MOST_TEXTS or total > MOST_TEXT or len(text) > LONGEST_CELL:
                    raise FileRefused("file_bomb", file=self._path.name)
                texts.append(text)
            elif name in depth:
                depth[name] -= 1

        def text(data: str) -> None:
            if depth["t"] and not depth["rPh"]:
                pieces.append(data)

        self._parse("xl/sharedStrings.xml", start, end, text, needed=False)
        return texts

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
        *,
        needed: bool = True,
    ) -> None:
        if part.lower() not in self._names:
            if needed:
                raise FileRefused("file_damaged", file=self._path.name, details=f"no {part}")
            return
        for _ in self._feed(part, start, end, text):
            continue

    def _feed(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Parse a part piece by piece; names of elements come without their prefix."""
        info = self._names[part.lower()]
        self._check_size(info, info.file_size)
        if info.flag_bits & 1:
            raise FileRefused("file_encrypted", file=self._path.name)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        fed = 0
        try:
            with self._zip.open(info) as file:
                for chunk in _chunks(file):
                    fed += len(chunk)
                    self._check_size(info, fed)
                    parser.Parse(chunk, False)
                    if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                        raise FileRefused("file_bomb", file=self._path.name)
                    yield
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            details = f"{part}: {type(error).__name__}"
            raise FileRefused("file_damaged", file=self._path.name, details=details) from error
        except _zlib_errors() as error:
            raise FileRefused("file_damaged", file=self._path.name, details=f"{part}: zlib") from error

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        if size > MOST_BYTES or (size > _SMALL and size > info.compress_size * MOST_RATIO):
            raise FileRefused("file_bomb", file=self._path.name)

    def _refuse_doctype(self, *_declared: Any) -> None:
        raise FileRefused("file_bomb", file=self._path.name)


def _zlib_errors() -> tuple[type[Exception], ...]:
    import zlib

    return (zlib.error,)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


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
            self._cells, self._at = [], -1
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
