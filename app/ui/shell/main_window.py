"""The window: navigation, the panes, the strip below, problems above, files dropped anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QStackedWidget, QWidget

from app.ui import theme
from app.ui.actions import Actions
from app.ui.bridge import Bridge
from app.ui.shell.first_size import SMALLEST, first_size
from app.ui.shell.import_news import ImportNews
from app.ui.shell.made_panes import QUIET_MS, Panes, load_agenda, simple_pane
from app.ui.shell.watcher import Watcher
from app.ui.widgets.calm_wheel import calm
from app.ui.widgets.controls import Notice, column, row
from app.ui.widgets.drop import choose_files, dropped_files
from app.ui.widgets.drop_cover import DropCover
from app.ui.widgets.new_files import NewFilesBar
from app.ui.widgets.problem import ProblemPanel
from app.ui.widgets.sidebar import Sidebar
from app.ui.widgets.steady import Steady
from app.ui.widgets.strip import StatusStrip

if TYPE_CHECKING:
    from app.services.api.imports import NewFile
    from app.sync.plan.model import Plan
    from app.ui.shell.made_panes import Pane


PANES = ("home", "accounts", "mapping", "review", "customers", "agenda", "automations", "activity", "settings")
"""The destinations in order; Ctrl+1 to Ctrl+9."""

ASSISTANT = "assistant"
_RETIRE_MS = 50


_NARROW = 1000
"""Below this width the navigation is a strip of pictures."""


class MainWindow(QMainWindow):
    """Everything the owner sees. ``closing`` is emitted when the window was closed; the runner decides what that
    means. `build` makes all of it anew, for another language."""

    closing = Signal()
    quit_requested = Signal()
    demo_requested = Signal()
    restore_requested = Signal(object)
    leave_requested = Signal()

    def __init__(
        self, bridge: Bridge, actions: Actions, memory: QSettings, *, demo: bool = False, first: str = "home"
    ) -> None:
        super().__init__()
        self.bridge = bridge
        self.actions_ = actions
        self.memory = memory
        self.demo = demo
        self.place = first
        self.panes = Panes(self._make)
        self.retired: list[QWidget] = []
        self.watcher = Watcher(bridge, self)
        self.setWindowIcon(theme.app_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self._remember_geometry()
        self._shortcuts()
        self.cover = DropCover(self)
        self.build()
        actions.checked.connect(self._checked)
        self.import_news = ImportNews(bridge, actions, self, lambda: self.place != ASSISTANT and not bridge.busy)
        self.import_news.came.connect(self._hide_problem)
        self.import_news.done.connect(self._say_done)
        actions.imported.connect(self.import_news.show_reports)
        self.watcher.imported.connect(self.import_news.show_reports)
        self.watcher.found.connect(self._found)
        bridge.failed.connect(self.show_error)
        bridge.changed.connect(self._changed)

    # ------------------------------------------------------------------------------------------ building
    def build(self) -> None:
        """Make sidebar, panes and strip, in the language in force, and go to the place last shown."""
        old = self.takeCentralWidget()
        self.setWindowTitle(self.tr("Ponte24 – sample data") if self.demo else "Ponte24")
        places = self.places = (
            ("home", self.tr("Home"), "home"),
            ("accounts", self.tr("Accounts"), "accounts"),
            ("mapping", self.tr("Mapping"), "mapping"),
            ("review", self.tr("Review"), "review"),
            ("customers", self.tr("Customers"), "person"),
            ("agenda", self.tr("Agenda"), "calendar"),
            ("automations", self.tr("Automations"), "wand"),
            ("activity", self.tr("Activity"), "activity"),
            ("settings", self.tr("Settings"), "settings"),
        )
        self.sidebar = Sidebar(places, demo=self.demo)
        self.sidebar.set_compact(self.width() < _NARROW)
        self.sidebar.chosen.connect(self.go)
        self.sidebar.help_wanted.connect(self.help)
        self.sidebar.find_wanted.connect(self.find_anything)
        self.problem = ProblemPanel()
        self.notice = Notice(action=self.tr("Understood"))
        self.notice.action.clicked.connect(self.notice.hide)
        self.notice.hide()
        self.stack = QStackedWidget()
        self.strip = StatusStrip(self.bridge, lambda: bool(getattr(self.stack.currentWidget(), "shows_work", False)))
        self.panes = Panes(self._make)
        self.new_files = NewFilesBar()
        self.new_files.take.connect(self.watcher.take)
        self.new_files.take_always.connect(self.watcher.take_always)
        self.new_files.leave.connect(self.watcher.leave)
        self.new_files.show_files(self.watcher.waiting)
        above = column(self.notice, self.new_files, self.problem, spacing=6)
        self.steady = Steady(self.stack, (self.notice, self.new_files, self.problem))
        above.setContentsMargins(12, 0, 12, 0)
        content = QWidget()
        content.setProperty("role", "ground")
        inner = column(above, self.stack, self.strip, spacing=0)
        inner.setStretch(1, 1)
        content.setLayout(inner)
        central = QWidget()
        line = row(self.sidebar, content, spacing=0)
        line.setStretch(1, 1)
        central.setLayout(line)
        self.setCentralWidget(central)
        if old is not None:
            self._retire(old)
        if self.place:  # otherwise whoever made the window says where to begin
            self.go(self.place)
        self.bridge.spawn(self._count())

    def _make(self, name: str) -> Pane:
        """Make a pane when it is first wanted: the window stands sooner."""
        bridge, actions = self.bridge, self.actions_
        pane: Pane
        if name == "home":
            from app.ui.panes.home import HomePane

            pane = home = HomePane(bridge, demo=self.demo)
            home.sync_requested.connect(actions.check)
            home.resume_requested.connect(partial(actions.pause, 0.0))
            home.import_requested.connect(actions.import_files)
        elif name == "accounts":
            from app.ui.panes.accounts import AccountsPane

            pane = accounts = AccountsPane(bridge)
            accounts.import_requested.connect(actions.import_files)
        elif name == "agenda":
            from app.ui.agenda.saving import save_calendar
            from app.ui.panes.agenda import AgendaPane

            pane = agenda = AgendaPane(bridge)
            agenda.customer_wanted.connect(self.show_customer)
            agenda.calendar_file_wanted.connect(partial(save_calendar, bridge, self, self.tell))
        elif name == ASSISTANT:
            from app.ui.panes.assistant import AssistantPane

            pane = assistant = AssistantPane(bridge)
            assistant.finished.connect(self._assistant_finished)
            assistant.demo_requested.connect(self.demo_requested)
        elif name == "settings":
            from app.ui.panes.settings import SettingsPane

            pane = settings = SettingsPane(bridge, demo=self.demo)
            settings.computer.restore_chosen.connect(self.restore_requested)
            settings.computer.leave_chosen.connect(self.leave_requested)
        else:
            pane = simple_pane(name, bridge, self.memory)
        pane.navigate.connect(self.go)
        self.stack.addWidget(pane)
        return pane

    def _retire(self, old: QWidget) -> None:
        """Keep what was replaced until its coroutines are over, then delete it."""
        old.hide()
        self.retired.append(old)
        QTimer.singleShot(_RETIRE_MS, self._delete_retired)

    def _delete_retired(self) -> None:
        if not self.bridge.settled:
            QTimer.singleShot(_RETIRE_MS, self._delete_retired)
            return
        while self.retired:
            self.retired.pop().deleteLater()

    def _shortcuts(self) -> None:
        for i, name in enumerate(PANES):
            self._key(f"Ctrl+{i + 1}", partial(self._go_by_key, name))
        self._key("Ctrl+R", self.actions_.check)
        self._key("F5", self.actions_.check)
        self._key("Ctrl+I", lambda: choose_files(self, self.actions_.import_files))
        self._find = self._key("Ctrl+F", self.search)
        self._find.setEnabled(self.place != "review")
        self._key("F1", self.help)
        self._key("Ctrl+K", self.find_anything)
        self._key("Esc", self._dismiss)
        self._key("Ctrl+Q", self.quit_requested.emit)

    def _key(self, keys: str, then: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(then)
        return shortcut

    def showEvent(self, event: QShowEvent) -> None:
        """Go to Home where nobody has said anything else: a window that is never shown needs no pane."""
        if not self.place:
            self.go("home")
        super().showEvent(event)
        if "agenda" not in self.panes:
            QTimer.singleShot(QUIET_MS, self, self._get_ready)

    def _get_ready(self) -> None:
        if self.isVisible() and "agenda" not in self.panes:
            self.bridge.spawn(self.bridge.call(load_agenda))

    # ------------------------------------------------------------------------------------------ going
    def go(self, name: str) -> None:
        """Show a pane by its name and read it afresh; ``sync`` starts a check instead."""
        if name == "sync":
            self.actions_.check()
            return
        if name not in (*PANES, ASSISTANT):
            return
        self.place = name
        pane = self.panes[name]
        here, left = QApplication.focusWidget(), self.stack.currentWidget()
        moved = here is not None and left is not None and left is not pane and left.isAncestorOf(here)
        self.stack.setCurrentWidget(pane)
        if moved and isinstance(start := getattr(pane, "keyboard", None), QWidget):
            start.setFocus()  # by a key, not by a click at the left: the first control in order is seldom wanted
        self.strip.look()
        self.sidebar.setVisible(name != ASSISTANT)
        self.sidebar.mark(name)
        self._find.setEnabled(name != "review")  # Review has a shortcut of its own for it
        calm(pane)
        self.bridge.spawn(pane.refresh())

    def _go_by_key(self, name: str) -> None:
        """Show a pane, and the keyboard goes with it: at the start, and after a click there, it stands at the left."""
        self.go(name)
        here = QApplication.focusWidget()
        start = getattr(self.panes[name], "keyboard", None)
        if isinstance(start, QWidget) and (here is None or self.sidebar.isAncestorOf(here)):
            start.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_customer(self, customer_id: str) -> None:
        """Show a customer's page."""
        pane = self.panes["customers"]

        from app.ui.panes.customers import CustomersPane

        assert isinstance(pane, CustomersPane)
        pane.want(customer_id)
        self.go("customers")

    def raise_window(self) -> None:
        """Bring the window to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.go(self.place)
        self.raise_()
        self.activateWindow()

    def search(self) -> None:
        """Put the cursor into the pane's search field."""
        fields = self.panes[self.place].findChildren(QLineEdit)
        for field in fields:
            if field.isVisible() and field.echoMode() is QLineEdit.EchoMode.Normal:
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                field.selectAll()
                return

    def find_anything(self) -> None:
        """Open the search over everything."""
        from app.ui.finding.opening import find_in

        actions, assistant = self.actions_, partial(self.go, ASSISTANT)
        take = partial(choose_files, self, actions.import_files)
        deeds: dict[str, Callable[[], object]] = {
            "sync": actions.check,
            "import": take,
            "assistant": assistant,
            "help": self.help,
        }
        self.finder = find_in(self, deeds, self)

    def pane(self, name: str) -> QWidget:
        """Return a pane by its name."""
        return self.panes[name]

    def help(self) -> None:
        """Show the page of help on what is seen; it stays beside the window while one works."""
        from app.ui.help.dialog import HelpDialog

        HelpDialog(self, self.place).show()

    def _dismiss(self) -> None:
        self.problem.dismiss()
        self.notice.hide()

    # ------------------------------------------------------------------------------------------ telling
    def show_error(self, error: BaseException) -> None:
        """Say what went wrong, above the pane."""
        self.problem.show_error(error)

    def tell(self, words: str) -> None:
        """Say something once, above the pane."""
        self.notice.show_words(words, "info")

    def _hide_problem(self) -> None:  # problem and strip are made anew with the language
        self.problem.hide()

    def _say_done(self, words: str) -> None:
        self.strip.say_done(words)

    def _checked(self, plan: Plan) -> None:
        self.problem.hide()
        if plan.summary.nothing_to_do:
            self.strip.say_done(self.tr("Compared: there is nothing to change."))
        if not plan.summary.nothing_to_do or self.place == ASSISTANT:
            self.go("review")

    def _found(self, files: Sequence[NewFile]) -> None:
        self.new_files.show_files(files)

    def _changed(self, topic: str) -> None:
        if topic in ("status", "plan"):
            self.bridge.soon(self._count)

    async def _count(self) -> None:
        status = await self.bridge.call(self.bridge.service.status)
        self.sidebar.buttons["review"].show_count(status.waiting)

    def _assistant_finished(self) -> None:
        self.memory.setValue("assistant/seen", True)
        self.go("home")

    # ------------------------------------------------------------------------------------------ window
    def _remember_geometry(self) -> None:
        kept = self.memory.value("window/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(first_size(self.screen().availableSize()))

    def keep_geometry(self) -> None:
        """Write down where the window stands."""
        self.memory.setValue("window/geometry", self.saveGeometry())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_compact(self.width() < _NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_geometry()
        event.ignore()
        self.closing.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.cover.cover(files)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.cover.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.cover.hide()
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.import_files(files)

    def import_files(self, files: Sequence[Path]) -> None:
        """Read exports of Fattura24."""
        self.actions_.import_files(files)
