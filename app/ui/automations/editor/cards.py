"""An automation as cards below each other, joined by a line: when, only if, and each thing to do, as sentences.

A card is an ordinary widget that takes the focus: arrows go from card to card, Alt+arrows move a step, Enter goes to
its form, Delete takes it away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.automation.matching.conditions import said
from app.automation.model import CHOOSE, Step
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.trial import Trial
from app.ui.automations.editor.card_column import CardColumn
from app.ui.automations.editor.card_faults import ONLY_IF, WHEN, faults_by_card
from app.ui.automations.editor.draft import Draft
from app.ui.automations.editor.step_card import Joint, StepCard
from app.ui.automations.words import conditions_words, result_words, step_icon, step_side, step_words, trigger_words
from app.ui.i18n import language
from app.ui.widgets.controls import label

_AT_ONCE = 2
"""Cards that are made at once. The others follow in slices, so that nothing stands still."""
_SLICE = 0.008
"""Seconds of work in a slice."""


class CardList(CardColumn):
    """All cards of a draft. ``chosen`` carries the key of the card whose form shall be shown, ``add_wanted`` the step
    behind which (blank: at the beginning) and the branch in which a step is wanted."""

    chosen = Signal(str)
    form_wanted = Signal(str)
    add_wanted = Signal(str, str)

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.cards: dict[str, StepCard] = {}
        self._current = WHEN
        self._trial: Trial | None = None
        self._left: Iterator[tuple[QWidget, int]] = iter(())
        self._others: dict[tuple[str, ...], QWidget] = {}
        self._shown: dict[str, tuple[Step, str]] = {}
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._slice)
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
        known, others = self.cards, self._others
        self.cards, self._others = {}, {}
        self._left = self._pieces(known, others)
        # cards that were there only move, so a change leaves nothing for later that was there before
        at_once, pieces = max(_AT_ONCE, len(known)), []
        for piece in self._left:
            pieces.append(piece)
            if len(self.cards) == at_once:
                break
        self.arrange(pieces)
        self._in_order(widget for widget, _depth in pieces)
        if self._current not in self.cards and self.draft.find(self._current) is None:
            self._current = WHEN
        if len(self.cards) == at_once:  # what is wrong is looked for when all are there
            self._sentences()
            self._later.start()
        else:
            self.complete()
            self.look()
        if had_focus:
            if self._current not in self.cards:
                self.finish()
            self.cards[self._current].setFocus()

    def finish(self) -> None:
        """Make the cards that are still to come."""
        if self._later.isActive():
            self._later.stop()
            self.append(list(self._left))
            self.complete()
            self.look()

    def _slice(self) -> None:
        end, pieces = time.perf_counter() + _SLICE, []
        for piece in self._left:
            pieces.append(piece)
            if time.perf_counter() > end:
                break
        else:
            self._later.stop()
        self.append(pieces)
        if not self._later.isActive():
            self.complete()
            self.look()
            self.show_trial(self._trial)

    def _pieces(
        self, known: Mapping[str, StepCard], others: Mapping[tuple[str, ...], QWidget]
    ) -> Iterator[tuple[QWidget, int]]:
        """Yield what stands below each other with how deep it stands; what is ``known`` is taken over."""
        trigger = self.draft.automation.trigger.kind

        def card(key: str, *, step: bool, depth: int = 0) -> tuple[QWidget, int]:
            self.cards[key] = known.get(key) or self._card(key, step=step)
            return self.cards[key], depth

        def other(key: tuple[str, ...], make: Callable[[], QWidget], depth: int = 0) -> tuple[QWidget, int]:
            self._others[key] = others.get(key) or make()
            return self._others[key], depth

        def joint(after: str, branch: str, depth: int = 0) -> tuple[QWidget, int]:
            return other(("joint", after, branch), partial(self._joint, after, branch), depth)

        def walk(steps: Iterable[Step], depth: int) -> Iterator[tuple[QWidget, int]]:
            for step in steps:
                placed = card(step.id, step=True, depth=depth)
                self._show(step, trigger)
                yield placed
                if step.operation == CHOOSE:
                    for branch, inner, words in (
                        ("then", step.then, self.tr("Then")),
                        ("otherwise", step.otherwise, self.tr("Otherwise")),
                    ):
                        yield other(("branch", step.id, branch), partial(label, words, "small"), depth + 1)
                        yield from walk(inner, depth + 1)
                        if not inner:
                            yield joint(step.id, branch, depth + 1)
                yield joint(step.id, "", depth)

        yield card(WHEN, step=False)
        yield other(("line",), lambda: Joint("", plain=True))
        yield card(ONLY_IF, step=False)
        yield joint("", "")
        yield from walk(self.draft.automation.steps, 0)

    def _card(self, key: str, *, step: bool) -> StepCard:
        card = StepCard(key, step=step)
        card.chosen.connect(self.choose)
        card.form_wanted.connect(self.form_wanted)
        card.move_wanted.connect(self._move)
        card.removal_wanted.connect(self._remove)
        card.copy_wanted.connect(lambda wanted: self.choose(self.draft.duplicate(wanted)))
        card.toggle_wanted.connect(self.draft.toggle)
        card.step_to.connect(self._step_to)
        return card

    def _joint(self, after: str, branch: str) -> Joint:
        joint = Joint(self.tr("Add a step here"))
        joint.add.clicked.connect(lambda _=False: self.add_wanted.emit(after, branch))
        return joint

    @staticmethod
    def _in_order(widgets: Iterable[QWidget]) -> None:
        """Let Tab go from top to bottom, whatever was made or moved when."""
        before: QWidget | None = None
        for widget in widgets:
            stops: tuple[QWidget, ...] = (widget, widget.menu) if isinstance(widget, StepCard) else ()
            if isinstance(widget, Joint):
                stops = (widget.add,)
            for stop in stops:
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop

    # ------------------------------------------------------------------------------------------ showing
    def look(self) -> None:
        """Show the sentences as they are now, and what is wrong."""
        self._sentences()
        one = self.draft.automation
        for key, words in faults_by_card(one, self.draft.faults()).items():
            if key in self.cards:
                self.cards[key].show_fault(words)

    def _sentences(self) -> None:
        one = self.draft.automation
        kind = all_triggers().get(one.trigger.kind)
        self.cards[WHEN].show_step(trigger_words(one), kind.icon if kind else "bell", "accent")
        told = conditions_words(one.conditions, one.trigger.kind, self.tr("Only if"))
        self.cards[ONLY_IF].show_step(told or self.tr("Only if: always"), "filter", "accent")
        for step in one.all_steps():
            self._show(step, one.trigger.kind)
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
                words, kind = result_words(result, trial, found.sentence.text())
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
