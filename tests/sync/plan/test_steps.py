"""From a confirmed plan to operations: nothing left out, nothing twice, at most one write per record and side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.sync.apply.contact_kind import ContactKind
from app.sync.apply.custom_fields import CustomFieldKind
from app.sync.apply.kinds import Kinds
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Plan, Reason, RecordType, Side
from app.sync.plan.operation import Verb
from app.sync.plan.steps import Phase, Step, steps_of
from tests.sync.world import World

H, F = Side.HIGHLEVEL, Side.FATTURA24


def act(number: int, kind: Kind, side: Side = H, *fields: tuple[str, str, str], **more: Any) -> Action:
    more.setdefault("record", RecordType.CONTACT)
    changes = tuple(FieldChange(*f) for f in fields)
    return Action(f"A{number}", kind, side, title=f"Titolo {number}", fields=changes, **more)


def everything(_side: Side, _target: str, values: Mapping[str, str]) -> Mapping[str, str]:
    return values


def steps(*actions: Action, undoes: str = "", only_safe: bool = False, permitted: Any = everything) -> list[Step]:
    world = World()
    contacts = ContactKind(world.writer(undoing=bool(undoes)), permitted)
    kinds = Kinds([contacts, CustomFieldKind(world.gateways, world.ledger, world.clock)])
    return steps_of(Plan("p", 0.0, actions, 0, undoes=undoes), kinds.step, only_safe)


def verbs(found: list[Step]) -> list[tuple[Verb, list[str]]]:
    return [(s.verb, s.actions) for s in found]


UPDATE = act(1, Kind.UPDATE, F, ("city", "Torino", "Asti"), target_id="f1", source_id="h1", link="h1~f1")


CREATE = act(2, Kind.CREATE, H, ("company", "", "Nova Srl"), source_id="7")
HANGING = act(3, Kind.UPDATE, H, ("city", "Roma", "Bari"), target_id="h9", source_id="9", needs="A2")


@pytest.mark.parametrize(
    ("parent", "carried"),
    [
        (CREATE, True),
        (replace(CREATE, included=False), False),
        (replace(CREATE, kind=Kind.CONFLICT, choices=("new", "skip")), False),
        (None, True),  # it stood in the plan before, and was done
    ],
)
def test_what_hangs_on_another_action_is_done_only_with_it(parent: Action | None, carried: bool) -> None:
    found = steps(*([parent] if parent else []), HANGING)
    assert (["A3"] in [s.actions for s in found]) is carried


def test_a_scheduled_run_leaves_what_hangs_on_a_persons_answer() -> None:
    answered = replace(CREATE, kind=Kind.CONFLICT, choices=("new", "skip"), decision="new")
    assert [s.actions for s in steps(answered, HANGING)] == [["A2"], ["A3"]]
    assert steps(answered, HANGING, only_safe=True) == []


# --- what an operation is ---


def test_an_operation_says_all_that_is_needed_to_send_and_to_undo_it() -> None:
    (step,) = steps(UPDATE)
    operation = step.operation("r9", "p3")
    assert (operation.id, operation.run, operation.plan, operation.actions) == ("r9:update:A1", "r9", "p3", ("A1",))
    assert (operation.side, operation.verb, operation.title) == (F, Verb.UPDATE, "Titolo 1")
    assert (operation.target_id, operation.source_id, operation.link) == ("f1", "h1", "h1~f1")
    assert (operation.before, operation.goal) == ({"city": "Torino"}, {"city": "Asti"})


def test_fields_come_first_then_links_then_writes_and_fields_go_last() -> None:
    found = steps(
        act(1, Kind.DELETE, record=RecordType.CUSTOM_FIELD),
        act(2, Kind.DELETE, target_id="h2", link="h2~f2"),
        act(3, Kind.UPDATE, H, ("city", "", "Asti"), target_id="h3"),
        act(4, Kind.CREATE, F, ("company", "", "Bella"), source_id="h4"),
        act(5, Kind.UNLINK, target_id="h5", source_id="f5", link="h5~f5"),
        act(6, Kind.LINK, target_id="h6", source_id="f6", link="h6~f6"),
        act(7, Kind.CREATE, record=RecordType.CUSTOM_FIELD),
    )
    assert [s.verb for s in found] == [
        Verb.CREATE,
        Verb.UNLINK,
        Verb.LINK,
        Verb.DELETE,
        Verb.UPDATE,
        Verb.CREATE,
        Verb.DELETE,
    ]
    assert [s.phase for s in found] == [0, 1, 1, 2, 2, 2, Phase.CLEANUP]


def test_a_field_is_named_by_its_title() -> None:
    (made,) = steps(act(1, Kind.CREATE, record=RecordType.CUSTOM_FIELD))
    assert (made.verb, made.side, made.title) == (Verb.CREATE, H, "Titolo 1")


# --- what is left out ---


def test_what_was_not_confirmed_is_not_done_and_the_rest_is() -> None:
    left_out = [
        act(2, Kind.UPDATE, H, ("city", "", "x"), target_id="h2", included=False),
        act(3, Kind.CONFLICT, H, ("city", "x", "y"), target_id="h3", choices=("highlevel", "skip")),
        act(4, Kind.CONFLICT, H, ("city", "x", "y"), target_id="h4", choices=("skip",), decision=Choice.SKIP),
        act(5, Kind.UPDATE, F, ("city", "", "x"), target_id="f5", note=True),
    ]
    assert verbs(steps(*left_out, UPDATE)) == [(Verb.UPDATE, ["A1"])]


def test_where_a_link_was_left_out_nothing_is_written_from_one_to_the_other() -> None:
    """The owner said that the two are not the same: an update would carry one customer's data to another."""
    link = act(8, Kind.LINK, target_id="h1", source_id="f1", link="h1~f1", included=False)
    other = act(9, Kind.UPDATE, H, ("city", "", "x"), target_id="h2", link="h2~f2")
    assert verbs(steps(link, UPDATE, other)) == [(Verb.UPDATE, ["A9"])]


