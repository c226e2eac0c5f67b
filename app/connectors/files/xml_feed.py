"""Feeds XML from outside to expat, piece by piece and within bounds.

Namespaces are not resolved: they are often wrong, only local names count, and a parser that writes the namespace into
each name multiplies a long one by the number of elements. A document type, which could declare entities, is refused
before it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from app.connectors.files.pulse import beat

PIECE = 1 << 16
LONGEST_TAG = 1 << 20
"""Bytes of one tag with its attributes, of one comment or declaration; real ones have some hundreds."""
MOST_NAMES = 20_000
"""Different names in one document, all of which expat keeps; real ones have some hundreds."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class XmlForbidden(Exception):
    """The document declares a document type."""


class XmlBeyondBounds(Exception):
    """A tag is longer than `LONGEST_TAG`, or there are more names than `MOST_NAMES`."""


def feed(pieces: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
    """Parse a document given in pieces, yielding after each; names of elements come without their prefix.

    Raises expat.ExpatError for what is no XML, LookupError and ValueError for an encoding that nobody knows,
    XmlForbidden, XmlBeyondBounds, and whatever the handlers raise.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    # a workbook has millions of elements, and hardly ever a prefix
    parser.StartElementHandler = lambda name, attributes: start(
        name.rpartition(":")[2] if ":" in name else name, attributes
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2] if ":" in name else name)
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    fed = 0
    for given in pieces:
        for at in range(0, len(given), PIECE):
            piece = given[at : at + PIECE]
            fed += len(piece)
            parser.Parse(piece, False)
            if fed - parser.CurrentByteIndex > LONGEST_TAG + PIECE or len(names) > MOST_NAMES:
                raise XmlBeyondBounds
            beat(len(piece))
            yield
    parser.Parse(b"", True)


def _forbid(*_declared: Any) -> NoReturn:
    raise XmlForbidden
