"""The review as a person uses it, over the fake service."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from app.errors import GuardStop, UsageError
from app.services.api.runs import RunError, RunResult
from app.services.api.status import Agreement
from app.sync.contacts.mapping import ConflictRule
from app.sync.plan.model import Kind, Plan
from app.ui import i18n, theme
from app.ui.models.plan_index import Group
from app.ui.models.plan_lines import Line, LineKind
from app.ui.panes.review import ReviewPane
from app.ui.review.menus.conflict_menu import ConflictMenu
from app.ui.review.menus.group_menu import GroupMenu
from app.ui.review.menus.row_menu import contact_of
from app.ui.review.table import zones
from tests.ui.fake_service import FakeService
from tests.ui.review_plans import NOW, many_actions, rich_plan

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen cannot, and says so

Eventually = Callable[..., Awaitable[None]]


class Recorder(FakeService):
    """A fake that keeps what it was asked to decide and include."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.decisions: list[tuple[str, tuple[str, ...], str]] = []
        self.inclusions: list[tuple[str, tuple[str, ...], bool]] = []
        self.answer: RunResult | None = None

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        self.decisions.append((plan_id, tuple(action_ids), choice))
        return super().decide(plan_id, action_ids, choice)

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        self.inclusions.append((plan_id, tuple(action_ids), included))
        return super().include(plan_id, action_ids, included)

    async def apply(self, plan_id: str, **more: Any) -> RunResult:
        result = await super().apply(plan_id, **more)
        return self.answer or result


@pytest.fixture
def english(qapp: QApplication) -> None:
    i18n.install(qapp, "en")
    theme.install(qapp, "light")
    qapp.setQuitOnLastWindowClosed(False)


@pytest.fixture
def scene(run: Any, bridged: Any, english: None) -> Callable[..., None]:
    """Play a scene with the pane shown over a service that has a plan."""

    def play(
        act: Callable[[ReviewPane, Recorder], Awaitable[None]],
        plan: Plan | None = None,
        service: Recorder | None = None,
        *,
        now: float = NOW,
    ) -> None:
        async def story() -> None:
            made = service or Recorder()
            made.set_plan(plan)
            try:
                async with bridged(made) as bridge:
                    pane = ReviewPane(bridge, now=lambda: now)
                    pane.resize(900, 700)
                    pane.show()
                    await pane.refresh()
                    await act(pane, made)
            finally:
                pane.close()
                pane.deleteLater()

        run(story())

    return play


def page(pane: ReviewPane) -> object:
    return pane.pages.shown


def rows(pane: ReviewPane) -> list[Line]:
    return [pane.table.lines.line(row) for row in range(pane.table.lines.rowCount())]


def ids(pane: ReviewPane) -> list[str]:
    return [line.action.id for line in rows(pane) if line.action and line.kind is LineKind.ACTION]


def go_to(pane: ReviewPane, action_id: str) -> int:
    index = pane.table.lines.index_shown
    assert index is not None
    row = pane.table.lines.row_of(index.position(action_id))
    pane.table.setCurrentIndex(pane.table.lines.index(row, 0))
    return row


