"""Which guard stops a plan, at exactly which counts: what must make the owner look, and what must not cry wolf."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan import guards
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Link, Plan, Record, RecordType, Side

H, G = Side.HIGHLEVEL, Side.FATTURA24
NOW = 1_000_000.0


def actions(
    kind: Kind, count: int, *, side: Side = H, first: int = 0, choices: tuple[str, ...] = (), decision: str = ""
) -> tuple[Action, ...]:
    """As many actions of one kind, each about the link of its number."""
    return tuple(
        Action(f"{kind}{n}", kind, side, RecordType.CONTACT, "Rosa", f"l{n}", choices=choices, decision=decision)
        for n in range(first, first + count)
    )


def plan_of(*groups: Iterable[Action]) -> Plan:
    return Plan("p", NOW, tuple(a for group in groups for a in group), mapping_digest="today")


def state(side: Side, records: int = 1, before: int = 0) -> SideState:
    return SideState([Record(side, f"{side}{n}", Contact()) for n in range(records)], before=before)


def given(
    links: int = 0,
    *,
    highlevel: SideState | None = None,
    fattura24: SideState | None = None,
    synced_before: bool = True,
    last_mapping: str = "today",
) -> PlanInput:
    return PlanInput(
        highlevel or state(H),
        fattura24 or state(G),
        [Link(f"l{n}", f"h{n}", f"g{n}") for n in range(links)],
        default_mapping(),
        NOW,
        synced_before=synced_before,
        last_mapping=last_mapping,
    )


ONE = actions(Kind.CREATE, 1)


def test_an_ordinary_plan_raises_nothing() -> None:
    assert guards.raised(plan_of(ONE), given(10)) == ()


@pytest.mark.parametrize(
    ("synced_before", "last_mapping", "expected"),
    [
        (True, "today", ()),
        (False, "today", ("first_run",)),
        (False, "", ("first_run",)),
        (True, "", ()),
        (True, "yesterday", ("mapping_changed",)),
        (False, "yesterday", ("first_run", "mapping_changed")),
    ],
)
def test_the_first_run_and_another_mapping_are_shown(
    synced_before: bool, last_mapping: str, expected: tuple[str, ...]
) -> None:
    assert guards.raised(plan_of(ONE), given(synced_before=synced_before, last_mapping=last_mapping)) == expected


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("records", "before", "stops"), [(0, 0, False), (0, 5, False), (0, 6, True), (0, 500, True), (1, 500, False)]
)
def test_a_side_that_is_suddenly_empty_stops_the_run(side: Side, records: int, before: int, stops: bool) -> None:
    empty = state(side, records, before)
    about = given(10, highlevel=empty) if side is H else given(10, fattura24=empty)
    assert guards.raised(plan_of(ONE), about) == (("side_empty",) if stops else ())


@pytest.mark.parametrize(
    ("links", "removed", "stops"),
    [
        (0, 5, False),
        (0, 6, True),
        (10, 5, False),  # half of them, and yet few
        (10, 6, True),
        (59, 6, True),
        (60, 6, False),  # exactly a tenth
        (100, 10, False),
        (100, 11, True),
    ],
)
@pytest.mark.parametrize("kind", [Kind.DELETE, Kind.UNLINK])
def test_many_removals_stop_the_run(links: int, removed: int, stops: bool, kind: Kind) -> None:
    expected = (guards.MANY_REMOVED,) if stops else ()
    assert guards.raised(plan_of(actions(kind, removed)), given(links)) == expected


def test_deletions_and_unlinkings_are_counted_together_and_nothing_else_is() -> None:
    three, more = actions(Kind.DELETE, 3), actions(Kind.UNLINK, 3, first=3)
    assert guards.raised(plan_of(three, more), given(10)) == ("many_removed",)
    others = [actions(kind, 50, first=100) for kind in (Kind.CREATE, Kind.UPDATE, Kind.LINK, Kind.CONFLICT)]
    assert guards.raised(plan_of(three, *others), given(10)) == ()


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("links", "changed", "stops"),
    [
        (20, 20, False),  # all of them, and yet few
        (21, 21, True),
        (26, 21, True),
        (30, 24, False),  # exactly four fifths
        (30, 25, True),
        (1000, 500, False),
    ],
)
def test_changes_to_nearly_all_stop_the_run(side: Side, links: int, changed: int, stops: bool) -> None:
    expected = (guards.NEARLY_ALL_CHANGED,) if stops else ()
    assert guards.raised(plan_of(actions(Kind.UPDATE, changed, side=side)), given(links)) == expected


def test_each_side_is_counted_by_itself_and_said_once() -> None:
    def both(count: int) -> Plan:
        return plan_of(actions(Kind.UPDATE, count, side=H), actions(Kind.UPDATE, count, side=G))

    assert guards.raised(both(20), given(25)) == ()
    assert guards.raised(both(25), given(25)) == ("nearly_all_changed",)


def test_only_updates_of_links_that_exist_count_as_changed() -> None:
    elsewhere = actions(Kind.UPDATE, 25, first=100)
    assert guards.raised(plan_of(elsewhere), given(25)) == ()
    assert guards.raised(plan_of(actions(Kind.LINK, 25)), given(25)) == ()
    assert guards.raised(plan_of(actions(Kind.CREATE, 25)), given(25)) == ()


@pytest.mark.parametrize(("kind", "code"), [(Kind.DELETE, "many_removed"), (Kind.UPDATE, "nearly_all_changed")])
def test_what_will_not_be_carried_out_does_not_count(kind: Kind, code: str) -> None:
    whole = actions(kind, 25)
    asked = (Choice.NEW.value, Choice.SKIP.value)
    about = given(25)
    assert guards.raised(plan_of(ONE, whole), about) == (code,)
    assert guards.raised(plan_of(ONE, actions(kind, 25, choices=asked, decision=Choice.NEW)), about) == (code,)
    for idle in (
        [replace(a, included=False) for a in whole],
        [replace(a, note=True) for a in whole],
        actions(kind, 25, choices=asked),
        actions(kind, 25, choices=asked, decision=Choice.SKIP),
    ):
        assert guards.raised(plan_of(ONE, idle), about) == ()


def test_a_plan_with_nothing_to_do_stops_for_nothing() -> None:
    left_out = [replace(a, included=False) for a in actions(Kind.DELETE, 25)]
    about = given(25, highlevel=state(H, 0, 500), synced_before=False, last_mapping="yesterday")
    assert guards.raised(plan_of(), about) == ()
    assert guards.raised(plan_of(left_out), about) == ()


def test_every_guard_is_told_in_a_fixed_order() -> None:
    about = given(25, fattura24=state(G, 0, 500), synced_before=False, last_mapping="yesterday")
    plan = plan_of(actions(Kind.DELETE, 6), actions(Kind.UPDATE, 25))
    found = guards.raised(plan, about)
    assert found == ("first_run", "mapping_changed", "side_empty", "many_removed", "nearly_all_changed")
    assert {"first_run", "mapping_changed", "many_tasks"} == guards.ROUTINE, "the others want words typed"


@pytest.mark.parametrize(("age", "old"), [(0.0, False), (3600.0, False), (3600.5, True), (-5.0, False)])
def test_a_plan_older_than_an_hour_wants_another_look(age: float, old: bool) -> None:
    plan = replace(plan_of(ONE), guards=("first_run",))
    assert guards.at_apply(plan, NOW + age) == (("first_run", "plan_old") if old else ("first_run",))


def test_an_old_plan_with_nothing_to_do_is_not_held_up() -> None:
    assert guards.at_apply(plan_of(), NOW + 86_400.0) == ()


def tasks(kind: Kind, count: int, side: Side, *fields: FieldChange) -> list[Action]:
    return [Action(f"T{kind}{n}", kind, side, RecordType.TASK, "t", f"task:{n}", fields) for n in range(count)]


@pytest.mark.parametrize(("count", "stops"), [(20, False), (21, True)])
def test_many_new_tasks_in_highlevel_want_a_look(count: int, stops: bool) -> None:
    assert ("many_tasks" in guards.raised(plan_of(tasks(Kind.CREATE, count, H)), given(500))) is stops
    assert "many_tasks" not in guards.raised(plan_of(tasks(Kind.CREATE, count, G)), given(500)), "the book is ours"


@pytest.mark.parametrize(("linked", "count", "stops"), [(10, 5, False), (10, 6, True), (60, 6, False), (59, 6, True)])
def test_many_tasks_that_vanish_in_highlevel_stop_the_run(linked: int, count: int, stops: bool) -> None:
    """Whoever empties one side to start clean must not find the other one emptied, too."""
    gone = tasks(Kind.UPDATE, count, G, FieldChange("removed", "", "highlevel"))
    about = replace(given(500), tasks_linked=linked)
    assert ("many_removed" in guards.raised(plan_of(gone), about)) is stops
    back = tasks(Kind.UPDATE, count, G, FieldChange("removed", "highlevel", ""))
    assert "many_removed" not in guards.raised(plan_of(back), about)
