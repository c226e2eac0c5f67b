"""What a run does in which order, about Stop, a side set to read-only and the limits, and what it tells of it."""

from __future__ import annotations

import pytest

from app.errors import (
    LimitReached,
)
from app.records.contact import Contact
from app.sync.apply.apply import HIGHLEVEL_WORKERS, Applied
from app.sync.plan.model import Action, FieldChange, Kind, Record, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from tests.sync.running import OFFLINE, F, H, Meter, Run, after, field, moved, new_customer

# --- counting ---


def test_every_step_is_counted_and_shown_as_it_is_done() -> None:
    run = Run(2)
    run.highlevel.fields = ["Campo 4"]
    outcome = run.applied(field(1), moved(2, H, 1), moved(3, F, 2), field(4, Kind.DELETE))
    assert run.progress == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (outcome.applied, outcome.failed, outcome.stale, outcome.deferred) == (4, 0, 0, 0)
    assert (outcome.failures, outcome.abort, outcome.stopped, outcome.resume_at) == ([], None, False, 0.0)


def test_two_actions_in_one_write_count_as_two() -> None:
    run = Run()
    second = Action(
        "A2",
        Kind.UPDATE,
        H,
        RecordType.CONTACT,
        "Ditta 1",
        fields=(FieldChange("pec", "", "a@pec.it"),),
        target_id="h1",
        link="h1~f1",
    )
    assert run.applied(moved(1), second).applied == 2
    assert run.progress == [(1, 1)]


def test_what_an_earlier_attempt_settled_is_shown_as_done_and_not_sent_again() -> None:
    run = Run(2)
    actions = (moved(1, H), moved(2, F))
    run.applied(*actions)
    run.highlevel.edit("h1", city="Torino")
    run.ledger.customers["f2"] = Record(F, "f2", Contact(company="Ditta 2"), ("a newer key",))
    writes, calls, reads = list(run.highlevel.writes), list(run.fattura24.calls), run.highlevel.reads
    run.progress.clear()
    outcome = run.applied(*actions)
    assert (run.highlevel.writes, run.fattura24.calls, run.highlevel.reads) == (writes, calls, reads)
    assert run.progress == [(1, 2), (2, 2)]
    assert outcome == Applied()


@pytest.mark.parametrize("state", [OperationState.RETRY, OperationState.SENT])
def test_what_has_no_outcome_yet_is_sent(state: OperationState) -> None:
    run = Run()
    known = Operation("run-p:update:A1", "run-p", "p", ("A1",), H, Verb.UPDATE, "x", state=state)
    run.ledger.operations_by_id[known.id] = known
    assert run.applied(moved(1)).applied == 1


@pytest.mark.parametrize("state", [OperationState.STALE, OperationState.FAILED, OperationState.UNCONFIRMED])
def test_what_ended_badly_is_left_to_the_next_plan(state: OperationState) -> None:
    run = Run()
    run.highlevel.add(Contact(company="Nova"))
    for verb, action in ((Verb.UPDATE, "A1"), (Verb.CREATE, "A2")):
        known = Operation(f"run-p:{verb}:{action}", "run-p", "p", (action,), F, verb, "x", state=state, source_id="h2")
        run.ledger.operations_by_id[known.id] = known
    assert run.applied(moved(1, F), new_customer(2, "h2", "Nova")).applied == 0
    assert run.fattura24.calls == []


# --- order ---


def test_highlevel_gets_several_records_at_once_and_fattura24_one_after_the_other() -> None:
    run = Run(2 * HIGHLEVEL_WORKERS + 5)
    many, single = Meter().on(run.highlevel, "update"), Meter().on(run.fattura24, "update")
    first = 2 * HIGHLEVEL_WORKERS + 1
    actions = [moved(n, H) for n in range(1, first)] + [moved(n, F) for n in range(first, first + 4)]
    assert run.applied(*actions).applied == len(actions)
    assert (many.most, single.most) == (HIGHLEVEL_WORKERS, 1)


def test_fields_are_there_before_anything_is_written_to_them_and_go_when_nobody_reads_them_any_more() -> None:
    run = Run(1)
    run.highlevel.fields = ["Campo 3"]
    meter = Meter()
    for name in ("create_custom_field", "update", "delete_custom_field"):
        meter.on(run.highlevel, name)
    run.applied(field(3, Kind.DELETE), moved(1, H), field(2))
    assert meter.order == ["create_custom_field", "update", "delete_custom_field"]


# --- Stop ---


def test_stop_before_the_start_defers_everything() -> None:
    run = Run(2)
    outcome = run.applied(field(1), moved(2, H, 1), moved(3, F, 2), stop=lambda: True)
    assert (outcome.applied, outcome.deferred, outcome.stopped) == (0, 3, True)
    assert (run.highlevel.writes, run.fattura24.calls, run.progress) == ([], [], [])


