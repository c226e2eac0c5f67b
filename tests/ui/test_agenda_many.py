"""Very many tasks: what is shown of them is what would be shown of few, and only what is looked at is put together."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.records.task import Task, TaskKind
from app.services.api.agenda import TaskLine
from app.services.api.task_lines import TaskLines
from app.ui.agenda.model import AgendaModel, search_texts
from tests.services.agenda.books import TODAY, books


def shown(model: AgendaModel) -> list[tuple[str, list[str]]]:
    found = []
    for n in range(model.rowCount()):
        group = model.index(n, 0)
        lines = [model.line(model.index(row, 0, group)) for row in range(model.rowCount(group))]
        found.append((str(model.group(group)), [line.task.id for line in lines if line is not None]))
    return found


@given(days=st.lists(st.none() | st.integers(-40, 40), max_size=30))
def test_tasks_in_order_are_cut_as_they_would_be_sorted_one_by_one(days: list[int | None], qapp: Any) -> None:
    dues = sorted(TODAY + timedelta(days=d) for d in days if d is not None)
    every: list[date | None] = [*dues, *(None for d in days if d is None)]
    lines = [TaskLine(Task("x", id=str(n), due=due)) for n, due in enumerate(every)]
    plain, cut = AgendaModel(), AgendaModel()
    known = TaskLines.of(lines)
    plain.show_tasks(known, TODAY)
    cut.show_tasks(TaskLines(known.columns, lines.__getitem__, in_order=True), TODAY)
    assert shown(cut) == shown(plain)
    assert cut.days() == plain.days()
    for n in range(len(lines)):
        assert cut.line(cut.find(str(n))) is lines[n]
        due = every[n]
        if due is not None:
            first = cut.line(cut.first_of(due))
            assert first is not None
            assert first.task.due == due


def test_what_is_not_looked_at_is_not_put_together(tmp_path: Path, qapp: Any) -> None:
    with books(tmp_path) as home:
        customer = home.customer("Rossi", contact="h1")
        home.store.tasks.add(
            [
                Task(f"Numero {n}", TaskKind.OWN, customer=customer, due=TODAY + timedelta(days=n // 50), body="Ciao")
                for n in range(2_000)
            ]
        )
        lines = home.desk.tasks()
        assert isinstance(lines, TaskLines)
        model = AgendaModel()
        model.show_tasks(lines, TODAY)
        assert (model.shown, model.customers(), model.people()) == (2_000, [(customer, "Rossi")], {})
        assert sum(model.days().values()) == 2_000
        assert not lines._made
        assert model.line(model.index(3, 0, model.index(0, 0))) == home.desk.task("4")
        assert len(lines._made) == 1
        model.search_in(lines, search_texts(lines))
        model.narrow("numero 1999 rossi")
        assert model.shown == 1
        assert len(lines._made) == 1
        assert list(lines) == [home.desk.task(str(n + 1)) for n in range(2_000)]
