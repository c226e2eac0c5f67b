"""What automations did, and why others did not start: each run with its event, conditions and steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTabWidget, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.automation.data.schemas import Schema
from app.automation.matching.conditions import Checked, said
from app.automation.model import Mode
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.plan import told as change_told
from app.services.api.automations.automations import AutomationRunLine, AutomationVersion, PassedOverLine
from app.ui.automations.words import mode_short, run_state_words
from app.ui.i18n import language, moment
from app.ui.theme import color
from app.ui.tips import tip
from app.ui.widgets.controls import Elided, button, label, row

_ID = Qt.ItemDataRole.UserRole
_UNFOLDED = 12
"""Runs whose steps are made at once: as many as a screen holds."""


class LogPage(QWidget):
    """Runs, events that passed by, and earlier versions. ``restore_wanted`` carries a version's number, ``undo_wanted``
    the line of the run to take back."""

    back = Signal()
    restore_wanted = Signal(int)
    undo_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = Elided(self.tr("What it did"), "h1")
        self.back_ = button(self.tr("&Back"), on_click=self.back.emit)
        self.runs = _tree(self.tr("Runs"), [self.tr("What happened"), self.tr("Result"), self.tr("When")])
        self.passed = _tree(self.tr("Why did it not start?"), [self.tr("What happened"), self.tr("When")])
        self.versions = _tree(self.tr("Earlier versions"), [self.tr("Version"), self.tr("Saved")])
        self.no_runs = label("", "muted", wrap=True)
        self.restore = button(self.tr("&Go back to this version"), icon="undo", on_click=self._restore)
        self.undo = button(self.tr("&Undo what this run did…"), icon="undo", on_click=self._undo)
        self.hint = label("", "muted", wrap=True)
        self.runs.itemExpanded.connect(self._unfold)
        self.versions.currentItemChanged.connect(lambda _now, _before: self._look())
        self.runs.currentItemChanged.connect(lambda _now, _before: self._look())
        done = QWidget()
        within = QVBoxLayout(done)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self.runs, 1)
        foot = row(self.undo, self.hint, spacing=10)
        foot.setStretch(1, 1)
        within.addLayout(foot)
        older = QWidget()
        inner = QVBoxLayout(older)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.versions, 1)
        inner.addLayout(row(self.restore, None))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("What it did"))
        self.tabs.addTab(done, self.tr("What it &did"))
        self.hints = label("", "warn", wrap=True)
        self.hints.hide()
        why = QWidget()
        beside = QVBoxLayout(why)
        beside.setContentsMargins(0, 6, 0, 0)
        beside.addWidget(self.hints)
        beside.addWidget(self.passed, 1)
        self.tabs.addTab(why, self.tr("&Why did it not start?"))
        self.tabs.addTab(older, self.tr("Earlier &versions"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 20, 28, 16)
        outer.setSpacing(8)
        head = row(self.back_, self.title, spacing=14)
        head.setStretch(1, 1)
        outer.addLayout(head)
        outer.addWidget(self.no_runs)
        outer.addWidget(self.tabs, 1)

    def show_log(
        self,
        name: str,
        runs: Sequence[AutomationRunLine],
        passed: Sequence[PassedOverLine],
        versions: Sequence[AutomationVersion],
        trigger: str = "",
        hints: Sequence[str] = (),
    ) -> None:
        """Show what one automation did (or all: ``trigger``, ``versions`` and ``hints`` are blank then)."""
        self.hints.setText("\n".join(hints))
        self.hints.setVisible(bool(hints))
        self.title.set_words(name or self.tr("What automations did"))
        self.no_runs.setText("" if runs else self.tr("It has not done anything yet."))
        self.no_runs.setVisible(not runs)
        self.runs.clear()
        for place, run in enumerate(runs):
            item = self._run(run, named=not name)
            self.runs.addTopLevelItem(item)
            if place < _UNFOLDED:
                self._unfold(item)
        self.passed.clear()
        schema = schema_of(trigger) if trigger in all_triggers() else Schema(())
        for line in passed:
            item = QTreeWidgetItem([line.title, moment(line.at)])
            _add_conditions(item, line.conditions, schema)
            if line.detail:
                item.addChild(QTreeWidgetItem([line.detail]))
            self.passed.addTopLevelItem(item)
        self.versions.clear()
        for version in versions:
            item = QTreeWidgetItem([self.tr("Version %1").replace("%1", str(version.version)), moment(version.at)])
            item.setData(0, _ID, version.version)
            self.versions.addTopLevelItem(item)
        for place in (1, 2):
            self.tabs.setTabVisible(place, bool(name))
        self._look()

    def _run(self, run: AutomationRunLine, *, named: bool) -> QTreeWidgetItem:
        state, _kind = run_state_words(run.state)
        title = f"{run.name}: {run.title}" if named else run.title
        how = state if run.mode is Mode.TRY else f"{state} ({mode_short(run.mode)})"
        item = QTreeWidgetItem([title, how, moment(run.at)])
        item.setData(0, _ID, run)
        told = f"{title}. {state}. {moment(run.at)}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, told)
        item.setToolTip(0, tip(title))
        item.setToolTip(1, tip(how))
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _unfold(self, item: QTreeWidgetItem) -> None:
        """Show what a run did; of hundreds that is made only when it is wanted."""
        run = item.data(0, _ID)
        if item.childCount() or not isinstance(run, AutomationRunLine):
            return
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicatorWhenChildless)
        if run.detail:
            item.addChild(QTreeWidgetItem([run.detail]))
        schema = schema_of(run.event.kind) if run.event.kind in all_triggers() else Schema(())
        _add_conditions(item, run.conditions, schema)
        for step in run.steps:
            if step.change is None and step.conditions:
                _add_conditions(item, step.conditions, schema)
                continue
            words, _kind = run_state_words(step.state)
            what = change_told(step.change, language()) if step.change is not None else ""
            text = ": ".join(part for part in (what, step.detail) if part) or words
            inner = QTreeWidgetItem([text, words, moment(step.at)])
            inner.setToolTip(0, tip(text))
            item.addChild(inner)

    def chosen_run(self) -> AutomationRunLine | None:
        """Return the run that is chosen, also by one of its lines."""
        item = self.runs.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        found = item.data(0, _ID) if item is not None else None
        return found if isinstance(found, AutomationRunLine) else None

    def _undo(self) -> None:
        if (run := self.chosen_run()) is not None:
            self.undo_wanted.emit(run)

    def _offer_undo(self) -> None:
        run = self.chosen_run()
        can = run is not None and bool(run.undo)
        self.undo.setEnabled(can)
        self.undo.setVisible(self.runs.topLevelItemCount() > 0)
        words = ""
        if run is not None and not can:
            words = self.tr("This run has changed nothing that could be taken back.")
        elif can:
            words = self.tr("You see every step of it in Review before anything is sent.")
        self.hint.setText(words)

    def _look(self) -> None:
        self._offer_undo()
        item = self.versions.currentItem()
        self.restore.setEnabled(item is not None and self.versions.indexOfTopLevelItem(item) > 0)

    def _restore(self) -> None:
        item = self.versions.currentItem()
        if item is not None:
            self.restore_wanted.emit(int(item.data(0, _ID)))


def _add_conditions(item: QTreeWidgetItem, conditions: Sequence[Checked], schema: Schema) -> None:
    for one in conditions:
        sign = "✓" if one.passed else "✗"
        child = QTreeWidgetItem([f"{sign} {said(one, schema, language())}"])
        child.setForeground(0, color("ok" if one.passed else "warn"))
        item.addChild(child)


def _tree(name: str, columns: list[str]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(name)
    tree.setColumnCount(len(columns))
    tree.setHeaderLabels(columns)
    tree.setAlternatingRowColors(True)
    head = tree.header()
    head.setStretchLastSection(False)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(columns)):
        tree.setColumnWidth(column, 176)
    return tree
