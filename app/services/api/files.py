"""What the services say about files: columns that a person must name, and new exports in the watched folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.connectors.exports.tables.columns import ColumnChoice, Content
from app.connectors.exports.tables.table import ColumnsUnknown, PreviewColumn, TablePreview
from app.services.api.imports import NewFile

__all__ = ["ColumnChoice", "ColumnsUnknown", "Content", "FileService", "PreviewColumn", "TablePreview"]


class FileService(Protocol):
    """Columns and the watched folder. Every method may be called from any thread."""

    def field_names(self, content: Content) -> tuple[str, ...]:
        """Return the fields that a column of such a table may hold (names under ``columns``)."""
        ...

    def check_columns(self, choice: ColumnChoice) -> None:
        """Raise UsageError (columns_missing, columns_twice) for a choice that makes no table."""
        ...

    def keep_columns(self, names: Sequence[str], choice: ColumnChoice) -> None:
        """Keep what each column of a header holds, for this file and all of its shape. Raises UsageError."""
        ...

    def preview(self, path: Path) -> TablePreview | None:
        """Return the columns of a table for naming them, None where the file is no table. Raises FileRefused."""
        ...

    def folder(self) -> Path:
        """Return the folder that is watched."""
        ...

    def look(self, *, patient: bool = True) -> tuple[NewFile, ...]:
        """Return the new exports of the watched folder, newest first; none while watching is off.

        A file that is still being written is left for a later look: its size must be the same in two looks, or, where
        not ``patient``, it must have rested for a while. Raises FileRefused (watch_folder_missing).
        """
        ...

    def decide(self, files: Sequence[NewFile], verdict: str) -> None:
        """Remember a verdict (``imported``, ``refused``, ``never``): these files are not offered again."""
        ...
