"""The search over everything, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.finding.dialog import FindDialog
from app.ui.finding.opening import Opener
from app.ui.finding.places import Found, settings
from app.ui.panes.activity import ActivityPane
from app.ui.panes.settings import SettingsPane
from tests.ui.fake_service import FakeService

PLACES = (("home", "Home", "home"), ("review", "Review", "review"), ("settings", "Settings", "settings"))


def shown(dialog: FindDialog) -> list[str]:
    return [dialog.list.item(n).text() for n in range(dialog.list.count())]


def test_everything_is_found_and_opened_with_keys_alone(run: Any, bridged: Any, eventually: Any) -> None:
    opened: list[tuple[str, ...]] = []

    def deed(name: str) -> Callable[[], None]:
        return lambda: opened.append(("deed", name))

    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            opener = Opener(
                lambda name: opened.append(("place", name)),
                lambda number: opened.append(("customer", number)),
                lambda place, key: opened.append((place, key)),
                {name: deed(name) for name in ("sync", "import", "assistant", "help")},
            )

            host = QWidget()
            host.show()

            async def look(text: str, downs: int = 0, *, until: str = "") -> None:
                dialog = opener.show(bridge, PLACES, host)
                await eventually(lambda: len(shown(dialog)) == 4)
                QTest.keyClicks(dialog.field, text)
                if until:
                    await eventually(lambda: any(until in line for line in shown(dialog)))
                for _ in range(downs):
                    QTest.keyClick(dialog.field, Qt.Key.Key_Down)
                count = len(opened)
                QTest.keyClick(dialog.field, Qt.Key.Key_Return)
                await eventually(lambda: len(opened) > count)

            await look("centrale", until="Caffè Centrale")
            await look("compare", until="Compare now")
            await look("warn", until="Warn after")
            await look("run", 2, until="Run: ")
            await look("home")  # Enter at once, before anything is shown
            await eventually(lambda: len(opened) == 5)
            assert opened[0] == ("customer", "2")
            assert opened[1] == ("deed", "sync")
            assert opened[2] == ("settings", "mirror_warn_days")
            assert opened[3][0] in ("activity", "settings")
            assert opened[4] == ("place", "home")

    run(scene())


def test_a_setting_is_called_as_its_pane_calls_it(run: Any, bridged: Any, qapp: QApplication) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = SettingsPane(bridge)
            pane.show()
            await pane.refresh()
            for name, words in settings().items():
                assert pane.controls[name].accessibleName() == words
                pane.reveal(name)
                assert pane.focusWidget() is pane.controls[name]

    run(scene())


def test_a_run_is_chosen_and_unfolded(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    wanted = service.runs()[1].id

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            pane.show()
            pane.reveal(wanted)
            await pane.refresh()
            chosen = pane.runs.run(pane.tree.currentIndex())
            assert chosen is not None
            assert chosen.id == wanted

    run(scene())


def test_nothing_found_is_said(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            dialog = FindDialog(bridge, PLACES)
            dialog.show()
            dialog.field.setText("zzz")
            await eventually(lambda: shown(dialog) == ["Nothing is called like that."])
            assert dialog.list.item(0).data(Qt.ItemDataRole.UserRole + 1) is None
            dialog.close()

    run(scene())


def test_what_is_found_can_be_told_apart() -> None:
    assert Found("place", "home", "Home") != Found("deed", "home", "Home")


def test_an_answer_that_comes_too_late_opens_nothing(run: Any, bridged: Any, eventually: Any) -> None:
    """Reported of other programs: Enter opens what an earlier text had found, or what came after the search closed."""
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            host = QWidget()
            host.show()
            opened: list[Found] = []
            dialog = FindDialog(bridge, PLACES, host)
            dialog.chosen.connect(opened.append)
            dialog.open()
            await eventually(lambda: len(shown(dialog)) == 4)
            dialog.field.setText("home")
            QTest.keyClick(dialog.field, Qt.Key.Key_Return)
            dialog.field.setText("review")  # typed on before the answer was there
            dialog._look()
            await eventually(lambda: shown(dialog)[1:] == ["Review"])
            assert opened == []
            dialog.field.setText("home")
            QTest.keyClick(dialog.field, Qt.Key.Key_Return)
            QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
            await eventually(lambda: bridge.settled)
            assert opened == []

    run(scene())
