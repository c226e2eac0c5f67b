"""The first start: connect both accounts, read the first export, look at the first preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.sync.plan.parts import Side
from app.ui.assistant.step_bar import StepBar
from app.ui.assistant.welcome import WelcomeStep
from app.ui.bridge import Bridge
from app.ui.theme import set_icon
from app.ui.widgets.controls import Page, button, row, set_role

if TYPE_CHECKING:
    from app.services.api.status import Status
    from app.ui.assistant.check import CheckStep
    from app.ui.assistant.connecting import ConnectStep
    from app.ui.assistant.export import ExportStep

    Step = WelcomeStep | ConnectStep | ExportStep | CheckStep

WELCOME, HIGHLEVEL, FATTURA24, EXPORT, CHECK = range(5)


_WIDTH = 900
"""Pixels of what is read at most, as wide as lines are read well."""


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
        self._status: Status | None = None
        self._made: dict[int, Step] = {}
        self.step = WELCOME
        self.page = Page(
            self.tr("Welcome to Ponte24"),
            self.tr(
                "HighLevel and Fattura24 in step, without typing anything twice. You can stop after each step and go"
                " on another day."
            ),
            width=_WIDTH,
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
        self.back = button(self.tr("&Back"), icon="arrow-left", on_click=lambda: self.show_step(self.step - 1))
        self.later = button(self.tr("Set &up later"), "quiet", on_click=self.finished.emit)
        self.next = button(self.tr("C&ontinue"), "primary", on_click=self._go_on)
        self.page.body.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.page, 1)
        layout.addWidget(self._foot())
        bridge.changed.connect(self._on_changed)
        self._show_done()
        self.show_step(WELCOME)

    def _foot(self) -> QWidget:
        """Return the buttons, below what scrolls: on a low screen nobody has to look for the way on."""
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        inner.setLayout(row(self.back, None, self.later, self.next))
        foot = QWidget()
        foot.setProperty("role", "page")
        line = row(inner)
        line.setStretch(0, 1)
        line.setContentsMargins(28, 10, 28, 14)
        foot.setLayout(line)
        return foot

    # ------------------------------------------------------------------------------------------ steps
    def made(self, number: int) -> Step:
        """Return a step, made when it is first wanted: the window stands sooner."""
        if number not in self._made:
            step = self._made[number] = self._make(number)
            step.hide()
            self.page.body.insertWidget(len(self._made), step)  # behind the bar, above the buttons
            self._buttons_last(step)
        return self._made[number]

    def _make(self, number: int) -> Step:
        status = self._status
        if number == WELCOME:
            welcome = WelcomeStep()
            welcome.demo_requested.connect(self.demo_requested)
            return welcome
        if number in (HIGHLEVEL, FATTURA24):
            from app.ui.assistant.connecting import Fattura24Step, HighLevelStep

            connect = (HighLevelStep if number == HIGHLEVEL else Fattura24Step)(self._bridge)
            connect.connected.connect(partial(self._connected, number))
            if status is not None:
                connect.show_account(status.accounts[connect.side])
            return connect
        if number == EXPORT:
            from app.ui.assistant.export import ExportStep

            export = ExportStep(self._bridge)
            export.imported.connect(self._step_done)
            if status is not None:
                export.show_status(status)
            return export
        from app.ui.assistant.check import CheckStep

        check = CheckStep(self._bridge)
        check.wanted.connect(self.show_step)
        check.checked.connect(self._checked)
        check.show_missing(self._missing())
        return check

    def _buttons_last(self, step: QWidget) -> None:
        """Let Tab come to the buttons below the step after what is in it, whenever it was made."""
        last, other = step, step.nextInFocusChain()
        while other is not None and other is not step:
            if step.isAncestorOf(other):
                last = other
            other = other.nextInFocusChain()
        for button_ in (self.back, self.later, self.next):
            QWidget.setTabOrder(last, button_)
            last = button_

    def connecting(self, side: Side) -> ConnectStep:
        """Return the step that connects an account."""
        from app.ui.assistant.connecting import ConnectStep

        step = self.made(HIGHLEVEL if side is Side.HIGHLEVEL else FATTURA24)
        assert isinstance(step, ConnectStep)
        return step

    @property
    def export(self) -> ExportStep:
        """The step that takes the first export."""
        from app.ui.assistant.export import ExportStep

        step = self.made(EXPORT)
        assert isinstance(step, ExportStep)
        return step

    @property
    def check(self) -> CheckStep:
        """The step that compares for the first time."""
        from app.ui.assistant.check import CheckStep

        step = self.made(CHECK)
        assert isinstance(step, CheckStep)
        return step

    @property
    def shows_work(self) -> bool:
        """True while the last step shows how far the comparison is."""
        return CHECK in self._made and self.step == CHECK and self.check.running

    # ------------------------------------------------------------------------------------------ state
    @property
    def done(self) -> tuple[bool, ...]:
        """What is done, one value a step; the welcome once anything else is, the comparison never by itself."""
        real = [self._is_done(number) for number in (HIGHLEVEL, FATTURA24, EXPORT)]
        return (any(real), *real, False)

    def _is_done(self, number: int) -> bool:
        if number in self._made:  # it may know more than the last status
            return bool(getattr(self._made[number], "done", False))
        if self._status is None:
            return False
        if number == EXPORT:
            return bool(self._status.mirror_seen_at)
        from app.ui.assistant.connecting import is_connected

        return is_connected(self._status.accounts[Side.HIGHLEVEL if number == HIGHLEVEL else Side.FATTURA24])

    async def refresh(self) -> None:
        """Read what is done already; the first time, go to the first step that is not."""
        status = self._status = await self._bridge.call(self._bridge.service.status)
        for number, side in ((HIGHLEVEL, Side.HIGHLEVEL), (FATTURA24, Side.FATTURA24)):
            if number in self._made:
                self.connecting(side).show_account(status.accounts[side])
        if EXPORT in self._made:
            self.export.show_status(status)
        self._show_done()
        if not self._placed:
            self._placed = True
            if self.step == WELCOME:  # unless somebody was quicker
                self.show_step(self.done.index(False))
        else:
            self._draw_buttons()

    def _on_changed(self, topic: str) -> None:
        if topic in ("accounts", "mirror", "status") and self._placed:
            self._bridge.spawn(self.refresh())

    def _connected(self, number: int) -> None:
        """Go on by itself where there is nothing to read: a permission that is missing is."""
        self._step_done()
        step = self.connecting(Side.HIGHLEVEL if number == HIGHLEVEL else Side.FATTURA24)
        if self.step == number and not step.info.missing and not step.info.session_only:
            self.show_step(number + 1)

    def _go_on(self) -> None:
        """Go to the next step; behind the export that is the comparison, and it begins."""
        ready = self.step == EXPORT and all(self.done[HIGHLEVEL:CHECK])
        self.show_step(self.step + 1)
        if ready:
            self.check.check()

    def _step_done(self) -> None:
        self._show_done()
        self._draw_buttons()
        self.next.setFocus()

    def _show_done(self) -> None:
        done = self.done
        self.bar.show_done(done)
        if CHECK in self._made:
            self.check.show_missing(self._missing())

    def _missing(self) -> list[tuple[int, str]]:
        done = self.done
        missing = (
            (HIGHLEVEL, self.tr("HighLevel is not connected yet.")),
            (FATTURA24, self.tr("Fattura24 is not connected yet.")),
            (EXPORT, self.tr("No export of Fattura24 has been read yet.")),
        )
        return [(number, words) for number, words in missing if not done[number]]

    # ------------------------------------------------------------------------------------------ going
    def show_step(self, number: int) -> None:
        """Show a step by its number, from 0; numbers beyond either end show the first or the last."""
        self.step = max(WELCOME, min(number, CHECK))
        shown = self.made(self.step)
        for step in self._made.values():
            step.setVisible(step is shown)
        self.bar.show_step(self.step)
        first = self.step == WELCOME
        self.page.title.setText(self.tr("Welcome to Ponte24") if first else self.tr("Set up Ponte24"))
        self._draw_buttons()
        self.page.verticalScrollBar().setValue(0)
        target = shown.first_field()
        (target if target is not None and target.isEnabled() else self.next).setFocus()

    def _draw_buttons(self) -> None:
        done = self.done[self.step]
        self.back.setVisible(self.step > WELCOME)
        self.next.setVisible(self.step < CHECK)
        if self.step == WELCOME:
            words, role = self.tr("&Begin"), "primary"
        elif self.step == EXPORT and all(self.done[HIGHLEVEL:CHECK]):
            words, role = self.tr("&Compare now"), "primary"
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
