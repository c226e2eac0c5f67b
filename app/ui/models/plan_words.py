"""What the review says of a plan's rows, in the window's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QDateTime

from app import texts
from app.clock import parse_iso
from app.records.task import due_of
from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.explaining import WAITS, candidate_words, explain
from app.sync.plan.model import IN_THE_BOOK, LINK_PREFIX, Action, Choice, FieldChange, Kind, RecordType, Side
from app.sync.plan.parts import USER, WHO
from app.sync.work.tags import TAGS
from app.ui.i18n import date_text, field_name, language, locale, named
from app.ui.models.plan_index import Group

translate = QCoreApplication.translate

SIDE_NAMES = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}
"""Names of the services; the same in every language."""


def side_name(action: Action, side: Side | None = None) -> str:
    """Return what a side (by default the one that is written) is called where an action is about it: Fattura24 has no
    tasks, notes or appointments, what stands beside its customers is the agenda of Ponte24."""
    return place_name(action.side if side is None else side, action.record)


def place_name(side: Side, record: RecordType) -> str:
    """Return what a side is called for a kind of record."""
    if side is Side.FATTURA24 and record in IN_THE_BOOK:
        return translate("ReviewWords", "Agenda")
    return SIDE_NAMES[side]


_HALF_HOUR = 1800


def field_labels(names: Sequence[str]) -> str:
    """Return the names of fields, joined by commas, the first with a capital letter."""
    labels = [field_name(name) for name in names]
    # abbreviations (PEC, VAT code, CAP) keep their capitals
    wording = [label if label[:2].isupper() else label[:1].lower() + label[1:] for label in labels]
    joined = ", ".join(wording)
    return joined[:1].upper() + joined[1:]


_NAMED_BY_ID = ("assignee", "calendar")
"""Fields that hold HighLevel's id of somebody or something: nobody knows those by heart."""


def called(who: str, action: Action) -> str:
    """Return how a user or a calendar is called; blank as long as HighLevel has not told it."""
    return action.reason.params.get(f"{USER}{who}", "")


_CODES = ("completed", "removed", "kept")


def value(text: str, field: str = "", action: Action | None = None) -> str:
    """Return a value on one line; a blank is said in words, and so are the codes, days and users of a task's fields (of
    the users' names ``action`` knows)."""
    if field in _NAMED_BY_ID and text and action is not None:
        text = called(text, action) or translate("ReviewWords", "(name not known yet)")
    if field in _CODES and text:
        return named("values", text)
    if field in ("due", "start") and text:
        day, at = due_of(text)
        return f"{date_text(day)} {at:%H:%M}" if day and at else date_text(day) if day else text
    return " ".join(text.split()) or translate("ReviewWords", "(blank)")


def reason(action: Action) -> str:
    """Return why an action is there, in a sentence; blank where no text is known."""
    return reason_text(action.reason.key, action.reason.params)


def reason_text(key: str, params: Mapping[str, str] | None = None) -> str:
    """Return the text of a reason, or blank where there is none or a parameter is missing."""
    full = f"reasons.{key}"
    if not texts.has_text(full, language()):
        return ""
    try:
        return texts.text(full, language(), **(params or {}))
    except KeyError:
        return ""


def guard_text(code: str) -> str:
    """Return what a guard says; an unknown code is shown as it is."""
    key = f"guards.{code}"
    return texts.text(key, language()) if texts.has_text(key, language()) else code


def group_name(group: Group) -> str:
    """Return the heading of a group."""
    return {
        Group.CONFLICT: translate("ReviewWords", "Conflicts"),
        Group.ATTENTION: translate("ReviewWords", "Needs attention"),
        Group.NEW: translate("ReviewWords", "New"),
        Group.CHANGED: translate("ReviewWords", "Changed"),
        Group.LINKED: translate("ReviewWords", "Links found"),
        Group.REMOVED: translate("ReviewWords", "Removed"),
        Group.LATER: translate("ReviewWords", "Later"),
        Group.SETUP: translate("ReviewWords", "Set-up"),
    }[group]


