"""The address book's note on a customer ("Nota") as one note of the contact in HighLevel, where the owner wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.records.task import sealed
from app.records.text.words import fold
from app.store import Store
from app.store.agenda.notes import OwnNote

KIND = "address_book"
LONGEST = 5_000

_COLUMNS = frozenset({"nota", "note", "annotazioni"})


def wanted(store: Store, now: float) -> list[OwnNote]:
    """Return the notes that should have another text: of customers whom HighLevel has, too, and whose row of the export
    has a note. One that was emptied there stays as it is: nothing is taken away by itself."""
    known = {note.customer: note for note in store.notes.own(KIND)}
    found = []
    for number, customer in store.mirror.get_many(store.links.contacts()).items():
        text = _note(customer.raw)
        if not text:
            continue
        whole = sealed(text, "nota")
        before = known.get(number) or OwnNote(KIND, number, "")
        if before.wanted != whole:
            found.append(replace(before, wanted=whole, wanted_at=now))
    return found


def _note(raw: Mapping[str, str]) -> str:
    cells = (value.strip() for name, value in raw.items() if fold(name).strip() in _COLUMNS)
    return "\n".join(filter(None, cells))[:LONGEST]
