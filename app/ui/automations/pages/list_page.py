"""The list of automations: how each stands and why, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.automation.model import Automation, Cause, Mode, State
from app.automation.validate import modes
from app.services.api.automations.automations import AutomationLine
from app.ui.automations.words import cause_words, mode_short, mode_words, state_words, trigger_words
from app.ui.i18n import moment, number
from app.ui.tips import tip
from app.ui.widgets.controls import Notice, button, label, row, set_pane_margins, set_role, tool_button
from app.ui.widgets.flow import FlowLayout

NAME, STATE, MODE, LAST = range(4)
_ID = Qt.ItemDataRole.UserRole


class ListPage(QWidget):
    """All automations. Signals carry an automation's id; ``mode_wanted`` the id and the mode."""

    recipes_wanted = Signal()
    new_wanted = Signal()
    edit_wanted = Signal(str)
    switch_wanted = Signal(str, bool)
    mode_wanted = Signal(str, object)
    log_wanted = Signal(str)
    run_wanted = Signal(str)
    remove_wanted = Signal(str)
    export_wanted = Signal(str)
    import_wanted = Signal()
    map_wanted = Signal()
    replay_wanted = Signal(str)
    release_wanted = Signal(str, bool)
    settle_wanted = Signal(str, bool)
    review_wanted = Signal()
    about_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[AutomationLine, ...] = ()
        self.recipes = button(self.tr("&Recipes…"), "primary", icon="wand", on_click=self.recipes_wanted.emit)
        self.recipes.setShortcut("Ctrl+N")
        self.recipes.setToolTip(self.tr("Ctrl+N"))
        self.map = button(self.tr("&Map"), "quiet", icon="mapping", on_click=self.map_wanted.emit)
        self.log = button(self.tr("&Log"), "quiet", icon="log", on_click=lambda: self.log_wanted.emit(""))
        self.more = tool_button(self.tr("More"), "more")
        self.more.setPopupMode(self.more.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addAction(self.tr("&Without a recipe…"), self.new_wanted.emit)
        menu.addAction(self.tr("&Import from a file…"), self.import_wanted.emit)
        self.more.setMenu(menu)
        self.notice = Notice(kind="warn", action="…")
        self.notice.hide()
        self.notice.action.clicked.connect(lambda _=False: self._answer())
        self.second = button(self.tr("Let them &go"), on_click=self._answer_no)
        self.tree = _Tree()
        self.tree.setAccessibleName(self.tr("Automations"))
        self.tree.setHeaderLabels([self.tr("Automation"), self.tr("State"), self.tr("How far"), self.tr("Last")])
        self.tree.currentItemChanged.connect(lambda _now, _before: self.look())
        self.tree.opened.connect(self._edit)
        self.tree.removal.connect(lambda: self._with(self.remove_wanted.emit))
        self._buttons()
        outer = QVBoxLayout(self)
        set_pane_margins(outer, low=False)
        outer.setSpacing(8)
        outer.addLayout(row(label(self.tr("Automations"), "h1"), None, self.map, self.log, self.more, self.recipes))
        words = self.tr(
            "When something happens, Ponte24 does what you have set up. It asks first, unless you say otherwise."
        )
        outer.addWidget(label(words, "muted", wrap=True))
        strip = row(self.notice, self.second, spacing=8)
        strip.setStretch(0, 1)
        outer.addLayout(strip)
        self.about = label("", "small", wrap=True)
        self.about.hide()
        outer.addWidget(self.tree, 1)
        outer.addWidget(self.about)
        outer.addWidget(self.bar)
        self.look()

    def _buttons(self) -> None:
        self.bar = QWidget()
        flow = FlowLayout(self.bar)
        self.edit = button(self.tr("&Open…"), icon="pencil", on_click=self._edit)
        self.edit.setToolTip(self.tr("Enter"))
        self.switch = button(self.tr("Switch o&n"), icon="play", on_click=self._switch)
        self.mode = button(self.tr("&How far"), icon="shield")
        self.mode.setMenu(QMenu(self))
        self.run = button(self.tr("R&un now…"), "quiet", icon="play", on_click=lambda: self._with(self.run_wanted.emit))
        self.its_log = button(
            self.tr("What it &did"), "quiet", icon="log", on_click=lambda: self._with(self.log_wanted.emit)
        )
        self.export = button(
            self.tr("&Save as a file…"), "quiet", icon="export", on_click=lambda: self._with(self.export_wanted.emit)
        )
        self.remove = button(
            self.tr("Re&move"), "quiet", icon="trash", on_click=lambda: self._with(self.remove_wanted.emit)
        )
        for one in (self.edit, self.switch, self.mode, self.its_log, self.run, self.export, self.remove):
            flow.addWidget(one)

    # ------------------------------------------------------------------------------------------ showing
    def show_lines(self, lines: Sequence[AutomationLine]) -> None:
        """Show these automations; the chosen one stays chosen."""
        chosen = self.chosen_id()
        self.lines = tuple(lines)
        self.tree.blockSignals(True)
        self.tree.clear()
        for line in self.lines:
            self.tree.addTopLevelItem(self._item(line))
        self.tree.blockSignals(False)
        self.choose(chosen or (self.lines[0].automation.id if self.lines else ""))
        self.look()

    def _item(self, line: AutomationLine) -> QTreeWidgetItem:
        one = line.automation
        state, _kind = state_words(line)
        if line.waiting:
            state += " · " + self.tr("%1 in Review").replace("%1", number(line.waiting))
        if line.deferred:
            state += " · " + self.tr("%1 later").replace("%1", number(line.deferred))
        last = moment(line.last_at) or self.tr("never")
        item = QTreeWidgetItem([one.name, state, mode_short(one.mode), last])
        item.setData(NAME, _ID, one.id)
        item.setToolTip(NAME, tip(trigger_words(one)))
        item.setToolTip(STATE, tip(state))
        item.setToolTip(MODE, tip(mode_words(one.mode)))
        told = f"{one.name}. {state}. {mode_words(one.mode)}. {trigger_words(one)}"
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, told)
        return item

    def choose(self, automation_id: str) -> None:
        """Choose an automation."""
        for n in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(n)
            if item is not None and item.data(NAME, _ID) == automation_id:
                self.tree.setCurrentItem(item)

    def chosen_id(self) -> str:
        """Return the chosen automation's id; blank for none."""
        item = self.tree.currentItem()
        return str(item.data(NAME, _ID)) if item is not None else ""

    def chosen(self) -> AutomationLine | None:
        """Return the chosen automation."""
        wanted = self.chosen_id()
        return next((line for line in self.lines if line.automation.id == wanted), None)

    def look(self) -> None:
        """Offer what makes sense for the chosen one, and say what it waits for."""
        line = self.chosen()
        self.tell_about("", ())
        self.about_wanted.emit(line.automation.id if line is not None else "")
        for one in (self.edit, self.switch, self.mode, self.its_log, self.run, self.export, self.remove):
            one.setEnabled(line is not None)
        self.second.hide()
        if line is None:
            self.notice.hide()
            return
        shown = line.automation
        words = {State.ON: self.tr("Switch o&ff"), State.PAUSED: self.tr("Go o&n")}.get(
            shown.state, self.tr("Switch o&n")
        )
        self.switch.setText(words)
        self.switch.setAccessibleName(words.replace("&", ""))
        self._fill_modes(shown)
        self._tell(line)

    def tell_about(self, cost: str, hints: Sequence[str]) -> None:
        """Say beside the switch what the chosen one costs, and what it names that HighLevel does not have."""
        self.about.setText("\n".join([*hints, *([cost] if cost else [])]))
        set_role(self.about, "warn" if hints else "small")
        self.about.setVisible(bool(hints or cost))

    def _fill_modes(self, one: Automation) -> None:
        menu = self.mode.menu()
        menu.clear()
        allowed = modes(one)
        for mode in Mode:
            action = menu.addAction(mode_words(mode), partial(self.mode_wanted.emit, one.id, mode))
            action.setCheckable(True)
            action.setChecked(mode is one.mode)
            action.setEnabled(mode in allowed)

    def _tell(self, line: AutomationLine) -> None:
        one = line.automation
        words, action, kind = "", "", "warn"
        if line.held:
            told = self.tr("%1 records would set it off at once. Shall it go through all of them?")
            words, action = told.replace("%1", number(line.held)), self.tr("&Go through them")
            self._other(self.tr("Let them &go"))
        elif line.unconfirmed:
            told = self.tr("Of %1 things sent to HighLevel nobody knows whether they arrived. Look there: did they?")
            words, action = told.replace("%1", number(line.unconfirmed)), self.tr("They &arrived")
            self._other(self.tr("&Send them again"))
        elif line.failed:
            told = self.tr("%1 runs did not succeed.")
            words, action, kind = told.replace("%1", number(line.failed)), self.tr("&Try them again"), "danger"
        elif one.state is State.PAUSED:
            words = self.tr("Paused: %1.").replace("%1", cause_words(one.cause))
            action = "" if one.cause is Cause.CREDENTIALS else self.tr("&Go on")
        elif line.waiting:
            told = self.tr("%1 changes wait for you in Review.")
            words, action, kind = told.replace("%1", number(line.waiting)), self.tr("&Look at them"), "info"
        self.notice.show_words(words, kind)
        self.notice.action.setText(action)
        self.notice.action.setAccessibleName(action.replace("&", ""))
        self.notice.action.setVisible(bool(action))

    # ------------------------------------------------------------------------------------------ acting
    def _with(self, then: object) -> None:
        if (wanted := self.chosen_id()) and callable(then):
            then(wanted)

    def _edit(self) -> None:
        self._with(self.edit_wanted.emit)

    def _switch(self) -> None:
        if (line := self.chosen()) is not None:
            self.switch_wanted.emit(line.automation.id, line.automation.state is not State.ON)

    def _release(self, *, run: bool) -> None:
        if (line := self.chosen()) is not None:
            self.release_wanted.emit(line.automation.id, run)

    def _other(self, words: str) -> None:
        self.second.setText(words)
        self.second.setAccessibleName(words.replace("&", ""))
        self.second.show()

    def _answer_no(self) -> None:
        line = self.chosen()
        if line is None or line.held:
            self._release(run=False)
        elif line.unconfirmed:
            self.settle_wanted.emit(line.automation.id, False)

    def _answer(self) -> None:
        line = self.chosen()
        if line is None:
            return
        if line.held:
            self._release(run=True)
        elif line.unconfirmed:
            self.settle_wanted.emit(line.automation.id, True)
        elif line.failed:
            self.replay_wanted.emit(line.automation.id)
        elif line.automation.state is State.PAUSED:
            self.switch_wanted.emit(line.automation.id, True)
        else:
            self.review_wanted.emit()


class _Tree(QTreeWidget):
    """The list itself: Enter opens, Delete removes."""

    opened = Signal()
    removal = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(4)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((STATE, 210), (MODE, 84), (LAST, 120)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        self.itemDoubleClicked.connect(lambda _item, _column: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removal.emit()
        else:
            super().keyPressEvent(event)
