"""Make a plan: exactly what would change, and nothing more. Pure: it writes nothing anywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.sync.contacts.asking import LinksByEnd, Scene
from app.sync.contacts.keys import KeyIndex
from app.sync.contacts.linked import plan_linked
from app.sync.contacts.match import Pair, match
from app.sync.contacts.merge import differing, rebase_equal
from app.sync.contacts.policy import PlanInput
from app.sync.contacts.unmatched import plan_unmatched
from app.sync.plan import guards
from app.sync.plan.budget import forecast
from app.sync.plan.model import Action, Kind, Link, Plan, Reason, RecordType, Side
from app.sync.plan.ordering import Placed, in_order, placed, put_in

_HIGHLEVEL, _FATTURA24 = Side.HIGHLEVEL, Side.FATTURA24
_CREATE, _DELETE = Kind.CREATE, Kind.DELETE
_CUSTOM_FIELD = RecordType.CUSTOM_FIELD
_APPOINTMENT = RecordType.APPOINTMENT
_LOOKED_FOR = frozenset({RecordType.NOTE, RecordType.TASK})

_CALLED = frozenset({RecordType.CONTACT, RecordType.DOCUMENT})
"""What Fattura24 itself is told of; its customers' tasks and notes are kept beside them, on this machine."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the links whose base moved because both sides proved equal."""

    plan: Plan
    settled: tuple[Link, ...]


def link_id(highlevel_id: str, fattura24_id: str) -> str:
    """Return the id that the link of two records gets; the same pair always gets the same."""
    return f"{highlevel_id}~{fattura24_id}"


Owner = tuple[str, str]
"""What an action came from: a link (``link`` and its id), or a record of a side (the side's value and its id)."""

