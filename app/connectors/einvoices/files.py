"""E-invoice files and archives of them: what each entry holds, or why it was not read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from app.connectors.einvoices.documents import INVOICE_ROOTS, SDI_ROOTS, RefusedBody, documents
from app.connectors.einvoices.p7m import looks_signed, unwrap
from app.connectors.einvoices.tree import parse
from app.connectors.files import zip_guard
from app.connectors.files.zip_guard import EntryRefused, open_zip, read_entry
from app.errors import FileRefused
from app.records.invoice import Invoice
from app.regular_file import open_regular, read_regular, unreadable

MAX_BYTES = 30_000_000
"""The largest e-invoice that is read; the exchange system takes five million bytes by mail."""
MAX_INNER_ZIP = 60_000_000
"""The largest archive inside an archive: it is held in memory."""
MAX_ZIP = 1_000_000_000
MAX_LEVELS = 2
"""An archive may hold archives, and these no more."""

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class EntryNote:
    """Something of an entry that was not taken: the reason and its parameters; ``body`` is the document's place in the
    file (1-based), 0 where the whole entry is meant."""

    reason: str
    params: dict[str, str] = field(default_factory=dict)
    body: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or one of an archive. ``refused`` could not be read (reasons under ``refused``); ``skipped`` is what is
    no invoice at all (reasons under ``remarks``)."""

    name: str
    invoices: tuple[Invoice, ...] = ()
    refused: tuple[EntryNote, ...] = ()
    skipped: tuple[EntryNote, ...] = ()


def read_file(path: Path) -> Entry:
    """Read one e-invoice, signed or not.

    Raises FileRefused: those of `p7m.unwrap` and `einvoice_xml.parse`, xml_not_invoice, file_too_large,
    file_unreadable.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefused(
                "file_too_large", file=path.name, megabytes=_megabytes(path), limit=str(MAX_BYTES // 10**6)
            )
        data = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        return _read(path.name, data)
    except FileRefused as refused:
        raise FileRefused(refused.code, details=refused.details, **{"file": path.name, **refused.params}) from refused


class Archive:
    """The entries of a zip, read one at a time; ``total`` is how many there are at the top."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises FileRefused (file_too_large, zip_too_many, file_damaged, file_unreadable)."""
        self._path = path
        self._inflated = 0
        self._stack = ExitStack()
        try:
            if path.stat().st_size > MAX_ZIP:
                raise FileRefused(
                    "file_too_large", file=path.name, megabytes=_megabytes(path), limit=str(MAX_ZIP // 10**6)
                )
            file = self._stack.enter_context(open_regular(path))
            self._archive = self._stack.enter_context(open_zip(file, path.name))
        except OSError as error:
            self._stack.close()
            raise unreadable(path, error) from error
        except FileRefused:
            self._stack.close()
            raise
        self.total = len(self._archive.infolist())
        if not self.total:
            self._stack.close()
            raise FileRefused("zip_empty", file=path.name)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Yield (place at the top, entry), the entries of inner archives one by one; whatever is wrong with one of them
        is told in it."""
        for place, info in enumerate(self._archive.infolist(), 1):
            for entry in self._entry(self._archive, info, "", 1):
                yield place, entry

    def _entry(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, within: str, level: int) -> Iterator[Entry]:
        name = _shown(f"{within}{info.filename}")
        path = info.filename  # may be blank: what follows a NUL is cut off, and Python's own is_dir() stumbles over it
        if path.endswith("/") or path.startswith(_LITTER) or PurePosixPath(path).name in _LITTER:
            return
        inner = info.filename.lower().endswith(".zip")
        try:
            data = read_entry(archive, info, MAX_INNER_ZIP if inner else MAX_BYTES)
        except EntryRefused as refused:
            yield Entry(name, refused=(EntryNote(refused.reason, refused.params),))
            return
        self._inflated += len(data)
        if self._inflated > zip_guard.MAX_INFLATED:
            limit = str(zip_guard.MAX_INFLATED // 10**6)
            raise FileRefused("archive_too_large", file=self._path.name, limit=limit)
        elif data.startswith(_ZIP):
            yield from self._inner(data, name, level)
        else:
            yield _tolerant(name, data)

    def _inner(self, data: bytes, name: str, level: int) -> Iterator[Entry]:
        if level >= MAX_LEVELS:
            yield Entry(name, refused=(EntryNote("archive_nested"),))
            return
        try:
            with open_zip(io.BytesIO(data), name) as archive:
                for info in archive.infolist():
                    yield from self._entry(archive, info, f"{name}/", level + 1)
        except FileRefused as refused:
            if refused.code == "archive_too_large":
                raise  # what all of them together may hold is the file's limit, not this entry's
            yield Entry(name, refused=(EntryNote(refused.code, _words(refused)),))


def _tolerant(name: str, data: bytes) -> Entry:
    """Read an entry of an archive: what is no invoice is passed over, what is broken is told."""
    ending = PurePosixPath(name).suffix.lower()
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    expected = ending in (".xml", ".p7m") or head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")) or looks_signed(head)
    if not expected or head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return Entry(name, skipped=(EntryNote("not_einvoice"),))
    try:
        return _read(name, data)
    except FileRefused as refused:
        if refused.code == "xml_not_invoice":
            return Entry(name, skipped=(EntryNote("not_einvoice"),))
        return Entry(name, refused=(EntryNote(refused.code, _words(refused)),))


def _read(name: str, data: bytes) -> Entry:
    root = parse(unwrap(data))
    if root.name in SDI_ROOTS:
        return Entry(name, skipped=(EntryNote("sdi_message"),))
    if root.name not in INVOICE_ROOTS:
        raise FileRefused("xml_not_invoice", root=root.name[:40])
    invoices: list[Invoice] = []
    refused: list[EntryNote] = []
    for found in documents(root, name):
        if isinstance(found, RefusedBody):
            refused.append(EntryNote(found.reason, dict(found.params), found.body))
        else:
            invoices.append(found)
    return Entry(name, tuple(invoices), tuple(refused))


def _words(refused: FileRefused) -> dict[str, str]:
    return {**{key: str(value) for key, value in refused.params.items()}, "details": refused.details}


def _shown(name: str) -> str:
    """Return a name that can be shown: what a terminal would obey is left out, and what is too long is cut."""
    plain = "".join(c if c.isprintable() else "�" for c in name)
    return plain if len(plain) <= _SHOWN else f"…{plain[-_SHOWN:]}"


def _megabytes(path: Path) -> str:
    return str(-(-path.stat().st_size // 1_000_000))
