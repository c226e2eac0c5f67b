"""Keep what was compared, so that after a few changes only what they touch is compared again.

What is planned for a record or a link rests on the rules that hold for all and on what it can reach over shared keys,
names and links; on nothing else. So the plan of everything is the sum of the plans of its connected parts, and a change
concerns the parts that it touches, as they were and as they are. Those are planned by the very same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.sync.contacts.keys import HINTS, Ids, KeyIndex, forget, note, noted, reach
from app.sync.contacts.planner import LINK_OWNER, Compared, Planned, compare, in_order_of, planned_of
from app.sync.contacts.policy import PlanInput, subjects_of
from app.sync.plan.model import Action, Link, Record, Side
from app.sync.plan.ordering import Placed, put_in

_LinksOf = dict[Side, Ids]

LARGEST_SHARE = 5
"""Where the changes reach more than one in so many of all records, comparing everything is the shorter way."""

_FEW = 200
"""Records that are never too many to be compared by themselves, however few there are in all."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: records and links by id, None for those that are gone. ``tax_codes`` are the levels and keys
    that any customer has won or lost, also one that takes no part: the update blocker counts them all."""

    highlevel: Mapping[str, Record | None] = field(default_factory=dict)
    fattura24: Mapping[str, Record | None] = field(default_factory=dict)
    bystanders: Mapping[str, Record | None] = field(default_factory=dict)
    links: Mapping[str, Link | None] = field(default_factory=dict)
    tax_codes: Iterable[tuple[str, str]] = ()


@dataclass(slots=True)
class _Reach:
    """What a comparison must look at: ids of each kind, and the keys whose holders are yet to be found."""

    highlevel: set[str] = field(default_factory=set)
    fattura24: set[str] = field(default_factory=set)
    bystanders: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    keys: set[tuple[str, str]] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        return not (self.highlevel or self.fattura24 or self.bystanders or self.links or self.keys)


class IncrementalPlanner:
    """Both sides as they were planned last. Not for several threads at once."""

    def __init__(self, given: PlanInput) -> None:
        self._highlevel, self._fattura24 = KeyIndex(given.highlevel.records), KeyIndex(given.fattura24.records)
        self._bystanders = KeyIndex(given.bystanders)
        self._links = {link.id: link for link in given.links}
        self._links_of: _LinksOf | None = None
        self._found: Compared | None = None
        self._ordered: list[Placed] = []
        self._touched = _Reach()
        self._given = self._facts(given)

    @property
    def given(self) -> PlanInput:
        """All that the next plan is made of. The records and links in it are these, not copies."""
        return self._given

    @property
    def size(self) -> int:
        """How many records are kept."""
        return len(self._highlevel.records) + len(self._fattura24.records) + len(self._bystanders.records)

    def link(self, link_id: str) -> Link | None:
        """Return a link as it is known, or None."""
        return self._links.get(link_id)

    def links_of(self, side: Side, record_id: str) -> set[str]:
        """Return the ids of the links that a record is in."""
        return set(noted(self._by_end()[side], record_id))

    def change(self, change: Change) -> None:
        """Take in what is different; `plan` tells what comes of it."""
        touched, links_of = self._touched, self._by_end()
        for index, ids, records in (
            (self._highlevel, touched.highlevel, change.highlevel),
            (self._fattura24, touched.fattura24, change.fattura24),
            (self._bystanders, touched.bystanders, change.bystanders),
        ):
            # all go first: two records may exchange what they are known by
            for record_id in records:
                ids.add(record_id)
                before = index.remove(record_id)
                touched.keys.update(reach(before) if before else ())
            for record in records.values():
                if record is not None:
                    index.put(record)
        for link_id, link in change.links.items():
            touched.links.add(link_id)
            gone = self._links.pop(link_id, None)
            if gone is not None:
                self._touch_ends(gone)
                for side in Side:
                    forget(links_of[side], gone.record_id(side), link_id)
            if link is not None:
                self._links[link_id] = link
                _note_link(links_of, link)
        touched.keys.update(change.tax_codes)

    def turn_to(self, given: PlanInput) -> None:
        """Take over what is given besides records and links: rules, decisions, moments, counts."""
        before, self._given = self._given, self._facts(given)
        if (
            before.mapping != given.mapping
            or before.policy != given.policy
            or before.highlevel.complete != given.highlevel.complete
            or before.fattura24.complete != given.fattura24.complete
            or before.update_blocker is not given.update_blocker
        ):
            self._found = None
            return
        for key in before.decisions.differing(given.decisions):
            subjects = subjects_of(key)
            if subjects is None:  # a decision that nobody here knows may be about anything
                self._found = None
                return
            self._touch(subjects)
        handed = before.handed.items() ^ given.handed.items()
        self._touch({link_id for link_id, _ in handed})

    def plan(self, plan_id: str) -> Planned:
        """Return the plan of everything as it is now: the same that `make_plan` makes of `given`.

        The links that the plan says have moved are taken in at once: whoever asks must keep them.
        """
        found = self._found
        if found is None:
            found = self._compare_all()
        elif not self._touched.empty:
            found = self._compare_touched(found)
        self._touched = _Reach()
        planned = planned_of(self._given, found, plan_id, self._ordered)
        self._links.update(found.moved)
        found.moved.clear()
        return planned

    def let_go(self) -> None:
        """Give back what is kept, a little at a time: at one stroke, 100,000 records hold up every other thread for a
        tenth of a second. Nothing can be planned with it any more."""
        indexes = (self._highlevel.records, self._fattura24.records, self._bystanders.records)
        for kept in (*indexes, self._links, self._found.actions if self._found else {}):
            while kept:
                kept.popitem()

    def _facts(self, given: PlanInput) -> PlanInput:
        return replace(
            given,
            highlevel=replace(given.highlevel, records=self._highlevel.records.values()),
            fattura24=replace(given.fattura24, records=self._fattura24.records.values()),
            bystanders=self._bystanders.records.values(),
            links=self._links.values(),
        )

    def _compare_all(self) -> Compared:
        self._found = found = compare(self._given, self._highlevel, self._fattura24, self._bystanders)
        self._ordered = in_order_of(found)
        return found

    def _compare_touched(self, found: Compared) -> Compared:
        reached = self._reached()
        if reached is None:
            return self._compare_all()
        gone: list[Action] = []
        for owner, ids in (
            (Side.HIGHLEVEL.value, reached.highlevel),
            (Side.FATTURA24.value, reached.fattura24),
            (LINK_OWNER, reached.links),
        ):
            for one in ids:
                gone += found.actions.pop((owner, one), ())
                found.apart.discard((owner, one))
        again = compare(
            self._given,
            _part(self._highlevel, reached.highlevel),
            _part(self._fattura24, reached.fattura24),
            _part(self._bystanders, reached.bystanders),
            links=[self._links[i] for i in sorted(reached.links) if i in self._links],
        )
        found.apart.update(again.apart)
        self._ordered = put_in(self._ordered, (a for some in again.actions.values() for a in some), gone)
        found.actions.update(again.actions)
        found.moved.update(again.moved)
        return found

    def _reached(self) -> _Reach | None:
        """Return all that what was touched can reach, itself included, or None where that is too much."""
        reached, waiting, links_of = self._touched, _Reach(), self._by_end()
        most = max(_FEW, self.size // LARGEST_SHARE)
        for link_id in list(reached.links):
            if link_id in self._links:
                self._touch_ends(self._links[link_id])
        keys = set(reached.keys)
        # a supplier may be linked still, from when it was a customer
        customers = (*reached.fattura24, *reached.bystanders)
        fresh = [(Side.HIGHLEVEL, i) for i in reached.highlevel] + [(Side.FATTURA24, i) for i in customers]
        records = [r for i in reached.bystanders if (r := self._bystanders.records.get(i))]
        while fresh or keys or records:
            for side, record_id in fresh:
                for link_id in noted(links_of[side], record_id):
                    if link_id not in reached.links:
                        reached.links.add(link_id)
                        link = self._links[link_id]
                        waiting.highlevel.add(link.highlevel_id)
                        waiting.fattura24.add(link.fattura24_id)
                        waiting.bystanders.add(link.fattura24_id)
                record = (self._highlevel if side is Side.HIGHLEVEL else self._fattura24).records.get(record_id)
                if record is not None:
                    records.append(record)
            keys.update(key for record in records for key in reach(record) if key not in reached.keys)
            reached.keys |= keys
            for level, key in keys:
                for index, found in (
                    (self._highlevel, waiting.highlevel),
                    (self._fattura24, waiting.fattura24),
                    (self._bystanders, waiting.bystanders),
                ):
                    found.update(index.hinted(level, key) if level in HINTS else index.with_key(level, key))
            new_h, new_f = waiting.highlevel - reached.highlevel, waiting.fattura24 - reached.fattura24
            new_b = waiting.bystanders - reached.bystanders
            reached.highlevel |= new_h
            reached.fattura24 |= new_f
            reached.bystanders |= new_b
            if len(reached.highlevel) + len(reached.fattura24) + len(reached.bystanders) > most:
                return None
            fresh = [(Side.HIGHLEVEL, i) for i in new_h] + [(Side.FATTURA24, i) for i in (*new_f, *new_b)]
            records = [r for i in new_b if (r := self._bystanders.records.get(i))]
            keys, waiting = set(), _Reach()
        return reached

    def _touch(self, subjects: Iterable[str]) -> None:
        for one in subjects:  # an id may be of any kind; one that is nobody's reaches nothing
            self._touched.highlevel.add(one)
            self._touched.fattura24.add(one)
            if one in self._links:
                self._touched.links.add(one)

    def _touch_ends(self, link: Link) -> None:
        self._touched.highlevel.add(link.highlevel_id)
        self._touched.fattura24.add(link.fattura24_id)
        self._touched.bystanders.add(link.fattura24_id)

    def _by_end(self) -> _LinksOf:
        if self._links_of is None:  # only what is planned a second time needs it
            self._links_of = {side: {} for side in Side}
            for link in self._links.values():
                _note_link(self._links_of, link)
        return self._links_of


def _note_link(links_of: _LinksOf, link: Link) -> None:
    for side, record_id in ((Side.HIGHLEVEL, link.highlevel_id), (Side.FATTURA24, link.fattura24_id)):
        if record_id:  # a blank end is a record that is not known yet: it joins nothing
            note(links_of[side], record_id, link.id)


def _part(index: KeyIndex, ids: Iterable[str]) -> KeyIndex:
    return KeyIndex(index.records[i] for i in ids if i in index.records)
