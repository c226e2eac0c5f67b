"""Ponte24 made wrong on purpose, in one place each: a promise that lets such a one pass is no promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from app.records.task import due_of, with_marker
from app.services.work import planning
from app.sync.work import notes, planner, tasks, values

Mutant = Callable[[pytest.MonkeyPatch], None]


def _planning(**forgotten: Any) -> Mutant:
    gather = planning.work_input

    def mutate(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(planning, "work_input", lambda *given: replace(gather(*given), **forgotten))

    return mutate


def _no_marks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planner, "_found_by_marker", lambda _given: iter(()))


def _day_alone(text: str) -> tuple[date | None, time | None]:
    return due_of(text)[0], None


def _without_time_there(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tasks, "due_of", _day_alone)


def _without_time_here(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "due_of", _day_alone)


def _mark_of_another(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tasks, "with_marker", lambda body, _marker: with_marker(body, "Ponte24:task:zzzzzz99"))


def _nothing_below(patch: pytest.MonkeyPatch) -> None:
    parts = notes._parts
    patch.setattr(notes, "_parts", lambda text, marker: replace(parts(text, marker), below=""))


MUTANTS: dict[str, Mutant] = {
    "I14: forgets which tasks of HighLevel stand for which": _planning(links={}),
    "I14: forgets which tasks of HighLevel were in the book once": _planning(used=frozenset()),
    "I14: finds no task by its mark": _no_marks,
    "I17: sends a day without its time": _without_time_there,
    "I17: takes a day over without its time": _without_time_here,
    "I17: marks a task as another": _mark_of_another,
    "I17: writes over what stands below a note": _nothing_below,
}
"""By the promise that is broken, and how."""
