"""How much text a file may bring into the database, told as early as it can be."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

from app.connectors.exports.address_book.address_book import AddressBookFile
from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.connectors.files.file_kind import FileKind
from app.errors import FileRefused
from app.records.contact import CONTACT_FIELDS
from app.services.imports.job import ImportJob

MOST_LETTERS = 70_000_000
"""Letters that are kept of one file; 100,000 contacts have some forty million."""

LETTERS_A_ROW = 300
"""Letters of the database that a row takes beside its values: names of fields and columns, indexes, pages."""

_values = attrgetter(*CONTACT_FIELDS)


def least_letters(job: ImportJob, file: AddressBookFile) -> int:
    """Return how many letters of the database a file takes at least: of a text two bytes are one letter or more."""
    text = job.path.stat().st_size // 2 if job.kind is FileKind.CSV else 0
    return file.total * LETTERS_A_ROW + text


def refuse_text(path: Path, found: int, most: int | None = None) -> None:
    """Raise FileRefused (file_too_much_text) where a file brings more letters than are kept of one (None: of an address
    book)."""
    most = MOST_LETTERS if most is None else most
    if found > most:
        raise FileRefused("file_too_much_text", file=path.name, limit=str(most // 10**6))


def letters(row: ImportedCustomer) -> int:
    """Return about how many letters of the database a row takes."""
    return LETTERS_A_ROW + sum(map(len, row.raw.values())) + sum(map(len, _values(row.contact)))
