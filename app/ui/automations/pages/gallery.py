"""The twelve recipes: each a card to press; its questions, what it would do with real customers, and "on"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.automation.declared.kinds import Field
from app.automation.faults import AutomationRefused
from app.automation.kept.recipes import Recipe, make, recipes
from app.automation.model import Automation, Mode, Trigger
from app.automation.offer.registry import schema_of
from app.automation.planning.plan import told
from app.automation.planning.trial import Trial, sample_event
from app.errors import Ponte24Error
from app.services.api.automations.automations import AutomationChoices, AutomationCost, SampleEvent
from app.ui.automations.fields.field_editor import Editor
from app.ui.automations.fields.fields import make_editor
from app.ui.automations.words import conditions_words, cost_words, step_words, trigger_words
from app.ui.bridge import Bridge
from app.ui.i18n import language
from app.ui.widgets.controls import Card, Page, button, clear, column, label, picture, row, set_role

_SHOWN = 5
"""Real records a preview shows at most."""


class RecipeButton(QPushButton):
    """One recipe to press: its picture, its name and what it does."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.recipe = recipe
        name, summary = recipe.name.of(language()), recipe.summary.of(language())
        self.setProperty("role", "recipe")
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setAccessibleDescription(summary)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(14, 12, 14, 12)
        inner.setSpacing(4)
        title, told = label(name, "strong", wrap=True), label(summary, "small", wrap=True)
        for one in (title, told):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        head = row(picture(recipe.icon, "accent", 20), title, spacing=9)
        head.setStretch(1, 1)
        inner.addLayout(head)
        inner.addWidget(told)
        inner.addStretch(1)
        # two lines for the name and three for what it does: what stands on a button does not make room for itself
        self.setFixedHeight(round(5.4 * title.fontMetrics().height()) + 28)


