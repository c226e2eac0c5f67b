"""The first start: connect both accounts, read the first export, look at the first preview."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.bridge import Bridge
from app.ui.widgets.basics import Page, button, row


class AssistantPane(QWidget):
    """Leads through the set-up step by step; what is done already is shown as done.

    ``finished``: the owner is through, or wants to go on alone. ``navigate`` carries the name of a pane
    (``review`` after the first check). ``demo_requested``: look around with invented data first.
    """

    finished = Signal()
    navigate = Signal(str)
    demo_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        page = Page(self.tr("Welcome to Ponte24"))
        page.body.addLayout(
            row(
                button(self.tr("Try with &sample data"), on_click=self.demo_requested.emit),
                button(self.tr("S&et up later"), on_click=self.finished.emit),
                None,
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    async def refresh(self) -> None:
        """Read what is done already and show the first step that is not."""
        await self._bridge.call(self._bridge.service.status)
