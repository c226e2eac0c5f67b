"""A call of the catalogue whose answer nobody recorded: what may be repeated is sent again, all else waits for a
person. Dying between sending and noting is met by few of the boundaries that every run of the tests tries."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from app.errors import LostAnswer
from app.sync.apply.calls import CallRecords
from app.sync.apply.kinds import OUTCOME_OPEN
from app.sync.plan.model import RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb

LEFT = Operation("o1", "r1", "p1", ("a1",), Side.HIGHLEVEL, Verb.CREATE, "Avvia il flusso", source_id="own:k:send-it")


@pytest.mark.parametrize(("repeats", "state"), [(True, OperationState.RETRY), (False, OperationState.UNCONFIRMED)])
def test_what_was_sent_and_not_noted_is_only_repeated_where_twice_is_once(repeats: bool, state: OperationState) -> None:
    noted: list[Operation] = []
    asked: list[str] = []

    def may_repeat(operation: str) -> bool:
        asked.append(operation)
        return repeats

    ledger: Any = SimpleNamespace(finish=noted.append)
    service: Any = SimpleNamespace(repeats=may_repeat)
    clock: Any = SimpleNamespace(now=lambda: 1.0)
    calls = CallRecords(ledger, clock, service)
    asyncio.run(calls.settle(LEFT))
    assert calls.record is RecordType.CALL
    assert asked == ["send-it"]
    assert [one.state for one in noted] == [state]


@pytest.mark.parametrize(
    ("repeats", "code", "left"), [(True, OUTCOME_OPEN, []), (False, "unconfirmed", ["unconfirmed"])]
)
def test_a_lost_answer_is_noted_at_once_where_only_a_person_can_tell(repeats: bool, code: str, left: list[str]) -> None:
    noted: list[Operation] = []

    async def lose(_operation: str, _inputs: object) -> None:
        raise LostAnswer("lost_answer")

    ledger: Any = SimpleNamespace(begin=lambda *_: None, finish=noted.append)
    service: Any = SimpleNamespace(repeats=lambda _: repeats, send_operation=lose)
    clock: Any = SimpleNamespace(now=lambda: 1.0)
    with pytest.raises(LostAnswer) as lost:
        asyncio.run(CallRecords(ledger, clock, service).send(LEFT))
    assert lost.value.code == code
    assert [one.state.value for one in noted] == left