class Gallery(Page):
    """All recipes. ``chosen`` carries a recipe's id, ``blank_wanted`` asks for an automation without one."""

    chosen = Signal(str)
    blank_wanted = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Recipes"))
        self.setAccessibleName(self.tr("Recipes"))
        self.subtitle.setText(
            self.tr("Choose one: a few questions, a look at what it would do, and it is on. It asks before it does.")
        )
        self.subtitle.show()
        self.back_ = button(self.tr("&Back"), on_click=self.back.emit)
        self.blank = button(self.tr("&Without a recipe…"), icon="pencil", on_click=self.blank_wanted.emit)
        self.buttons.addWidget(self.back_)
        self.buttons.addWidget(self.blank)
        self.cards = [RecipeButton(one) for one in recipes().values()]
        grid = QGridLayout()
        grid.setSpacing(10)
        for n, card in enumerate(self.cards):
            card.clicked.connect(lambda _=False, c=card: self.chosen.emit(c.recipe.id))
            grid.addWidget(card, n // 2, n % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)


def _short(question: Field) -> bool:
    """Tell whether an answer needs no more room than a few letters."""
    return question.kind in ("days", "number", "money", "time")


class RecipePage(QWidget):
    """One recipe with its questions and a preview. ``made`` carries an automation that was switched on; ``edit_wanted``
    one to look at in the editor first."""

    made = Signal(object)
    edit_wanted = Signal(object)
    back = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.page = Page("", "")
        self._recipe: Recipe | None = None
        self.answers: dict[str, Any] = {}
        self.editors: dict[str, Editor] = {}
        self._asked = 0
        self.back_ = button(self.tr("&Back"), on_click=self.back.emit)
        self.edit = button(self.tr("Change &details…"), "quiet", icon="pencil", on_click=self._edit)
        self.try_ = button(self.tr("&Only try it for now"), on_click=lambda: self._switch(Mode.TRY))
        self.on = button(self.tr("Switch &on: it asks first"), "primary", icon="check", on_click=self._on)
        self.form = column(spacing=10)
        self.asks = Card(self.tr("Questions"))
        self.asks.body.addLayout(self.form)
        self.does = Card(self.tr("What it does"))
        self.preview = Card(self.tr("With your customers"))
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        for card in (self.asks, self.does, self.preview):
            self.page.body.addWidget(card)
        bar = row(self.back_, None, self.edit, self.try_, self.on)
        bar.setContentsMargins(28, 8, 28, 14)
        warn = row(self.problem)
        warn.setContentsMargins(28, 4, 28, 0)
        outer = column(self.page, warn, bar, spacing=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)

    def show_recipe(self, recipe_id: str, choices: AutomationChoices) -> None:
        """Show a recipe with its questions as they stand at first."""
        recipe = self._recipe = recipes()[recipe_id]
        self.page.title.setText(recipe.name.of(language()))
        self.page.setAccessibleName(recipe.name.of(language()))
        self.page.subtitle.setText(recipe.summary.of(language()))
        self.page.subtitle.show()
        clear(self.form)
        self.editors = {}
        self.answers = {q.name: recipe.default(q.name, language()) for q in recipe.questions}
        schema = schema_of(recipe.body["trigger"]["kind"])
        for question in recipe.questions:
            editor = make_editor(question, schema, choices)
            editor.show_value(self.answers[question.name])
            editor.changed.connect(lambda value, key=question.name: self._answer(key, value))
            words = label(question.words.of(language()), wrap=True)
            words.setBuddy(editor.widget)
            self.form.addLayout(
                column(words, row(editor.widget, None), spacing=3)
                if _short(question)
                else column(words, editor.widget, spacing=3)
            )
            self.editors[question.name] = editor
        self.asks.setVisible(bool(recipe.questions))
        self.on.setFocus()
        self._look()

    def _answer(self, key: str, value: Any) -> None:
        self.answers[key] = value
        self._look()

    def automation(self) -> Automation | None:
        """Return the automation with the questions as they are answered; None where an answer will not do."""
        if self._recipe is None:
            return None
        try:
            return make(self._recipe.id, self.answers, language())
        except AutomationRefused as refused:
            self._say("\n".join(fault.words(language()) for fault in refused.faults))
            return None

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _look(self) -> None:
        self._say("")
        made = self.automation()
        for one in (self.on, self.try_, self.edit):
            one.setEnabled(made is not None)
        clear(self.does.body)
        if made is None:
            return
        lines = [trigger_words(made)]
        if told := conditions_words(made.conditions, made.trigger.kind, self.tr("Only if")):
            lines.append(told)
        lines += [f"{n}. {step_words(s, made.trigger.kind)}" for n, s in enumerate(made.steps, 1)]
        for line in lines:
            self.does.body.addWidget(label(line, wrap=True))
        self._asked += 1
        self._bridge.spawn(self._preview(made, self._asked))

    async def _preview(self, made: Automation, asked: int) -> None:
        service = self._bridge.service.automations
        try:
            samples = await self._bridge.call(service.samples, made.trigger, 20)
            trials = [await self._bridge.call(service.try_out, made, sample.event) for sample in samples]
            if not any(trial.passed for trial in trials):
                invented = sample_event(made)
                samples = (SampleEvent(invented, self.tr("An invented example"), happened=False),)
                trials = [await self._bridge.call(service.try_out, made, invented)]
        except Ponte24Error as error:
            samples, trials = (), []
            self._say(error.describe(language()).meaning)
        if asked == self._asked:
            self.show_preview(list(zip(samples, trials, strict=True)))
            for hint in await self._bridge.call(service.hints, made):
                if asked == self._asked:
                    self.preview.body.addWidget(label(hint, "warn", wrap=True))
            cost = await self._bridge.call(service.cost, made)
            if asked == self._asked:
                self.tell_cost(cost)

    def tell_cost(self, cost: AutomationCost) -> None:
        """Say below the preview what it would cost."""
        if words := cost_words(cost):
            self.preview.body.addWidget(label(words, "small", wrap=True))

    def show_preview(self, found: list[tuple[SampleEvent, Trial]]) -> None:
        """Show what the automation would have done with real records."""
        clear(self.preview.body)
        wanted = [(sample, trial) for sample, trial in found if trial.passed]
        if not wanted:
            words = self.tr(
                "At the moment there is nothing that would set it off; it waits for what happens from now on."
            )
            self.preview.body.addWidget(label(words, "muted", wrap=True))
            return
        happened = [sample for sample, _trial in wanted if sample.happened]
        if happened:
            head = self.tr("It would have done something for %1 of your records. For example:")
            head = head.replace("%1", str(len(happened)))
            wanted.sort(key=lambda one: not one[0].happened)
        else:
            head = self.tr("If it happened now with these, it would do:")
        self.preview.body.addWidget(label(head, wrap=True))
        for sample, trial in wanted[:_SHOWN]:
            frame = QFrame()
            set_role(frame, "inset")
            inner = QVBoxLayout(frame)
            inner.setContentsMargins(12, 8, 12, 8)
            inner.setSpacing(2)
            inner.addWidget(label(sample.title, "strong", wrap=True))
            for change in trial.changes:
                inner.addWidget(label(f"• {told(change, language())}", wrap=True))
            self.preview.body.addWidget(frame)
        note = self.tr("What happened before you switch it on does not set it off.")
        self.preview.body.addWidget(label(note, "small", wrap=True))

    def _edit(self) -> None:
        if (made := self.automation()) is not None:
            self.edit_wanted.emit(made)

    def _on(self) -> None:
        self._switch(Mode.ASK)

    def _switch(self, mode: Mode) -> None:
        if self.automation() is not None and self._recipe is not None:
            for one in (self.on, self.try_):
                one.setEnabled(False)
            self._bridge.spawn(self._keep(self._recipe.id, dict(self.answers), mode))

    async def _keep(self, recipe: str, answers: Mapping[str, Any], mode: Mode) -> None:
        service = self._bridge.service.automations
        try:
            kept = await self._bridge.call(service.add_recipe, recipe, answers, language())
            kept = await self._bridge.call(service.switch, kept.id, on=True, mode=mode)
        finally:
            for one in (self.on, self.try_):
                one.setEnabled(True)
        self._bridge.announce("automations")
        self.made.emit(kept)


def blank_automation() -> Automation:
    """Return an automation to begin with: a trigger that is easily understood, and nothing to do yet."""
    return Automation("", "", Trigger("f24.invoice_new"))
