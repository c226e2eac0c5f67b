"""This computer's clock is wrong when an automation is switched on: what happens in HighLevel afterwards sets it off,
what happened before does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.automation.model import State
from tests.services.automations.play import TAGGED, Play, made, play, tag
from tests.services.stage import SharedClock

HOUR = 3600.0


class Wrong:
    """By how many seconds this computer's clock is wrong."""

    seconds = 0.0


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> Wrong:
    told = Wrong()
    monkeypatch.setattr(SharedClock, "now", lambda self: self.sandbox.now() + told.seconds)
    return told


@pytest.fixture
def p(tmp_path: Path, wrong: Wrong) -> Iterator[Play]:
    with play(tmp_path) as stage:
        yield stage


def ran(p: Play) -> set[str]:
    return {run.event.contact for run in p.runs()}


@pytest.mark.parametrize("seconds", [HOUR, -HOUR, 40 * 86_400.0])
def test_a_wrong_clock_loses_nothing_and_lets_nothing_old_act(p: Play, wrong: Wrong, seconds: float) -> None:
    wrong.seconds = seconds
    p.sync()
    p.w.s.clock.sandbox.advance(60)
    p.tag(p.contact(0), "vip")  # before it is switched on, and read after that
    p.w.s.clock.sandbox.advance(60)
    p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.w.s.clock.sandbox.advance(60)
    p.tag(p.contact(1), "vip")
    p.sync()
    assert ran(p) == {p.contact(1)}
    p.tag(p.contact(2), "vip")
    p.sync()
    assert ran(p) == {p.contact(1), p.contact(2)}


@pytest.mark.parametrize("ticks", [False, True])
@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_a_clock_that_is_set_right_afterwards_loses_nothing(p: Play, wrong: Wrong, seconds: float, ticks: bool) -> None:
    wrong.seconds = seconds
    p.sync()
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.w.s.clock.sandbox.advance(60)
    p.tag(p.contact(0), "vip")
    p.w.s.clock.sandbox.advance(60)
    wrong.seconds = 0.0
    if ticks:
        p.service.automation_ticks.tick()
    p.sync()
    p.tag(p.contact(1), "vip")
    p.sync()
    assert ran(p) == {p.contact(0), p.contact(1)}
    assert p.service.automations.get(one).automation.state is State.ON
