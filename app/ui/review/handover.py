"""The line of the review that offers the bulk way, and tells of a file that waits to be loaded into Fattura24."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from app.services.api.fattura24.mirror import HandoverOffer, HandoverState
from app.ui.bridge import Bridge
from app.ui.dialogs.handover import HandoverDialog, OpenHandoverDialog
from app.ui.i18n import day, number
from app.ui.widgets.controls import Elided, button, picture, row

_HEARD = frozenset({"plan", "mirror", "status"})


class HandoverLine(QFrame):
    """Hidden while there is nothing to offer and nothing open."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.state, self.offer = HandoverState(), HandoverOffer()
        self.dialog: HandoverDialog | OpenHandoverDialog | None = None
        self.words = Elided("", "muted")
        self.act = button("…", icon="file", on_click=self.open_dialog)
        line = row(picture("file", "accent", 18), self.words, self.act, spacing=10)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()
        bridge.changed.connect(self._heard)
        bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read what could be saved and what is open."""
        handover = self._bridge.service.handover
        self.state = await self._bridge.call(handover.state)
        self.offer = await self._bridge.call(handover.offer)
        self._tell()

    def _tell(self) -> None:
        if self.offer.creates:
            words = self.tr("%Ln new customer(s) must wait for Fattura24's limits", "", self.offer.creates)
            self.act.setText(self.tr("&Save %1 as a file instead…").replace("%1", number(self.offer.creates)))
        elif self.state.missing:
            words = "⚠ " + self.tr("The file for Fattura24 seems not to have been loaded: what is to be done?")
            self.act.setText(self.tr("&Decide…"))
        elif self.state.open:
            words = self.tr("%Ln customer(s) wait until you load the file of {day} into Fattura24", "", self.state.open)
            words = words.format(day=day(self.state.saved_at))
            self.act.setText(self.tr("Show the &file…"))
        else:
            self.hide()
            return
        self.words.set_words(words)
        self.act.setAccessibleDescription(words)
        self.show()

    def open_dialog(self) -> None:
        """Offer to save, or ask about what is open."""
        if self.offer.creates:
            self.dialog = HandoverDialog(self._bridge, self.offer, self.window())
        else:
            self.dialog = OpenHandoverDialog(self._bridge, self.state, self.window())
        self.dialog.open()

    def _heard(self, topic: str) -> None:
        if topic in _HEARD:
            self._bridge.soon(self.refresh)
