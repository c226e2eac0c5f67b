"""The operations on notes, which exist per contact only (reference: HighLevel 4; 7, #173)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import confirmed, inner, listed, segment, written
from app.connectors.highlevel.resources.models import Note
from app.connectors.transport_retry import Effect
from app.errors import RecordGone

AT_ONCE = 8
"""Contacts whose notes are asked for at the same time."""


@dataclass(frozen=True, slots=True)
class ContactNotes:
    """The notes of one contact; None when the contact no longer exists."""

    contact_id: str
    notes: tuple[Note, ...] | None


class NoteOperations(Operations):
    """Notes of contacts. They carry no date of change: compare the bodies."""

    async def get_all_notes(self, contact_id: str) -> list[Note]:
        """Return the notes of a contact; what is none stands there without an id: then the others prove no absence.
        Raises RecordGone without the contact."""
        body = await self.session.read("get-all-notes", _path(contact_id), record_id=contact_id)
        return [Note.of({"contactId": contact_id, **one}) for one in listed(body, "notes", each=True)]

    async def iterate_notes(self, contact_ids: Iterable[str]) -> AsyncIterator[ContactNotes]:
        """Yield the notes of many contacts in their order: one request each, some at the same time."""
        left = iter(contact_ids)
        while batch := list(islice(left, AT_ONCE)):
            try:
                async with asyncio.TaskGroup() as group:
                    jobs = [group.create_task(self._notes(contact_id)) for contact_id in batch]
            except BaseExceptionGroup as failed:
                # One contact's failure cancels the others; the first one tells what happened.
                raise failed.exceptions[0] from None
            for job in jobs:
                yield job.result()

    async def create_note(
        self, contact_id: str, body: str, *, user_id: str = "", title: str = "", color: str = "", pinned: bool = False
    ) -> Note:
        """Create a note and return it. Raises LostAnswer and others."""
        extra = {"userId": user_id, "title": title, "color": color, "pinned": pinned}
        values = {"body": body, **{key: value for key, value in extra.items() if value}}
        made = await self.session.write(
            "create-note", "POST", _path(contact_id), Effect.ONCE, values, record_id=contact_id
        )
        return Note.of({"contactId": contact_id, **written(made, "note")})

    async def get_note(self, contact_id: str, note_id: str) -> Note:
        """Return a note as it is now. Raises RecordGone."""
        body = await self.session.read("get-note", _path(contact_id, note_id), record_id=note_id)
        return Note.of({"contactId": contact_id, **inner(body, "note")})

    async def update_note(self, contact_id: str, note_id: str, values: Mapping[str, Any]) -> Note:
        """Change some of body, userId, title, color and pinned, and return the note. Raises RecordGone."""
        body = await self.session.write(
            "update-note", "PUT", _path(contact_id, note_id), Effect.IDEMPOTENT, dict(values), note_id
        )
        return Note.of({"contactId": contact_id, **written(body, "note")})

    async def delete_note(self, contact_id: str, note_id: str) -> None:
        """Delete a note. Raises RecordGone if it no longer exists."""
        confirmed(
            await self.session.write(
                "delete-note", "DELETE", _path(contact_id, note_id), Effect.IDEMPOTENT, record_id=note_id
            )
        )

    async def _notes(self, contact_id: str) -> ContactNotes:
        try:
            return ContactNotes(contact_id, tuple(await self.get_all_notes(contact_id)))
        except RecordGone:
            return ContactNotes(contact_id, None)


def _path(contact_id: str, note_id: str = "") -> str:
    path = f"/contacts/{segment(contact_id)}/notes"
    return f"{path}/{segment(note_id)}" if note_id else path
