"""A kind of record that neither Applier nor recover nor undo have heard of is applied, recovered and undone by them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import CredentialsRefused, LostAnswer, RequestRefused, ServiceUnavailable
from app.sync.apply.undo import undo_actions
from app.sync.contacts.planner import finish
from app.sync.plan.model import Kind, Plan, Side
from app.sync.plan.operation import OperationState
from tests.sync.apply.memos import F, H, MemoWorld
from tests.sync.world import Crash

LOST = ("after", LostAnswer(service="Memo"))
NEVER_ARRIVED = LostAnswer(service="Memo")


def world() -> MemoWorld:
    """One memo that both know, and one in the drawer."""
    made = MemoWorld()
    made.applied(
        made.wanted(
            (Kind.CREATE, H, "k1", {"title": "Uno", "text": "a"}), (Kind.CREATE, F, "k2", {"title": "Due", "text": "b"})
        )
    )
    return made


def everything(w: MemoWorld) -> Plan:
    """A plan with each thing that can be done to a memo, on either side."""
    return w.wanted(
        (Kind.CREATE, H, "k3", {"title": "Tre", "text": "c"}),
        (Kind.UPDATE, H, "m1", {"text": "aa"}),
        (Kind.CREATE, F, "k4", {"title": "Quattro", "text": "d"}),
        (Kind.UPDATE, F, "d1", {"text": "bb"}),
    )


def picture(w: MemoWorld) -> tuple[list[tuple[str, str]], ...]:
    """What both sides and the local picture hold, whatever the ids."""
    return (
        sorted((m["title"], m["text"]) for m in w.service.memos.values()),
        sorted((m.values["title"], m.values["text"]) for m in w.seen.values()),
        sorted((m.values["title"], m.values["text"]) for m in w.drawer.values()),
    )


def undo(w: MemoWorld, plan: Plan) -> Plan:
    actions = undo_actions(list(w.ledger.operations(f"run-{plan.id}")), w.kinds())
    w.number += 1
    return finish(f"plan{w.number}", w.given(), actions, undoes=f"run-{plan.id}")


@pytest.fixture
def done() -> tuple[MemoWorld, Plan]:
    w = world()
    plan = everything(w)
    assert w.applied(plan).applied == 4
    return w, plan


def test_a_plan_of_it_is_carried_out_on_both_sides(done: tuple[MemoWorld, Plan]) -> None:
    w, _ = done
    both = [("Tre", "c"), ("Uno", "aa")]
    assert picture(w) == (both, both, [("Due", "bb"), ("Quattro", "d")])
    assert w.fattura24.calls == []
    assert w.spent == []


def test_its_cost_is_counted_and_its_creations_and_changes_are_told() -> None:
    w = world()
    plan = finish("p", w.given(), everything(w).actions)
    assert plan.calls == {"highlevel": 4, "fattura24": 0}, "a create of this kind costs a look and a write"
    assert plan.summary.create == {"highlevel": 1, "fattura24": 0}, "Fattura24 itself is told nothing"
    assert plan.summary.update == {"highlevel": 1, "fattura24": 0}
    assert plan.summary.book == 2
    assert not any(a.deferred_until for a in plan.actions)


def test_a_crash_at_any_step_and_a_rerun_end_as_without_the_crash(done: tuple[MemoWorld, Plan]) -> None:
    goal = picture(done[0])
    steps = done[0].ledger.steps
    for at in range(5, steps + 1):
        w = world()
        plan = everything(w)
        w.ledger.crash_at = at
        with pytest.raises((Crash, BaseExceptionGroup)):
            w.applied(plan)
        w.ledger.crash_at = -1
        asyncio.run(w.recover(plan))
        w.applied(plan)
        assert picture(w) == goal, at
        assert w.service.writes.count("create") == 2, at


@pytest.mark.parametrize("trouble", [LOST, NEVER_ARRIVED])
@pytest.mark.parametrize("which", [0, 1])
def test_a_lost_answer_makes_nothing_twice(trouble: object, which: int, done: tuple[MemoWorld, Plan]) -> None:
    w = world()
    w.service.trouble = [None] * which + [trouble]
    plan = everything(w)
    outcome = w.applied(plan)
    assert outcome.failed == which, "a change whose answer is lost is told; the next look finds what it has become"
    assert sorted(m["title"] for m in w.service.memos.values()) == ["Tre", "Uno"]


def test_where_nobody_can_look_the_outcome_stays_open_and_the_recovery_settles_it() -> None:
    w = world()
    w.service.trouble, w.service.blind = [LOST], 1
    plan = w.wanted((Kind.CREATE, H, "k3", {"title": "Tre", "text": "c"}))
    assert w.applied(plan).failed == 1
    (operation,) = w.ledger.operations(f"run-{plan.id}")
    assert operation.state is OperationState.SENT
    asyncio.run(w.recover(plan))
    (operation,) = w.ledger.operations(f"run-{plan.id}")
    assert (operation.state, operation.result_id) == (OperationState.DONE, next(i for i in w.seen if i != "m1"))
    assert len(w.service.memos) == 2


@pytest.mark.parametrize(
    "error", [CredentialsRefused(service="Memo"), ServiceUnavailable("offline", service="Memo", host="x")]
)
def test_who_is_turned_away_at_the_door_comes_again(error: Exception) -> None:
    w = world()
    plan = w.wanted((Kind.CREATE, H, "k3", {"title": "Tre", "text": "c"}))
    w.service.trouble = [error]
    assert w.applied(plan).applied == 0
    w.applied(replace(plan, id="again"))
    assert len(w.service.memos) == 2


def changed_meanwhile(w: MemoWorld) -> None:
    w.service.memos["m1"]["text"] = "z"


def gone_meanwhile(w: MemoWorld) -> None:
    del w.service.memos["m1"]


@pytest.mark.parametrize(
    ("meanwhile", "code"), [(changed_meanwhile, "changed_since_preview"), (gone_meanwhile, "gone_since_preview")]
)
def test_what_is_not_as_the_preview_showed_is_left_alone(meanwhile: Callable[[MemoWorld], None], code: str) -> None:
    w = world()
    plan = w.wanted((Kind.UPDATE, H, "m1", {"text": "aa"}))
    meanwhile(w)
    outcome = w.applied(plan)
    assert outcome.stale == 1
    assert [f.error.code for f in outcome.failures] == [code]
    assert w.service.writes == ["create"]


def test_a_deletion_looks_first_and_what_is_gone_is_deleted() -> None:
    for meanwhile, left in ((None, 0), (changed_meanwhile, 1), (gone_meanwhile, 0)):
        w = world()
        plan = w.wanted((Kind.DELETE, H, "m1", {}))
        if meanwhile:
            meanwhile(w)
        w.applied(plan)
        assert len(w.service.memos) == left
        assert len(w.seen) == left


def test_a_side_that_is_only_read_is_not_written_but_the_drawer_is() -> None:
    w = world()
    applier = w.applier(everything(w))
    applier.read_only = frozenset(Side)
    outcome = asyncio.run(applier.apply())
    assert (outcome.applied, outcome.stale) == (2, 2)
    assert w.service.writes == ["create"]


def test_an_undo_takes_back_all_of_it(done: tuple[MemoWorld, Plan]) -> None:
    w, plan = done
    before = picture(world())
    assert w.applied(undo(w, plan)).applied == 4
    assert picture(w) == before
    assert undo(w, plan).summary.nothing_to_do


def test_an_undo_leaves_what_somebody_has_touched_since(done: tuple[MemoWorld, Plan]) -> None:
    w, plan = done
    for number, memo in list(w.seen.items()):
        w.seen[number] = replace(memo, values={**memo.values, "text": "mine"})
    back = undo(w, plan)
    assert {(a.side, a.note, a.reason.key) for a in back.actions} == {
        (H, True, "undo_edited_since"),
        (F, False, "undo_made"),
        (F, False, "undo_update"),
    }


def test_an_undo_says_what_is_gone(done: tuple[MemoWorld, Plan]) -> None:
    w, plan = done
    w.seen.clear()
    w.drawer.clear()
    assert {a.reason.key for a in undo(w, plan).actions} == {"undo_record_gone"}


def test_a_deletion_cannot_be_taken_back_and_the_undo_says_so() -> None:
    w = world()
    plan = w.wanted((Kind.DELETE, H, "m1", {}))
    w.applied(plan)
    (told,) = undo(w, plan).actions
    assert (told.kind, told.note, told.reason.key) == (Kind.CREATE, True, "undo_not_again")


def test_a_service_that_refuses_a_value_fails_that_action_alone() -> None:
    w = world()
    w.service.trouble = [RequestRefused(service="Memo")]
    outcome = w.applied(everything(w))
    assert (outcome.applied, outcome.failed) == (3, 1)


def test_its_crash_points_are_those_of_recover(done: tuple[MemoWorld, Plan]) -> None:
    """Each interrupted write, and each thing that may be found then."""
    w, _ = done
    kind = w.kinds().of(next(iter(w.ledger.operations("run-plan2"))).record)
    sent = {
        o.verb.value: replace(o, state=OperationState.SENT) for o in w.ledger.operations("run-plan2") if o.side is H
    }

    def settled(verb: str, **more: object) -> OperationState:
        operation = replace(sent[verb], **more)  # type: ignore[arg-type]
        asyncio.run(kind.settle(operation))
        return w.ledger.operations_by_id[operation.id].state

    assert settled("create") is OperationState.DONE
    assert settled("create", source_id="nobody") is OperationState.RETRY
    assert settled("update") is OperationState.DONE
    assert settled("update", before={"text": "aa"}, goal={"text": "q"}) is OperationState.RETRY
    assert settled("update", before={"text": "p"}, goal={"text": "q"}) is OperationState.STALE
    assert settled("update", target_id="gone") is OperationState.STALE
