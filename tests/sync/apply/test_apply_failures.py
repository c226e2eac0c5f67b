"""What a run does about failures: which end it, which are told, and what the journal keeps of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import (
    CredentialsRefused,
    LimitReached,
    LostAnswer,
    Ponte24Error,
    RequestRefused,
    StorageError,
)
from app.records.contact import Contact
from app.sync.apply.apply import GIVE_UP_AFTER, Applied
from app.sync.plan.model import Action, Kind, Side
from app.sync.plan.operation import OperationState
from tests.sync.running import F, H, Meter, Run, down, field, moved, new_customer

# --- failures ---


def test_a_refused_record_is_a_failure_of_its_own_and_the_rest_goes_on() -> None:
    run = Run(GIVE_UP_AFTER + 2)
    refused = RequestRefused(service="HighLevel", details="phone is not valid")
    run.highlevel.trouble = [refused] * (GIVE_UP_AFTER + 1)
    outcome = run.applied(*(moved(n, H) for n in range(1, GIVE_UP_AFTER + 3)))
    assert (outcome.applied, outcome.failed, outcome.abort) == (1, GIVE_UP_AFTER + 1, None)
    told = outcome.failures[0]
    assert (told.action, told.title, told.error) == ("A1", "Ditta 1", refused)
    operation = run.ledger.operations_by_id["run-p:update:A1"]
    assert operation.state is OperationState.FAILED
    assert "phone is not valid" in operation.detail


def test_a_record_that_changed_is_stale_and_named() -> None:
    run = Run()
    run.highlevel.edit("h1", city="Bari")
    outcome = run.applied(moved(1))
    assert (outcome.stale, outcome.failed, outcome.applied) == (1, 0, 0)
    (told,) = outcome.failures
    assert (told.action, told.title, told.error.code) == ("A1", "Ditta 1", "changed_since_preview")
    operation = run.ledger.operations_by_id["run-p:update:A1"]
    assert (operation.state, operation.detail) == (OperationState.STALE, "changed_since_preview")


@pytest.mark.parametrize("side", Side)
def test_a_service_that_fails_three_times_in_a_row_is_left_in_peace(side: Side) -> None:
    run = Run(GIVE_UP_AFTER + 2)
    gateway: Any = run.gateways[side]
    errors = [down(side) for _ in range(9)]
    gateway.trouble = list(errors)
    outcome = run.applied(*(moved(n, side) for n in range(1, GIVE_UP_AFTER + 3)))
    assert (outcome.failed, outcome.deferred) == (GIVE_UP_AFTER, 2)
    assert outcome.abort is errors[GIVE_UP_AFTER - 1]
    assert len(gateway.trouble) == 9 - GIVE_UP_AFTER


def test_an_answer_in_between_begins_the_count_anew() -> None:
    run = Run(GIVE_UP_AFTER + 3)
    few: list[Any] = [down(F)] * (GIVE_UP_AFTER - 1)
    run.fattura24.trouble = [*few, None, *few]
    outcome = run.applied(*(moved(n, F) for n in range(1, GIVE_UP_AFTER + 4)))
    assert (outcome.failed, outcome.abort, outcome.deferred) == (2 * (GIVE_UP_AFTER - 1), None, 0)


def test_failures_of_one_service_are_not_counted_against_the_other() -> None:
    run = Run(2 * GIVE_UP_AFTER)
    few = GIVE_UP_AFTER - 1
    run.highlevel.trouble, run.fattura24.trouble = [down(H)] * few, [down(F)] * few
    actions = [moved(n, H) for n in range(1, GIVE_UP_AFTER)] + [moved(n + 3, F) for n in range(1, GIVE_UP_AFTER)]
    outcome = run.applied(*actions)
    assert (outcome.failed, outcome.abort) == (2 * few, None)


@pytest.mark.parametrize("error", [CredentialsRefused("fattura24_key_refused"), StorageError()])
def test_refused_credentials_or_a_full_disk_end_the_run_and_fail_nobody(error: Ponte24Error) -> None:
    run = Run(3)
    run.fattura24.trouble = [error]
    outcome = run.applied(*(moved(n, F) for n in (1, 2, 3)), field(4, Kind.DELETE))
    assert (outcome.failed, outcome.deferred, outcome.failures) == (0, 4, [])
    assert outcome.abort is error
    assert run.highlevel.writes == []


def test_the_first_error_that_ends_a_run_is_the_one_that_is_told() -> None:
    run = Run(2)
    first, second = CredentialsRefused("highlevel_token_refused"), CredentialsRefused("highlevel_scope_missing")
    run.highlevel.trouble = [first, second]
    Meter().on(run.highlevel, "update")
    outcome = run.applied(moved(1, H), moved(2, H))
    assert outcome.abort is first
    assert outcome.deferred == 2


def test_the_error_that_ended_the_run_is_not_replaced_by_failures_under_way() -> None:
    run = Run(GIVE_UP_AFTER + 1)
    first = CredentialsRefused("highlevel_token_refused")
    run.highlevel.trouble = [first, *[down(H)] * GIVE_UP_AFTER]
    Meter().on(run.highlevel, "update")
    outcome = run.applied(*(moved(n, H) for n in range(1, GIVE_UP_AFTER + 2)))
    assert (outcome.abort, outcome.failed) == (first, GIVE_UP_AFTER)


def test_a_lead_whose_answer_was_lost_is_told_and_stays_unconfirmed() -> None:
    """Written down as a mere failure, the next run would send it again and make it two."""
    run = Run()
    run.highlevel.add(Contact(company="Nova"))
    run.fattura24.trouble = [("after", LostAnswer(service="Fattura24"))]
    outcome = run.applied(new_customer(1, "h2", "Nova"))
    assert (outcome.unconfirmed, outcome.failed, outcome.deferred) == (1, 1, 0)
    assert outcome.failures[0].error.code == "unconfirmed"
    assert run.states() == {"A1": OperationState.UNCONFIRMED}
    kept = run.ledger.operations_by_id["run-p:create:A1"]
    assert kept.at == run.clock.now(), "the journal still says when it was sent"
    assert run.applied(new_customer(1, "h2", "Nova")) == Applied()
    assert run.highlevel.records["h2"].origins == (), "a key that nobody knows is written nowhere"


def test_a_lost_answer_that_can_be_repeated_is_a_mere_failure() -> None:
    run = Run()
    run.fattura24.trouble = [LostAnswer(service="Fattura24")]
    outcome = run.applied(moved(1, F))
    assert (outcome.unconfirmed, outcome.failed) == (0, 1)
    assert run.states() == {"A1": OperationState.FAILED}


# --- the key of a customer that an earlier attempt created ---


@pytest.fixture
def unmarked() -> Iterator[tuple[Run, Action]]:
    run = Run()
    run.highlevel.add(Contact(company="Nova", vat_code="01234567897"))
    run.highlevel.trouble = [down(H)]
    create = new_customer(1, "h2", "Nova", vat_code="01234567897")
    assert run.applied(create).applied == 1
    assert run.highlevel.records["h2"].origins == ()
    yield run, create
    assert len(run.fattura24.calls) == 1, "the customer itself is not sent again"


def test_its_key_is_written_by_the_next_attempt(unmarked: tuple[Run, Action]) -> None:
    run, create = unmarked
    assert run.applied(create).applied == 0, "counted in the first attempt"
    assert run.highlevel.records["h2"].origins == ("API-2",)


def test_its_key_is_not_written_once_stop_was_pressed(unmarked: tuple[Run, Action]) -> None:
    run, create = unmarked
    run.applied(create, stop=lambda: True)
    assert run.highlevel.records["h2"].origins == ()


@pytest.mark.parametrize("error", [RequestRefused(service="HighLevel"), down(H), LimitReached(until=1.0)])
def test_a_key_that_cannot_be_written_leaves_the_customer_created(
    unmarked: tuple[Run, Action], error: Ponte24Error
) -> None:
    """Turned into a failure, the undo of the run would no longer name a customer who is in Fattura24."""
    run, create = unmarked
    run.highlevel.trouble = [error]
    assert run.applied(create) == Applied()
    created = run.ledger.operations_by_id["run-p:create:A1"]
    assert (created.state, created.result_id) == (OperationState.DONE, "2")


def test_a_contact_that_was_deleted_before_its_key_came_leaves_the_customer_created(
    unmarked: tuple[Run, Action],
) -> None:
    run, create = unmarked
    del run.highlevel.records["h2"]
    assert run.applied(create) == Applied()
    assert run.states() == {"A1": OperationState.DONE}


def test_a_refused_token_ends_the_run_also_at_a_key(unmarked: tuple[Run, Action]) -> None:
    run, create = unmarked
    run.highlevel.trouble = [CredentialsRefused("highlevel_token_refused")]
    assert isinstance(run.applied(create).abort, CredentialsRefused)
    assert run.states() == {"A1": OperationState.DONE}
