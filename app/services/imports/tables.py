"""Importers of tables and cards: what a table holds is told by its columns, which a person may have named."""

from __future__ import annotations

from app.connectors.exports.address_book.address_book import address_book_of, open_cards, open_table
from app.connectors.exports.beside import open_beside, worth_it
from app.connectors.exports.schedule.schedule import ScheduleFile, schedule_of
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import KnownColumns
from app.services.api.imports import ImportReport
from app.services.imports.address_book import import_address_book
from app.services.imports.column_choices import known_columns
from app.services.imports.job import ImportJob
from app.services.imports.schedule import import_schedule


def import_table(job: ImportJob) -> ImportReport:
    """Read a text table or a workbook. Raises FileRefused; ColumnsUnknown where a person must name the columns."""
    known = known_columns(job.store, job.columns)
    if report := _beside(job, known):
        return report
    with open_table(job.path, job.kind, known) as table:
        if table.columns.content is Content.SCHEDULE:
            return import_schedule(job, schedule_of(table, job.path.stem))
        return import_address_book(job, address_book_of(table))


def import_cards(job: ImportJob) -> ImportReport:
    """Read an address book of vCards. Raises FileRefused."""
    if report := _beside(job, KnownColumns()):
        return report
    with open_cards(job.path) as file:
        return import_address_book(job, file)


def _beside(job: ImportJob, known: KnownColumns) -> ImportReport | None:
    """Let another process read a large file; None where it is small, or no process can be had."""
    if not worth_it(job.path, job.kind):
        return None
    with open_beside(job.path, job.kind, known, job.check_stop) as file:
        if file is None:
            return None
        return import_schedule(job, file) if isinstance(file, ScheduleFile) else import_address_book(job, file)
