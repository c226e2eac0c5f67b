"""Files of the watched folder about which something was decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.database import Database
from app.store.schema.tables import seen_files as table


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was when it was decided about: its size (bytes), when it was changed (epoch seconds), the digest of
    its content, and the verdict (``imported``, ``refused``, ``never``)."""

    path: str
    size: int
    changed_at: float
    digest: str
    verdict: str
    at: float = 0.0


class SeenFiles:
    """Verdicts by path; a file with other content under the same name is another file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, file: SeenFile) -> None:
        """Keep a verdict; an earlier one of the same path is replaced."""
        values = {
            "path": file.path,
            "size": file.size,
            "changed_at": file.changed_at,
            "digest": file.digest,
            "verdict": file.verdict,
            "at": file.at,
        }
        statement = insert(table).values(values)
        statement = statement.on_conflict_do_update(index_elements=[table.c.path], set_=values)
        with self._database.transaction() as connection:
            connection.execute(statement)

    def is_seen(self, path: str, size: int, changed_at: float) -> bool:
        """Tell whether something was decided about this file as it is."""
        same = (table.c.path == path, table.c.size == size, table.c.changed_at == changed_at)
        with self._database.reading() as connection:
            return connection.execute(select(table.c.path).where(*same)).first() is not None

    def has_content(self, size: int, digest: str) -> bool:
        """Tell whether something was decided about a file of the same content, whatever its name."""
        same = (table.c.size == size, table.c.digest == digest)
        with self._database.reading() as connection:
            return connection.execute(select(table.c.path).where(*same).limit(1)).first() is not None