def test_an_update_that_was_left_out_does_not_hold_back_the_others_of_its_pair() -> None:
    left_out = act(8, Kind.UPDATE, H, ("pec", "", "x"), target_id="h1", link="h1~f1", included=False)
    assert verbs(steps(left_out, UPDATE)) == [(Verb.UPDATE, ["A1"])]


def test_a_confirmed_link_lets_its_updates_through() -> None:
    link = act(8, Kind.LINK, target_id="h1", source_id="f1", link="h1~f1")
    assert verbs(steps(link, UPDATE)) == [(Verb.LINK, ["A8"]), (Verb.UPDATE, ["A1"])]


def test_a_link_that_an_undo_can_only_name_holds_back_nothing_else() -> None:
    """One record is gone, so the two cannot be joined again; the fields of that run are removed all the same."""
    named = act(1, Kind.LINK, target_id="h1", note=True)
    fields = act(2, Kind.DELETE, record=RecordType.CUSTOM_FIELD)
    contact = act(3, Kind.DELETE, target_id="h3", source_id="f3")
    assert verbs(steps(named, fields, contact, undoes="run")) == [(Verb.DELETE, ["A3"]), (Verb.DELETE, ["A2"])]


# --- a scheduled run does only what needs no judgement ---

JUDGED = (
    act(5, Kind.DELETE, target_id="h5", link="h5~f5"),
    act(6, Kind.UNLINK, target_id="h6", link="h6~f6"),
    act(
        7,
        Kind.CONFLICT,
        H,
        ("city", "x", "y"),
        target_id="h7",
        source_id="f7",
        choices=("highlevel",),
        decision="highlevel",
    ),
)
SAFE = (
    act(2, Kind.LINK, target_id="h2", source_id="f2", link="h2~f2"),
    act(3, Kind.CREATE, F, ("company", "", "Bella"), source_id="h3"),
    act(4, Kind.CREATE, record=RecordType.CUSTOM_FIELD),
)


def test_a_run_nobody_watches_neither_deletes_nor_unlinks_nor_decides() -> None:
    found = steps(*JUDGED, *SAFE, UPDATE, only_safe=True)
    assert sorted(s.actions[0] for s in found) == ["A1", "A2", "A3", "A4"]


def test_a_run_that_was_confirmed_does_all() -> None:
    found = steps(*JUDGED, *SAFE, UPDATE)
    assert sorted(s.actions[0] for s in found) == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]


# --- one write per record and side ---


def test_two_updates_of_one_record_are_one_write() -> None:
    """Two writes would spend two of Fattura24's calls, and the second find the record changed since the preview."""
    decided = act(
        2,
        Kind.CONFLICT,
        H,
        ("email", "h@x.it", "f@x.it"),
        target_id="h1",
        source_id="f1",
        link="h1~f1",
        choices=("highlevel",),
        decision="highlevel",
    )
    later = act(3, Kind.UPDATE, H, ("city", "", "Bari"), target_id="h3")
    step, rest = steps(UPDATE, decided, later)
    assert (step.actions, rest.actions) == (["A1", "A2"], ["A3"]), "and those after it are not forgotten"
    assert step.before == {"city": "Torino", "email": "f@x.it"}
    assert step.goal == {"city": "Asti", "email": "h@x.it"}


def test_other_records_and_the_other_side_have_writes_of_their_own() -> None:
    same_id = act(2, Kind.UPDATE, H, ("city", "", "Asti"), target_id="f1")
    other = act(3, Kind.UPDATE, F, ("city", "", "Asti"), target_id="f2")
    assert [s.actions for s in steps(UPDATE, same_id, other)] == [["A1"], ["A2"], ["A3"]]


