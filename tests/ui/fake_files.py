"""Columns and the watched folder for tests of the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.connectors.exports.tables.table import VOCABULARIES
from app.services.api.files import ColumnChoice, Content, TablePreview
from app.services.api.imports import NewFile
from app.services.imports.column_choices import check_choice


class FakeFiles:
    """Keeps what it is told; ``waiting`` are the new files that `look` finds."""

    def __init__(self) -> None:
        self.waiting: tuple[NewFile, ...] = ()
        self.kept: list[tuple[tuple[str, ...], ColumnChoice]] = []
        self.decided: list[tuple[str, str]] = []
        self.table: TablePreview | None = None
        self.place = Path("/downloads")

    def field_names(self, content: Content) -> tuple[str, ...]:
        return VOCABULARIES[content].fields

    def check_columns(self, choice: ColumnChoice) -> None:
        check_choice(choice)

    def keep_columns(self, names: Sequence[str], choice: ColumnChoice) -> None:
        check_choice(choice)
        self.kept.append((tuple(names), choice))

    def preview(self, path: Path) -> TablePreview | None:
        return self.table

    def folder(self) -> Path:
        return self.place

    def look(self, *, patient: bool = True) -> tuple[NewFile, ...]:
        return self.waiting

    def decide(self, files: Sequence[NewFile], verdict: str) -> None:
        self.decided += [(file.path.name, verdict) for file in files]
        gone = {file.path for file in files}
        self.waiting = tuple(f for f in self.waiting if f.path not in gone)
