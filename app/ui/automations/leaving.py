"""Questions before something is lost or goes further than before, each a dialog that is opened, never run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QVBoxLayout, QWidget

from app.ui.widgets.controls import button, label, row

translate = QCoreApplication.translate


class Ask(QDialog):
    """A question with two or three answers; each calls what belongs to it. ``widgets`` stand between."""

    def __init__(
        self,
        title: str,
        words: str,
        answers: Sequence[tuple[str, str, Callable[[], object] | None]],
        parent: QWidget | None = None,
        *,
        widgets: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.buttons = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(12)
        outer.addWidget(label(title, "h3", wrap=True))
        outer.addWidget(label(words, wrap=True))
        for widget in widgets:
            outer.addWidget(widget)
        for text, role, then in answers:
            made = button(text, role, on_click=partial(self._answer, then))
            self.buttons.append(made)
        self.buttons[-1].setDefault(True)
        outer.addLayout(row(None, *self.buttons))

    def _answer(self, then: Callable[[], object] | None) -> None:
        if then is None:
            self.reject()
            return
        self.accept()
        then()


class Asks:
    """Opens questions over a window; ``dialog`` is the one asked last."""

    def __init__(self, over: QWidget) -> None:
        self.over = over
        self.dialog: Ask | None = None

    def ask(
        self,
        title: str,
        words: str,
        answers: Sequence[tuple[str, str, Callable[[], object] | None]],
        *,
        widgets: Sequence[QWidget] = (),
    ) -> None:
        """Ask; nothing waits for the answer."""
        self.dialog = Ask(title, words, answers, self.over.window(), widgets=widgets)
        self.dialog.open()


def customer_box(customers: Sequence[tuple[str, str]]) -> QComboBox:
    """Return a field in which a customer is found by typing."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    if (completer := box.completer()) is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setAccessibleName(translate("Automations", "Customer"))
    for customer, name in customers:
        box.addItem(name, customer)
    return box