def group_hint(group: Group) -> str:
    """Return one sentence that says what the rows of a group have in common."""
    return {
        Group.CONFLICT: translate("ReviewWords", "Different on both sides: choose which value holds."),
        Group.ATTENTION: translate("ReviewWords", "Only you can tell, or Ponte24 cannot do it itself."),
        Group.NEW: translate("ReviewWords", "Will be created on the side where they are missing."),
        Group.CHANGED: translate("ReviewWords", "One side will take over what changed on the other."),
        Group.LINKED: translate("ReviewWords", "Recognised as the same customer; no value is changed by it."),
        Group.REMOVED: translate("ReviewWords", "Will be deleted or no longer kept in step."),
        Group.LATER: translate("ReviewWords", "Fattura24's limit does not allow them now; they follow by themselves."),
        Group.SETUP: translate("ReviewWords", "Custom fields in HighLevel."),
    }[group]


def verb(action: Action) -> str:
    """Return in a word or two what will be done."""
    if action.note:
        return translate("ReviewWords", "To do by hand")
    if action.kind is Kind.CONFLICT:
        if is_field_conflict(action):
            return translate("ReviewWords", "Conflict")
        same = translate("ReviewWords", "Same customer?")
        return same if action.candidates else translate("ReviewWords", "To be decided")
    return {
        Kind.CREATE: translate("ReviewWords", "To be created"),
        Kind.UPDATE: translate("ReviewWords", "To be changed"),
        Kind.LINK: translate("ReviewWords", "To be linked"),
        Kind.UNLINK: translate("ReviewWords", "To be unlinked"),
        Kind.DELETE: translate("ReviewWords", "To be deleted"),
    }[action.kind]


def direction(action: Action, undo: bool = False) -> tuple[str, str, str]:
    """Return where from, an arrow, and where to. Where nothing travels the first is blank."""
    if action.kind is Kind.LINK or (is_field_conflict(action) and not action.decision):
        return side_name(action, Side.HIGHLEVEL), "both", side_name(action, Side.FATTURA24)
    if is_field_conflict(action):
        if action.decision == Choice.SKIP:
            return side_name(action, Side.HIGHLEVEL), "none", side_name(action, Side.FATTURA24)
        winner = Side(action.decision)
        return side_name(action, winner), "to", side_name(action, winner.other)
    alone = undo or action.kind in (Kind.UNLINK, Kind.DELETE) or action.record is RecordType.CUSTOM_FIELD
    alone = alone or _wished(action)  # it comes from no side
    if alone:
        return "", "in", side_name(action)
    return side_name(action, action.side.other), "to", side_name(action)


def direction_sentence(action: Action, undo: bool = False) -> str:
    """Return the direction in words, for people who hear rather than see."""
    source, arrow, target = direction(action, undo)
    if arrow == "to":
        return translate("ReviewWords", "from {source} to {target}").format(source=source, target=target)
    if arrow == "in":
        return translate("ReviewWords", "in {target}").format(target=target)
    return translate("ReviewWords", "between {source} and {target}").format(source=source, target=target)


_TELLING = ("due", "tags", "email", "start", "body", "text")
"""What is worth a word beside the automation that wants a row, the first of them that there is."""


def _wished(action: Action) -> bool:
    """Tell whether a row is there for an automation's sake alone."""
    return bool(action.automation) and action.reason.key in ("automation", "automation_task")


def _wish(action: Action) -> str:
    """Return what an automation wants of a record, in a few words; blank where the title says it."""
    for change in action.fields:
        if change.name == TAGS and not change.after:
            return translate("ReviewWords", "takes off: {tags}").format(tags=change.before)
        if change.name == TAGS:
            return translate("ReviewWords", "adds: {tags}").format(tags=change.after)
        if change.name == "completed" and change.after:
            return translate("ReviewWords", "will be marked as done")
    told = next((f for f in action.fields if f.name in _TELLING and f.after), None)
    if told is None:
        return ""
    return told.after.partition("\n")[0] if told.name == "text" else value(told.after, told.name)


