"""What lives as long as the window: bridge, actions, tray and schedule; how they begin, hear of each other and end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox

from app.clock import Clock
from app.paths import Home
from app.services.api.accounts import AccountState
from app.texts import LANGUAGES
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.bridge import Bridge
from app.ui.desktop import crash
from app.ui.desktop.ending import Afterwards, EndWatch
from app.ui.desktop.painted import painted
from app.ui.desktop.replaced import InstalledProgram
from app.ui.shell.first_look import remember, window_memory
from app.ui.shell.main_window import ASSISTANT, MainWindow

if TYPE_CHECKING:
    from app.services.api.imports import NewFile
    from app.services.api.settings import Settings
    from app.services.api.status import Status
    from app.sync.plan.model import Plan

_log = logging.getLogger(__name__)


class Session(QObject):
    """What lives as long as the window: bridge, actions, tray, ticker, and how they are wired."""

    def __init__(
        self,
        bridge: Bridge,
        home: Home,
        app: QApplication,
        *,
        demo: bool,
        language: str,
        start_demo: Callable[[], object],
        clock: Clock,
        background: bool = False,
        afterwards: Callable[[Afterwards, Path | None], object] = lambda _what, _file: None,
    ) -> None:
        super().__init__()
        self._afterwards = afterwards
        self._background = background
        self.bridge = bridge
        self._home = home
        self._app = app
        self._demo = demo
        self._language = language
        self._start_demo = start_demo
        self._clock = clock
        self._memory = window_memory(home.root)
        self._settings: Settings
        self._window: MainWindow | None = None
        self._question: QMessageBox | None = None
        self._quit = asyncio.Event()
        self._locked = self._asked_by_tray = self._standing = self._told_replaced = False
        self._installed = InstalledProgram()

    async def run(self, assistant: bool | None, first_files: Sequence[Path]) -> int:
        """Show everything, wait until it is to end, end it in order."""
        crash.watch_loop(asyncio.get_running_loop())
        self.actions = Actions(self.bridge)
        ends = EndWatch(self._app, self.quit)
        try:
            if self._begins_with_assistant(assistant):
                self._make_window()
                self.window.go(ASSISTANT)
                self.window.show()
                await painted(self.window)
            self._service = await self.bridge.open()
            await self._take_settings()
        except BaseException:
            await self._give_up()
            ends.close()
            raise
        self._make_rest()
        self._wire()
        self._standing = True
        status = await self.bridge.call(self._service.status)
        self._locked = status.locked
        self._show_first(status, assistant)
        self.tray.refresh(status)
        self.bridge.soon(self._refresh_tray)
        self.ticker.start()
        self.automations.start()
        self.bridge.changed.connect(self._receive_webhooks)
        self._receive_webhooks("accounts")
        self.actions.import_files(first_files)
        await self._quit.wait()
        await self._end()
        ends.close()
        return 0

    def _begins_with_assistant(self, assistant: bool | None) -> bool:
        """Tell whether the assistant will be shown, as far as that is known before the home is open: in a home that is
        not there yet, or where the last start showed it and nobody finished it."""
        if self._demo or self._background or assistant is not None:
            return bool(assistant)
        if self._memory.value("assistant/seen", False, type=bool):
            return False
        shown = self._memory.value("assistant/shown", False, type=bool)
        return bool(shown) or not (self._home.marker.exists() or self._home.database.exists())

    def _make_window(self) -> None:
        self.window = self._window = MainWindow(self.bridge, self.actions, self._memory, demo=self._demo, first="")
        self.window.closing.connect(self._closed)

    async def _take_settings(self) -> None:
        """Let language and look be the settings', and make the window, or make it anew, in that language."""
        spoken = i18n.language()
        self._settings = await self.bridge.call(self._service.settings)
        i18n.install(self._app, self._language or self._settings.language)
        theme.install(self._app, self._settings.theme)
        remember(self._memory, self._settings)
        if self._window is None:
            self._make_window()
        elif i18n.language() != spoken:
            self.window.build()

    async def _give_up(self) -> None:
        """The home could not be opened: nothing stays on the screen, and whoever started this says why."""
        if self._window is not None:
            self._window.hide()
        await self.bridge.shutdown()
        if self._window is not None:
            self._window.deleteLater()

    def _receive_webhooks(self, topic: str) -> None:
        if topic == "accounts":  # it may have waited for its location
            self.bridge.spawn(self.bridge.call(self._service.webhooks.start_if_enabled))

    def _make_rest(self) -> None:
        """Make what nobody needs before the window stands."""
        from app.ui.desktop.automation_watch import AutomationWatch
        from app.ui.desktop.tray_host import TrayHost
        from app.ui.desktop.update_watch import UpdateWatch
        from app.ui.shell.garbage_timer import GarbageCollector
        from app.ui.shell.tray import Tray
        from app.ui.ticker import Ticker

        self.host = TrayHost(self)
        self.ticker = Ticker(self.bridge, self._clock)
        self.garbage = GarbageCollector(self.bridge)
        self.tray = Tray(self.bridge)
        self.tray.watch(self.ticker)
        self.updates = UpdateWatch(self.bridge, self.ticker, self.tray.tell)
        self.automations = AutomationWatch(self.bridge, self.ticker, self.tray.tell)
        self.tray.open_requested.connect(self.raise_window)
        self.tray.review_requested.connect(self._to_review)
        self.tray.agenda_requested.connect(self._to_agenda)
        self.tray.sync_requested.connect(self._sync_from_tray)
        self.tray.quit_requested.connect(self._leave)

    def _wire(self) -> None:
        self.window.quit_requested.connect(self._leave)
        self.window.restore_requested.connect(lambda file: self._end_for(Afterwards.RESTORE, file))
        self.window.leave_requested.connect(lambda: self._end_for(Afterwards.FORGET))
        self.window.demo_requested.connect(self._start_demo)
        self.bridge.changed.connect(self._changed)
        self.host.appeared.connect(self.tray.look)
        self.host.given_up.connect(self._no_tray)
        self.ticker.ticked.connect(self._look_at_program)
        self.ticker.ticked.connect(self.host.look)
        self.ticker.ticked.connect(self._look_after_home)
        self.ticker.ticked.connect(self.window.watcher.look)
        self.ticker.ticked.connect(self.garbage.look)
        self.window.watcher.news.connect(self._new_files)
        self.actions.checked.connect(self._checked)

    def _show_first(self, status: Status, assistant: bool | None) -> None:
        ready = all(a.state is not AccountState.MISSING for a in status.accounts.values())
        if assistant is None:
            seen = self._memory.value("assistant/seen", False, type=bool)
            assistant = not (seen or self._demo or (ready and status.mirror_seen_at))
        if not self._demo:
            self._memory.setValue("assistant/shown", bool(assistant))
        if assistant:
            if self.window.place != ASSISTANT:
                self.window.go(ASSISTANT)
        elif self.window.place == ASSISTANT:  # a home of an earlier version, or one set up at the command line
            self.window.go("home")
        elif self._demo and status.open_plan:
            self.window.go("review")
        quietly = (self._settings.start_minimized or self._background) and not assistant
        if quietly:
            self.window.hide()  # it may have begun with an assistant that turned out to be done with
        if quietly and (self.tray.available() or self.host.waiting):
            return  # a panel that is still to come is waited for; if none comes the window shows itself
        if quietly:
            self.window.showMinimized()
        else:
            self.window.show()
        if not self.host.waiting:
            self._say_no_tray()

    def _no_tray(self) -> None:
        """No panel came: who started quietly must be found in the task bar."""
        if not self.window.isVisible():
            self.window.showMinimized()
        self._say_no_tray()

    def _say_no_tray(self) -> None:
        if not self.tray.available() and not self._memory.value("tray/told", False, type=bool):
            self._memory.setValue("tray/told", True)
            self.window.tell(
                self.tr(
                    "This desktop has no tray: Ponte24 stays in the task bar. Leave the window open, minimised if"
                    " you like, so that automatic syncs can run."
                )
            )

    # ------------------------------------------------------------------------------------------ events
    def raise_window(self) -> None:
        """Bring the window to the front, if it is there yet."""
        if self._window is not None:
            self._window.raise_window()

    def _sync_from_tray(self) -> None:
        """The same as on Home: compare, and let the owner confirm; but nobody may see the window just now."""
        self._asked_by_tray = True
        self.actions.check()

    def _checked(self, plan: Plan) -> None:
        if self._asked_by_tray and not (self.window.isVisible() and self.window.isActiveWindow()):
            self.tray.check_ended(plan)
        self._asked_by_tray = False

    def _to_review(self) -> None:
        self.window.go("review")
        self.raise_window()

    def _to_agenda(self) -> None:
        self.window.go("agenda")
        self.raise_window()

    def _changed(self, topic: str) -> None:
        if topic == "settings":
            self.bridge.soon(self._apply_settings)
        if topic in ("status", "plan", "accounts", "settings", "runs", "mirror", "agenda"):
            self.bridge.soon(self._refresh_tray)

    def _look_after_home(self) -> None:
        """With each tick: the daily copy, and accounts behind a keyring that somebody may have unlocked."""
        if not self.bridge.busy:
            self.bridge.soon(self._upkeep)

    async def _upkeep(self) -> None:
        await self.bridge.call(self._service.housekeeping.upkeep)
        self.tray.show_agenda(await self.bridge.call(self._service.agenda.summary))  # perhaps a new day has begun
        if self._locked and not (await self.bridge.call(self._service.status)).locked:
            self._locked = False
            self.bridge.announce("accounts")
            self.bridge.announce("status")

    def _look_at_program(self) -> None:
        """With each tick: after an upgrade the old code begins nothing new and makes room when nobody works with it."""
        whole = self._installed.look()
        self.ticker.held = self._installed.replaced
        if not whole:
            return
        if not self.window.isVisible() and not self.bridge.busy:
            _log.info("the program was replaced: starting again")
            self._end_for(Afterwards.START_AGAIN)
        elif not self._told_replaced:
            self._told_replaced = True
            self.window.tell(
                self.tr(
                    "A new version of Ponte24 was installed. Please quit and open it again; automatic syncs wait until"
                    " then. If you close this window, that happens by itself."
                )
            )

    def _new_files(self, files: Sequence[NewFile]) -> None:
        from app.ui.widgets.new_files import describe_files

        self.tray.tell(self.tr("New export of Fattura24"), describe_files(files))

    async def _refresh_tray(self) -> None:
        status = await self.bridge.call(self._service.status)
        self._locked = self._locked or status.locked  # told of again with the next tick in which it is open
        self.tray.refresh(status)
        self.tray.show_agenda(await self.bridge.call(self._service.agenda.summary))

    async def _apply_settings(self) -> None:
        before, self._settings = self._settings, await self.bridge.call(self._service.settings)
        if self._settings.theme != before.theme:
            theme.install(self._app, self._settings.theme)
        remember(self._memory, self._settings)
        if self._settings.language != before.language:
            i18n.install(self._app, self._settings.language)
            if hasattr(self._service, "language") and self._settings.language in LANGUAGES:
                self._service.language = i18n.language()
            self.window.build()
            if self.window.place == "settings":  # where it was changed, and where one may want to change it back
                self.window.pane("settings").reveal("language")  # type: ignore[attr-defined]
            self.tray.rebuild()
            self.tray.refresh(await self.bridge.call(self._service.status))

    # ------------------------------------------------------------------------------------------ ending
    def _closed(self) -> None:
        """The window was closed: into the tray, or the end where there is none, or where the home is not open yet."""
        if not self._standing or self._demo:  # sample data have nothing to go on with beside the clock
            self.quit()
        elif self.tray.available():
            if self._memory.value("tray/close-told", False, type=bool):
                self.window.hide()
            else:
                self._ask_close()
        else:
            self._ask_quit()

    def _box(self, title: str, words: str) -> QMessageBox:
        from app.ui.message_box import message_box

        box = message_box(QMessageBox.Icon.Question, title, words, self.window)
        box.finished.connect(self._answered)
        self._question = box
        return box

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def _ask_close(self) -> None:
        box = self._box(
            self.tr("Ponte24 goes on in the tray"),
            self.tr("It keeps both sides in step in the background. You find it beside the clock."),
        )
        stay = box.addButton(self.tr("&Keep it running"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(self.tr("&Quit"), QMessageBox.ButtonRole.DestructiveRole)
        stay.clicked.connect(self._go_to_tray)
        leave.clicked.connect(self.quit)
        box.setDefaultButton(stay)
        box.open()

    def _go_to_tray(self) -> None:
        self._memory.setValue("tray/close-told", True)
        self.window.hide()

    def _leave(self) -> None:
        """Quit as the owner wishes; while something is being done, only if they mean it."""
        if self._question is not None:  # asked already: one question at a time
            self.window.raise_window()
        elif self.bridge.busy and self._standing and not self._quit.is_set():
            self._ask_quit()
        else:
            self.quit()

    def _ask_quit(self) -> None:
        words = self.tr("While it is closed, nothing is synchronised automatically.")
        if self.bridge.busy:
            words = self.tr("It stops after the current step. Nothing is lost: what is left waits for you in Review.")
        self.window.raise_window()
        box = self._box(self.tr("Quit Ponte24?"), words)
        leave = box.addButton(self.tr("&Quit"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("&Stay"), QMessageBox.ButtonRole.RejectRole))
        leave.clicked.connect(self.quit)
        box.open()

    def _end_for(self, what: Afterwards, file: Path | None = None) -> None:
        self._afterwards(what, file)
        self.quit()

    def quit(self) -> None:
        """End after the current operation; may be called more than once."""
        self._quit.set()

    async def _end(self) -> None:
        self.ticker.stop()
        self.host.stop()
        self.window.keep_geometry()
        if self.bridge.busy:
            self.window.strip.words.set_words(self.tr("Ending the current operation…"))
        else:
            self.window.hide()
        await self.bridge.shutdown()
        self.tray.hide()
        self.window.hide()
        self._memory.sync()
        self.window.deleteLater()
        self.tray.deleteLater()
