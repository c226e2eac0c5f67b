"""An automation as cards below each other, joined by a line: when, only if, and each thing to do, as sentences.

A card is an ordinary widget that takes the focus: arrows go from card to card, Alt+arrows move a step, Enter goes to
its form, Delete takes it away.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.automation.matching.conditions import said
from app.automation.model import CHOOSE, Step
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.trial import Trial
from app.ui.automations.card_faults import ONLY_IF, WHEN, faults_by_card
from app.ui.automations.draft import Draft
from app.ui.automations.words import conditions_words, result_words, step_icon, step_side, step_words, trigger_words
from app.ui.i18n import language
from app.ui.theme import color, restyle
from app.ui.widgets.controls import column, label, picture, row, tool_button

_LINE_LEFT = 30
_AT_ONCE = 9
"""Cards that are made at once: more than a screen holds. The others follow in slices, so that nothing stands still."""
_SLICE = 0.008
"""Seconds of work in a slice."""


class StepCard(QFrame):
    """One card. ``chosen`` when it gets the focus or is clicked; the rest are what is asked of it."""

    chosen = Signal(str)
    form_wanted = Signal(str)
    move_wanted = Signal(str, int)
    removal_wanted = Signal(str)
    copy_wanted = Signal(str)
    toggle_wanted = Signal(str)
    step_to = Signal(str, int)

    def __init__(self, key: str, *, step: bool) -> None:
        super().__init__()
        self.key, self.is_step, self._chosen = key, step, False
        self.setProperty("role", "step")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.icon = picture("play", "accent", 20)
        self.sentence = label("", "strong", wrap=True)
        self.fault = label("", "warn", wrap=True)
        self.result = label("", "", wrap=True)
        self.fault.hide()
        self.result.hide()
        self.menu = tool_button(self.tr("What can be done with this step"), "more", on_click=self._show_menu)
        self.menu.setVisible(step)
        texts = column(self.sentence, self.fault, self.result, spacing=3)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 10, 8, 10)
        line.setSpacing(10)
        line.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)

    def show_step(self, words: str, icon: str, token: str, *, off: bool = False) -> None:
        """Show a sentence and a picture."""
        from app.ui.theme import set_icon

        set_icon(self.icon, icon, "muted" if off else token, 20)
        self.sentence.setText(self.tr("%1 (switched off)").replace("%1", words) if off else words)
        restyle(self.sentence, role="muted" if off else "strong")
        self._name()

    def show_fault(self, words: str) -> None:
        """Say what is wrong with it; blank for nothing."""
        if words == self.fault.text():
            return
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        self._name()

    def show_result(self, words: str, kind: str) -> None:
        """Say how it came out in a try; blank to say nothing."""
        if words == self.result.text():
            return
        self.result.setText(words)
        restyle(self.result, role={"ok": "ok", "warn": "warn", "danger": "danger"}.get(kind, "muted"))
        self.result.setVisible(bool(words))
        self._name()

    def _name(self) -> None:
        parts = [self.sentence.text()]
        parts += [w.text() for w in (self.fault, self.result) if w.text()]
        self.setAccessibleName(". ".join(parts))

    def mark(self, *, chosen: bool) -> None:
        """Show whether its form is open."""
        if chosen != self._chosen:
            self._chosen = chosen
            restyle(self, chosen="true" if chosen else "false")

    # ------------------------------------------------------------------------------------------ asked of it
    def _actions(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Move &up") + "\tAlt+↑", lambda: self.move_wanted.emit(self.key, -1))
        menu.addAction(self.tr("Move &down") + "\tAlt+↓", lambda: self.move_wanted.emit(self.key, 1))
        menu.addAction(self.tr("Du&plicate") + "\tCtrl+D", lambda: self.copy_wanted.emit(self.key))
        menu.addAction(self.tr("Switch &off or on"), lambda: self.toggle_wanted.emit(self.key))
        menu.addSeparator()
        menu.addAction(self.tr("&Remove"), lambda: self.removal_wanted.emit(self.key))
        return menu

    def _show_menu(self) -> None:
        self._actions().popup(self.menu.mapToGlobal(QPoint(0, self.menu.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.is_step:
            self._actions().popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if by and alt and self.is_step:
            self.move_wanted.emit(self.key, by)
        elif by:
            self.step_to.emit(self.key, by)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.form_wanted.emit(self.key)
        elif key == Qt.Key.Key_Delete and self.is_step:
            self.removal_wanted.emit(self.key)
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.is_step:
            self.copy_wanted.emit(self.key)
        else:
            super().keyPressEvent(event)


class Joint(QWidget):
    """The piece of line between two cards, with a button that adds a step there."""

    def __init__(self, words: str, *, plain: bool = False) -> None:
        super().__init__()
        self.setFixedHeight(16 if plain else 30)
        self.add = tool_button(words, "plus")
        self.add.setFixedSize(26, 26)
        self.add.setVisible(not plain)
        line = QHBoxLayout(self)
        line.setContentsMargins(_LINE_LEFT - 13 + 5, 0, 0, 0)
        line.addWidget(self.add)
        line.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(color("strong_border"), 2))
        x = _LINE_LEFT + 5 - 13 + 13
        if self.add.isHidden():
            painter.drawLine(x, 0, x, self.height())
        else:
            painter.drawLine(x, 0, x, 3)
            painter.drawLine(x, self.height() - 3, x, self.height())


class CardList(QWidget):
    """All cards of a draft. ``chosen`` carries the key of the card whose form shall be shown, ``add_wanted`` the step
    behind which (blank: at the beginning) and the branch in which a step is wanted."""

    chosen = Signal(str)
    form_wanted = Signal(str)
    add_wanted = Signal(str, str)

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.cards: dict[str, StepCard] = {}
        self._known: dict[str, StepCard] = {}
        self._current = WHEN
        self._trial: Trial | None = None
        self._left: Iterator[None] = iter(())
        self._shown: dict[str, tuple[Step, str]] = {}
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._slice)
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(2, 2, 8, 2)
        self._place.setSpacing(0)
        draft.shape_changed.connect(self.build)
        draft.changed.connect(self.look)
        self.build()

    @property
    def current(self) -> str:
        """The key of the card whose form is shown."""
        return self._current

    # ------------------------------------------------------------------------------------------ building
    def build(self) -> None:
        """Make the cards anew; the chosen one stays chosen. Those that no screen shows yet follow."""
        self.finish()
        focus = self.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        old = []
        while (item := self._place.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                old.append(widget)
        self._known, self.cards = self.cards, {}
        self._add_card(WHEN, step=False)
        self._place.addWidget(Joint("", plain=True))
        self._add_card(ONLY_IF, step=False)
        self._joint("", "")
        self._left = self._pieces(old)
        # cards that were there only move, so a change leaves nothing for later that was there before
        at_once = max(_AT_ONCE, len(self._known))
        done = sum(1 for _ in islice(self._left, at_once))
        if self._current not in self.cards and self.draft.find(self._current) is None:
            self._current = WHEN
        self.look()
        if done == at_once:
            self._later.start()
        if had_focus:
            if self._current not in self.cards:
                self.finish()
            self.cards[self._current].setFocus()

    def _pieces(self, old: Iterable[QWidget]) -> Iterator[None]:
        """Place one step after the other, then take away what has no place any more."""
        yield from self._add_steps(self.draft.automation.steps, 0)
        self._place.addStretch(1)
        kept = set(self.cards.values())
        for widget in (*old, *self._known.values()):  # cards that stay have moved into their new places
            if widget not in kept:
                widget.hide()
                widget.deleteLater()
        self._known = {}

    def finish(self) -> None:
        """Make the cards that are still to come."""
        if self._later.isActive():
            self._later.stop()
            for _ in self._left:
                pass
            self.look()

    def _slice(self) -> None:
        end = time.perf_counter() + _SLICE
        for _ in self._left:
            if time.perf_counter() > end:
                return
        self._later.stop()
        self.look()
        self.show_trial(self._trial)

    def _add_steps(self, steps: Iterable[Step], depth: int) -> Iterator[None]:
        trigger = self.draft.automation.trigger.kind
        for step in steps:
            self._add_card(step.id, step=True, depth=depth)
            self._show(step, trigger)
            yield
            if step.operation == CHOOSE:
                for branch, inner, words in (
                    ("then", step.then, self.tr("Then")),
                    ("otherwise", step.otherwise, self.tr("Otherwise")),
                ):
                    self._place.addWidget(_indented(label(words, "small"), 1))
                    yield from self._add_steps(inner, depth + 1)
                    if not inner:
                        self._joint(step.id, branch, depth=1)
            self._joint(step.id, "", depth=depth)

    def _add_card(self, key: str, *, step: bool, depth: int = 0) -> None:
        if (known := self._known.get(key)) is not None:
            self.cards[key] = known
            self._place.addWidget(_indented(known, depth) if depth else known)
            known.show()
            return
        card = StepCard(key, step=step)
        self.cards[key] = card
        card.chosen.connect(self.choose)
        card.form_wanted.connect(self.form_wanted)
        card.move_wanted.connect(self._move)
        card.removal_wanted.connect(self._remove)
        card.copy_wanted.connect(lambda wanted: self.choose(self.draft.duplicate(wanted)))
        card.toggle_wanted.connect(self.draft.toggle)
        card.step_to.connect(self._step_to)
        self._place.addWidget(_indented(card, depth) if depth else card)

    def _joint(self, after: str, branch: str, depth: int = 0) -> None:
        words = self.tr("Add a step here")
        joint = Joint(words)
        joint.add.clicked.connect(lambda _=False: self.add_wanted.emit(after, branch))
        self._place.addWidget(_indented(joint, depth) if depth else joint)

    # ------------------------------------------------------------------------------------------ showing
    def look(self) -> None:
        """Show the sentences as they are now, and what is wrong."""
        one = self.draft.automation
        kind = all_triggers().get(one.trigger.kind)
        self.cards[WHEN].show_step(trigger_words(one), kind.icon if kind else "bell", "accent")
        told = conditions_words(one.conditions, one.trigger.kind, self.tr("Only if"))
        self.cards[ONLY_IF].show_step(told or self.tr("Only if: always"), "filter", "accent")
        for step in one.all_steps():
            self._show(step, one.trigger.kind)
        for key, words in faults_by_card(one, self.draft.faults()).items():
            if key in self.cards:
                self.cards[key].show_fault(words)
        for key, card in self.cards.items():
            card.mark(chosen=key == self._current)

    def _show(self, step: Step, trigger: str) -> None:
        """Show a step on its card, unless it stands there already."""
        card = self.cards.get(step.id)
        if card is not None and (not card.sentence.text() or self._shown.get(step.id) != (step, trigger)):
            self._shown[step.id] = (step, trigger)
            card.show_step(step_words(step, trigger), step_icon(step), step_side(step), off=step.disabled)

    def show_trial(self, trial: Trial | None) -> None:
        """Show on each card how it came out in a try; None takes the results away."""
        self._trial = trial
        for card in self.cards.values():
            card.show_result("", "")
        if trial is None:
            return
        schema = schema_of(trial.automation.trigger.kind)
        lines = [f"{'✓' if c.passed else '✗'} {said(c, schema, language())}" for c in trial.conditions]
        if lines:
            self.cards[ONLY_IF].show_result("\n".join(lines), "ok" if trial.passed else "warn")
        for result in trial.steps:
            if (found := self.cards.get(result.step)) is not None:
                words, kind = result_words(result, trial)
                lines = [
                    words,
                    *(f"{'✓' if c.passed else '✗'} {said(c, schema, language())}" for c in result.conditions),
                ]
                found.show_result("\n".join(lines), kind)

    def choose(self, key: str) -> None:
        """Choose a card."""
        if key not in self.cards:
            self.finish()
        if key in self.cards and key != self._current:
            if (before := self.cards.get(self._current)) is not None:
                before.mark(chosen=False)
            self._current = key
            self.cards[key].mark(chosen=True)
            self.chosen.emit(key)

    # ------------------------------------------------------------------------------------------ asked of cards
    def _step_to(self, key: str, by: int) -> None:
        if key == list(self.cards)[-1]:
            self.finish()
        keys = list(self.cards)
        place = keys.index(key) + by
        if 0 <= place < len(keys):
            self.cards[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, key: str, by: int) -> None:
        if self.draft.move(key, by):
            self.cards[key].setFocus()

    def _remove(self, key: str) -> None:
        self.finish()
        keys = list(self.cards)
        place = keys.index(key)
        self._current = keys[place - 1]
        self.draft.remove(key)
        self.cards[self._current].setFocus()
        self.chosen.emit(self._current)


def _indented(widget: QWidget, depth: int) -> QWidget:
    whole = QWidget()
    line = row(28 * depth, widget, spacing=0)
    line.setStretch(1, 1)
    whole.setLayout(line)
    return whole
