"""Notes that Ponte24 writes on contacts, each known by the line that ends its text; people may write below that line.

Nobody can tell when a note was changed (reference: HighLevel 4), so what was last sent and how it came back is all that
there is to compare with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.clock import Clock
from app.errors import LostAnswer, RecordGone, RequestRefused
from app.records.task import MARKER, seal_kind, untouched
from app.sync.apply.kinds import OUTCOME_OPEN
from app.sync.apply.ports import Ledger
from app.sync.apply.readable import Found, ReadableKind
from app.sync.contacts.policy import Decisions, values_digest
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Reason, RecordType, Side
from app.sync.plan.operation import Operation, Stale, Verb

TEXT = "text"


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note of Ponte24's: the text it should have, the one last sent (``base``) and how that came back (``answer``).

    ``key`` names it for ever, ``contact`` is where it belongs (blank: nowhere yet), ``note`` HighLevel's id (blank:
    not written yet) on ``written_on``.
    """

    key: str
    title: str
    wanted: str
    contact: str = ""
    note: str = ""
    base: str = ""
    answer: str = ""
    written_on: str = ""

    @property
    def customer(self) -> str:
        """The customer about whom a standing note is."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class RemoteNote:
    """A note of HighLevel: ``body`` as it was sent, ``text`` without markup."""

    id: str
    contact: str
    body: str
    text: str


class NoteService(Protocol):
    """HighLevel's notes. All calls raise what `app.sync.apply.ports.Gateway` raises."""

    async def note(self, contact: str, note_id: str) -> RemoteNote:
        """Return a note as it is now. Raises RecordGone."""
        ...

    async def notes_of(self, contact: str) -> Sequence[RemoteNote]:
        """Return all notes of a contact. Raises RecordGone."""
        ...

    async def create_note(self, contact: str, title: str, body: str) -> RemoteNote:
        """Create a note."""
        ...

    async def change_note(self, contact: str, note_id: str, body: str) -> RemoteNote:
        """Change the text of a note. Raises RecordGone."""
        ...

    async def delete_note(self, contact: str, note_id: str) -> None:
        """Delete a note. Raises RecordGone."""
        ...


class NoteShelf(Protocol):
    """Ponte24's notes on this machine; writes belong to the transaction that is open when they are made."""

    def own(self, key: str) -> OwnNote | None:
        """Return a note by its key."""
        ...

    def put(self, note: OwnNote) -> None:
        """Keep a note."""
        ...

    def decide(self, key: str, choice: str, digest: str = "") -> None:
        """Keep what was decided, so that no plan does it again by itself."""
        ...


def skip_key(key: str) -> str:
    """Return the key of the decision that a text is not written."""
    return f"ownnote|{key}"


def digest_of(text: str) -> str:
    """Return what such a decision rests on."""
    return values_digest([(TEXT, text)])


def plan_notes(notes: Iterable[OwnNote], decisions: Decisions) -> list[Action]:
    """Return what is to be written: a note costs nothing as long as its text is as it was sent."""
    actions: list[Action] = []
    for note in notes:
        moved = note.written_on not in ("", note.contact)
        if not note.contact or (note.wanted == note.base and not moved):
            continue
        if decisions.about(skip_key(note.key), digest_of(note.wanted)) == Choice.SKIP:
            continue
        new = moved or not note.note
        actions.append(
            Action(
                "",
                Kind.CREATE if new else Kind.UPDATE,
                Side.HIGHLEVEL,
                RecordType.NOTE,
                note.title,
                link=f"note:{note.key}",
                fields=(FieldChange(TEXT, "" if new else note.base, note.wanted),),
                reason=Reason("note_new" if new else "note_changed"),
                target_id="" if new else f"{note.contact}/{note.note}",
                source_id=note.key,
            )
        )
    return actions


@dataclass(frozen=True, slots=True)
class _Parts:
    """A note's text in two: what Ponte24 wrote, marker included (blank: no marker), and what a person put below."""

    block: str
    below: str = field(default="")


