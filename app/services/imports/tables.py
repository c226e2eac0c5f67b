"""Importers of tables and cards: what a table holds is told by its columns, which a person may have named."""

from __future__ import annotations

from app.connectors.exports.address_book import address_book_of, open_cards, open_table
from app.connectors.exports.columns import Content
from app.services.api.imports import ImportReport
from app.services.imports.address_book import import_address_book
from app.services.imports.column_choices import known_columns
from app.services.imports.job import ImportJob
from app.services.imports.schedule import import_schedule


def import_table(job: ImportJob) -> ImportReport:
    """Read a text table or a workbook. Raises FileRefused; ColumnsUnknown where a person must name the columns."""
    with open_table(job.path, job.kind, known_columns(job.store, job.columns)) as table:
        if table.columns.content is Content.SCHEDULE:
            return import_schedule(job, table)
        return import_address_book(job, address_book_of(table))


def import_cards(job: ImportJob) -> ImportReport:
    """Read an address book of vCards. Raises FileRefused."""
    with open_cards(job.path) as file:
        return import_address_book(job, file)
