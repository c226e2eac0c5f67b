"""What one reads in Activity stays where it is when a run ends meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from app.services.api.runs import OperationInfo, RunInfo, RunState
from app.services.api.status import LogEntry
from app.sync.plan.model import Side
from app.ui.models.runs import RunsModel
from app.ui.panes.activity import ActivityPane, LogView
from tests.ui.fake_service import FakeService


def run_of(name: str, at: float, state: RunState = RunState.DONE, applied: int = 2) -> RunInfo:
    return RunInfo(name, "p" + name, at, at + 5, state, applied, 0, 0, 0, True)


def write(title: str, **more: Any) -> OperationInfo:
    fields = (("city", "Torino", "Asti"),)
    return OperationInfo(Side.HIGHLEVEL, "update", title, "done", "", fields, 1.0, actions=("A1",), **more)


def names(model: RunsModel) -> list[str]:
    return [run.id for row in range(model.rowCount()) if (run := model.run(model.index(row, 0))) is not None]


def test_runs_come_in_above_and_go_below_without_a_reset(qtbot: Any, qtmodeltester: Any) -> None:
    model = RunsModel()
    asked: list[str] = []
    resets: list[int] = []
    model.wanted.connect(asked.append)
    model.modelReset.connect(lambda: resets.append(1))
    first = [run_of("c", 3), run_of("b", 2), run_of("a", 1)]
    model.show_runs(first)
    resets.clear()
    model.fetchMore(model.index(1, 0))
    model.show_operations("b", [write("Rossi"), write("Bianchi")])
    held = QPersistentModelIndex(model.index(1, 0, model.index(1, 0)))
    asked.clear()

    model.show_runs([run_of("e", 5, RunState.RUNNING), run_of("d", 4), *first[:2]])
    assert names(model) == ["e", "d", "c", "b"]
    assert asked == ["b"], "a row of it may have been taken back"
    model.show_operations("b", [write("Rossi", undone=True), write("Bianchi")])
    assert held.isValid() and held.data() == "Bianchi"
    assert held.parent() == model.index(3, 0)
    assert "taken back" in model.index(0, 1, model.index(3, 0)).data()

    model.show_runs([run_of("e", 5), run_of("d", 4), *first[:2]])
    assert model.run(model.index(0, 0)) == run_of("e", 5)
    assert resets == []
    qtmodeltester.check(model, force_py=True)

    model.show_operations("b", [write("Verdi")])
    assert model.rowCount(model.index(3, 0)) == 1 and not held.isValid()
    model.show_runs([run_of("z", 9)])
    assert names(model) == ["z"] and resets == [1]
    model.show_runs([])
    assert model.rowCount() == 0


def test_an_unfolded_run_and_the_row_chosen_stay_when_another_run_ends(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            pane.resize(900, 500)
            pane.show()
            await pane.refresh()
            second = pane.runs.index(1, 0)
            chosen = pane.runs.run(second)
            assert chosen is not None
            pane.tree.expand(second)
            await eventually(lambda: pane.runs.rowCount(pane.runs.index(1, 0)) > 0)
            pane.tree.setCurrentIndex(pane.runs.index(0, 0, pane.runs.index(1, 0)))
            new = replace(service.runs()[0], id="new", started_at=service.runs()[0].started_at + 60)
            known = service.runs()
            service.runs = lambda limit=30: (new, *known)  # type: ignore[method-assign]
            bridge.announce("runs")
            await eventually(lambda: pane.runs.rowCount() == len(known) + 1)
            current = pane.tree.currentIndex()
            assert pane.runs.write(current) is not None
            assert pane.runs.run(current) == chosen
            assert pane.tree.isExpanded(pane.runs.index(2, 0))

    run(scene())


def test_lines_of_the_log_come_in_above_what_is_read(qtbot: Any) -> None:
    view = LogView()
    qtbot.addWidget(view)
    lines = [LogEntry(1_790_000_000.0 + n, "info", "planned", {"changes": str(n), "waiting": "0"}) for n in range(40)]
    view.show_entries(tuple(reversed(lines[:30])))
    model = view.table.model()
    view.table.setCurrentIndex(model.index(10, 1))
    read = view.table.currentIndex().data()
    view.show_entries(tuple(reversed(lines[:30])))
    view.show_entries(tuple(reversed(lines[2:40])))  # the oldest are pruned
    assert model.rowCount(QModelIndex()) == 38
    assert view.table.currentIndex().data() == read
    assert view.table.currentIndex().row() == 20
    assert view.shown().count("\n") == 37
    view.show_entries(())
    assert model.rowCount(QModelIndex()) == 0