LINK_OWNER = "link"


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing some records and links gave, apart for each of them.

    ``actions`` holds for each link what is to be done (nothing: it is not in here), for each HighLevel contact that
    found its customer just now the new link and its updates, and for each other record that has no counterpart what is
    wanted of it, be it nothing. ``moved`` are the links whose base moved because both sides proved equal, ``apart``
    the links and new pairs whose two records differ in something that is left alone on purpose.
    """

    actions: dict[Owner, tuple[Action, ...]]
    moved: dict[str, Link]
    apart: set[Owner]

    @property
    def unchanged(self) -> int:
        """How many records without counterpart are left alone on purpose."""
        return sum(not found for found in self.actions.values())

    @property
    def links_concerned(self) -> int:
        """How many links have anything to be done."""
        return sum(kind == LINK_OWNER for kind, _ in self.actions)


def make_plan(given: PlanInput, plan_id: str) -> Planned:
    """Compare both sides and return the plan with the base moves that the comparison proved."""
    found = compare(
        given, KeyIndex(given.highlevel.records), KeyIndex(given.fattura24.records), KeyIndex(given.bystanders)
    )
    return planned_of(given, found, plan_id, in_order_of(found))


def in_order_of(found: Compared) -> list[Placed]:
    """Return all that a comparison wants done, in the order of the plan."""
    return placed(action for some in found.actions.values() for action in some)


def planned_of(given: PlanInput, found: Compared, plan_id: str, ordered: list[Placed]) -> Planned:
    """Make one plan of all that was compared; ``ordered`` are the actions of it in their order (see `in_order_of`)."""
    more = (*_missing_fields(given), *given.beside)
    actions = [action for _, action in (put_in(ordered, more) if more else ordered)]
    unchanged = len(given.links) - found.links_concerned + found.unchanged
    settled = tuple(found.moved[i] for i in sorted(found.moved))
    plan = _finished(plan_id, given, actions, unchanged)
    return Planned(replace(plan, apart=len(found.apart)) if found.apart else plan, settled)


def compare(
    given: PlanInput,
    highlevel: KeyIndex,
    fattura24: KeyIndex,
    bystanders: KeyIndex,
    links: Collection[Link] | None = None,
) -> Compared:
    """Compare these records and links with each other; of ``given`` count what holds for all, and its links unless
    others are named.

    The outcome for a record or link rests on ``given``'s rules and on what it can reach over shared keys, names and
    links, on nothing else (see `app.sync.contacts.incremental`).
    """
    links = given.links if links is None else links
    linked_h = {link.highlevel_id: link.fattura24_id for link in links}
    linked_f = {link.fattura24_id: link.highlevel_id for link in links}
    matches = match(highlevel, fattura24, linked_h, linked_f, given.decisions.apart)
    actions: dict[Owner, tuple[Action, ...]] = {}
    moved: dict[str, Link] = {}
    left: set[Owner] = set()
    for link in links:
        h, f = highlevel.records.get(link.highlevel_id), fattura24.records.get(link.fattura24_id)
        unequal = differing(h.contact, f.contact, given.mapping) if h and f else ()
        found, differs = plan_linked(link, h, f, given, highlevel, fattura24, unequal)
        if differs:
            left.add((LINK_OWNER, link.id))
        if found:
            actions[LINK_OWNER, link.id] = tuple(found)
        if h and f:
            now = rebase_equal(link, h.contact, f.contact, given.mapping, [r.field for r in unequal])
            if now is not link:
                moved[link.id] = now
    for pair in matches.pairs:
        owner = Side.HIGHLEVEL.value, pair.highlevel
        actions[owner], differs = _new_link(pair, highlevel, fattura24, given)
        if differs:
            left.add(owner)
    paired = {(Side.HIGHLEVEL, p.highlevel): p.fattura24 for p in matches.pairs}
    paired |= {(Side.FATTURA24, p.fattura24): p.highlevel for p in matches.pairs}
    scene = Scene(highlevel, fattura24, bystanders, LinksByEnd(links), paired, given)
    for (side, record_id), wanted in plan_unmatched(matches, scene, linked_h, linked_f).items():
        actions[side.value, record_id] = (wanted,) if wanted else ()
        for candidate in wanted.candidates if wanted else ():
            if candidate.partner_gone:  # this question asks about it, and offers to take its place
                actions.pop((LINK_OWNER, candidate.replaces), None)
    return Compared(actions, moved, left)


def finish(plan_id: str, given: PlanInput, actions: Iterable[Action], unchanged: int = 0, undoes: str = "") -> Plan:
    """Put actions in order, number them, forecast the limits and count the calls and guards."""
    return _finished(plan_id, given, in_order(actions), unchanged, undoes)


def _finished(plan_id: str, given: PlanInput, actions: Sequence[Action], unchanged: int = 0, undoes: str = "") -> Plan:
    deferred = _deferred(actions, given.calls_made, given.now)
    numbered = [a.numbered(f"A{n}", until) for n, (a, until) in enumerate(zip(actions, deferred, strict=True), 1)]
    plan = Plan(
        plan_id,
        given.now,
        tuple(numbered),
        unchanged,
        mapping_digest=given.mapping.digest,
        mirror_seen_at=given.mirror_seen_at,
        undoes=undoes,
    )
    plan = replace(plan, calls=calls_of(plan))
    return replace(plan, guards=guards.raised(plan, given))


def refresh(plan: Plan, calls_made: Iterable[float], now: float) -> Plan:
    """Count the calls again and say anew what the limits defer, after a decision or a change of inclusion."""
    deferred = _deferred(plan.actions, calls_made, now)
    changed = [
        replace(action, deferred_until=until)
        for action, until in zip(plan.actions, deferred, strict=True)
        if until != action.deferred_until
    ]
    plan = plan.with_actions(changed) if changed else plan
    return replace(plan, calls=calls_of(plan))


def _deferred(actions: Sequence[Action], calls_made: Iterable[float], now: float) -> list[str | None]:
    """Say for each action before which moment the limits do not allow it (None: they do)."""
    spending = [spends_fattura24(a) for a in actions]
    slots = iter(forecast(list(calls_made), sum(spending), now))
    said: dict[float, str] = {}  # many calls share a moment, and writing it out costs more than all the rest
    found: list[str | None] = []
    for spends in spending:
        until = None
        if spends and (slot := next(slots)).deferred:
            until = said.get(slot.at)
            if until is None:
                at = datetime.fromtimestamp(slot.at, UTC)
                until = said[slot.at] = at.isoformat(timespec="seconds").replace("+00:00", "Z")
        found.append(until)
    return found


def spends_fattura24(action: Action) -> bool:
    """Tell whether applying an action sends a call to Fattura24."""
    return action.record in _CALLED and action.effective and action.writes_to is _FATTURA24


def calls_of(plan: Plan) -> dict[str, int]:
    """Count the requests that applying the whole plan sends, per side.

    HighLevel: a read and a write for an update, a deletion or a field (whose list is read first), one for a create (two
    for an appointment, whose answer lacks its dates, and for a note of Ponte24's own); a customer created in Fattura24
    costs a read of the contact and the write of its key. Fattura24: one call each customer or document.
    """
    highlevel: int = 0
    fattura24: int = 0
    written: set[tuple[RecordType, str]] = set()
    for action in plan.actions:
        if not action.effective:
            continue
        side = action.writes_to
        if side is _FATTURA24:
            if action.record not in _CALLED:
                continue
            fattura24 += 1
            highlevel += 2 if action.kind is _CREATE or action.decision == "new" else 0
        elif action.record is _CUSTOM_FIELD or action.kind is _CREATE or action.decision == "new":
            # before it is made, one that another computer has made is looked for
            twice = action.record in (_CUSTOM_FIELD, _APPOINTMENT) or (action.record in _LOOKED_FOR and not action.step)
            highlevel += 2 if twice else 1
        elif action.kind is _DELETE:
            highlevel += 2
        elif side is _HIGHLEVEL and (action.record, action.target_id) not in written:
            written.add((action.record, action.target_id))
            highlevel += 2
    return {Side.HIGHLEVEL.value: highlevel, Side.FATTURA24.value: fattura24}


def _missing_fields(given: PlanInput) -> list[Action]:
    if Side.HIGHLEVEL in given.policy.read_only:
        return []
    return [
        Action("", Kind.CREATE, Side.HIGHLEVEL, RecordType.CUSTOM_FIELD, name, reason=Reason("custom_field_missing"))
        for name in given.missing_fields
    ]


def _new_link(
    pair: Pair, highlevel: KeyIndex, fattura24: KeyIndex, given: PlanInput
) -> tuple[tuple[Action, ...], bool]:
    """Return the new link of a pair and what it brings at once, and whether it leaves anything different."""
    h, f = highlevel.records[pair.highlevel], fattura24.records[pair.fattura24]
    link = Link(link_id(h.id, f.id), h.id, f.id)
    made = Action(
        "",
        Kind.LINK,
        Side.HIGHLEVEL,
        RecordType.CONTACT,
        f.contact.title or h.contact.title,
        link=link.id,
        reason=Reason(f"matched_{pair.level}"),
        target_id=h.id,
        source_id=f.id,
    )
    unequal = differing(h.contact, f.contact, given.mapping)
    found, differs = plan_linked(link, h, f, given, highlevel, fattura24, unequal)
    return (made, *found), differs
