"""Accounts: both services, how they are connected, and the import of what Fattura24 exports."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.sync.plan.model import Side
from app.ui.bridge import Bridge
from app.ui.i18n import moment
from app.ui.panes.accounts_card import AccountCard
from app.ui.widgets.controls import (
    Card,
    Page,
    column,
    label,
)
from app.ui.widgets.drop import DropZone
from app.ui.words import how_to_export


class AccountsPane(QWidget):
    """Two account cards and the import; ``import_requested`` carries the chosen files."""

    navigate = Signal(str)
    import_requested = Signal(list)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        page = Page(
            self.tr("Accounts"),
            self.tr("Ponte24 keeps these two in step. It writes only what was confirmed."),
        )
        self.cards = {side: AccountCard(bridge, side) for side in Side}
        for card in self.cards.values():
            page.body.addWidget(card)
        self.imports = Card(self.tr("Exports of Fattura24"), icon="import")
        self.last_import = label("", "muted", wrap=True)
        self.drop = DropZone()
        self.drop.chosen.connect(self.import_requested)
        self.imports.body.addWidget(
            label(
                self.tr(
                    "Fattura24 lets no program read its address book: Ponte24 learns of changes there from the"
                    " exported file."
                ),
                wrap=True,
            )
        )
        self.imports.body.addWidget(self.last_import)
        self.imports.body.addWidget(self.drop)
        self.imports.body.addWidget(label(how_to_export(), "muted", wrap=True))
        page.body.addWidget(self.imports)
        self.setLayout(column(page, spacing=0))
        bridge.changed.connect(self._on_changed)

    def _on_changed(self, topic: str) -> None:
        if topic in ("accounts", "mirror", "status") and self.isVisible():
            self._bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read the accounts again and show them."""
        status = await self._bridge.call(self._bridge.service.status)
        for side, card in self.cards.items():
            day = max((w for w in status.budget), key=lambda w: w.seconds, default=None)
            card.show_account(status.accounts[side], day.used if day is not None and side is Side.FATTURA24 else 0)
        if status.mirror_seen_at:
            words = self.tr("Last import: %1.").replace("%1", moment(status.mirror_seen_at))
        else:
            words = self.tr("Nothing has been imported yet.")
        self.last_import.setText(words)
