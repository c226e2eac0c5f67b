"""The first start: connect both accounts, read the first export, look at the first preview."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.sync.plan.model import Side
from app.ui.assistant.check import CheckStep
from app.ui.assistant.connecting import ConnectStep, Fattura24Step, HighLevelStep
from app.ui.assistant.export import ExportStep
from app.ui.assistant.step_bar import StepBar
from app.ui.assistant.welcome import WelcomeStep
from app.ui.bridge import Bridge
from app.ui.theme import set_icon
from app.ui.widgets.controls import Page, button, row, set_role

WELCOME, HIGHLEVEL, FATTURA24, EXPORT, CHECK = range(5)


class AssistantPane(QWidget):
    """Leads through the set-up step by step; each can be skipped, and what is done already is shown as done.

    ``finished``: the owner is through, or wants to go on alone. ``navigate`` carries the name of a pane
    (``review`` after the first comparison, right after ``finished``). ``demo_requested``: look around with
    invented data first.
    """

    finished = Signal()
    navigate = Signal(str)
    demo_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._placed = False
        self.step = WELCOME
        self.page = Page(
            self.tr("Welcome to Ponte24"),
            self.tr(
                "HighLevel and Fattura24 in step, without typing anything twice. You can stop after each step and go"
                " on another day."
            ),
            width=900,
        )
        self.bar = StepBar(
            (
                (self.tr("Welcome"), "wand"),
                ("HighLevel", "company"),
                ("Fattura24", "file"),
                (self.tr("First export"), "import"),
                (self.tr("Comparison"), "review"),
            )
        )
        self.bar.chosen.connect(self.show_step)
        self.welcome = WelcomeStep()
        self.welcome.demo_requested.connect(self.demo_requested)
        self.connecting: dict[Side, ConnectStep] = {
            Side.HIGHLEVEL: HighLevelStep(bridge),
            Side.FATTURA24: Fattura24Step(bridge),
        }
        self.export = ExportStep(bridge)
        self.check = CheckStep(bridge)
        self.check.wanted.connect(self.show_step)
        self.check.checked.connect(self._checked)
        self.steps = (
            self.welcome,
            self.connecting[Side.HIGHLEVEL],
            self.connecting[Side.FATTURA24],
            self.export,
            self.check,
        )
        self.back = button(self.tr("&Back"), icon="arrow-left", on_click=lambda: self.show_step(self.step - 1))
        self.later = button(self.tr("Set &up later"), "quiet", on_click=self.finished.emit)
        self.next = button(self.tr("C&ontinue"), "primary", on_click=lambda: self.show_step(self.step + 1))
        self.page.body.addWidget(self.bar)
        for step in self.steps:
            self.page.body.addWidget(step)
        self.page.body.addLayout(row(self.back, None, self.later, self.next))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        for side in self.connecting.values():
            side.connected.connect(self._step_done)
        self.export.imported.connect(self._step_done)
        bridge.changed.connect(self._on_changed)
        self._show_done()
        self.show_step(WELCOME)

    # ------------------------------------------------------------------------------------------ state
    @property
    def done(self) -> tuple[bool, ...]:
        """What is done, one value a step; the welcome once anything else is, the comparison never by itself."""
        real = [*(step.done for step in self.connecting.values()), self.export.done]
        return (any(real), *real, False)

    async def refresh(self) -> None:
        """Read what is done already; the first time, go to the first step that is not."""
        status = await self._bridge.call(self._bridge.service.status)
        for side, step in self.connecting.items():
            step.show_account(status.accounts[side])
        self.export.show_status(status)
        self._show_done()
        if not self._placed:
            self._placed = True
            self.show_step(self.done.index(False))
        else:
            self._draw_buttons()

    def _on_changed(self, topic: str) -> None:
        if topic in ("accounts", "mirror", "status") and self._placed:
            self._bridge.spawn(self.refresh())

    def _step_done(self) -> None:
        self._show_done()
        self._draw_buttons()
        self.next.setFocus()

    def _show_done(self) -> None:
        done = self.done
        self.bar.show_done(done)
        missing = (
            (HIGHLEVEL, self.tr("HighLevel is not connected yet.")),
            (FATTURA24, self.tr("Fattura24 is not connected yet.")),
            (EXPORT, self.tr("No export of Fattura24 has been read yet.")),
        )
        self.check.show_missing([(number, words) for number, words in missing if not done[number]])

    # ------------------------------------------------------------------------------------------ going
    def show_step(self, number: int) -> None:
        """Show a step by its number, from 0; numbers beyond either end show the first or the last."""
        self.step = max(WELCOME, min(number, CHECK))
        for other, step in enumerate(self.steps):
            step.setVisible(other == self.step)
        self.bar.show_step(self.step)
        first = self.step == WELCOME
        self.page.title.setText(self.tr("Welcome to Ponte24") if first else self.tr("Set up Ponte24"))
        self._draw_buttons()
        self.page.verticalScrollBar().setValue(0)
        target = self.steps[self.step].first_field()
        (target if target is not None and target.isEnabled() else self.next).setFocus()

    def _draw_buttons(self) -> None:
        done = self.done[self.step]
        self.back.setVisible(self.step > WELCOME)
        self.next.setVisible(self.step < CHECK)
        if self.step == WELCOME:
            words, role = self.tr("&Begin"), "primary"
        elif done:
            words, role = self.tr("C&ontinue"), "primary"
        else:
            words, role = self.tr("S&kip this step"), ""
        self.next.setText(words)
        self.next.setAccessibleName(words.replace("&", ""))
        set_role(self.next, role)
        set_icon(self.next, "arrow-right", "on_accent" if role else "text", 18)

    def _checked(self, _plan: object) -> None:
        self.finished.emit()
        self.navigate.emit("review")