def press(pane: ReviewPane, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(pane.table, key, modifier)


def idle(pane: ReviewPane, service: Recorder) -> bool:
    return not pane.changing.pending and pane.bar.apply.isEnabled()


# ---------------------------------------------------------------------------------------------- states
def test_without_accounts_it_leads_to_accounts(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        assert page(pane) is pane.pages.unconnected
        went: list[str] = []
        pane.navigate.connect(went.append)
        pane.pages.unconnected.action.click()
        assert went == ["accounts"]
        assert not pane.bar.isVisible()

    scene(act, service=Recorder(connected=False))


def test_a_check_makes_a_plan(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        assert page(pane) is pane.pages.unchecked
        pane.pages.unchecked.action.click()
        await eventually(lambda: pane.table.lines.rowCount() and not pane._working)
        assert "plan" in service.calls
        assert "a6" in ids(pane)

    scene(act)


def test_a_plan_without_changes_says_so(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        assert page(pane) is pane.pages.in_step
        assert "412" in pane.pages.in_step.words.text()

    scene(act, Plan("empty", NOW - 60, (), unchanged=412))


def test_stop_reaches_the_work_and_the_plan_stays(
    scene: Any, eventually: Eventually, bridge_errors: list[BaseException]
) -> None:
    service = Recorder()
    service.gate = threading.Event()

    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.bar.again.click()
        await eventually(lambda: "plan" in service.calls)
        assert pane.bar.working
        assert not pane.table.isEnabled()
        pane.bar.halt.click()
        await eventually(lambda: bridge_errors and pane.table.isEnabled())
        assert str(bridge_errors[0]) == "stopped"
        bridge_errors.clear()
        await eventually(lambda: not pane.bar.working)
        assert "A12" in ids(pane)

    scene(act, rich_plan(), service)


# ---------------------------------------------------------------------------------------------- looking
def test_chips_count_and_filter(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        chips = pane.filters.chips
        assert {g: c.count for g, c in chips.items() if not c.isHidden()} == {
            Group.CONFLICT: 3,
            Group.ATTENTION: 4,
            Group.NEW: 3,
            Group.CHANGED: 3,
            Group.LINKED: 2,
            Group.LATER: 2,
            Group.SETUP: 1,
        }
        chips[Group.NEW].click()
        await eventually(lambda: ids(pane) == ["A7", "A8", "A9"])
        chips[Group.CHANGED].click()
        await eventually(lambda: ids(pane) == ["A7", "A8", "A9", "A4", "A5", "A6"])
        chips[Group.NEW].click()
        chips[Group.CHANGED].click()
        await eventually(lambda: len(ids(pane)) == 18)

    scene(act, rich_plan())


def test_typing_searches_and_says_when_nothing_fits(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        QTest.keyClick(pane, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(pane.filters.search, "garibaldi")
        await eventually(lambda: ids(pane) == ["A4"])
        assert not pane.pages.nothing.isVisible()
        pane.filters.search.setText("xyz")
        await eventually(pane.pages.nothing.isVisible)
        pane.filters.search.clear()
        await eventually(lambda: len(ids(pane)) == 18)

    scene(act, rich_plan())


def test_the_side_filter_asks_which_side_is_written(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.filters.side.setCurrentIndex(1)
        await eventually(lambda: "A4" not in ids(pane))
        assert {"A5", "A8", "A2", "A12"} <= set(ids(pane))

    scene(act, rich_plan())


# ---------------------------------------------------------------------------------------------- deciding
def test_keys_decide_conflicts(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        go_to(pane, "A12")
        press(pane, Qt.Key.Key_H)
        await eventually(lambda: idle(pane, service))
        go_to(pane, "A12")
        press(pane, Qt.Key.Key_F)
        await eventually(lambda: idle(pane, service))
        press(pane, Qt.Key.Key_F)  # the same once more takes it back
        await eventually(lambda: idle(pane, service))
        press(pane, Qt.Key.Key_N)  # not an answer here
        assert service.decisions == [
            ("rich", ("A12",), "highlevel"),
            ("rich", ("A12",), "fattura24"),
            ("rich", ("A12",), ""),
        ]

    scene(act, rich_plan())


def test_a_click_on_a_side_decides_and_a_click_on_the_row_unfolds(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        from app.sync.plan.model import Side

        row = go_to(pane, "A14")
        rect = pane.table.visualRect(pane.table.lines.index(row, 0))
        at = zones.pill(rect, Side.FATTURA24).center()
        QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await eventually(lambda: service.decisions == [("rich", ("A14",), "fattura24")] and idle(pane, service))
        QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, rect.center().y()))
        assert pane.table.lines.line(row).opened

    scene(act, rich_plan())


def test_candidates_are_chosen_by_number_line_or_as_new(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        row = go_to(pane, "A15")
        press(pane, Qt.Key.Key_2)
        await eventually(lambda: idle(pane, service))
        go_to(pane, "A15")
        press(pane, Qt.Key.Key_Return)
        choices = [r for r in range(row, row + 10) if pane.table.lines.line(r).kind is LineKind.CHOICE]
        pane.table.setCurrentIndex(pane.table.lines.index(choices[2], 0))
        press(pane, Qt.Key.Key_Space)
        await eventually(lambda: idle(pane, service))
        press(pane, Qt.Key.Key_L)
        await eventually(lambda: idle(pane, service))
        assert service.decisions == [
            ("rich", ("A15",), "link:f8"),
            ("rich", ("A15",), "new"),
            ("rich", ("A15",), "skip"),
        ]

    scene(act, rich_plan())


def test_all_shown_conflicts_are_decided_alike(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        pane.filters.search.setText("example")
        await eventually(lambda: [i for i in ids(pane) if i in ("A12", "A13", "A14")] == ["A12", "A14"])
        index = pane.table.lines.index_shown
        assert index is not None
        menu = GroupMenu(index, pane.table.lines.view.groups[Group.CONFLICT], pane)
        menu.chosen.connect(pane.table.chosen)
        menu.actions()[0].trigger()
        await eventually(lambda: idle(pane, service))
        assert service.decisions == [("rich", ("A12", "A14"), "highlevel")]
        menu.deleteLater()

    scene(act, rich_plan())


def test_a_conflict_can_be_decided_always_for_its_field_from_its_own_menu(
    scene: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConflictMenu, "popup", lambda *_: None)  # without a screen it could not take the keyboard

    async def act(pane: ReviewPane, service: Recorder) -> None:
        go_to(pane, "A12")
        press(pane, Qt.Key.Key_Menu)
        menu = pane.table.findChild(ConflictMenu)
        assert menu is not None
        assert [a.text() for a in menu.actions()][:6] == [
            "HighLevel is right",
            "Fattura24 is right",
            "Leave both as they are",
            "",
            "Always for “E-mail”: HighLevel is right",
            "Always for “E-mail”: Fattura24 is right",
        ]
        menu.actions()[5].trigger()
        menu.close()
        await eventually(lambda: idle(pane, service))
        assert service.load_plan("rich").action("A12").decision == "fattura24"
        assert service.mapping().rule("email").conflict is ConflictRule.FATTURA24
        assert service.mapping().rule("pec").conflict is ConflictRule.ASK

    scene(act, rich_plan())


def test_a_group_offers_always_for_each_field_in_conflict(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        index = pane.table.lines.index_shown
        assert index is not None
        menu = GroupMenu(index, pane.table.lines.view.groups[Group.CONFLICT], pane)
        menu.always.connect(pane.changing.always)
        address = next(a for a in menu.actions() if a.text() == "Always for “Address” (1)").menu()
        assert isinstance(address, QMenu)
        address.actions()[0].trigger()
        await eventually(lambda: idle(pane, service))
        rules = {r.field: r.conflict for r in service.mapping()}
        assert {rules[n] for n in ("street", "city", "country")} == {ConflictRule.HIGHLEVEL}
        assert service.load_plan("rich").action("A13").decision == "highlevel"
        menu.deleteLater()

    scene(act, rich_plan())


def test_the_menu_of_a_group_offers_what_fits(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        index = pane.table.lines.index_shown
        assert index is not None

        def offered(group: Group) -> list[str]:
            menu = GroupMenu(index, pane.table.lines.view.groups[group], pane)
            menu.deleteLater()
            return [a.text() for a in menu.actions()]

        assert offered(Group.CONFLICT) == [
            "HighLevel is right for all 3",
            "Fattura24 is right for all 2",
            "Leave all 3 as they are",
            "Take back 1 decisions",
            "",
            "Always for “E-mail” (1)",
            "Always for “Address” (1)",
            "Always for “Certified e-mail (PEC)” (1)",
        ]
        assert offered(Group.NEW) == ["Leave all 3 out"]
        assert offered(Group.ATTENTION) == ["All 1 are new ones", "Leave all 2 as they are"]

    scene(act, rich_plan())


def test_space_leaves_rows_out_and_takes_them_in(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        before = pane.bar.apply.text()
        go_to(pane, "A4")
        press(pane, Qt.Key.Key_Space)
        await eventually(lambda: idle(pane, service))
        assert pane.bar.apply.text() != before
        press(pane, Qt.Key.Key_Space)
        await eventually(lambda: idle(pane, service))
        assert pane.bar.apply.text() == before
        assert service.inclusions == [("rich", ("A4",), False), ("rich", ("A4",), True)]

    scene(act, rich_plan())


def test_the_box_of_a_group_acts_on_its_shown_rows(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        QApplication.processEvents()  # the list takes its place
        row = pane.table.lines.row_of_group(Group.NEW)
        pane.table.scrollTo(pane.table.lines.index(row, 0))
        rect = pane.table.visualRect(pane.table.lines.index(row, 0))
        QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=zones.box(rect).center())
        await eventually(lambda: idle(pane, service))
        assert service.inclusions == [("rich", ("A7", "A8", "A9"), False)]

    scene(act, rich_plan())


def test_many_rows_are_left_out_at_once(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        pane.table.group_included.emit(Group.CHANGED.value, False)
        await eventually(lambda: service.inclusions and idle(pane, service))
        assert len(service.inclusions[0][1]) == pane.filters.chips[Group.CHANGED].count > 1000
        row = pane.table.lines.row_of_group(Group.CHANGED)
        assert pane.table.lines.line(row).check is Qt.CheckState.Unchecked

    scene(act, Plan("many", NOW, many_actions(2000), mirror_seen_at=NOW))


def test_a_refused_decision_shows_the_plan_as_it_is(
    scene: Any, eventually: Eventually, bridge_errors: list[BaseException]
) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        service.fail["decide"] = UsageError("plan_closed", plan="rich")
        go_to(pane, "A12")
        press(pane, Qt.Key.Key_H)
        await eventually(lambda: bridge_errors)
        bridge_errors.clear()
        found = pane.table.lines.line(pane.table.lines.row_of(11)).action
        assert found is not None
        assert not found.decision
        assert pane.bar.apply.isEnabled()

    scene(act, rich_plan())


def test_left_and_right_fold_and_unfold(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        row = go_to(pane, "A12")
        press(pane, Qt.Key.Key_Right)
        assert pane.table.lines.line(row).opened
        press(pane, Qt.Key.Key_Down)
        press(pane, Qt.Key.Key_Left)
        assert pane.table.currentIndex().row() == row
        press(pane, Qt.Key.Key_Left)
        assert not pane.table.lines.line(row).opened
        press(pane, Qt.Key.Key_Left)
        assert pane.table.lines.line(pane.table.currentIndex().row()).kind is LineKind.GROUP

    scene(act, rich_plan())


# ---------------------------------------------------------------------------------------------- confirming
def test_confirm_applies_exactly_the_shown_plan(scene: Any, eventually: Eventually) -> None:
    plan = rich_plan()

    async def act(pane: ReviewPane, service: Recorder) -> None:
        assert pane.bar.apply.text() == i18n_apply(pane)
        press(pane, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: page(pane) is pane.result)
        assert service.applied == [("rich", plan.digest, False)]
        assert not pane.bar.isVisible()

    scene(act, plan)


def i18n_apply(pane: ReviewPane) -> str:
    from app.ui.review.cost import confirm_label, cost_of

    index = pane.table.lines.index_shown
    assert index is not None
    return confirm_label(cost_of(index.plan))


def test_the_digest_follows_a_decision(scene: Any, eventually: Eventually) -> None:
    plan = rich_plan()
    wanted = plan.with_actions([replace(plan.action("A4"), included=False)]).digest

    async def act(pane: ReviewPane, service: Recorder) -> None:
        go_to(pane, "A4")
        press(pane, Qt.Key.Key_Space)
        assert not pane.bar.apply.isEnabled()  # not before the services know
        await eventually(lambda: idle(pane, service))
        pane.bar.apply.click()
        await eventually(lambda: service.applied)
        assert service.applied[0][1] == wanted != plan.digest
        await eventually(lambda: page(pane) is pane.result)

    scene(act, plan)


def test_a_guard_wants_its_word(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        assert pane.guards.isVisible()
        pane.bar.apply.click()
        await eventually(lambda: pane.dialog is not None and pane.dialog.isVisible())
        dialog = pane.dialog
        assert dialog is not None
        for wrong in ("", "yes", "CONFIR", "13"):
            dialog.entry.setText(wrong)
            assert not dialog.apply.isEnabled()
            QTest.keyClick(dialog.entry, Qt.Key.Key_Return)
        assert not service.applied
        dialog.entry.setText(" confirm ")
        assert dialog.apply.isEnabled()
        dialog.apply.click()
        await eventually(lambda: page(pane) is pane.result)
        assert [c for *_, c in service.applied] == [True]

    scene(act, rich_plan(guards=("first_run",)))


def test_a_serious_guard_wants_the_number_and_cancel_applies_nothing(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        pane.bar.apply.click()
        await eventually(lambda: pane.dialog is not None and pane.dialog.isVisible())
        dialog = pane.dialog
        assert dialog is not None
        dialog.entry.setText("CONFIRM")
        assert not dialog.apply.isEnabled()
        dialog.entry.setText(str(pane._cost.changes))
        assert dialog.apply.isEnabled()
        dialog.reject()
        await eventually(lambda: pane.dialog is None)
        await asyncio.sleep(0)
        assert not service.applied
        assert page(pane) is not pane.result

    scene(act, rich_plan(guards=("first_run", "many_removed")))


def test_an_old_plan_is_asked_about_before_it_is_applied(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        assert "more than an hour old" in pane.bar.open.accessibleName()
        pane.bar.apply.click()
        await eventually(lambda: pane.dialog is not None)
        assert pane.dialog is not None
        pane.dialog.reject()
        await eventually(lambda: pane.dialog is None)
        assert not service.applied

    scene(act, rich_plan(), now=NOW + 7200)


def test_a_guard_that_only_the_service_sees_is_asked_about_too(scene: Any, eventually: Eventually) -> None:
    service = Recorder()
    service.fail["apply"] = GuardStop(("plan_old",))

    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.bar.apply.click()
        await eventually(lambda: pane.dialog is not None and pane.dialog.isVisible())
        assert pane.dialog is not None
        service.fail.clear()
        pane.dialog.entry.setText(pane.dialog.word)
        pane.dialog.apply.click()
        await eventually(lambda: page(pane) is pane.result)
        assert [c for *_, c in service.applied] == [True]

    scene(act, rich_plan(), service)


def test_the_result_tells_what_failed_and_when_the_rest_follows(scene: Any, eventually: Eventually) -> None:
    service = Recorder()
    service.answer = RunResult(
        "r1",
        40,
        1,
        2,
        842,
        3,
        resume_at=NOW + 2 * 86400,
        errors=(RunError("A7", "Panificio Rossi", "refused: VAT code"),),
    )

    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.bar.apply.click()
        await eventually(lambda: page(pane) is pane.result)
        result = pane.result
        assert result.errors.count() == 1
        assert "refused: VAT code" in result.errors.item(0).text()
        assert "Wednesday 23" in result.notice.words.text()
        went: list[str] = []
        pane.navigate.connect(went.append)
        result.to_activity.click()
        result.to_undo.click()
        assert went == ["activity", "activity"]
        result.check.click()
        await eventually(lambda: "plan" in service.calls and page(pane) is not pane.result)

    scene(act, rich_plan(), service)


def test_a_scheduled_run_that_replaced_the_plan_is_noticed(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        service.set_plan(rich_plan("newer", guards=("mapping_changed",)))
        pane._bridge.announce("plan")
        await eventually(pane.guards.isVisible)

    scene(act, rich_plan())


def test_what_came_in_since_the_comparison_is_said(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        def said() -> bool:
            return "come in since" in pane.guards.words.text()

        for topic in ("mirror", "agenda"):
            assert not said()
            service.agreement = Agreement(1.0, moved=True)
            pane._bridge.announce(topic)
            await eventually(said)
            service.agreement = Agreement(1.0)
            pane._bridge.announce(topic)
            await eventually(lambda: not said())

    scene(act, rich_plan())


def test_old_data_of_fattura24_is_warned_about(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        assert "Rubrica > Altro > Esporta > CSV" in pane.bar.age.accessibleName()

    scene(act, rich_plan(mirror_seen_at=NOW - 45 * 86400))


def test_the_cost_is_in_the_bar(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        assert "Wednesday 23 at about 12:30" in pane.bar.cost.accessibleName()

    scene(act, rich_plan())


# ---------------------------------------------------------------------------------------------- lists
def test_rows_keep_their_heights_after_unfolding_and_filtering(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        for action_id in ids(pane)[:4]:
            pane.table.lines.set_open(go_to(pane, action_id), True)
        pane.filters.search.setText("srl")
        pane.filters.search.returnPressed.emit()
        await eventually(lambda: pane.table.lines.rowCount() < len(rich_plan().actions))
        pane.filters.search.clear()
        pane.filters.search.returnPressed.emit()
        await eventually(lambda: set(ids(pane)) == {a.id for a in rich_plan().actions})
        for row, line in enumerate(rows(pane)):
            assert pane.table.rowHeight(row) == zones.HEIGHTS[line.kind], (row, line.kind)

    scene(act, rich_plan())


def test_another_plan_is_shown_from_its_top(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.resize(900, 420)
        go_to(pane, ids(pane)[-1])
        pane.table.scrollToBottom()
        await pane.show_plan(replace(rich_plan(), id="another"))
        assert pane.table.verticalScrollBar().value() == 0
        assert pane.table.currentIndex().row() == 0

    scene(act, rich_plan())


def test_the_search_finds_what_a_row_says(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.filters.search.setText("to be linked")
        pane.filters.search.returnPressed.emit()
        linked = {a.id for a in rich_plan().actions if a.kind is Kind.LINK}
        assert linked
        await eventually(lambda: len(ids(pane)) < len(rich_plan().actions))
        assert linked <= set(ids(pane))

    scene(act, rich_plan())


def test_tab_goes_through_the_review_in_its_order(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        pane.activateWindow()
        pane.filters.search.setFocus()
        wanted = [pane.filters.search, pane.filters.side, pane.filters.open_only]
        wanted += [c for c in pane.filters.chips.values() if not c.isHidden()]
        wanted.append(pane.table)
        seen = [pane.focusWidget()]
        for _ in wanted[1:]:
            pane.focusNextChild()
            seen.append(pane.focusWidget())
        assert seen == wanted

    scene(act, rich_plan())


def test_after_stop_the_rest_stays_with_continue(
    scene: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        rest = replace(rich_plan(), id="rest", guards=(), actions=tuple(a for a in rich_plan().actions if a.effective))

        async def stopped(*_: object, **__: object) -> RunResult:
            service.set_plan(rest)
            return RunResult("r1", applied=3, deferred=5, stopped=True)

        monkeypatch.setattr(service, "apply", stopped)
        await pane._apply(rich_plan().id, "", confirmed=True)
        assert page(pane) is pane.pages.lists
        assert "3" in pane.guards.words.text()
        assert pane.bar.apply.text().startswith("Continue: ")
        await pane.refresh()
        assert pane.bar.apply.text().startswith("Continue: ")

    scene(act, rich_plan())


def test_a_row_opens_its_contact_in_the_browser(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        opened: list[str] = []
        pane.table.browse = lambda url: not opened.append(url.toString())  # type: ignore[func-returns-value]
        action = next(a for a in rich_plan().actions if a.kind is Kind.UPDATE and contact_of(a))
        menu = pane.table._row_menu(action)
        highlevel, fattura24 = menu.actions()[-2:]
        highlevel.trigger()
        assert opened[0].endswith(f"/contacts/detail/{contact_of(action)}")
        fattura24.trigger()
        assert QGuiApplication.clipboard().text() == action.title
        menu.deleteLater()

    scene(act, rich_plan())


def test_an_undo_is_called_one_on_its_button(scene: Any) -> None:
    async def act(pane: ReviewPane, _service: Recorder) -> None:
        assert pane.bar.apply.text().startswith("Take back ")

    scene(act, replace(rich_plan(), undoes="r12"))


def test_an_undo_says_to_the_end_that_it_takes_back(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        pane._bridge.spawn(pane.confirm())
        await eventually(lambda: pane.dialog is not None or page(pane) is pane.result)
        if pane.dialog is not None:
            assert "taken back" in pane.dialog.accessibleName()
            assert pane.dialog.apply.text() == "Take back 12 changes"
            pane.dialog.entry.setText(pane.dialog.word)
            pane.dialog.apply.click()
        await eventually(lambda: page(pane) is pane.result)
        words = [found.text() for found in pane.result.findChildren(QLabel)]
        assert "taken back" in words
        assert "applied" not in words
        assert pane.result.to_undo.isHidden()

    scene(act, replace(rich_plan(guards=("many_removed",)), undoes="r1"))


def test_the_result_says_that_it_counts_links_too(scene: Any, eventually: Eventually) -> None:
    async def act(pane: ReviewPane, service: Recorder) -> None:
        service.answer = RunResult("r1", applied=9)
        assert pane._cost.links
        await pane._apply(rich_plan().id, "", confirmed=True)
        assert page(pane) is pane.result
        assert "applied, links included" in {w.text() for w in pane.result.findChildren(QLabel)}

    scene(act, rich_plan())