def test_stop_on_the_way_ends_after_the_operation_under_way() -> None:
    run = Run(3)
    outcome = run.applied(*(moved(n, F) for n in (1, 2, 3)), stop=after(2))
    assert (outcome.applied, outcome.deferred, outcome.stopped) == (2, 1, True)
    assert len(run.fattura24.calls) == 2


def test_stop_once_heard_stays_heard() -> None:
    """The owner's finger leaves the button: the run must not go on by itself."""
    run = Run(3)
    pressed = iter([False, True])
    outcome = run.applied(*(moved(n, F) for n in (1, 2, 3)), stop=lambda: next(pressed, False))
    assert (outcome.applied, outcome.deferred) == (1, 2)


# --- a side that may only be read ---


@pytest.mark.parametrize("side", Side)
def test_a_side_set_to_read_only_after_the_plan_is_not_written_and_the_owner_is_told(side: Side) -> None:
    run = Run(2)
    outcome = run.applied(moved(1, H), moved(2, F), read_only=frozenset({side}))
    refused, done = ("A1", "A2") if side is H else ("A2", "A1")
    assert (outcome.applied, outcome.stale) == (1, 1)
    assert run.states() == {refused: OperationState.STALE, done: OperationState.DONE}
    (failure,) = outcome.failures
    assert (failure.action, failure.error.code) == (refused, "side_read_only")
    assert OFFLINE[side] in str(failure.error.describe("it"))
    assert len(run.progress) == 2


def test_linking_and_taking_apart_write_to_no_service_and_so_go_on_in_read_only() -> None:
    run = Run(2)
    del run.ledger.links["h1~f1"]
    link = Action("A1", Kind.LINK, H, RecordType.CONTACT, "x", link="h1~f1", target_id="h1", source_id="f1")
    apart = Action("A2", Kind.UNLINK, F, RecordType.CONTACT, "x", link="h2~f2", target_id="f2", source_id="h2")
    outcome = run.applied(link, apart, read_only=frozenset(Side))
    assert (outcome.applied, outcome.stale) == (2, 0)
    assert list(run.ledger.links) == ["h1~f1"]


# --- Fattura24's limits ---


def test_only_a_write_to_fattura24_waits_for_its_limits() -> None:
    run = Run(4)
    run.highlevel.add(Contact(company="Nova", vat_code="01234567897"))
    apart = Action("A4", Kind.UNLINK, F, RecordType.CONTACT, "x", link="h2~f2", target_id="f2", source_id="h2")
    run.applied(field(1), moved(3, H), apart)
    assert run.asked == 0
    run.applied(moved(5, F, 1), new_customer(6, "h5", "Nova", vat_code="01234567897"))
    assert run.asked == 2


def test_the_wait_for_the_minute_is_as_long_as_it_must_be_and_not_longer() -> None:
    run = Run()
    run.waits = [2.5, 0.25]
    start = run.clock.now()
    sent: list[float] = []
    update = run.fattura24.update

    async def noted(current: Record, contact: Contact, origin: str) -> Record:
        sent.append(run.clock.now())
        return await update(current, contact, origin)

    run.fattura24.update = noted  # type: ignore[method-assign, assignment]
    assert run.applied(moved(1, F)).applied == 1
    assert sent == [start + 2.75]
    assert run.clock.slept == [1.0, 1.0, 0.5, 0.25], "in slices of a second at most, so that Stop is heard"
    assert run.waited == [2.5, 1.5, 0.5, 0.25], "and the seconds that are left are told"


def test_stop_is_heard_while_waiting_for_the_minute() -> None:
    run = Run(2)
    run.waits = [60.0]
    start = run.clock.now()
    outcome = run.applied(moved(1, F), moved(2, F), stop=after(3))
    assert run.fattura24.calls == []
    assert run.clock.now() < start + 5
    assert (outcome.stopped, outcome.deferred, outcome.failed) == (True, 2, 0)
    assert outcome.resume_at == start + 60.0


def test_a_place_that_another_program_took_is_waited_for_again() -> None:
    run = Run()
    run.fattura24.trouble = [LimitReached("limit_minute", until=run.clock.now() + 5, service="Fattura24")]
    run.waits = [0.0, 5.0]
    outcome = run.applied(moved(1, F))
    assert (outcome.applied, outcome.deferred, run.asked) == (1, 0, 3)
    assert sum(run.clock.slept) == 5.0


def test_what_the_hour_does_not_allow_is_deferred_to_the_earliest_moment() -> None:
    run = Run(3)
    late, early = run.clock.now() + 3000, run.clock.now() + 2000
    run.fattura24.trouble = [
        LimitReached("limit_hour", until=until, service="Fattura24") for until in (late, early, late)
    ]
    outcome = run.applied(*(moved(n, F) for n in (1, 2, 3)))
    assert (outcome.applied, outcome.failed, outcome.deferred) == (0, 0, 3)
    assert outcome.resume_at == early
    assert outcome.failures == []
    assert len(run.progress) == 3
