"""The open questions one after the other: alike ones together, each with both records side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.sync.plan.model import Action, Choice
from app.ui.dialogs.fitting import bounded
from app.ui.dialogs.question_cards import batch_lines, comparison
from app.ui.help.key import add_help_key
from app.ui.i18n import number
from app.ui.models import plan_words as words
from app.ui.models.questions import SUGGESTED, Batch, Taken, apart, part_by_taken, single, steps
from app.ui.tips import tip
from app.ui.widgets.controls import button, clear, column, label, row

_KEYS = 9


class QuestionsDialog(QDialog):
    """Walks through what waits for a person; ``answered`` carries ids and a choice (blank: taken back). Answers are
    recorded as they are given: closing early loses none."""

    answered = Signal(list, str)

    def __init__(self, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        add_help_key(self, "questions")
        self.setWindowTitle(self.tr("Answer the questions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._steps: list[Batch] = steps(actions)
        self._total = sum(len(step.actions) for step in self._steps)
        self._done: list[tuple[Batch, bool]] = []
        self._taken = Taken(actions)
        self.answers: list[QPushButton] = []
        self.title = label("", "h2", wrap=True)
        self.reason = label("", wrap=True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setMaximum(max(1, self._total))
        self.meter.setAccessibleName(self.tr("Progress"))
        self.count = label("", "muted")
        self._answers = QVBoxLayout()
        self._answers.setSpacing(8)
        self._records = QVBoxLayout()
        self.back = button(self.tr("&Back"), "quiet", icon="arrow-left", on_click=self.go_back)
        self.later = button(self.tr("&Later"), "quiet", on_click=self.skip)
        self.later.setToolTip(self.tr("This question stays open; you find it in Review."))
        self.close_button = button(self.tr("&Close"), on_click=self.accept)
        asked = QWidget()
        inside = column(self.title, self.reason, self._answers, self._records, spacing=12)
        inside.setStretch(3, 1)
        asked.setLayout(inside)
        area = self.area = QScrollArea()  # on a low screen what is asked scrolls, and the buttons below stay in reach
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(asked)
        outer = column(
            row(self.count, self.meter, spacing=14),
            area,
            row(self.back, self.later, None, self.close_button),
            spacing=12,
        )
        outer.setStretch(1, 1)
        outer.setContentsMargins(26, 20, 26, 20)
        self.setLayout(outer)
        bounded(self, 860, 600)
        self._show()

    @property
    def step(self) -> Batch | None:
        """What is asked now; None once all is asked."""
        return self._steps[0] if self._steps else None

    # ------------------------------------------------------------------------------------------ going
    def answer(self, choice: str) -> None:
        """Take an answer for what is asked now and go on."""
        step = self.step
        if step is None:
            return
        can, cannot = part_by_taken(step, choice, self._taken)
        if not can:
            return
        self._steps[:1] = [replace(step, actions=tuple(can)), *(single(action) for action in cannot)]
        by_choice: dict[str, list[str]] = {}
        for action in can:
            by_choice.setdefault(step.choice_of(action, choice), []).append(action.id)
        for meant, ids in by_choice.items():
            self.answered.emit(ids, meant)
        self._next(answered=True)

    def skip(self) -> None:
        """Leave what is asked now open and go on."""
        if self.step is not None:
            self._next(answered=False)

    def one_by_one(self) -> None:
        """Ask what is asked together one after the other."""
        step = self.step
        if step is not None and len(step.actions) > 1:
            self._steps[:1] = apart(step)
            self._show()

    def go_back(self) -> None:
        """Ask the question before once more; its answer is taken back."""
        if not self._done:
            return
        step, answered = self._done.pop()
        if answered:
            for action in step.actions:
                self._taken.take(action, "")
            self.answered.emit([action.id for action in step.actions], "")
        self._steps.insert(0, step)
        self._show()

    def _next(self, *, answered: bool) -> None:
        self._done.append((self._steps.pop(0), answered))
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if 1 <= digit <= len(self.answers):
            self.answers[digit - 1].click()
        elif event.key() == Qt.Key.Key_Backspace:
            self.go_back()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.value() + (1 if event.key() == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------ showing
    def _show(self) -> None:
        clear(self._answers)
        clear(self._records)
        self.answers = []
        seen = sum(len(step.actions) for step, _ in self._done)
        self.meter.setValue(seen)
        self.back.setEnabled(bool(self._done))
        step = self.step
        self.later.setVisible(step is not None)
        self.close_button.setProperty("role", "primary" if step is None else "")
        if step is None:
            self._show_end()
            return
        self.count.setText(self.tr("%1 of %2").replace("%1", number(seen + 1)).replace("%2", number(self._total)))
        if len(step.actions) > 1:
            self._show_batch(step)
        else:
            self._show_one(step.actions[0])
        free = next((made for made in self.answers if made.isEnabled()), None)
        if free is not None:
            free.setFocus()
        # the keyboard's place is scrolled to before the new answers have theirs
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(0))

    def _show_one(self, action: Action) -> None:
        self.title.setText(f"{words.verb(action)} – {action.title}")
        self.reason.setText(words.reason_line(action))
        for choice in action.choices:
            self._offer(
                words.short_label(action, choice),
                partial(self.answer, choice),
                taken=self._taken.by_whom(action, choice),
            )
        self._records.addWidget(comparison(action))

    def _show_batch(self, step: Batch) -> None:
        first, count = step.actions[0], len(step.actions)
        self.title.setText(self.tr("%Ln question(s) of the same kind", "", count))
        self.reason.setText(words.reason(first) or words.reason_line(first))
        for choice in step.choices:
            self._offer(self._for_all(first, choice, count), partial(self.answer, choice))
        self._offer(self.tr("Ask me one by one"), self.one_by_one)
        self._records.addWidget(batch_lines(step))

    def _for_all(self, first: Action, choice: str, count: int) -> str:
        """Return an answer for all, with what follows from it."""
        if choice == SUGGESTED:
            return self.tr("Each is the same as the one beside it: link them (%Ln)", "", count)
        if choice == Choice.NEW:
            side = words.SIDE_NAMES[first.side]
            made = self.tr("All are new ones: create them in %1 (%Ln)", "", count).replace("%1", side)
            if side == "Fattura24":
                made += " – " + self.tr("Fattura24 deletes nothing by itself")
            return made
        for_all = self.tr("for all (%Ln)", "", count)
        return f"{words.choice_label(first, choice)} – {for_all}"

    def _show_end(self) -> None:
        answered = sum(len(step.actions) for step, was in self._done if was)
        left = sum(len(step.actions) for step, was in self._done if not was)
        self.count.setText("")
        self.title.setText(
            self.tr("%Ln question(s) answered", "", answered) if answered else self.tr("Nothing answered")
        )
        told = self.tr("Nothing is written yet: Review shows what follows, and you confirm it there.")
        if left:
            told = self.tr("%Ln question(s) stay open.", "", left) + " " + told
        self.reason.setText(told)
        self._records.addStretch(1)
        self.close_button.setFocus()

    def _offer(self, wording: str, then: Callable[[], object], *, taken: str = "") -> None:
        if taken:
            wording += " – " + self.tr("already chosen for %1").replace("%1", taken)
        place = len(self.answers) + 1
        shown = f"{place}   {wording}" if place <= _KEYS else wording
        made = button(shown.replace("&", "&&"), on_click=then)
        made.setProperty("role", "answer")
        made.setAccessibleName(wording)
        made.setToolTip(tip(wording))
        made.setEnabled(not taken)
        self.answers.append(made)
        self._answers.addWidget(made)