def test_only_updates_are_put_together() -> None:
    creates = [act(n, Kind.CREATE, F, ("company", "", f"Ditta {n}"), source_id=f"h{n}") for n in (2, 3)]
    deletes = [act(n, Kind.DELETE, target_id="h9", link="h9~f9") for n in (4, 5)]
    assert len(steps(*creates, *deletes)) == 4


# --- what may be written ---


def test_a_field_that_may_no_longer_travel_is_left_out_of_the_write() -> None:
    asked: list[tuple[Side, str, dict[str, str]]] = []

    def no_city(side: Side, target: str, values: Mapping[str, str]) -> Mapping[str, str]:
        asked.append((side, target, dict(values)))
        return {n: v for n, v in values.items() if n != "city"}

    both = act(2, Kind.UPDATE, H, ("city", "a", "b"), ("pec", "c", "d"), target_id="h2")
    after = act(3, Kind.UPDATE, H, ("pec", "", "e"), target_id="h3")
    found = steps(UPDATE, both, after, permitted=no_city)
    assert [(s.before, s.goal) for s in found] == [({"pec": "c"}, {"pec": "d"}), ({"pec": ""}, {"pec": "e"})]
    assert asked[:2] == [(F, "f1", {"city": "Asti"}), (H, "h2", {"city": "b", "pec": "d"})]


def test_an_undo_puts_back_also_what_may_no_longer_travel() -> None:
    found = steps(UPDATE, undoes="run", permitted=lambda *_: {})
    assert [s.goal for s in found] == [{"city": "Asti"}]


def test_the_winner_of_a_conflict_is_written_over_the_other() -> None:
    """In a conflict ``before`` is HighLevel's value and ``after`` is Fattura24's."""
    conflict: dict[str, Any] = {"target_id": "h1", "source_id": "f1", "link": "h1~f1", "choices": ("highlevel",)}
    (to_f,) = steps(act(1, Kind.CONFLICT, H, ("city", "Asti", "Bari"), **conflict, decision="highlevel"))
    assert (to_f.side, to_f.target_id, to_f.source_id) == (F, "f1", "h1")
    assert (to_f.before, to_f.goal, to_f.link) == ({"city": "Bari"}, {"city": "Asti"}, "h1~f1")
    (to_h,) = steps(act(1, Kind.CONFLICT, H, ("city", "Asti", "Bari"), **conflict, decision="fattura24"))
    assert (to_h.side, to_h.target_id, to_h.source_id) == (H, "h1", "f1")
    assert (to_h.before, to_h.goal) == ({"city": "Asti"}, {"city": "Bari"})


# --- questions about who is who ---


@pytest.mark.parametrize(("side", "source"), [(F, "h4"), (H, "f4")])
def test_the_same_one_is_linked_whichever_side_was_asked_about(side: Side, source: str) -> None:
    chosen = "link:f4" if side is F else "link:h4"
    (step,) = steps(act(1, Kind.CONFLICT, side, source_id=source, choices=(chosen,), decision=chosen))
    assert (step.verb, step.side, step.target_id, step.source_id) == (Verb.LINK, H, "h4", "f4")
    assert (step.goal, step.link, step.actions) == ({}, "", ["A1"])


@pytest.mark.parametrize("side", Side)
def test_a_new_one_is_created_with_the_values_shown(side: Side) -> None:
    asked = act(1, Kind.CONFLICT, side, ("company", "", "Bella"), source_id="x4", choices=("new",), decision="new")
    (step,) = steps(asked)
    assert (step.verb, step.side, step.target_id, step.source_id) == (Verb.CREATE, side, "", "x4")
    assert (step.before, step.goal) == ({}, {"company": "Bella"})


def test_taking_apart_remembers_what_was_decided_about_the_one_that_remains() -> None:
    apart = act(
        1, Kind.UNLINK, F, target_id="f1", source_id="h1", link="h1~f1", choices=("highlevel",), decision="highlevel"
    )
    (step,) = steps(apart)
    assert (step.verb, step.side, step.target_id, step.source_id) == (Verb.UNLINK, F, "f1", "h1")
    assert (step.link, step.goal) == ("h1~f1", {"decision": "highlevel"})
    (plain,) = steps(act(1, Kind.UNLINK, H, target_id="h1", source_id="f1", link="h1~f1"))
    assert plain.goal == {}


def test_a_deletion_knows_the_link_that_ends_with_it() -> None:
    (step,) = steps(act(1, Kind.DELETE, H, target_id="h1", source_id="f1", link="h1~f1", reason=Reason("undo_create")))
    assert (step.verb, step.target_id, step.source_id, step.link) == (Verb.DELETE, "h1", "f1", "h1~f1")
