"""What applying did: numbers first, then each failure with its reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.services.api.runs import RunResult
from app.ui.i18n import number
from app.ui.models.plan_words import about
from app.ui.widgets.controls import Card, Notice, button, clear, column, label, picture, row


class ResultView(QWidget):
    """Shows a `RunResult`; ``activity``, ``undo`` and ``again`` tell what was pressed."""

    activity = Signal()
    undo = Signal()
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", "h2", wrap=True)
        self.notice = Notice()
        self.tiles = row(spacing=12)
        self.errors = QListWidget()
        self.errors.setAccessibleName(self.tr("What failed and why"))
        self.errors.setWordWrap(True)
        self.errors.setSelectionMode(QListWidget.SelectionMode.SingleSelection)
        self._failures = Card(self.tr("What failed and why"), icon="error")
        self._failures.body.addWidget(self.errors)
        self.hint = label(
            self.tr("Everything that was applied can be taken back from Activity, as far as the services allow it."),
            "muted",
            wrap=True,
        )
        self.to_activity = button(self.tr("Show in &Activity"), icon="activity", on_click=self.activity.emit)
        self.to_undo = button(self.tr("&Undo…"), icon="undo", on_click=self.undo.emit)
        self.check = button(self.tr("Compare &again"), "primary", icon="sync", on_click=self.again.emit)
        outer = column(
            self.title,
            self.notice,
            self.tiles,
            self._failures,
            None,
            self.hint,
            row(self.to_activity, self.to_undo, None, self.check),
            spacing=14,
        )
        outer.setStretch(3, 10)
        self.setLayout(outer)

    def show_result(self, result: RunResult, now: float, *, links: bool = False, undo: bool = False) -> None:
        """Show what a run did; ``now`` is epoch seconds, ``links`` says that records were joined, too: the button
        counted changes only; ``undo`` that a run was taken back."""
        self.title.setText(self._title(result))
        if undo:
            did = self.tr("taken back", "", result.applied)
        elif links:
            did = self.tr("applied, links included", "", result.applied)
        else:
            did = self.tr("applied", "", result.applied)
        clear(self.tiles)
        for count, words, icon, token in (
            (result.applied, did, "done", "ok"),
            (result.failed, self.tr("failed"), "error", "danger"),
            (result.stale, self.tr("changed meanwhile, left alone"), "skip", "warn"),
            (result.deferred, self.tr("follow later"), "clock", "info"),
            (result.waiting, self.tr("wait for you"), "help", "warn"),
        ):
            if count or token == "ok":
                self.tiles.addWidget(_tile(count, words, icon, token if count else "muted"), 1)
        self._tell_later(result, now)
        self.errors.clear()
        for error in result.errors:
            item = QListWidgetItem(f"{error.title}\n{error.detail}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{error.title}: {error.detail}")
            self.errors.addItem(item)
        self._failures.setVisible(bool(result.errors))
        self.hint.setVisible(result.applied > 0 and not undo)
        self.to_undo.setVisible(result.applied > 0 and not undo)

    def _title(self, result: RunResult) -> str:
        if result.stopped:
            return self.tr("Stopped")
        if result.failed and not result.applied:
            return self.tr("Nothing could be applied")
        if result.failed:
            return self.tr("Applied, except for some")
        if result.deferred:
            return self.tr("Applied for now; the rest follows")
        return self.tr("Applied, except for some") if result.stale else self.tr("All done")

    def _tell_later(self, result: RunResult, now: float) -> None:
        if result.stopped:
            self.notice.show_words(self.tr("Stopped as you wished. What is left is taken up by the next run."), "info")
        elif result.deferred and result.resume_at:
            self.notice.show_words(
                self.tr("Fattura24's limit is used up. Ponte24 goes on by itself: {moment}.").format(
                    moment=about(result.resume_at, now)
                ),
                "info",
            )
        elif result.stale:
            self.notice.show_words(
                self.tr(
                    "Some contacts were changed while you were reviewing. Nothing was "
                    "overwritten; compare again to see them as they are now."
                ),
                "warn",
            )
        else:
            self.notice.show_words("")


def _tile(count: int, words: str, icon: str, token: str) -> Card:
    card = Card()
    value = label(number(count), "h1")
    wording = label(words, "muted", wrap=True)
    card.body.addLayout(row(picture(icon, token, 22), value, None, spacing=10))
    card.body.addWidget(wording)
    card.body.addStretch(1)
    card.setAccessibleName(f"{number(count)} {words}")
    return card