def summary(action: Action) -> str:
    """Return the line below a row's title: which values are concerned, or why."""
    if action.blocked:
        return reason_text(WAITS)
    if _wished(action):
        return " · ".join(part for part in (reason(action), _wish(action)) if part)
    if not action.fields or action.note or (action.kind is Kind.CONFLICT and not is_field_conflict(action)):
        return reason(action)
    if action.kind is Kind.CREATE:
        wording = [
            (f.after, f.name)
            for f in action.fields
            if f.after
            and f.after != action.title
            and f.name not in ("first_name", "last_name", "company", "country", "fattura24_id")
            and (f.name not in _NAMED_BY_ID or called(f.after, action))
        ]
        told = [*_about(action), *(value(*t, action) for t in wording[:3])]
        if action.automation:  # the comparison makes it, because an automation wants it
            told.append(reason_text("automation", {"name": action.automation}))
        return " · ".join(told) or reason(action)
    if len(action.fields) == 1:
        about = "".join(f"{who} · " for who in _about(action))
        return f"{about}{field_labels([action.fields[0].name])}: {_pair(action, action.fields[0])}"
    return " · ".join([*_about(action), field_labels([f.name for f in action.fields])])


def _pair(action: Action, change: FieldChange) -> str:
    sign = "≠" if action.kind is Kind.CONFLICT else "→"
    before, after = change.shown(conflict=is_field_conflict(action))
    return f"{value(before, change.name, action)} {sign} {value(after, change.name, action)}"


def _about(action: Action) -> list[str]:
    """Return whom a task or note is about, where its title does not say it."""
    who = action.reason.params.get(WHO, "")
    return [who] if who and who not in action.title else []


def choice_label(action: Action, choice: str) -> str:
    """Return what choosing does, as an answer a person can click."""
    if choice.startswith(LINK_PREFIX):
        wanted = choice.removeprefix(LINK_PREFIX)
        for candidate in action.candidates:
            if candidate.id == wanted:
                wording = f"{candidate.title} ({candidate.detail})" if candidate.detail else candidate.title
                same = translate("ReviewWords", "It is the same as {candidate}").format(candidate=wording)
                return f"{same}: {why}" if (why := candidate_words(candidate, action, language())) else same
        return translate("ReviewWords", "It is the same as {candidate}").format(candidate=wanted)
    if choice == Choice.NEW:
        return translate("ReviewWords", "It is a new one: create it in {side}").format(side=side_name(action))
    if choice == Choice.KEEP:
        return translate("ReviewWords", "It is another one (same firm, other branch): keep it in {side} only").format(
            side=side_name(action, action.side.other)
        )
    if choice == Choice.SEEN:
        return translate("ReviewWords", "I have seen it")
    if choice == Choice.SKIP:
        return translate("ReviewWords", "Leave it as it is")
    side = Side(choice)
    if action.kind is Kind.UNLINK:
        if side is action.side:
            return translate("ReviewWords", "It was deleted in {side} on purpose: stop keeping it in step").format(
                side=side_name(action, side)
            )
        return translate("ReviewWords", "{side} is right: create it again in {other}").format(
            side=side_name(action, side), other=side_name(action, side.other)
        )
    return translate("ReviewWords", "{side} is right").format(side=side_name(action, side))


def short_label(action: Action, choice: str) -> str:
    """Return an answer without what the records beside it say already."""
    candidate = next((c for c in action.candidates if choice == f"{LINK_PREFIX}{c.id}"), None)
    if candidate is None:
        return choice_label(action, choice)
    twins = sum(c.title == candidate.title for c in action.candidates)
    named = f"{candidate.title} ({candidate.detail})" if twins > 1 and candidate.detail else candidate.title
    return translate("ReviewWords", "It is the same as {candidate}").format(candidate=named)


def decision_label(action: Action) -> str:
    """Return the decision taken, in short, or that one is wanted."""
    decision = action.decision
    if action.note:
        if decision == Choice.SEEN:
            return translate("ReviewWords", "seen")
        return translate("ReviewWords", "to do by hand")
    if not action.choices:
        return ""
    if not decision:
        return translate("ReviewWords", "to decide")
    if decision.startswith(LINK_PREFIX):
        return translate("ReviewWords", "the same: will be linked")
    if decision == Choice.NEW:
        return translate("ReviewWords", "a new one")
    if decision == Choice.KEEP:
        return translate("ReviewWords", "stays on its own side")
    if decision == Choice.SKIP:
        return translate("ReviewWords", "left as it is")
    return translate("ReviewWords", "{side} is right").format(side=side_name(action, Side(decision)))


