"""The assistant: each step does what it says, can be skipped and taken up again, by keyboard and in words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from app.connectors.highlevel.sign_in.scopes import NEEDED
from app.errors import Ponte24Error, ServiceUnavailable
from app.services.api.accounts import AccountInfo, AccountState
from app.sync.plan.model import Side
from app.ui import i18n
from app.ui.assistant.connecting import HighLevelStep
from app.ui.assistant.export import ReportSummary
from app.ui.assistant.welcome import WelcomeStep
from app.ui.panes.assistant import CHECK, EXPORT, FATTURA24, HIGHLEVEL, WELCOME, AssistantPane
from app.ui.widgets.connecting.connect import HighLevelForm
from tests.ui.fake_service import FakeService

HL, F24 = Side.HIGHLEVEL, Side.FATTURA24
KEY = "k" * 32


@pytest.fixture
def staged(run: Any, bridged: Any, qtbot: Any) -> Callable[..., None]:
    """Play a scene on an assistant that is shown and has read its status."""

    def play(service: FakeService, scene: Callable[[AssistantPane, Any], Any]) -> None:
        async def whole() -> None:
            async with bridged(service) as bridge:
                pane = AssistantPane(bridge)
                qtbot.addWidget(pane)
                pane.resize(1024, 700)
                pane.show()
                await pane.refresh()
                await scene(pane, bridge)
                while not bridge.settled:
                    await bridge.call(service.settings)

        run(whole())

    return play


def type_highlevel(pane: AssistantPane, location: str, token: str) -> None:
    form = pane.connecting(HL).form
    assert isinstance(form, HighLevelForm)
    form.location.setText(location)
    form.secret.field.setText(token)
    QTest.keyClick(form.secret.field, Qt.Key.Key_Return)


def welcome_of(pane: AssistantPane) -> WelcomeStep:
    step = pane.made(WELCOME)
    assert isinstance(step, WelcomeStep)
    return step


def shown_steps(pane: AssistantPane) -> list[int]:
    return [number for number in range(WELCOME, CHECK + 1) if pane.made(number).isVisible()]


# ------------------------------------------------------------------------------------------------ the way
def test_it_begins_with_the_welcome_and_the_promises(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        assert shown_steps(pane) == [WELCOME]
        assert not pane.back.isVisible()
        assert pane.next.text() == "&Begin"
        asked: list[str] = []
        pane.demo_requested.connect(lambda: asked.append("demo"))
        pane.finished.connect(lambda: asked.append("finished"))
        welcome_of(pane).demo.click()
        pane.later.click()
        assert asked == ["demo", "finished"]

    staged(FakeService(connected=False), scene)


def test_every_step_can_be_skipped_and_one_can_go_back(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        seen = [shown_steps(pane)]
        while pane.next.isVisible():
            pane.next.click()
            seen.append(shown_steps(pane))
        assert seen == [[0], [1], [2], [3], [4]]
        pane.back.click()
        assert shown_steps(pane) == [EXPORT]
        pane.bar.buttons[HIGHLEVEL].click()
        assert shown_steps(pane) == [HIGHLEVEL]
        assert pane.next.text() == "S&kip this step"

    staged(FakeService(connected=False), scene)


def test_the_whole_way_by_keyboard_ends_in_the_review(staged: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService(connected=False)
    file = tmp_path / "rubrica.csv"
    file.write_text("x", encoding="utf-8")

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        went: list[str] = []
        pane.finished.connect(lambda: went.append("finished"))
        pane.navigate.connect(went.append)
        QTest.keyClick(pane.next, Qt.Key.Key_Space)
        assert pane.step == HIGHLEVEL
        type_highlevel(pane, "ve9EPM428h8vShlRW1KT", "pit-123")
        await eventually(lambda: pane.step == FATTURA24)
        assert pane.done[HIGHLEVEL], "what went well needs no click"
        pane.connecting(F24).form.secret.field.setText(KEY)
        QTest.keyClick(pane.connecting(F24).form.secret.field, Qt.Key.Key_Return)
        await eventually(lambda: pane.step == EXPORT)
        pane.export.drop.chosen.emit([file])
        await eventually(lambda: pane.done[EXPORT])
        await eventually(lambda: pane.next.text() == "&Compare now")
        QTest.keyClick(pane.next, Qt.Key.Key_Space)
        assert pane.step == CHECK
        await eventually(lambda: went)
        assert went == ["finished", "review"]

    staged(service, scene)
    assert service.imported == [file]
    plan = service.open_plan()
    assert plan is not None
    assert "apply" not in service.calls
    assert "sync" not in service.calls


# ------------------------------------------------------------------------------------------------ resuming
@pytest.mark.parametrize(
    ("highlevel", "fattura24", "exported", "step"),
    [
        (False, False, False, WELCOME),
        (True, False, False, FATTURA24),
        (False, True, False, HIGHLEVEL),
        (True, True, False, EXPORT),
        (True, True, True, CHECK),
    ],
)
def test_it_takes_up_where_it_was_left(
    staged: Any, highlevel: bool, fattura24: bool, exported: bool, step: int
) -> None:
    service = FakeService()
    for side, there in ((HL, highlevel), (F24, fattura24)):
        if not there:
            service.set_account(AccountInfo(side, AccountState.MISSING))
    if not exported:
        service.set_status(mirror_seen_at=0.0)

    async def scene(pane: AssistantPane, bridge: Any) -> None:
        assert pane.step == step
        names = [made.accessibleName() for made in pane.bar.buttons]
        real = [", done" in name for name in names[1:4]]
        assert real == [highlevel, fattura24, exported]
        pane.show_step(WELCOME)
        await pane.refresh()  # a later look does not move the owner
        assert pane.step == WELCOME

    staged(service, scene)


def test_a_connected_account_is_shown_as_done_and_can_be_replaced(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(HIGHLEVEL)
        step = pane.connecting(HL)
        assert "Panetteria Il Forno" in step.done_notice.words.text()
        assert step.done_notice.isVisible()
        assert not step.ask.isVisible()
        step.replace.click()
        assert step.ask.isVisible()
        assert step.form.secret.field.text() == ""

    staged(FakeService(), scene)


def test_a_refused_account_asks_again(staged: Any) -> None:
    service = FakeService()
    service.set_account(AccountInfo(HL, AccountState.REFUSED, "Panetteria Il Forno", "ve9"))

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        assert pane.step == HIGHLEVEL
        assert pane.connecting(HL).ask.isVisible()

    staged(service, scene)


# ------------------------------------------------------------------------------------------------ connecting
def test_a_refused_token_is_said_in_words_and_the_second_try_works(staged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(HIGHLEVEL)
        step = pane.connecting(HL)
        type_highlevel(pane, "ve9EPM428h8vShlRW1KT", "wrong")
        await eventually(step.form.problem.isVisible)
        expected = Ponte24Error("highlevel_token_refused").describe("en")
        assert expected.title in step.form.problem.words.text()
        assert expected.action in step.form.problem.words.text()
        assert not pane.done[HIGHLEVEL]
        type_highlevel(pane, "ve9EPM428h8vShlRW1KT", "pit-right")
        await eventually(lambda: pane.done[HIGHLEVEL])
        assert not step.form.problem.isVisible()
        assert step.form.secret.field.text() == ""  # the secret does not stay in the window
        assert "Panetteria Il Forno" in step.done_notice.words.text()

    staged(service, scene)


def test_without_a_keyring_it_says_that_the_secret_lasts_only_until_the_end(staged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)
    service.keyring = False

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(FATTURA24)
        step = pane.connecting(F24)
        step.form.secret.field.setText(KEY)
        step.form.submit.click()
        await eventually(lambda: pane.done[FATTURA24])
        assert "until Ponte24 is closed" in step.done_notice.words.text()

    staged(service, scene)


def test_another_address_reaches_the_service(staged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(HIGHLEVEL)
        step = pane.connecting(HL)
        assert not step.address.isVisible()
        step.advanced.head.click()
        assert step.address.isVisible()
        step.address.setText(" http://127.0.0.1:8724/ghl ")
        type_highlevel(pane, "loc", "pit-1")
        await eventually(lambda: pane.done[HIGHLEVEL])

    staged(service, scene)
    assert service.status().accounts[HL].base_url == "http://127.0.0.1:8724/ghl"


def test_the_permissions_are_listed_to_copy(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(HIGHLEVEL)
        step = pane.connecting(HL)
        assert isinstance(step, HighLevelStep)
        step.permissions.head.click()
        assert step.scopes.isVisible()
        step.scopes.all.click()
        assert QGuiApplication.clipboard().text().splitlines() == list(NEEDED) == list(step.scopes.lines)

    staged(FakeService(connected=False), scene)


# ------------------------------------------------------------------------------------------------ the export
def drop_on(widget: QWidget, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_a_dropped_export_is_read_and_reported(staged: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService(connected=False)
    file = tmp_path / "rubrica.csv"
    file.write_text("x", encoding="utf-8")

    async def scene(pane: AssistantPane, bridge: Any) -> None:
        heard: list[str] = []
        bridge.changed.connect(heard.append)
        pane.show_step(EXPORT)
        drop_on(pane.export.drop, [file])
        await eventually(lambda: pane.done[EXPORT])
        (summary,) = pane.export.findChildren(ReportSummary)
        assert [count for _words, count in summary.counts] == [397, 12, 8, 374, 3, 1]
        assert "(7)" in summary.repairs.text()
        assert summary.repairs.isVisible()
        assert {"mirror", "status"} <= set(heard)
        summary.details.click()
        assert summary._dialog is not None
        assert summary._dialog.isVisible()
        summary._dialog.accept()

    staged(service, scene)
    assert service.imported == [file]


def test_a_refused_file_is_said_in_words_and_another_can_be_chosen(
    staged: Any, eventually: Any, tmp_path: Path
) -> None:
    service = FakeService(connected=False)

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(EXPORT)
        pane.export.take([tmp_path / "rubrica.pdf"])
        await eventually(pane.export.problem.isVisible)
        assert "rubrica.pdf" in pane.export.problem.title.text()
        assert pane.export.problem.action.text()
        assert not pane.done[EXPORT]
        assert pane.export.drop.isEnabled()
        pane.export.take([tmp_path / "rubrica.csv"])
        await eventually(lambda: pane.done[EXPORT])
        assert not pane.export.problem.isVisible()

    staged(service, scene)


def test_one_import_at_a_time(staged: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService(connected=False)
    service.gate = threading.Event()

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(EXPORT)
        pane.export.take([tmp_path / "a.csv"])
        await eventually(lambda: "import_files" in service.calls)
        assert pane.export.working.isVisible()
        assert not pane.export.drop.isEnabled()
        pane.export.take([tmp_path / "b.csv"])
        assert service.gate
        service.gate.set()
        await eventually(lambda: pane.done[EXPORT])

    staged(service, scene)
    assert [file.name for file in service.imported] == ["a.csv"]


def test_watching_the_downloads_is_off_until_the_owner_says_yes(staged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def scene(pane: AssistantPane, bridge: Any) -> None:
        pane.show_step(EXPORT)
        await eventually(lambda: bridge.settled)
        assert not pane.export.watch.isChecked()
        pane.export.watch.click()
        await eventually(lambda: service.settings().watch == "ask" and bridge.settled)
        assert pane.export.watch.isChecked()
        pane.export.watch.click()
        await eventually(lambda: service.settings().watch == "off")

    staged(service, scene)


# ------------------------------------------------------------------------------------------------ comparing
def test_what_is_missing_is_named_and_leads_there(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        pane.show_step(CHECK)
        assert not pane.check.start.isEnabled()
        leads = [b for b in pane.check.findChildren(QAbstractButton) if b.isVisible() and "step" in b.text()]
        assert [b.text() for b in leads] == ["Go to step 2", "Go to step 3", "Go to step 4"]
        leads[1].click()
        assert pane.step == FATTURA24

    staged(FakeService(connected=False), scene)


def test_the_comparison_shows_progress_and_can_be_stopped(staged: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene(pane: AssistantPane, bridge: Any) -> None:
        went: list[str] = []
        pane.navigate.connect(went.append)
        assert pane.step == CHECK
        pane.check.start.click()
        await eventually(lambda: pane.check.bar.value() == 2)
        assert pane.check.bar.maximum() == 3
        assert pane.check.stop.isVisible()
        assert not pane.check.start.isVisible()
        pane.check.stop.click()
        await eventually(lambda: not bridge.busy and pane.check.start.isVisible())
        assert pane.check.notice.words.text() == "Stopped. Nothing was changed."
        assert pane.check.start.isEnabled()
        assert went == []
        assert service.gate
        service.gate.set()
        pane.check.start.click()
        await eventually(lambda: went)
        assert went == ["review"]

    staged(service, scene)


def test_a_failed_comparison_is_said_in_words_and_can_be_repeated(staged: Any, eventually: Any) -> None:
    service = FakeService()
    service.fail["plan"] = ServiceUnavailable("offline", service="HighLevel")

    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        went: list[str] = []
        pane.navigate.connect(went.append)
        pane.check.start.click()
        await eventually(pane.check.problem.isVisible)
        assert pane.check.problem.title.text()
        assert went == []
        service.fail.clear()
        pane.check.start.click()
        await eventually(lambda: went)
        assert not pane.check.problem.isVisible()

    staged(service, scene)


def test_while_something_else_runs_no_comparison_starts(staged: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene(pane: AssistantPane, bridge: Any) -> None:
        work = bridge.spawn(bridge.call(service.sync))
        await eventually(lambda: bridge.busy)
        assert not pane.check.start.isEnabled()
        pane.check.check()
        assert service.gate
        service.gate.set()
        await work
        assert pane.check.start.isEnabled()

    staged(service, scene)
    assert "plan" not in service.calls


# ------------------------------------------------------------------------------------------------ for everybody
@pytest.fixture(params=["it", "en"])
def spoken(request: Any, qapp: QApplication) -> Iterator[str]:
    """Each language of the window in turn; English again afterwards."""
    yield i18n.install(qapp, request.param)
    i18n.install(qapp, "en")


def test_every_control_has_a_name_and_mnemonics_do_not_clash(spoken: str, staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        for step in range(WELCOME, CHECK + 1):
            pane.show_step(step)
            letters: list[str] = []
            for control in pane.findChildren(QWidget):
                if not control.isVisible() or not isinstance(control, QAbstractButton | QLineEdit):
                    continue
                assert control.accessibleName(), (step, control)
                if isinstance(control, QAbstractButton) and "&" in (words := control.text().replace("&&", "")):
                    letters.append(words[words.index("&") + 1].lower())
            assert len(letters) == len(set(letters)), (step, letters)

    staged(FakeService(connected=False), scene)


def cut_off(pane: AssistantPane) -> list[str]:
    """The words of buttons that are narrower than their words."""
    return [
        made.text()
        for made in pane.findChildren(QAbstractButton)
        if made.isVisible() and made.width() < made.fontMetrics().horizontalAdvance(made.text().replace("&", ""))
    ]


def test_it_speaks_the_language_of_the_window_and_nothing_is_cut_off(spoken: str, staged: Any, eventually: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        assert (
            welcome_of(pane).demo.text()
            == {
                "it": "Prova prima con dati di &prova",
                "en": "Try with &sample data first",
            }[spoken]
        )
        for step in range(WELCOME, CHECK + 1):
            pane.show_step(step)
            await eventually(lambda: not cut_off(pane))

    staged(FakeService(connected=False), scene)


def test_each_step_gives_the_keyboard_a_useful_place(staged: Any) -> None:
    async def scene(pane: AssistantPane, _bridge: Any) -> None:
        form = pane.connecting(HL).form
        assert isinstance(form, HighLevelForm)
        expected = [pane.next, form.location, pane.connecting(F24).form.secret.field, pane.export.drop.choose]
        for step, widget in enumerate(expected):
            pane.show_step(step)
            assert pane.focusWidget() is widget, step

    staged(FakeService(connected=False), scene)
