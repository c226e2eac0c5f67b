"""Notes: only of one contact at a time (reference: HighLevel 4; 7, issue 173)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.checking import Kind, check
from app.sandbox.highlevel.base.errors import unprocessable
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.resources.contacts import belonging, contact_of

_KINDS: dict[str, Kind] = {"userId": "text", "body": "text", "title": "text", "color": "text", "pinned": "flag"}


def shown(note: Record) -> dict[str, Any]:
    """The shape of a note; it has no date of its last change."""
    return {
        "id": note["id"],
        **{name: note[name] for name in _KINDS if note.get(name) is not None},
        "dateAdded": iso_ms(note["dateAdded"]),
        "contactId": note["contactId"],
    }


def put_note(store: HighLevelStore, contact_id: str, values: Mapping[str, Any], old: Record | None = None) -> Record:
    """Write a note, tell of it and return it."""
    base = old or {"id": store.new_id(), "contactId": contact_id, "dateAdded": store.clock.now_ms()}
    note = {**base, **{name: value for name, value in values.items() if value is not None}}
    store.records.notes.put(note)
    store.events.emit("NoteUpdate" if old else "NoteCreate", {**shown(note), "locationId": store.location_id})
    store.touch(contact_id)
    return note


def remove_note(store: HighLevelStore, note_id: str) -> None:
    """Delete a note and tell of it. Raises KeyError when there is none."""
    note = store.records.notes.remove(note_id)
    store.events.emit("NoteDelete", {**shown(note), "locationId": store.location_id})
    store.touch(note["contactId"])


_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>/]", re.IGNORECASE)


def _sent(call: Call, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a write sets; how long a body may be, and whether plain text becomes HTML, is not known (11)."""
    check(call.body, _KINDS, required)
    switches, body = call.store.switches, dict(call.body)
    text = body.get("body")
    if isinstance(text, str):
        if 0 < switches.note_limit < len(text):
            raise unprocessable(f"body must be shorter than or equal to {switches.note_limit} characters")
        if switches.note_body == "html" and not _TAG.search(text):
            body["body"] = "".join(f"<p>{escape(line, quote=False) or '<br>'}</p>" for line in text.split("\n"))
    return body


def _note(call: Call) -> Record:
    return belonging(call, "Note", call.store.records.notes, call.params["id"])


def list_notes(call: Call) -> Answer:
    """GET /contacts/{id}/notes: newest first."""
    notes = call.store.records.notes.of_contact(contact_of(call)["id"])
    return 200, {"notes": [shown(note) for note in reversed(notes)]}


def get_note(call: Call) -> Answer:
    """GET /contacts/{id}/notes/{id}."""
    return 200, {"note": shown(_note(call))}


def create_note(call: Call) -> Answer:
    """POST /contacts/{id}/notes: only the body is required."""
    note = put_note(call.store, contact_of(call)["id"], _sent(call, ("body",)))
    call.store.writes["note.create"] += 1
    return 201, {"note": shown(note)}


def update_note(call: Call) -> Answer:
    """PUT /contacts/{id}/notes/{id}: any of the fields."""
    sent, old = _sent(call), _note(call)
    note = put_note(call.store, old["contactId"], sent, old)
    call.store.writes["note.update"] += 1
    return 200, {"note": shown(note)}


def delete_note(call: Call) -> Answer:
    """DELETE /contacts/{id}/notes/{id}."""
    remove_note(call.store, _note(call)["id"])
    call.store.writes["note.delete"] += 1
    return 200, {"succeded": True}