def spoken(action: Action, undo: bool = False) -> str:
    """Return a whole row as one sentence for screen readers."""
    parts = [f"{verb(action)}: {action.title}", direction_sentence(action, undo), summary(action)]
    if action.choices or action.note:
        parts.append(decision_label(action))
    else:
        included = translate("ReviewWords", "included")
        parts.append(included if action.included and not action.blocked else translate("ReviewWords", "left out"))
    if action.deferred_until:
        parts.append(later(action.deferred_until))
    return ", ".join(p for p in parts if p)


def later(moment: str) -> str:
    """Return from when the limits allow an action (given as ISO 8601)."""
    return translate("ReviewWords", "from {moment}").format(moment=about(parse_iso(moment), 0))


def about(moment: float, now: float) -> str:
    """Return a moment to come as people say it, rounded up to the half hour: "Wednesday 25 at about 14:00".

    ``now`` (epoch seconds) lets today and tomorrow be called so; 0 names the day in any case.
    """
    rounded = int(-(-moment // _HALF_HOUR) * _HALF_HOUR)
    at = QDateTime.fromSecsSinceEpoch(rounded)
    clock = locale().toString(at.time(), "HH:mm")
    days = QDateTime.fromSecsSinceEpoch(int(now)).date().daysTo(at.date()) if now else -1
    if days == 0:
        return translate("ReviewWords", "today at about {time}").format(time=clock)
    if days == 1:
        return translate("ReviewWords", "tomorrow at about {time}").format(time=clock)
    pattern = "dddd d" if days < 7 else "d MMMM"
    day = locale().toString(at.date(), pattern)
    return translate("ReviewWords", "{day} at about {time}").format(day=day, time=clock)


def reason_line(action: Action) -> str:
    """Return why an action is there, with fields and dates, and, if the limits defer it, from when on they allow it."""
    wording = explain(action, language(), QDateTime.currentSecsSinceEpoch())
    if action.deferred_until:
        wait = translate("ReviewWords", "Fattura24's limit allows it {when}.").format(when=later(action.deferred_until))
        return f"{wording} {wait}".strip()
    return wording or translate("ReviewWords", "No more is known about it.")


def heads(action: Action, undo: bool = False) -> tuple[str, str, str]:
    """Return the headings of the unfolded fields: field, left value, right value."""
    name = translate("ReviewWords", "Field")
    if is_field_conflict(action) or action.kind is Kind.UNLINK:
        return name, side_name(action, Side.HIGHLEVEL), side_name(action, Side.FATTURA24)
    side = side_name(action)
    if undo:
        return (
            name,
            translate("ReviewWords", "Now in {side}").format(side=side),
            translate("ReviewWords", "Put back to"),
        )
    return (name, translate("ReviewWords", "Now in {side}").format(side=side), translate("ReviewWords", "Afterwards"))


def field_sentence(action: Action, change: FieldChange) -> str:
    """Return a field's two values as a sentence."""
    name, conflict = field_name(change.name), is_field_conflict(action)
    before, after = change.shown(conflict=conflict)
    if conflict:
        return translate("ReviewWords", "{field}: {before} in HighLevel, {after} in {other}").format(
            field=name,
            before=value(before, change.name, action),
            after=value(after, change.name, action),
            other=side_name(action, Side.FATTURA24),
        )
    return translate("ReviewWords", "{field}: now {before}, afterwards {after}").format(
        field=name, before=value(before, change.name, action), after=value(after, change.name, action)
    )


def choice_spoken(action: Action, choice: str) -> str:
    """Return an answer as a sentence that says whether it is the chosen one."""
    wording = choice_label(action, choice)
    if action.decision != choice:
        return wording
    return translate("ReviewWords", "{answer}, chosen").format(answer=wording)


def all_shown() -> str:
    """Return the words on a group's button for all its rows."""
    return translate("ReviewWords", "For all shown")


def key_of(action: Action, choice: str) -> str:
    """Return the key that chooses an answer: a letter, or a digit for each possible twin; blank if none."""
    letters: dict[str, str] = {
        Choice.HIGHLEVEL.value: "H",
        Choice.FATTURA24.value: "F",
        Choice.SKIP.value: "L",
        Choice.NEW.value: "N",
        Choice.KEEP.value: "N",
        Choice.SEEN.value: "L",
    }
    if choice in letters:
        return letters[choice]
    links = [c for c in action.choices if c.startswith(LINK_PREFIX)]
    place = links.index(choice) + 1 if choice in links else 0
    return str(place) if 0 < place < 10 else ""
