"""Which VAT code is the owner's: what tells the invoices issued from those received."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QDialog, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.errors import UsageError
from app.services.api.fattura24.invoices import OwnVatCandidate
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import fit
from app.ui.filled import filled
from app.ui.help.key import add_help_key
from app.ui.i18n import language
from app.ui.tips import as_button_text, tip
from app.ui.widgets.controls import button, label, row

_NAME = 42
"""Characters of a name that stand beside its VAT code: a radio button breaks no lines."""


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"


class OwnVatDialog(QDialog):
    """Offers the parties of the imported invoices and a field for another code, which holds ``own``, the one known so
    far; opened with `open`, never blocking."""

    def __init__(
        self, bridge: Bridge, candidates: Sequence[OwnVatCandidate], parent: QWidget | None = None, *, own: str = ""
    ) -> None:
        super().__init__(parent)
        add_help_key(self, "customers")
        self._bridge = bridge
        self.setWindowTitle(self.tr("Your VAT code"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices = QButtonGroup(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(10)
        outer.addWidget(label(self.tr("Which VAT code is yours?"), "h2"))
        outer.addWidget(
            label(
                self.tr(
                    "By it Ponte24 tells the invoices you issued, whose customers it takes over, from those you"
                    " received. You can change it here."
                ),
                "muted",
                wrap=True,
            )
        )
        for place, candidate in enumerate(candidates):
            words = self.tr("%1, VAT code %2 – on %3 of %4 documents")
            name = as_button_text(_short(candidate.name)) or self.tr("(no name)")
            counted = str(candidate.documents), str(candidate.total)
            words = filled(words, name, as_button_text(candidate.code), *counted)
            choice = QRadioButton(words)
            choice.setToolTip(tip(candidate.name))
            choice.setProperty("code", candidate.code)
            choice.setChecked(candidate.likely)
            self.choices.addButton(choice, place)
            outer.addWidget(choice)
        self.other = QRadioButton(self.tr("&Another:") if candidates else self.tr("&VAT code:"))
        self.choices.addButton(self.other, len(candidates))
        self.field = QLineEdit()
        self.field.setMaxLength(16)
        self.field.setPlaceholderText(self.tr("11 digits"))
        self.field.setAccessibleName(self.tr("Another VAT code"))
        self.field.textEdited.connect(lambda: self.other.setChecked(True))
        outer.addLayout(row(self.other, self.field))
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        outer.addWidget(self.problem)
        self.later = button(self.tr("&Later"), on_click=self.reject)
        self.keep = button(self.tr("&This is mine"), "primary", on_click=self._keep)
        self.keep.setDefault(True)
        outer.addSpacing(6)
        outer.addLayout(row(None, self.later, self.keep))
        if own or not candidates:
            self.field.setText(own)
            self.other.setChecked(True)
        self.choices.buttonToggled.connect(lambda *_: self._look())
        self.field.textChanged.connect(lambda _text: self._look())
        self._look()
        fit(self, 520)

    def code(self) -> str:
        """Return the code that is chosen; blank while there is none."""
        chosen = self.choices.checkedButton()
        if chosen is None:
            return ""
        return self.field.text().strip() if chosen is self.other else str(chosen.property("code"))

    def _look(self) -> None:
        self.keep.setEnabled(bool(self.code()))

    def _keep(self) -> None:
        self.keep.setEnabled(False)
        self._bridge.spawn(self._send(self.code()))

    async def _send(self, code: str) -> None:
        try:
            await self._bridge.call(self._bridge.service.invoices.set_own_vat, code)
        except UsageError as error:
            words = error.describe(language())
            self.problem.setText(f"{words.title}. {words.meaning}")
            self.problem.show()
            self._look()
            return
        self.accept()
        self._bridge.announce("mirror")
        self._bridge.announce("status")
