"""Everything that reads a file, one after the other: what it says, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from app.connectors.exports.apart import read_through
from app.connectors.exports.recognise import content_of, preview_table
from app.connectors.exports.tables.table import KnownColumns
from app.errors import FileRefused
from app.texts import LANGUAGES

KNOWN = KnownColumns(said={"partita": "vat_code"})


def read(path: Path) -> str:
    """Return the refusal of a file, or how many records it has. Any error but a refusal in words is a fault."""
    content_of(path, KNOWN)
    try:
        preview_table(path, KNOWN)
    except FileRefused as refused:
        _words(refused)
    try:
        return str(read_through(path, KNOWN))
    except FileRefused as refused:
        _words(refused)
        return refused.code


def _words(refused: FileRefused) -> None:
    params = {"file": "x", **refused.params}
    for language in LANGUAGES:
        words = FileRefused(refused.code, **params).describe(language)
        assert words.title and "{file}" not in words.title and "{limit}" not in words.meaning, refused.code
