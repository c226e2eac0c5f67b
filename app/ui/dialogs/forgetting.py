"""Forget one customer: what goes, what stays and why, before anything does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.services.api.housekeeping import Forgotten
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import fit
from app.ui.i18n import say
from app.ui.widgets.controls import Notice, button, column, label, row


class ForgetDialog(QDialog):
    """Opened with `open`; ``forgotten`` comes once it is done. Nothing goes before the button is pressed."""

    forgotten = Signal()

    def __init__(self, bridge: Bridge, customer: str, preview: Forgotten, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._customer = bridge, customer
        self.setWindowTitle(self.tr("Forget a customer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = label(self.tr("Forget %1?").replace("%1", preview.title), "h2", wrap=True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        goes = self.tr("What Ponte24 knows of this customer on this computer goes: data, link, tasks, notes, history.")
        if preview.copies:
            goes += " " + self.tr(
                "%Ln copy(ies) of the data go, too, as the customer stands in them.", "", preview.copies
            )
        self.lines = column(spacing=8)
        self.lines.addWidget(label(goes, wrap=True))
        for key, params in preview.stays:
            self.lines.addWidget(Notice(say(f"forgotten.stays_{key}", **params), "info"))
        for key, params in preview.returns:
            self.lines.addWidget(Notice(say(f"forgotten.returns_{key}", **params), "warn"))
        self.lines.addWidget(
            label(self.tr("Neither HighLevel nor Fattura24 is touched. This cannot be undone."), "strong", wrap=True)
        )
        self.cancel = button(self.tr("Cancel"), on_click=self.reject)
        self.forget = button(self.tr("&Forget"), "danger", icon="trash", on_click=self._forget)
        self.cancel.setDefault(True)
        outer = column(title, self.lines, None, row(None, self.cancel, self.forget), spacing=12)
        outer.setContentsMargins(24, 20, 24, 18)
        self.setLayout(outer)
        fit(self, 560)
        self.cancel.setFocus()

    def _forget(self) -> None:
        self.forget.setEnabled(False)
        self._bridge.spawn(self._do())

    async def _do(self) -> None:
        try:
            await self._bridge.call(self._bridge.service.housekeeping.forget, self._customer)
        except BaseException:
            self.reject()  # what went wrong is said in the window behind
            raise
        finally:
            for topic in ("mirror", "plan", "agenda", "status", "runs"):
                self._bridge.announce(topic)
        self.accept()
        self.forgotten.emit()
