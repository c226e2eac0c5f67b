"""I14 and I17 of tasks and notes notice a Ponte24 that breaks them (see `tests.engine.mutants`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from tests.engine.machine import Machine
from tests.engine.mutants import MUTANTS
from tests.engine.test_engine_crashes import planned
from tests.engine.test_engine_task_crashes import first


def sync(m: Machine, **weather: object) -> None:
    m.sandbox_clock.advance(4_000)
    m.apply(planned(m), **weather)  # type: ignore[arg-type]


def seen_again(m: Machine) -> None:
    """All that came over is read once more."""
    sync(m)


def parted(m: Machine) -> None:
    """The link of a task that came over is given up."""
    (task,) = [t for t in m.store.tasks.all() if t.title == "Sua"]
    m.store.task_links.remove([task.id])
    sync(m)


def link_lost(m: Machine) -> None:
    """It is not known any more which of HighLevel's tasks Ponte24 has made."""
    m.store.task_links.remove([t.id for t in m.store.tasks.all() if t.title == "Mia"])
    sync(m)


def another_time(m: Machine) -> None:
    """The owner sets an hour in the book."""
    (task,) = [t for t in m.store.tasks.all() if t.title == "Mia"]
    m.service.agenda.edit(task.id, title="Mia", body="", due=date(2026, 12, 9), at=time(15, 30), assignee="")
    sync(m)


def another_time_there(m: Machine) -> None:
    """Somebody sets an hour in HighLevel."""
    m.work.edited(m.work.titled("Mia")["id"], dueDate="2026-12-09T14:30:00Z")
    sync(m)


def another_text(m: Machine) -> None:
    """The owner writes more about a to-do."""
    (task,) = [t for t in m.store.tasks.all() if t.title == "Mia"]
    m.service.agenda.edit(task.id, title="Mia", body="con lo sconto", due=task.due, at=task.at, assignee=task.assignee)
    sync(m)


def answered_note(m: Machine) -> None:
    """Somebody writes below a note, which then changes."""
    (note,) = m.work.notes.values()
    note["body"] += "\nvisto, grazie"
    (own,) = m.store.notes.own("payments")
    from dataclasses import replace

    m.store.notes.put_own([replace(own, wanted=own.wanted.replace("uno", "due"))])
    sync(m)


SCENES: dict[str, Callable[[Machine], None]] = dict(
    zip(
        MUTANTS,
        (seen_again, parted, link_lost, another_time, another_time_there, another_text, answered_note),
        strict=True,
    )
)


def ready() -> Machine:
    m, plan = first()
    m.apply(plan)
    return m


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found_and_the_program_itself_passes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    m = ready()
    SCENES[name](m)
    m.close()
    m = ready()
    MUTANTS[name](monkeypatch)
    with pytest.raises(AssertionError, match=name[:4]):
        SCENES[name](m)
    m.close()