def _parts(text: str, marker: str) -> _Parts:
    lines = text.replace("\r\n", "\n").split("\n")
    kind = seal_kind(marker)
    for number, line in enumerate(lines):
        if line.strip() == marker or (kind and line.strip().startswith(kind)):
            return _Parts("\n".join(lines[: number + 1]), "\n".join(lines[number + 1 :]).strip("\n"))
    return _Parts("", text)


def marker_in(text: str) -> str:
    """Return the line that marks a text of Ponte24's."""
    last = text.rstrip().rpartition("\n")[2].strip()
    return last if last.startswith(MARKER) else ""


def _same(one: str, other: str) -> bool:
    return [" ".join(line.split()) for line in one.split("\n")] == [
        " ".join(line.split()) for line in other.split("\n")
    ]


class NoteRecords(ReadableKind):
    """Overwrites only what is still as Ponte24 left it. Where a person changed its part, or HighLevel's editor made
    markup of it, that note is theirs from then on and a new one is written."""

    record = RecordType.NOTE

    def __init__(self, ledger: Ledger, clock: Clock, service: NoteService | None, shelf: NoteShelf) -> None:
        super().__init__(ledger, clock)
        self._service, self._shelf = service, shelf

    def same(self, name: str, one: str, other: str) -> bool:
        """Tell whether two texts are the same to a person."""
        return _same(one, other)

    async def read(self, record_id: str) -> Found:
        """Return a note: Ponte24's part of it, or all where that cannot be told. Raises RecordGone."""
        contact, _, note_id = record_id.partition("/")
        return self._found(await self._api().note(contact, note_id))

    async def create(self, operation: Operation) -> Found:
        """Write a new note on the contact; where another computer's Ponte24 has written one of the kind, that one."""
        own = self._own(operation)
        if (there := await self._of_its_kind(own.contact, operation.goal[TEXT])) is not None:
            return await self.change(there, operation.goal)
        return self._found(await self._api().create_note(own.contact, own.title, operation.goal[TEXT]))

    async def change(self, current: Found, goal: Mapping[str, str]) -> Found:
        """Write Ponte24's part anew; what stands below it stays."""
        remote: RemoteNote = current.wire
        below = _parts(remote.text, marker_in(goal[TEXT])).below
        body = f"{goal[TEXT]}\n{below}" if below else goal[TEXT]
        return self._found(await self._api().change_note(remote.contact, remote.id, body))

    async def delete(self, record_id: str) -> None:
        """Delete a note. Raises RecordGone."""
        contact, _, note_id = record_id.partition("/")
        await self._api().delete_note(contact, note_id)

    async def find_created(self, operation: Operation) -> Found | None:
        """Look among the contact's notes for the one that has just this text above its mark."""
        own = self._shelf.own(operation.source_id)
        if own is None or not own.contact:
            return None
        return await self._among(own.contact, operation.goal[TEXT])

    def known(self, side: Side, record_id: str) -> Found | None:
        """Return a note as it came back last; only Ponte24's own are known here."""
        return None

    def keep(self, operation: Operation, found: Found | None) -> None:
        """Remember what was sent and how it came back."""
        own = self._shelf.own(operation.source_id)
        if own is None:
            return
        if found is None:
            self._shelf.put(replace(own, note="", base="", answer="", written_on=""))
            self._shelf.decide(skip_key(own.key), Choice.SKIP, digest_of(own.wanted))
            return
        remote: RemoteNote = found.wire
        sent = operation.goal[TEXT]
        self._shelf.put(replace(own, note=remote.id, base=sent, answer=remote.body, written_on=remote.contact))
        if sent != own.wanted and operation.before.get(TEXT) == own.wanted:  # an undo put an older text back
            self._shelf.decide(skip_key(own.key), Choice.SKIP, digest_of(own.wanted))

    def inverse(self, operation: Operation) -> list[Action]:
        """Delete a note that was created, put back the text of one that was changed: unless it was rewritten since.
        Whether a person has changed it there is looked at when it is carried out."""
        own = self._shelf.own(operation.source_id)
        goal, before = operation.goal.get(TEXT, ""), operation.before.get(TEXT, "")
        if operation.verb is Verb.DELETE:
            return [self._back(operation, Kind.CREATE, "undo_not_again", "", note=True)]
        if own is None or not own.note or own.base != goal:
            return []
        target = f"{own.written_on}/{own.note}"
        if operation.verb is Verb.CREATE:
            return [self._back(operation, Kind.DELETE, "undo_made", target, [FieldChange(TEXT, goal, "")])]
        return [self._back(operation, Kind.UPDATE, "undo_update", target, [FieldChange(TEXT, goal, before)])]

    async def _update(self, operation: Operation) -> None:
        own, goal = self._own(operation), operation.goal[TEXT]
        try:
            current = await self.read(operation.target_id)
        except RecordGone:
            current = None
        if current is None or not self._ours(current, own):
            current = await self._among(own.contact, goal) or await self._among(own.contact, own.base)
            current = current or await self._of_its_kind(own.contact, goal)
        if current is not None and self.same(TEXT, current.values[TEXT], goal):
            self._done(operation, current)
            return
        self.ledger.begin(operation, {})
        if current is not None:
            self._done(operation, await self.change(current, operation.goal))
            return
        try:
            made = await self.create(operation)
        except LostAnswer as lost:
            raise LostAnswer(OUTCOME_OPEN, service="HighLevel", details=str(lost)) from lost
        self._done(operation, made)

    def _may_go(self, current: Found, operation: Operation) -> bool:
        """Only a note to which nobody has added anything."""
        below = _parts(current.wire.text, marker_in(current.values[TEXT])).below
        return not below.strip() and super()._may_go(current, operation)

    async def settle(self, operation: Operation) -> None:
        """A change may have become a new note: look for the text, wherever it stands."""
        if operation.verb is Verb.UPDATE and (found := await self.find_created(operation)):
            self._done(operation, found)
            return
        await super().settle(operation)

    async def _of_its_kind(self, contact: str, text: str) -> Found | None:
        """Return the contact's note of the kind of a text, if Ponte24 wrote it and nobody has changed that."""
        kind = seal_kind(marker_in(text))
        if not kind:
            return None
        try:
            notes = await self._api().notes_of(contact)
        except RecordGone:
            return None
        found = (self._found(note) for note in notes)
        mine = (one for one in found if marker_in(one.values[TEXT]).startswith(kind) and untouched(one.values[TEXT]))
        return next((one for one in mine if _plain(one.wire)), None)

    async def _among(self, contact: str, text: str) -> Found | None:
        try:
            notes = await self._api().notes_of(contact)
        except RecordGone:
            return None
        found = (self._found(note) for note in notes)
        return next((one for one in found if self.same(TEXT, one.values[TEXT], text) and _plain(one.wire)), None)

    def _ours(self, current: Found, own: OwnNote) -> bool:
        remote: RemoteNote = current.wire
        if remote.body == own.answer:
            return True
        return _plain(remote) and (self.same(TEXT, current.values[TEXT], own.base) or untouched(current.values[TEXT]))

    def _own(self, operation: Operation) -> OwnNote:
        own = self._shelf.own(operation.source_id)
        if own is None or not own.contact:
            raise Stale("gone_since_preview", service="Fattura24")
        return own

    def _found(self, remote: RemoteNote) -> Found:
        marks = [line.strip() for line in remote.text.splitlines() if line.strip().startswith(MARKER)]
        block = _parts(remote.text, marks[0]).block if marks else ""
        return Found(f"{remote.contact}/{remote.id}", {TEXT: block or remote.text}, remote)

    def _api(self) -> NoteService:
        if self._service is None:
            raise RequestRefused("not_connected", service="HighLevel")
        return self._service


def _plain(remote: RemoteNote) -> bool:
    """Tell whether a note is the plain text it was sent as: what an editor made of it is a person's."""
    return _same(remote.body.replace("\r\n", "\n"), remote.text)
