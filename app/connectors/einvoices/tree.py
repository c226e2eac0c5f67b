"""Reads the XML of an e-invoice into a small tree of local names, with limits, and forgives what real files get wrong.

Prefixes and namespaces vary and are sometimes wrong, so only local names count (reference: Fattura24 4.1, 4.6). Lines,
attachments and signatures are not kept: they are most of a file and nothing of a customer.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from xml.parsers import expat

from app.connectors.files.xml_feed import LONGEST_TAG, MOST_NAMES, XmlBeyondBounds, XmlForbidden, feed
from app.errors import FileRefused
from app.wellformed import few_marks

MAX_DEPTH = 40
MAX_NODES = 100_000
"""Elements that are kept of one file; a document has about fifty."""
MAX_ELEMENTS = 1_000_000
"""Elements of one file, lines included; the format allows 9,999 lines of some fifteen."""
MAX_TEXT = 1_000
"""Characters kept of one element; the longest that is used has 256."""

_LEFT_OUT = frozenset({"DettaglioLinee", "Allegati", "Signature", "AltriDatiGestionali"})
_UNSIGNED = frozenset({"Signature"})
_DECLARATION = re.compile(rb"^<\?xml[^>]{0,200}\?>")
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,200}\?>")
_SAYS = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\r\n")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,10})?")
_LONGEST_AMOUNT = 60
_LINE = "DettaglioLinee"
_OF_LINE = ("PrezzoTotale", "AliquotaIVA", "Natura")
_MOST_RATES = 100
_SIMILAR = ("", "utf-8", "utf8", "us-ascii", "ascii", "utf-16")
_UNREADABLE: tuple[type[Exception], ...] = (expat.ExpatError, ValueError, LookupError)
"""What the parser raises for bytes that are no XML, and for an encoding that nobody knows."""


class Node:
    """An element by its local name; texts are without outer spaces."""

    __slots__ = ("children", "content", "name", "sums", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.content = b""
        self.children: list[Node] = []
        self.sums: dict[str, Decimal] = {}
        """Of goods and services: what their lines come to, by VAT rate (see `rate_key`)."""

    def all(self, name: str) -> Iterator[Node]:
        """Yield the children of this name."""
        return (child for child in self.children if child.name == name)

    def first(self, path: str) -> Node | None:
        """Return the first element at a path of names joined by ``/``, or None."""
        node: Node | None = self
        for name in path.split("/"):
            node = next((c for c in node.children if c.name == name), None) if node is not None else None
        return node

    def value(self, path: str) -> str:
        """Return the text at a path; blank where the element is missing or empty."""
        found = self.first(path)
        return found.text if found is not None else ""


def read_amount(text: str) -> Decimal | None:
    """Read an amount; some programs write blanks inside or a decimal comma. None for what is no amount."""
    bare = "".join(text[:_LONGEST_AMOUNT].split())
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    return Decimal(bare) if _AMOUNT.fullmatch(bare) else None


def rate_key(rate: str, nature: str) -> str:
    """Return a VAT rate in one form whatever its zeros, with the reason where no VAT is charged."""
    number = read_amount(rate)
    return f"{number.normalize():f}|{nature.strip()}" if number is not None else f"|{nature.strip()}"


class _Builder:
    """Receives what the parser sees. ``digest`` of a body or party covers what is left out, too."""

    def __init__(self, root_only: bool) -> None:
        self.root: Node | None = None
        self._root_only = root_only
        self._open: list[Node] = []
        self._text: list[str] = []
        self._length = 0
        self._nodes = self._elements = 0
        self._depth = 0
        self._skipping = 0
        self._line: dict[str, str] = {}
        self._of_line = ""
        self._unsigned = 0
        self._hash = hashlib.sha256()

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2].rpartition(":")[2]
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FileRefused("xml_too_deep")
        self._elements += 1
        if self._elements > MAX_ELEMENTS or self._nodes > MAX_NODES:
            raise FileRefused("xml_too_large")
        self._flush()
        if self._depth == 3 and not self._skipping:
            self._hash = hashlib.sha256()  # a party of the header, or a part of a body
        if name in _UNSIGNED and not self._unsigned:
            self._unsigned = self._depth
        if not self._unsigned:
            self._hash.update(b"<" + name.encode("utf-8", "replace"))
        if self._skipping or name in _LEFT_OUT:
            self._skipping += 1
            if self._skipping == 1:
                self._line.clear()
            self._of_line = name if self._skipping == 2 and name in _OF_LINE else ""
            return
        self._nodes += 1
        node = Node(name)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
            if self._root_only:
                raise _Enough
        self._open.append(node)

    def data(self, data: str) -> None:
        self._text.append(data)
        self._length += len(data)
        if self._length > MAX_TEXT:
            self._flush()

    def end(self, tag: str) -> None:
        self._flush()
        if self._skipping:
            self._skipping -= 1
            self._of_line = ""
            if not self._skipping and self._line and tag.rpartition("}")[2].rpartition(":")[2] == _LINE:
                self._add_line()
        else:
            node = self._open.pop()
            node.text = few_marks(node.text.strip())
            if self._depth == 3:
                node.content = self._hash.digest()
        if self._unsigned == self._depth:
            self._unsigned = 0
        elif not self._unsigned:
            self._hash.update(b">")
        self._depth -= 1

    def _add_line(self) -> None:
        """Add a line up: its price is all that is kept of it, and by that roundings are checked."""
        amount = read_amount(self._line.get("PrezzoTotale", ""))
        sums = self._open[-1].sums if self._open else {}
        rate = rate_key(self._line.get("AliquotaIVA", ""), self._line.get("Natura", ""))
        if amount is not None and (rate in sums or len(sums) < _MOST_RATES):
            sums[rate] = sums.get(rate, Decimal(0)) + amount

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        self._length = 0
        if text.isspace():
            return
        if not self._unsigned:
            # without blanks: neither the layout nor where the parser cut the text may make a difference
            self._hash.update("".join(text.split()).encode("utf-8", "surrogatepass"))
        if self._of_line:
            self._line[self._of_line] = (self._line.get(self._of_line, "") + text)[:_LONGEST_AMOUNT]
        if self._open and not self._skipping:
            room = MAX_TEXT - len(self._open[-1].text)
            if room > 0:
                self._open[-1].text += text[:room]


class _Enough(Exception):
    """The root is known and nothing else was asked for."""


def parse(data: bytes) -> Node:
    """Return the root of an XML document.

    What is mended: bytes of Windows-1252, UTF-16 or UTF-32 under the name of UTF-8, control characters, bytes after
    the end. Raises FileRefused: xml_forbidden (a document type, which could declare entities), xml_damaged,
    xml_too_deep, xml_too_large.
    """
    try:
        return _parse(data)
    except _UNREADABLE as error:
        mended = _mended(data)
        if mended is None:
            raise _damaged(error) from error
        try:
            return _parse(mended)
        except _UNREADABLE:
            raise _damaged(error) from error


def root_name(head: bytes) -> str:
    """Return the local name of the root from the first bytes of a document; blank where there is none."""
    builder = _Builder(root_only=True)
    try:
        for _ in feed((head,), builder.start, builder.end, builder.data):
            continue
    except (_Enough, FileRefused, XmlForbidden, XmlBeyondBounds, expat.ExpatError, ValueError, LookupError):
        pass
    return builder.root.name if builder.root is not None else ""


def _parse(data: bytes) -> Node:
    builder = _Builder(root_only=False)
    try:
        for _ in feed((data,), builder.start, builder.end, builder.data):
            continue
    except XmlForbidden as error:
        raise FileRefused("xml_forbidden", details="document type") from error
    except XmlBeyondBounds as error:
        raise FileRefused("xml_too_large", details=f"tag > {LONGEST_TAG}, names > {MOST_NAMES}") from error
    if builder.root is None:
        raise FileRefused("xml_damaged", details="empty")
    return builder.root


def _damaged(error: Exception) -> FileRefused:
    line, column = getattr(error, "lineno", 0), getattr(error, "offset", 0)
    return FileRefused("xml_damaged", details=f"line {line}, column {column}" if line else type(error).__name__)


def _mended(data: bytes) -> bytes | None:
    """Return a second reading of a document that was refused, or None where there is none."""
    for mark, wide in _WIDE:
        if data.startswith(mark):  # saved again by an editor, which left what the document says of itself
            text = data.decode(wide, "replace")
            head = _WIDE_DECLARATION.match(text)
            return text[head.end() if head else 0 :].encode("utf-8")
    declared = _DECLARATION.match(data)
    says = _SAYS.search(declared[0]) if declared else None
    named = says[1].decode("ascii").lower() if says else ""
    if named not in _SIMILAR or b"\0" in data[:200]:
        return None
    body = data[declared.end() :] if declared else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    kept = text.encode("utf-8").translate(None, _CONTROLS)
    end = kept.rfind(b">")
    kept = kept[: end + 1]
    return kept if kept != body or named == "utf-16" else None
