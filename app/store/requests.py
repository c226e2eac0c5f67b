"""Documents that were sent to Fattura24, each with its idempotency key, so that no crash ever makes a second one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from app.store.schema.counters import take
from app.store.schema.database import Database
from app.store.schema.tables import document_requests as table

UNSENT, SENDING, RUNNING = "unsent", "sending", "running"
CREATED, EXISTS, REFUSED = "created", "exists", "refused"
UNSETTLED = (SENDING, RUNNING)
"""States of which nobody knows what Fattura24 made."""


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """One request. ``id`` is the idRequest, ``name`` what the owner calls the document (several ids where one was
    refused), ``digest`` stands for its contents, ``xml`` is what was sent. Moments are epoch seconds."""

    id: str
    name: str
    digest: str
    title: str
    xml: str
    created_at: float
    state: str = UNSENT
    doc_id: str = ""
    number: str = ""
    doc_type: str = ""
    details: str = ""
    updated_at: float = 0.0


class DocumentRequests:
    """The requests, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, request: DocumentRequest) -> None:
        """Keep a request, in place of the one with its id."""
        values = asdict(request)
        with self._database.transaction() as connection:
            if not connection.execute(update(table).where(table.c.id == request.id).values(**values)).rowcount:
                connection.execute(insert(table), {"number_": take(connection, "document_requests"), **values})

    def get(self, request_id: str) -> DocumentRequest | None:
        """Return a request by its id, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == request_id)).one_or_none()
        return _request(row) if row else None

    def named(self, name: str) -> list[DocumentRequest]:
        """Return all requests for the document of a name."""
        return self._where(table.c.name == name)

    def alike(self, digest: str) -> list[DocumentRequest]:
        """Return all requests for a document of the same contents."""
        return self._where(table.c.digest == digest)

    def in_states(self, states: Collection[str]) -> list[DocumentRequest]:
        """Return all requests that are in one of these states."""
        return self._where(table.c.state.in_(states))

    def recent(self, limit: int = 50) -> list[DocumentRequest]:
        """Return the newest requests, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number_.desc()).limit(limit))
            return [_request(row) for row in rows]

    def _where(self, condition: Any) -> list[DocumentRequest]:
        with self._database.reading() as connection:
            return [
                _request(row) for row in connection.execute(select(table).where(condition).order_by(table.c.number_))
            ]


def _request(row: Row[Any]) -> DocumentRequest:
    values = row._asdict()
    del values["number_"]
    return DocumentRequest(**values)
