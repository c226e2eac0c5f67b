"""What is planned after a few changes is what a plan of everything would be, whatever changed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.compare import match_key
from app.sync.contacts.incremental import Change, IncrementalPlanner
from app.sync.contacts.keys import KeyIndex
from app.sync.contacts.mapping import Direction
from app.sync.contacts.merge import rebase
from app.sync.contacts.planner import Compared, compare, make_plan
from app.sync.contacts.policy import (
    Decisions,
    PlanInput,
    Policy,
    SideState,
    conflict_key,
    gone_key,
    held_key,
    note_key,
    pair_key,
    record_key,
    subjects_of,
)
from app.sync.plan.model import Choice, Link, Record, Side
from tests.sync.random_worlds import contact, edited, mapping, world

STEPS = 5
TAX_CODES = ("vat_code", "fiscal_code")


_KEYS = ("email", "mobile", "landline", "vat_code", "fiscal_code", "company", "first_name", "last_name")


def thin(record: Record, dice: random.Random) -> Record:
    """Return a record that shares little with others, and rarely more than one thing with the same one."""
    n = dice.randrange(4)
    others = {
        "email": f"chi{n}@example.it",
        "mobile": f"+39333222333{n}",
        "landline": f"+3906123456{n}0",
        "vat_code": f"0123456789{n}",
        "fiscal_code": f"RSSMRA8{n}A01H501U",
        "company": f"Ditta {n} Srl",
        "first_name": "",
        "last_name": "",
    }
    kept = set(dice.sample(_KEYS[:6], dice.choice((0, 1, 1, 2))))
    values = {name: others[name] if name in kept else "" for name in _KEYS}
    origins = record.origins if record.side is Side.FATTURA24 or dice.random() < 0.2 else ()
    return replace(record, contact=record.contact.with_values(values), origins=origins)


class Blocker:
    """Refuses to write to a customer a tax code that another one has, as the real one does."""

    def __init__(self, records: list[Record]) -> None:
        self.counts = Counter(key for r in records for key in tax_codes(r))

    def change(self, before: Record | None, after: Record | None) -> set[tuple[str, str]]:
        old, new = (set(tax_codes(r)) if r else set() for r in (before, after))
        self.counts.subtract(old)
        self.counts.update(new)
        return old ^ new

    def __call__(self, record: Record, values: Mapping[str, str]) -> str:
        after = record.contact.with_values(dict(values))
        own = set(tax_codes(record))
        for name in TAX_CODES:
            key = (name, match_key(name, after.get(name)))
            if key[1] and self.counts[key] > (key in own):
                return "identity_shared"
        return ""


def tax_codes(record: Record) -> list[tuple[str, str]]:
    return [(n, key) for n in TAX_CODES if (key := match_key(n, record.contact.get(n)))]


class Both:
    """A world that changes step by step, planned anew each time and kept in a `Standing` beside."""

    def __init__(self, seed: int, most: int) -> None:
        self.dice = random.Random(seed)
        first = world(seed, most)
        self.most = most
        self.thin = self.dice.random() < 0.7
        self.sides = {
            Side.HIGHLEVEL: self.by_id(first.highlevel.records),
            Side.FATTURA24: self.by_id(first.fattura24.records),
        }
        self.bystanders = self.by_id(first.bystanders)
        self.links = {k.id: k for k in first.links}
        self.stored = dict(first.decisions._stored)
        # customers that take no part at all still count where tax codes are concerned
        self.outside = [self.drawn(Record(Side.FATTURA24, f"x{n}", contact(self.dice))) for n in range(2)]
        self.blocker = Blocker([*self.sides[Side.FATTURA24].values(), *self.bystanders.values(), *self.outside])
        self.given = self._with_records(replace(first, update_blocker=self.blocker))
        self.planner = IncrementalPlanner(self.given)
        often = (self.edit, self.edit, self.edit, self.decide, self.decide)
        rest = (self.add, self.drop, self.swap, self.relink, self.rebase, self.supplier, self.outsider, self.hand)
        self.steps = (*often, *rest)
        self.change = Change({}, {}, {}, {}, set())

    def by_id(self, records: Collection[Record]) -> dict[str, Record]:
        return {r.id: self.drawn(r) for r in records}

    def drawn(self, record: Record) -> Record:
        return thin(record, self.dice) if self.thin else record

    def _with_records(self, given: PlanInput) -> PlanInput:
        return replace(
            given,
            highlevel=replace(given.highlevel, records=list(self.sides[Side.HIGHLEVEL].values())),
            fattura24=replace(given.fattura24, records=list(self.sides[Side.FATTURA24].values())),
            bystanders=list(self.bystanders.values()),
            links=list(self.links.values()),
            decisions=Decisions(self.stored),
        )

    def step(self) -> None:
        self.change = Change({}, {}, {}, {}, set())
        for _ in range(self.dice.choice((0, 1, 1, 1, 2, 4))):
            self.dice.choice(self.steps)()
        if self.dice.random() < 0.15:
            self.rule()
        self.planner.change(self.change)
        self.given = self._with_records(self.given)
        self.planner.turn_to(self.given)

    def check(self) -> None:
        expected = make_plan(self.given, "p")
        found = self.planner.plan("p")
        assert found.plan.actions == expected.plan.actions
        assert found.plan == expected.plan
        assert found.settled == expected.settled
        for link in expected.settled:
            self.links[link.id] = link
        self.given = self._with_records(self.given)

    # --- what can change ---

    def put(self, side: Side, record_id: str, record: Record | None) -> None:
        records = self.sides[side]
        before = records.pop(record_id, None)
        if record is not None:
            records[record_id] = record
        (self.change.highlevel if side is Side.HIGHLEVEL else self.change.fattura24)[record_id] = record  # type: ignore[index]
        if side is Side.FATTURA24:
            self.change.tax_codes.update(self.blocker.change(before, record))  # type: ignore[attr-defined]

    def any(self) -> tuple[Side, str] | None:
        side = self.dice.choice(list(Side))
        return (side, self.dice.choice(sorted(self.sides[side]))) if self.sides[side] else None

    def edit(self) -> None:
        if one := self.any():
            record = self.sides[one[0]][one[1]]
            origins = record.origins
            if one[0] is Side.HIGHLEVEL and self.dice.random() < 0.2:
                origins = self.dice.choice(((), (str(self.dice.randrange(self.most)),)))
            values = edited(record.contact, self.dice) if self.dice.random() < 0.7 else contact(self.dice)
            moment = float(self.dice.randint(0, 9))
            made = replace(record, contact=values, origins=origins, updated_at=moment, seen_at=moment)
            self.put(*one, self.drawn(made) if self.dice.random() < 0.8 else replace(made, contact=record.contact))

    def add(self) -> None:
        side, n = self.dice.choice(list(Side)), self.dice.randrange(self.most)
        record_id = f"{side.value[0]}{n}"
        if record_id not in self.sides[side]:
            origins: tuple[str, ...] = (str(n), f"P24-{n}") if side is Side.FATTURA24 else ()
            self.put(side, record_id, self.drawn(Record(side, record_id, contact(self.dice), origins)))

    def drop(self) -> None:
        if one := self.any():
            self.put(*one, None)

    def swap(self) -> None:
        """Two records exchange all they are known by."""
        one, other = self.any(), self.any()
        if one and other and one[0] is other[0] and one[1] != other[1]:
            a, b = self.sides[one[0]][one[1]], self.sides[one[0]][other[1]]
            self.put(*one, replace(a, contact=b.contact))
            self.put(*other, replace(b, contact=a.contact))

    def relink(self) -> None:
        n, m = self.dice.randrange(self.most), self.dice.randrange(self.most)
        taken = [k for k in self.links.values() if k.highlevel_id == f"h{n}" or k.fattura24_id == f"f{m}"]
        for link in taken:
            del self.links[link.id]
            self.change.links[link.id] = None  # type: ignore[index]
        if self.dice.random() < 0.6:
            made = Link(self.dice.choice((f"l{n}", f"h{n}~f{m}")), f"h{n}", f"f{m}")
            if made.id not in self.links:
                self.set_link(replace(made, confirmed=self.dice.random() < 0.8))

    def rebase(self) -> None:
        if self.links:
            link = self.links[self.dice.choice(sorted(self.links))]
            base = contact(self.dice)
            self.set_link(rebase(link, base, edited(base, self.dice), self.given.mapping))

    def set_link(self, link: Link) -> None:
        self.links[link.id] = link
        self.change.links[link.id] = link  # type: ignore[index]

    def supplier(self) -> None:
        """A supplier becomes a customer, the other way round, or changes."""
        customers, sign = self.sides[Side.FATTURA24], self.dice.random()
        if self.bystanders and sign < 0.5:
            record = self.bystanders.pop(self.dice.choice(sorted(self.bystanders)))
            self.change.bystanders[record.id] = None  # type: ignore[index]
            customers[record.id] = record
            self.change.fattura24[record.id] = record  # type: ignore[index]
        elif customers and sign < 0.7:
            record = customers.pop(self.dice.choice(sorted(customers)))
            self.change.fattura24[record.id] = None  # type: ignore[index]
            self.bystanders[record.id] = record
            self.change.bystanders[record.id] = record  # type: ignore[index]
        else:
            before = self.bystanders.get("s0")
            after = self.drawn(Record(Side.FATTURA24, "s0", contact(self.dice), ("P24-s0",)))
            if "s0" not in customers:
                self.bystanders["s0"] = after
                self.change.bystanders["s0"] = after  # type: ignore[index]
                self.change.tax_codes.update(self.blocker.change(before, after))  # type: ignore[attr-defined]

    def outsider(self) -> None:
        """A customer that takes no part gets other tax codes."""
        before = self.outside.pop()
        after = self.drawn(replace(before, contact=contact(self.dice)))
        if self.dice.random() < 0.7 and (one := self.any()):
            same = self.sides[one[0]][one[1]].contact
            after = replace(after, contact=same if self.dice.random() < 0.7 else contact(self.dice))
        self.outside.insert(0, after)
        self.change.tax_codes.update(self.blocker.change(before, after))  # type: ignore[attr-defined]

    def decide(self) -> None:
        if self.stored and self.dice.random() < 0.4:
            del self.stored[self.dice.choice(sorted(self.stored))]
            return
        link = self.dice.choice(sorted(self.links)) if self.links else "l0"
        side = self.dice.choice(list(Side))
        h, f = f"h{self.dice.randrange(self.most)}", f"f{self.dice.randrange(self.most)}"
        notes = ("identity_shared", "held_by_another", "handed_over", "handover_missing", "unconfirmed", "no_name")
        key, choices = self.dice.choice(
            (
                (gone_key(link), (Choice.SKIP,)),
                (conflict_key(link, self.dice.choice(("name", "email", "address", "company"))), tuple(Side)),
                (record_key(side, h if side is Side.HIGHLEVEL else f), (Choice.SKIP, Choice.NEW)),
                (pair_key(h, f), ("apart",)),
                (note_key(self.dice.choice((link, h, f)), self.dice.choice(notes)), ("seen",)),
                (held_key("update", side, link), ("held",)),
                ("something|else", ("?",)),
            )
        )
        self.stored[key] = {"choice": str(self.dice.choice(choices))}

    def hand(self) -> None:
        handed = dict(self.given.handed)
        if handed and self.dice.random() < 0.5:
            handed.popitem()
        elif self.links:
            handed[self.dice.choice(sorted(self.links))] = self.dice.choice(("handed", "missing"))
        self.given = replace(self.given, handed=handed)

    def rule(self) -> None:
        """Something changes that holds for all."""
        given, dice = self.given, self.dice
        side = SideState((), dice.random() < 0.5, dice.randint(0, 20))
        silent = replace(given.mapping.rule("email"), direction=Direction.OFF)
        self.given = dice.choice(
            (
                replace(given, mapping=mapping(dice)),
                replace(given, mapping=given.mapping.with_rule(silent)),
                replace(given, policy=Policy(dice.choice(("all", "none", "tagged")))),
                replace(given, highlevel=side),
                replace(given, fattura24=side),
                replace(given, now=given.now + 60, calls_made=(given.now,), mirror_seen_at=5.0),
                replace(given, missing_fields=("PEC", "Partita IVA"), synced_before=False, last_mapping="other"),
            )
        )


def play(seed: int, most: int) -> None:
    """Play one world for some steps. `prove` plays many more."""
    both = Both(seed, most)
    both.check()
    for _ in range(STEPS):
        both.step()
        both.check()


@settings(max_examples=250)
@given(st.integers(0, 2**32), st.sampled_from((3, 6, 14)))
def test_after_any_changes_the_plan_is_the_one_of_everything(seed: int, most: int) -> None:
    play(seed, most)


def test_only_what_a_change_reaches_is_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(given: PlanInput, h: KeyIndex, f: KeyIndex, b: KeyIndex, links: list[Link] | None = None) -> Compared:
        compared.append(len(h.records) + len(f.records) + len(b.records))
        return compare(given, h, f, b, links)

    monkeypatch.setattr("app.sync.contacts.incremental.compare", counted)
    some = 0
    for seed in range(60):
        both = Both(seed, 14)
        both.check()
        whole = compared.pop()
        both.step()
        both.check()
        both.check()
        some += bool(compared) and sum(compared) < whole
        assert len(compared) <= 1, "what did not change was compared again"
        compared.clear()
    assert some > 20


@pytest.mark.parametrize(
    ("key", "subjects"),
    [
        (gone_key("h1~f1"), ("h1~f1",)),
        (conflict_key("h1~f1", "email"), ("h1~f1",)),
        (record_key(Side.HIGHLEVEL, "h1"), ("h1",)),
        (pair_key("h1", "f1"), ("h1", "f1")),
        (note_key("h1", "no_name"), ("h1",)),
        (held_key("update", Side.HIGHLEVEL, "h1~f1"), ()),
        ("conflict|a|b|c", None),
        ("new|x", None),
    ],
)
def test_a_decision_tells_what_it_bears_upon(key: str, subjects: tuple[str, ...] | None) -> None:
    assert subjects_of(key) == subjects


@pytest.mark.parametrize("number", [77363, 77432])
def test_a_supplier_that_is_linked_still_is_looked_at_with_its_link(number: int) -> None:
    play(number, (3, 6, 14)[number % 3])
