"""Notes of HighLevel's contacts as read, and those that Ponte24 writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from app.store.agenda.tables import note_reads, own_notes
from app.store.agenda.tables import notes as table
from app.store.schema.database import Database
from app.store.schema.tables import dump, load


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note: ``wire`` as HighLevel sent it, ``text`` without markup. ``added_at`` is its dateAdded, ``gone_at`` when
    it was found to be gone (epoch seconds, 0: there)."""

    id: str
    contact: str
    text: str
    wire: Mapping[str, Any]
    added_at: float = 0.0
    seen_at: float = 0.0
    gone_at: float = 0.0


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note that Ponte24 writes on a customer's contact: ``kind`` is payments or address_book.

    ``wanted`` is the text that it should have since ``wanted_at``; ``base`` the one last sent and ``answer`` how
    HighLevel gave it back; ``note`` is HighLevel's id (blank: not written yet) on ``contact``.
    """

    kind: str
    customer: str
    wanted: str
    wanted_at: float = 0.0
    contact: str = ""
    note: str = ""
    base: str = ""
    answer: str = ""


class Notes:
    """Notes by HighLevel's id; one that is gone stays, marked so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, contact: str, found: Iterable[StoredNote], at: float, *, whole: bool = True) -> None:
        """Keep all notes of a contact as they were at a moment; those kept before and not among them are gone, unless
        they are not ``whole``: some could not be read."""
        given = list(found)
        with self._database.transaction() as connection:
            statement = insert(note_reads).values(contact=contact, at=at)
            connection.execute(statement.on_conflict_do_update(index_elements=[note_reads.c.contact], set_={"at": at}))
            there = [note.id for note in given]
            gone = update(table).where(table.c.contact == contact, table.c.gone_at == 0, table.c.id.not_in(there))
            if whole:
                connection.execute(gone.values(gone_at=at))
            if given:
                put = insert(table)
                new = {c.name: put.excluded[c.name] for c in table.c if c.name != "id"}
                rows = [
                    {
                        "id": n.id,
                        "contact": contact,
                        "wire": dump(dict(n.wire)),
                        "text": n.text,
                        "added_at": n.added_at,
                        "seen_at": at,
                        "gone_at": 0.0,
                    }
                    for n in given
                ]
                connection.execute(put.on_conflict_do_update(index_elements=[table.c.id], set_=new), rows)

    def of_contact(self, contact: str, *, gone: bool = False) -> list[StoredNote]:
        """Return a contact's notes, newest first; with ``gone`` also those that are no more."""
        statement = select(table).where(table.c.contact == contact)
        if not gone:
            statement = statement.where(table.c.gone_at == 0)
        with self._database.reading() as connection:
            return [_note(r) for r in connection.execute(statement.order_by(table.c.added_at.desc(), table.c.id))]

    def read_at(self) -> dict[str, float]:
        """Return when the notes of each contact were last read."""
        with self._database.reading() as connection:
            return {row.contact: row.at for row in connection.execute(select(note_reads))}

    # --- those that Ponte24 writes ---

    def own(self, kind: str = "") -> list[OwnNote]:
        """Return the notes that Ponte24 writes, of one kind or all."""
        statement = select(own_notes).order_by(own_notes.c.customer, own_notes.c.kind)
        if kind:
            statement = statement.where(own_notes.c.kind == kind)
        with self._database.reading() as connection:
            return [
                OwnNote(r.kind, str(r.customer), r.wanted, r.wanted_at, r.contact, r.note, r.base, r.answer)
                for r in connection.execute(statement)
            ]

    def put_own(self, notes: Iterable[OwnNote]) -> None:
        """Keep such notes, each in place of the customer's earlier one of its kind."""
        rows = [
            {
                "kind": n.kind,
                "customer": int(n.customer),
                "wanted": n.wanted,
                "wanted_at": n.wanted_at,
                "contact": n.contact,
                "note": n.note,
                "base": n.base,
                "answer": n.answer,
            }
            for n in notes
        ]
        if rows:
            put = insert(own_notes)
            keys = [own_notes.c.kind, own_notes.c.customer]
            new = {c.name: put.excluded[c.name] for c in own_notes.c if c.name not in ("kind", "customer")}
            with self._database.transaction() as connection:
                connection.execute(put.on_conflict_do_update(index_elements=keys, set_=new), rows)


def _note(row: Any) -> StoredNote:
    return StoredNote(row.id, row.contact, row.text, load(row.wire), row.added_at, row.seen_at, row.gone_at)
