"""Files of strangers: nothing in them is passed over in silence, and nothing that is kept can stop a run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.automation import validate
from app.automation.faults import AutomationRefused
from app.automation.kept.format import dumps, loads
from app.automation.kept.recipes import make
from app.automation.model import Automation, Step, Trigger
from app.automation.planning.trial import sample_event, try_out
from app.wellformed import KeyTwice, read_json

TEXT = dumps(make("overdue_task", {}, "it"))
NOW = 1_764_230_400.0


def keys(source: str | bytes) -> set[tuple[str, str]]:
    with pytest.raises(AutomationRefused) as refused:
        validate.checked(loads(source, "sua.json"))
    assert refused.value.describe("it").meaning and refused.value.describe("en").meaning
    return {(f.place, f.key) for f in refused.value.faults}


def with_step(operation: str, inputs: dict[str, Any]) -> str:
    return json.dumps({**json.loads(TEXT), "steps": [{"id": "s", "operation": operation, "inputs": inputs}]})


def with_days(days: str) -> str:
    assert '"days": 7' in TEXT
    return TEXT.replace('"days": 7', f'"days": {days}', 1)


@pytest.mark.parametrize("key", ["mode", "steps", "trigger"])
def test_an_entry_that_stands_twice_is_told_and_neither_is_kept(key: str) -> None:
    twice = TEXT.rstrip()[:-1] + f', "{key}": "auto"}}'
    assert keys(twice) == {(key, "key_twice")}


def test_a_key_twice_is_only_minded_where_it_is_asked() -> None:
    assert read_json('{"a": 1, "a": 2}') == {"a": 2}
    with pytest.raises(KeyTwice) as twice:
        read_json('{"x": [{"a": 1, "a": 2}]}', once=True)
    assert twice.value.key == "a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_that_an_editor_has_saved_again_is_the_same(encoding: str) -> None:
    assert loads(TEXT.encode(encoding)) == loads(TEXT)


def test_half_a_letter_is_replaced_before_anything_is_kept() -> None:
    read = loads(TEXT.replace('"name": "', '"name": "\\ud83d', 1))
    assert read.name.startswith("\ufffd")
    read.name.encode()


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5_000, "07", "0x7", "1_0"], ids=lambda n: n[:9]
)
def test_numbers_that_are_none_are_refused(number: str) -> None:
    assert {key for _, key in keys(with_days(number))} == {"not_json"}


@pytest.mark.parametrize("depth", [101, 100_000])
def test_what_nests_without_end_is_refused(depth: int) -> None:
    assert {key for _, key in keys(with_days("[" * depth + "]" * depth))} == {"not_json"}


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-01-01", "٢٠٢٦-١٢-٠١", "20261201", "2026-W48-5"])
def test_a_day_that_no_calendar_has_is_refused(day: str) -> None:
    assert keys(with_step("task.ensure", {"title": "x", "due": day})) == {("steps[0].inputs.due", "operand_date")}


@pytest.mark.parametrize("hour", ["24:00", "1٠:٣٠", "08:30:00", "8:30"])
def test_an_hour_that_no_clock_shows_is_refused(hour: str) -> None:
    with_hour = with_step("task.ensure", {"title": "x", "due": "2026-12-01", "time": hour})
    assert keys(with_hour) == {("steps[0].inputs.time", "not_time")}
    with pytest.raises(AutomationRefused):
        make("monday_digest", {"time": hour}, "it")


def test_a_day_beyond_the_calendar_fails_its_step_and_nothing_else() -> None:
    due = {"from": "rata.scadenza", "days": 7, "working": True}
    step = Step("s", "task.ensure", {"title": "x", "due": due})
    made = validate.checked(Automation("a", "x", Trigger("f24.instalment_overdue", {"days": 7}), steps=(step,)))
    sample = sample_event(made)
    never = replace(sample, values={**sample.values, "rata.scadenza": "9999-12-31"})
    [result] = try_out(made, never, date(2026, 11, 27), NOW).steps
    assert result.state == "failed"
    assert result.fault is not None and result.fault.key == "day_far"
    assert result.fault.words("it") and result.fault.words("en")


def test_an_impossible_day_of_an_automation_kept_long_ago_fails_its_step_and_nothing_else() -> None:
    steps = (Step("s", "task.ensure", {"title": "x", "due": "2027-02-30"}), Step("t", "task.ensure", {"title": "y"}))
    kept = Automation("a", "x", Trigger("f24.instalment_overdue", {"days": 7}), steps=steps)
    [first, *_] = try_out(kept, sample_event(kept), date(2026, 11, 27), NOW).steps
    assert (first.state, first.fault and first.fault.key) == ("failed", "operand_date")
