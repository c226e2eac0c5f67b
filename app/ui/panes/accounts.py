"""Accounts: both services, how they are connected, and the import of what Fattura24 exports."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.services.types import AccountInfo, AccountState
from app.sync.model import Side
from app.ui.bridge import Bridge
from app.ui.i18n import moment
from app.ui.theme import set_icon
from app.ui.widgets.basics import (
    Card,
    Elided,
    Page,
    button,
    column,
    label,
    picture,
    row,
    set_role,
)
from app.ui.widgets.connect import connect_form
from app.ui.widgets.drop import DropZone
from app.ui.words import SIDE_NAMES, account_state, how_to_export, secret_place


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
            card.show_account(status.accounts[side])
        if status.mirror_seen_at:
            words = self.tr("Last import: %1.").replace("%1", moment(status.mirror_seen_at))
        else:
            words = self.tr("Nothing has been imported yet.")
        self.last_import.setText(words)


class AccountCard(Card):
    """One account: what is known of it, where its secret is kept, and the form that connects it."""

    def __init__(self, bridge: Bridge, side: Side) -> None:
        super().__init__(SIDE_NAMES[side], icon="company" if side is Side.HIGHLEVEL else "file")
        self._bridge = bridge
        self._side = side
        self.info = AccountInfo(side, AccountState.MISSING)
        self.state = label("", "chip")
        self.head.addWidget(self.state)
        self.name = Elided(role="strong")
        self.facts = label("", "muted", wrap=True, selectable=True)
        self._secret_icon = picture("lock", "muted", 18)
        self.secret = label("", "muted", wrap=True)
        secret_line = row(self._secret_icon, self.secret)
        secret_line.setStretch(1, 1)
        self.form = connect_form(bridge, side)
        self.form.connected.connect(lambda _info: self.edit(False))
        replace, remove = self.tr("Replace access…"), self.tr("Disconnect…")
        self.replace = button(replace, icon="key", on_click=lambda: self.edit(not self.form.isVisible()))
        self.remove = button(remove, "danger", on_click=self.ask_disconnect)
        self.replace.setAccessibleName(f"{replace} {SIDE_NAMES[side]}")
        self.remove.setAccessibleName(f"{remove} {SIDE_NAMES[side]}")
        for item in (self.name, self.facts):
            self.body.addWidget(item)
        self.body.addLayout(secret_line)
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.replace, self.remove, None))
        self._question: QMessageBox | None = None

    def show_account(self, info: AccountInfo) -> None:
        """Show what is known of the account."""
        self.info = info
        self.form.base_url = info.base_url
        words, role = account_state(info)
        self.state.setText(words)
        set_role(self.state, role)
        missing = info.state is AccountState.MISSING
        self.name.set_words(info.name)
        self.facts.setText(self.facts_of(info))
        place, icon = secret_place(info)
        self.secret.setText(place)
        set_icon(self._secret_icon, icon, "warn" if icon == "warning" else "muted", 18)
        for widget in (self.name, self.facts, self.secret, self._secret_icon, self.replace):
            widget.setVisible(not missing)
        self.remove.setVisible(not missing and not info.from_environment)
        self.replace.setVisible(not missing and not info.from_environment)
        self.edit(missing or info.state is AccountState.REFUSED)

    def facts_of(self, info: AccountInfo) -> str:
        """Return the facts that help to recognise an account."""
        if self._side is Side.HIGHLEVEL:
            parts = [self.tr("Location ID %1").replace("%1", info.identifier)]
            if zone := info.extra.get("timezone"):
                parts.append(self.tr("time zone %1").replace("%1", zone))
        else:
            parts = [self.tr("Account %1").replace("%1", info.identifier)] if info.identifier else []
            if plan := info.extra.get("plan"):
                parts.append(self.tr("plan %1").replace("%1", plan))
            if until := info.extra.get("expire"):
                parts.append(self.tr("valid until %1").replace("%1", until))
        if info.checked_at:
            parts.append(self.tr("checked %1").replace("%1", moment(info.checked_at)))
        if info.base_url:
            parts.append(info.base_url)
        return "  ·  ".join(parts)

    def edit(self, shown: bool) -> None:
        """Show or hide the form."""
        self.form.setVisible(shown)

    def ask_disconnect(self) -> None:
        """Ask, then forget the account's secret."""
        box = QMessageBox(self.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Disconnect"))
        box.setText(self.tr("Disconnect %1?").replace("%1", SIDE_NAMES[self._side]))
        box.setInformativeText(
            self.tr("The secret is forgotten. Links and history stay: connecting again goes on where it was.")
        )
        yes = box.addButton(self.tr("&Disconnect"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setAccessibleName(self.tr("Disconnect"))
        box.addButton(self.tr("&Keep"), QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(lambda: self._bridge.spawn(self._disconnect()))
        self._question = box
        box.open()

    async def _disconnect(self) -> None:
        await self._bridge.call(self._bridge.service.disconnect, self._side)
        self._bridge.announce("accounts")
        self._bridge.announce("status")
