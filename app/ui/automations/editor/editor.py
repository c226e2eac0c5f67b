"""The editor: cards at the left, the form of the chosen one at the right, a try with a real record below.

Nothing is kept until "Save"; what is not kept stays in the draft, also when another page is shown.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.automation.faults import AutomationRefused
from app.automation.model import Automation
from app.automation.offer.loops import cycles
from app.automation.offer.registry import all_triggers, known_schema
from app.automation.planning.trial import Trial, sample_event, try_out
from app.automation.validate import faults
from app.errors import Ponte24Error, UsageError
from app.services.api.automations.automations import AutomationChoices, SampleEvent
from app.ui.automations.editor.card_faults import WHEN, card_of
from app.ui.automations.editor.cards import CardList
from app.ui.automations.editor.draft import Draft
from app.ui.automations.editor.form import StepForm
from app.ui.automations.editor.palette import Palette, action_offers, trigger_offers
from app.ui.automations.words import cost_words
from app.ui.bridge import Bridge
from app.ui.i18n import language
from app.ui.widgets.controls import button, label, row, tool_button

_AGAIN_MS = 400
"""After a change the try is made anew, a moment later."""


def _first_that_passes(automation: Automation, samples: Sequence[SampleEvent]) -> int:
    """Return which sample is worth a try: the first that the conditions let through, else the first."""
    if faults(automation):
        return 0
    now = time.time()
    tried = (try_out(automation, sample.event, date.today(), now).passed for sample in samples)
    return next((place for place, passed in enumerate(tried) if passed), 0)


class Editor(QWidget):
    """Edits one draft. ``saved`` carries what was kept, ``left`` asks to go back to the list."""

    saved = Signal(object)
    ring_found = Signal(object)
    left = Signal()
    touched = Signal()

    def __init__(self, bridge: Bridge, automation: Automation, others: Sequence[Automation] = ()) -> None:
        super().__init__()
        self.others = tuple(one for one in others if one.id != automation.id)
        self._bridge = bridge
        self.draft = Draft(automation, self)
        self.samples: tuple[SampleEvent, ...] = ()
        self.trial: Trial | None = None
        self.palette_: Palette | None = None
        self._asked = 0
        self._trigger = automation.trigger
        self._head()
        self.cards = CardList(self.draft)
        self.form = StepForm(self.draft)
        self.form.show_card(WHEN)
        self._tries()
        self._lay_out()
        self.cards.chosen.connect(self.form.show_card)
        self.cards.form_wanted.connect(self._to_form)
        self.cards.add_wanted.connect(self.add_step)
        self.form.trigger_wanted.connect(self.choose_trigger)
        self.draft.changed.connect(self._look)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._try_again)
        for keys, then in (("Ctrl+Z", self.draft.undo), ("Ctrl+Y", self.draft.redo), ("Ctrl+S", self.save)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(then)
        self._look()

    # ------------------------------------------------------------------------------------------ building
    def _head(self) -> None:
        self.back = button(self.tr("&Back"), on_click=self.left.emit)
        self.name = QLineEdit(self.draft.automation.name)
        self.name.setAccessibleName(self.tr("Name of the automation"))
        self.name.setPlaceholderText(self.tr("What shall it be called?"))
        self.name.setMaxLength(120)
        self.name.textChanged.connect(self.draft.rename)
        self.undo = tool_button(self.tr("Undo (Ctrl+Z)"), "undo", on_click=self.draft.undo)
        self.redo = tool_button(self.tr("Do again (Ctrl+Y)"), "arrow-right", on_click=self.draft.redo)
        self.keep = button(self.tr("&Save"), "primary", icon="check", on_click=self.save)
        self.keep.setToolTip(self.tr("Ctrl+S"))

    def _tries(self) -> None:
        self.sample = QComboBox()
        self.sample.setAccessibleName(self.tr("Try with"))
        self.sample.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sample.setMinimumContentsLength(18)
        self.try_ = button(self.tr("&Try"), icon="play", on_click=self.try_out)
        self.try_.setToolTip(self.tr("Shows what it would do; nothing is changed"))
        self.told = label("", "small", wrap=True)
        self.cost = label("", "small", wrap=True)
        self.cost.hide()
        self.hints = label("", "warn", wrap=True)
        self.hints.hide()

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Steps"))
        ground = QWidget()
        ground.setProperty("role", "page")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, 0)
        scroll.setWidget(ground)
        self.area = scroll
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(scroll)
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 20, 22, 14)
        outer.setSpacing(10)
        head = row(self.back, self.name, self.undo, self.redo, self.keep, spacing=8)
        head.setStretch(1, 1)
        outer.addLayout(head)
        outer.addWidget(self.problem)
        outer.addWidget(self.split, 1)
        # full things come last into what stands already: each new parent goes through all that is in them
        inner.addWidget(self.cards)
        self.split.addWidget(self.form)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setSizes([480, 400])
        caption = label(self.tr("Try &with"))
        caption.setTextFormat(Qt.TextFormat.AutoText)
        caption.setBuddy(self.sample)
        foot = row(caption, self.sample, self.try_, spacing=8)
        foot.setStretch(1, 1)
        outer.addLayout(foot)
        outer.addWidget(self.told)
        outer.addWidget(self.hints)
        outer.addWidget(self.cost)

    # ------------------------------------------------------------------------------------------ reading
    async def read(self) -> None:
        """Read what the fields offer, and the last real events to try with."""
        service = self._bridge.service.automations
        choices: AutomationChoices = await self._bridge.call(service.choices)
        self.form.know(choices)
        await self._read_samples()
        words = cost_words(await self._bridge.call(service.cost, self.draft.automation))
        self.cost.setText(words)
        self.cost.setVisible(bool(words))
        if await self._bridge.call(service.read_choices):
            self.form.know(await self._bridge.call(service.choices))
        hints = await self._bridge.call(service.hints, self.draft.automation)
        self.hints.setText("\n".join(hints))
        self.hints.setVisible(bool(hints))

    async def _read_samples(self) -> None:
        if self.draft.automation.trigger.kind not in all_triggers():
            return
        self.samples = await self._bridge.call(
            self._bridge.service.automations.samples, self.draft.automation.trigger, 20
        )
        self.sample.blockSignals(True)
        self.sample.clear()
        for sample in self.samples:
            self.sample.addItem(sample.title)
        if not self.samples:
            self.sample.addItem(self.tr("an invented example"))
        self.sample.setCurrentIndex(await self._bridge.call(_first_that_passes, self.draft.automation, self.samples))
        self.sample.blockSignals(False)

    # ------------------------------------------------------------------------------------------ showing
    def _look(self) -> None:
        one = self.draft.automation
        self.undo.setEnabled(self.draft.can_undo)
        self.redo.setEnabled(self.draft.can_redo)
        self.keep.setEnabled(self.draft.dirty)
        if self.name.text() != one.name:
            self.name.setText(one.name)
        if one.trigger != self._trigger:
            self._trigger = one.trigger
            self._bridge.soon(self._read_samples)
        if self.trial is not None:
            self._again.start()
        self.problem.hide()
        self.touched.emit()

    def _to_form(self, key: str) -> None:
        self.cards.choose(key)
        self.form.show_card(key)
        self.form.focus_first()

    def say(self, words: str) -> None:
        """Say what stands in the way."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    # ------------------------------------------------------------------------------------------ acting
    def add_step(self, after: str, branch: str) -> None:
        """Ask for a step and put it behind another, or into a branch."""
        inner = bool(branch) or (bool(after) and self.draft.is_inner(after))
        schema = known_schema(self.draft.automation.trigger.kind)
        self.palette_ = Palette(self.tr("What shall it do?"), action_offers(schema, inner=inner), self.window())
        self.palette_.picked.connect(partial(self._add, after, branch))
        self.palette_.open()

    def _add(self, after: str, branch: str, operation: str) -> None:
        if not after and not branch:
            made = self.draft.add(operation)
            for _ in range(len(self.draft.automation.steps) - 1):
                self.draft.move(made, -1)
        else:
            made = self.draft.add(operation, after, branch)
        self._to_form(made)

    def choose_trigger(self) -> None:
        """Ask what sets it off."""
        self.palette_ = Palette(self.tr("When shall it happen?"), trigger_offers(), self.window())
        self.palette_.picked.connect(self._take_trigger)
        self.palette_.open()

    def _take_trigger(self, kind: str) -> None:
        self.draft.choose_trigger(kind)
        self.form.show_card(WHEN)

    def save(self, *, sure: bool = False) -> None:
        """Keep the automation; what is wrong is said, and its card is chosen. With others that it would set off in a
        ring, ``ring_found`` carries their names, and only one who is ``sure`` keeps it."""
        if not self.draft.automation.name.strip():
            self.draft.rename(self._natural_name())
        faults = self.draft.faults()
        if faults:
            self._point_at(faults[0].words(language()), card_of(self.draft.automation, faults[0]))
            return
        if not sure and (ring := self._ring()):
            self.ring_found.emit(ring)
            return
        self.keep.setEnabled(False)
        self._bridge.spawn(self._save())

    def _ring(self) -> list[str]:
        """Return the names of the automations that this one and they would set off in a ring; once it is kept so, it
        is not asked about again."""
        mine = self.draft.automation if self.draft.automation.id else replace(self.draft.automation, id="@new")
        kept = self.draft.kept
        before = {i for ring in cycles((*self.others, kept)) if kept.id in ring for i in ring} if kept else set()
        rings = [set(ring) for ring in cycles((*self.others, mine)) if mine.id in ring]
        names = {one.id: one.name for one in self.others}
        return sorted(names[i] for ring in rings for i in ring - {mine.id} if i not in before)

    def _natural_name(self) -> str:
        kind = all_triggers().get(self.draft.automation.trigger.kind)
        said = kind.say(self.draft.automation.trigger.parameters, language()) if kind else self.tr("Automation")
        return said[:1].upper() + said[1:119]

    def _point_at(self, words: str, key: str) -> None:
        self.say(words)
        if key in self.cards.cards:
            self.cards.choose(key)
            self.cards.cards[key].setFocus()
            self.area.ensureWidgetVisible(self.cards.cards[key])

    async def _save(self) -> None:
        try:
            kept = await self._bridge.call(self._bridge.service.automations.save, self.draft.automation)
        except AutomationRefused as refused:
            self.keep.setEnabled(True)
            self._point_at(refused.faults[0].words(language()), card_of(self.draft.automation, refused.faults[0]))
            return
        except Ponte24Error as error:
            self.keep.setEnabled(True)
            words = error.describe(language())
            self.say(f"{words.title}. {words.meaning}")
            return
        self.draft.keep(kept)
        self._bridge.announce("automations")
        self.saved.emit(kept)

    def try_out(self) -> None:
        """Show what it would do with the chosen record; nothing is changed."""
        faults = self.draft.faults()
        if faults:
            self._point_at(faults[0].words(language()), card_of(self.draft.automation, faults[0]))
            return
        self._asked += 1
        self._bridge.spawn(self._try(self._asked))

    def _try_again(self) -> None:
        if self.draft.faults():
            self.trial = None
            self.cards.show_trial(None)
            self.told.setText("")
        else:
            self.try_out()

    async def _try(self, asked: int) -> None:
        place = self.sample.currentIndex()
        there = 0 <= place < len(self.samples)
        event = self.samples[place].event if there else sample_event(self.draft.automation)
        service = self._bridge.service.automations
        try:
            trial: Trial = await self._bridge.call(service.try_out, self.draft.automation, event)
        except UsageError as error:
            if asked == self._asked:
                self.say(error.describe(language()).meaning)
            return
        if asked == self._asked:
            self.show_trial(trial)

    def show_trial(self, trial: Trial) -> None:
        """Show the result of a try on the cards, and its sum below."""
        self.trial = trial
        self.cards.show_trial(trial)
        if not trial.passed:
            self.told.setText(self.tr("With this record it would do nothing: the conditions do not hold."))
            return
        count = len(trial.changes)
        words = self.tr("It would make %n change(s). Nothing has been changed.", "", count)
        self.told.setText(words)
