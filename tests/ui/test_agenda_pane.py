"""The agenda's pane: groups, filters, ticking, moving, the month, and what it asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from app.errors import UsageError
from app.records.task import TaskKind
from app.services.api.agenda import AgendaQuestion, AppointmentLine, TaskLine
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.agenda.day_panel import appointment_words
from app.ui.agenda.model import DAY, TITLE, AgendaModel, Group
from app.ui.agenda.question_dialog import QuestionDialog
from app.ui.agenda.task_dialog import TaskDialog
from app.ui.agenda.tree import TaskTree
from app.ui.panes.agenda import AgendaPane
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_agenda import TODAY, sample_tasks
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    theme.install(qapp, "light")
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def groups(model: AgendaModel) -> dict[str, list[str]]:
    found = {}
    for n in range(model.rowCount()):
        top = model.index(n, TITLE)
        found[top.data()] = [model.index(r, TITLE, top).data() for r in range(model.rowCount(top))]
    return found


def first(model: AgendaModel, group: int = 0) -> QModelIndex:
    return model.index(0, TITLE, model.index(group, TITLE))


def test_tasks_stand_in_groups_by_their_day(qapp: Any) -> None:
    model = AgendaModel()
    lines = sample_tasks()
    lines.append(replace(lines[0], task=replace(lines[0].task, id="7", completed=True)))
    model.show_tasks(lines, TODAY)
    assert groups(model) == {
        "Overdue (1)": ["Sollecitare la fattura 5: 244,00 €"],
        "Today (1)": ["Scade la fattura 9: 244,00 €"],
        "This week (2)": ["Dare il benvenuto e presentarsi", "Richiamare per il preventivo"],
        "Later (1)": ["Portare il campionario"],
        "Without a day (1)": ["Rivedere i prezzi"],
        "Done (1)": ["Sollecitare la fattura 5: 244,00 €"],
    }
    assert model.group(model.index(0, TITLE)) is Group.OVERDUE
    assert model.index(0, DAY, model.index(1, TITLE)).data() == "today"
    assert model.days()[TODAY] == 1
    done = model.index(0, TITLE, model.index(5, TITLE))
    assert done.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
    assert "Overdue" in first(model).data(Qt.ItemDataRole.AccessibleTextRole)
    blank = replace(lines[0].task, title="", body="\n chi ha scritto?\n", due=TODAY, id="9")
    model.show_tasks([replace(lines[0], task=blank), replace(lines[0], task=replace(blank, body=""))], TODAY)
    assert groups(model) == {"Today (2)": ["chi ha scritto?", "(no title)"]}
    model.show_tasks(lines, TODAY)
    model.narrow("mulino")
    assert list(groups(model)) == ["Overdue (1)", "Done (1)"]
    model.narrow(kind=TaskKind.OWN.value)
    assert (model.shown, model.known) == (2, 7)


def test_a_tree_of_ten_thousand_tasks_is_made_at_once(qapp: Any, qtmodeltester: Any) -> None:
    model = AgendaModel()
    lines = [replace(x, task=replace(x.task, id=str(n))) for n in range(2_000) for x in sample_tasks()[:5]]
    model.show_tasks(lines, TODAY)
    assert model.shown == 10_000
    model.narrow("anna")
    qtmodeltester.check(model)


def test_what_a_search_looks_through_may_come_later_and_only_for_what_is_shown(qapp: Any) -> None:
    model, lines = AgendaModel(), sample_tasks()
    model.show_tasks(lines, TODAY)
    model.search_in(lines, ["nuvola"] * len(lines))
    model.narrow("nuvola")
    assert model.shown == len(lines)
    others = [replace(line) for line in lines]
    model.show_tasks(others, TODAY)
    assert model.shown == 0, "until it has come, the tasks themselves are searched"
    model.search_in(lines, ["nuvola"] * len(lines))
    model.narrow("mulino")
    assert model.shown > 0


def test_the_tasks_of_one_customer(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            offered = {pane.customer.itemText(n): pane.customer.itemData(n) for n in range(pane.customer.count())}
            assert pane.customer.itemText(0) == "All customers"
            name, whose = next((n, c) for n, c in offered.items() if c)
            pane.customer.setCurrentIndex(pane.customer.findData(whose))
            shown = [
                pane.model.line(pane.model.index(r, TITLE, pane.model.index(g, TITLE)))
                for g in range(pane.model.rowCount())
                for r in range(pane.model.rowCount(pane.model.index(g, TITLE)))
            ]
            assert shown
            assert {line.customer_name for line in shown if line} == {name}
            assert "of" in pane.count.text()
            await pane.refresh()
            assert pane.customer.currentData() == whose, "what was chosen stays chosen"
            pane.customer.setCurrentIndex(0)
            assert pane.model.shown == pane.model.known

    run(story())


def test_a_group_of_very_many_opens_only_when_it_is_asked_to(qapp: Any) -> None:
    model = AgendaModel()
    tree = TaskTree(model)
    lines = [replace(x, task=replace(x.task, id=str(n))) for n in range(600) for x in sample_tasks()[:1]]
    few = sample_tasks()[1:]
    with tree.kept():
        model.show_tasks([*lines, *few], TODAY)
    tops = [model.index(n, TITLE) for n in range(model.rowCount())]
    assert [tree.isExpanded(top) for top in tops] == [False, True, True, True, True]
    assert tree.line() is None  # the group itself is chosen: nothing is opened by the way
    tree.expand(tops[0])
    with tree.kept():
        model.show_tasks([*lines, *few], TODAY)
    assert tree.isExpanded(model.index(0, TITLE))
    tree.collapse(model.index(1, TITLE))
    with tree.kept():
        model.show_tasks([*lines, *few], TODAY)
    assert not tree.isExpanded(model.index(1, TITLE))


def test_ticking_moving_and_removing(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            assert pane.sums.text() == "Overdue: 1,805.60 €. Due within seven days: 244.00 €."
            pane.tree.show_index(first(pane.model))
            line = pane.tree.line()
            assert line is not None
            assert pane.actions_.tick_.text() == "D&one"
            pane.model.setData(pane.tree.currentIndex(), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
            await eventually(lambda: service.agenda.task(line.task.id).task.completed)
            await eventually(lambda: pane.model.shown == 5)
            pane.tree.show_index(first(pane.model))
            moved = pane.tree.line()
            assert moved is not None
            pane.actions_._move(1)
            await eventually(lambda: service.agenda.task(moved.task.id).task.due == TODAY + timedelta(1))
            await eventually(lambda: (x := pane.tree.line()) is not None and x.task.due == TODAY + timedelta(1))
            pane.actions_._move(7)
            await eventually(lambda: service.agenda.task(moved.task.id).task.due == TODAY + timedelta(8))
            pane.actions_._move(None)
            await eventually(lambda: service.agenda.task(moved.task.id).task.due is None)
            await eventually(lambda: pane.model.find(moved.task.id).isValid())
            pane.tree.show_index(pane.model.find(moved.task.id))
            pane.actions_.drop.click()
            await eventually(lambda: bool(service.agenda.task(moved.task.id).task.removed))
            pane.everything.setChecked(True)
            await eventually(lambda: any(name.startswith("Done") for name in groups(pane.model)))
            pane.tree.show_index(pane.model.find(moved.task.id))
            await eventually(lambda: pane.actions_.tick_.text() == "Re&open")
            pane.actions_.tick_.click()
            await eventually(lambda: service.agenda.task(moved.task.id).task.open)

    run(story())


def test_all_is_done_by_keyboard_and_every_control_has_a_name(
    run: Any, bridged: Any, eventually: Any, qtbot: Any
) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            pane.tree.show_index(first(pane.model))
            line = pane.tree.line()
            assert line is not None
            qtbot.keyClick(pane.tree, Qt.Key.Key_Space)
            await eventually(lambda: service.agenda.task(line.task.id).task.completed)
            await eventually(lambda: pane.tree.line() not in (None, line))
            other = pane.tree.line()
            assert other is not None
            qtbot.keyClick(pane.tree, Qt.Key.Key_Return)
            await eventually(lambda: isinstance(pane.dialog, TaskDialog))
            assert isinstance(pane.dialog, TaskDialog)
            assert pane.dialog.title.text() == other.task.title
            pane.dialog.reject()
            qtbot.keyClick(pane.tree, Qt.Key.Key_Delete)
            await eventually(lambda: bool(service.agenda.task(other.task.id).task.removed))
            for kind in (QAbstractButton, QComboBox, QLineEdit):
                for control in pane.findChildren(kind):
                    if control.isVisible() and not control.objectName().startswith("qt_"):
                        assert control.accessibleName() or getattr(control, "text", str)(), control

    run(story())


def test_a_new_task_is_asked_for_and_what_is_wrong_is_said(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.new_task()
            await eventually(lambda: isinstance(pane.dialog, TaskDialog))
            dialog = pane.dialog
            assert isinstance(dialog, TaskDialog)
            assert not dialog.keep.isEnabled()
            dialog.title.setText("Portare il listino")
            dialog.customer.setCurrentText("nobody there")
            dialog.keep.click()
            assert dialog.problem.text().startswith("There is no customer")
            name = dialog.customer.itemText(1)
            dialog.customer.setCurrentText(name[:-2].upper())
            dialog._complete()
            assert dialog.customer.currentIndex() == 1, "a part of the name is enough where it is the only one"
            dialog.timed.setChecked(True)
            service.agenda.problem = UsageError("task_without_title")
            dialog.keep.click()
            await eventually(lambda: dialog.problem.text().startswith("It does not say"))
            service.agenda.problem = None
            dialog.keep.click()
            await eventually(lambda: service.agenda.lines[-1].task.title == "Portare il listino")
            made = service.agenda.lines[-1].task
            assert (made.due, made.at, bool(made.customer)) == (TODAY, time(9), True)

    run(story())


def test_the_month_shows_days_and_their_appointments(run: Any, bridged: Any) -> None:
    start = datetime.combine(TODAY, time(15))
    meeting = AppointmentLine("e1", "Tasting", start, start + timedelta(minutes=30), "confirmed", contact_name="Anna")
    moved = replace(meeting, id="e2", moved_from=start - timedelta(days=1))
    gone = replace(meeting, id="e3", gone=True)

    async def story() -> None:
        service = FakeService()
        service.agenda.meetings = [meeting, moved, gone]
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            pane.days.choose(TODAY + timedelta(days=2))
            pane.days.choose(TODAY)
            assert pane.days.list.count() == 3
            assert pane.days.tasks.text() == "1 task, 2 appointments"
            assert pane.tree.line() is not None
            assert pane.tree.line().task.due == TODAY  # type: ignore[union-attr]
            pane.days.choose(TODAY + timedelta(days=1))
            assert pane.days.none.isVisibleTo(pane)
            pane.grab()  # the cells are painted
            pane.resize(700, 600)
            assert not pane.days.isVisibleTo(pane)

    run(story())
    assert appointment_words(meeting) == "15:00–15:30 Tasting, Anna"
    assert appointment_words(moved).endswith("moved, before: 25 Nov 2026, 15:00")
    assert appointment_words(gone).endswith("deleted in HighLevel")


def test_a_question_is_answered_for_what_is_ticked(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        service.agenda.waiting = (AgendaQuestion("gone_paid", ("a", "b"), ("Mulino: 5", "Bar: 6")),)
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            assert pane.ask.isVisible()
            pane.ask.action.click()
            assert isinstance(pane.dialog, QuestionDialog)
            pane.dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
            pane.dialog.yes.click()
            await eventually(lambda: service.agenda.answers == [("gone_paid", ("a",), True)])
            await eventually(lambda: not pane.ask.isVisible())

    run(story())


def test_a_contact_is_opened_where_highlevel_shows_it(run: Any, bridged: Any) -> None:
    opened: list[str] = []

    def browse(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge, browse=browse)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            pane.tree.show_index(first(pane.model))
            assert pane.actions_.highlevel.isVisible()
            pane.actions_.highlevel.click()

    run(story())
    assert len(opened) == 1
    assert opened[0].endswith("/contacts/detail/c1")


def test_the_window_opens_the_customer_of_a_task(run: Any, bridged: Any, eventually: Any, tmp_path: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            memory = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            lines = service.invoices.customers()
            window.show_customer(lines[1].id)
            pane: Any = window.panes["customers"]
            await eventually(lambda: pane.view.page is not None and pane.view.page.line.id == lines[1].id)
            window.go("agenda")
            await eventually(lambda: bool(window.panes["agenda"].model.known))  # type: ignore[union-attr]
            window.hide()

    run(story())


def test_today_is_the_business_day_and_not_the_machines(qapp: Any) -> None:
    model = AgendaModel()
    line = TaskLine(replace(sample_tasks()[1].task, due=date(2030, 1, 1)))
    model.show_tasks([line], date(2030, 1, 1))
    assert list(groups(model)) == ["Today (1)"]
