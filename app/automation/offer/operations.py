"""What a step may do: the actions that have a file of their own, and HighLevel's other writes as the catalogue knows
them. What the catalogue refuses, what only reads and what needs more than texts cannot be chosen, and says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from app.automation import actions
from app.automation.declared.kinds import ActionKind, Field, TriggerKind, modules
from app.automation.model import FLOW
from app.automation.offer.catalogue import Entry, Input, entries, own_entry
from app.automation.offer.registry import all_triggers
from app.automation.words import Words, keys, word
from app.sync.plan.parts import RecordType, Side

OF_EVENT: Mapping[str, str] = {"eventId": "appointment", "appointmentId": "appointment", "taskId": "task"}
"""Inputs that are the number of what the event is about, by what that is: nobody types these."""
AUTOMATIC = frozenset({"contactId", "locationId", *OF_EVENT})
"""Inputs that Ponte24 fills in itself: what the event is about, the location that is connected."""

_SIMPLE = {"string": "text", "boolean": "bool", "number": "number", "integer": "number", "array<string>": "tags"}
_RECORDS = (("appointment", RecordType.APPOINTMENT), ("task", RecordType.TASK), ("note", RecordType.NOTE))
_EFFECTS: Mapping[str, frozenset[str]] = {
    "create-contact": frozenset({"contact.create"}),
    "upsert-contact": frozenset({"contact.create", "contact.*"}),
    "create-task": frozenset({"task.create"}),
    "update-task": frozenset({"task.edit"}),
    "update-task-completed": frozenset({"task.complete"}),
    "update-note": frozenset({"note.update"}),
    "create-appointment": frozenset({"appointment.create"}),
    "edit-appointment": frozenset({"appointment.update"}),
    "create-association": frozenset({"contact.tags", "contact.tags+*"}),
}


@cache
def declared() -> Mapping[str, ActionKind]:
    """Return the actions that have a file of their own, by id."""
    return {kind.id: kind for module in modules(actions) for kind in module.ACTIONS}


@cache
def catalogued() -> Mapping[str, Entry]:
    """Return all entries by id: those of the shipped catalogue, and those that a file of its own declares."""
    return {entry.id: entry for entry in (*entries(), *_declared_alone())}


def _declared_alone() -> Iterator[Entry]:
    shipped = {entry.id for entry in entries()}
    known: list[TriggerKind | ActionKind] = [*all_triggers().values(), *declared().values()]
    for kind in known:
        if kind.id in shipped or kind.about is None:
            continue
        title, meaning = ({"it": w.it, "en": w.en} for w in (kind.about.title, kind.about.meaning))
        what, danger = ("action", kind.danger) if isinstance(kind, ActionKind) else ("trigger", 0)
        yield own_entry(kind.id, what, danger, title, meaning)


@cache
def operation(wanted: str) -> ActionKind | None:
    """Return what a step with this operation does, or None where it cannot be chosen."""
    entry = catalogued().get(wanted)
    if entry is None or wanted in FLOW or reason_against(entry):
        return None
    return declared().get(wanted) or _generic(entry)


def reason_against(entry: Entry) -> str:
    """Return why a step cannot be this entry: a text under ``against``; blank where it can."""
    if entry.kind != "action":
        return "trigger"
    if entry.id in FLOW:
        return ""
    if entry.exposure == "refuse":
        return f"refuse_{entry.reason}"
    if entry.exposure == "internal" or entry.effect == "auth":
        return "internal"
    if entry.id in declared():
        return ""
    if entry.service != "highlevel":
        return "no_form"
    if entry.effect == "read":
        return "reads"
    if str(entry.facts.get("content_type", "")).startswith("multipart"):
        return "no_form"
    return "no_form" if any(i.required and not _simple(i) and i.name not in AUTOMATIC for i in entry.inputs) else ""


def always_asks(wanted: str) -> bool:
    """Tell whether a person must confirm an operation each time, whatever the mode."""
    entry = catalogued().get(wanted)
    return entry is None or entry.danger >= 3 or "always asks" in entry.expose


def _simple(one: Input) -> bool:
    return one.type in _SIMPLE or one.type.startswith("enum(")


def _generic(entry: Entry) -> ActionKind:
    """Make of an entry what its own file would say: HighLevel's words for the inputs, its title as the sentence."""
    named = entry.inputs
    title = Words(*(entry.title(language).replace("{", "(").replace("}", ")") for language in ("it", "en")))
    name = str(entry.facts["operation_id"])
    fields = tuple(_field(i, name) for i in named if _simple(i) and i.name not in AUTOMATIC)
    record = next((kind for word, kind in _RECORDS if word in name), RecordType.CONTACT)
    return ActionKind(
        entry.id,
        title,
        fields,
        verb={"delete": "delete"}.get(entry.effect, "call"),
        side=Side.HIGHLEVEL,
        record=record,
        needs=_needs(named),
        writes=_EFFECTS.get(name, frozenset()),
        requests={"highlevel": int(entry.facts.get("requests", 1))},
        danger=entry.danger,
        icon="trash" if entry.effect == "delete" else "play",
        expert=True,
    )


def _needs(inputs: Iterable[Input]) -> str:
    """Return what the event must be about for these inputs to be known."""
    names = {one.name for one in inputs if one.required}
    return next((OF_EVENT[n] for n in sorted(names) if n in OF_EVENT), "contact" if "contactId" in names else "")


def _both(key: str, otherwise: str) -> Words:
    """Return a text in both languages, or HighLevel's own word for it where nothing is known."""
    if key not in keys("it"):
        return Words(otherwise, otherwise)
    return Words(word(key, "it"), word(key, "en"))


def _field(one: Input, name: str) -> Field:
    of_value = one.name == "id" and name == "update-custom-value"
    words = _both("inputs.custom_value" if of_value else f"inputs.{one.name}", one.name)
    if one.type.startswith("enum("):
        codes = one.type[5:-1].split("|")
        choices = {code: _both(f"input_choices.{one.name}.{code}", code) for code in codes}
        return Field(one.name, "choice", words, one.required, choices=choices)
    kind = "custom_value" if of_value else _SIMPLE[one.type]
    if one.name in ("assignedTo", "userId", "assignedUserId"):
        kind = "user"
    elif one.name == "calendarId":
        kind = "calendar"
    elif one.name == "businessId":
        kind = "business"
    elif one.name == "tagId":
        kind = "tag_id"
    elif one.name == "followers":
        kind = "users"
    elif one.name == "body":
        kind = "long"
    elif one.type == "array<string>" and one.name != "tags":
        kind = "lines"
    default = True if one.name == "completed" else None
    return Field(one.name, kind, words, one.required, default=default)
