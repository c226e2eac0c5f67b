"""The two steps that connect an account: where to find what is asked, the form, and the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.services.api.accounts import AccountInfo, AccountState
from app.sync.plan.model import Side
from app.ui.assistant.sketches import key_sketch, token_sketch
from app.ui.bridge import Bridge
from app.ui.widgets.connecting.connect import ConnectForm, HighLevelForm, connect_form
from app.ui.widgets.connecting.steps import numbered
from app.ui.widgets.connecting.ways import HighLevelWays
from app.ui.widgets.controls import Card, Fold, Notice, button, column, label, row
from app.ui.widgets.copying import CopyList
from app.ui.words import SIDE_NAMES, missing_words, secret_place, untried_words

translate = QCoreApplication.translate


def is_connected(info: AccountInfo) -> bool:
    """Tell whether an account is connected, or was and is only out of reach."""
    return info.state in (AccountState.CONNECTED, AccountState.OFFLINE)


class ConnectStep(QWidget):
    """Base of both: shows the way and the form while the account is missing or refused, else who is connected.

    ``connected`` comes when the account was connected just now.
    """

    connected = Signal()

    def __init__(self, bridge: Bridge, side: Side, title: str, lead: str, way: Sequence[str]) -> None:
        super().__init__()
        self.side = side
        self.info = AccountInfo(side, AccountState.MISSING)
        self.done_notice = Notice(kind="ok")
        self.done_notice.hide()
        self.lacking = Notice(kind="warn")
        self.lacking.hide()
        self.replace = button(self.tr("Use another &access…"), "quiet", icon="key", on_click=self._reopen)
        self.replace.hide()
        self.card = Card(title, icon="company" if side is Side.HIGHLEVEL else "file")
        self.more = column(spacing=6)
        guide = QWidget()
        guide.setLayout(column(label(lead, "muted", wrap=True), 2, numbered(way), self.more, 4))
        self.ways = HighLevelWays(bridge, guide) if side is Side.HIGHLEVEL else None
        self.form: ConnectForm = self.ways.token if self.ways is not None else connect_form(bridge, side)
        self.form.how.hide()  # said here at more length
        editor = self.form if self.ways is None else self.ways
        editor.connected.connect(self._on_connected)
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://…")
        self.address.setAccessibleName(self.tr("Address of the service"))
        self.address.textChanged.connect(self._take_address)
        extra = QFrame()
        extra.setLayout(
            column(
                label(
                    self.tr("Only for trials: the address of a sandbox. Leave it blank for the real service."),
                    "small",
                    wrap=True,
                ),
                self.address,
                spacing=4,
            )
        )
        self.advanced = Fold(self.tr("&Advanced"), extra)
        self.ask = QWidget()
        above = (guide,) if self.ways is None else ()  # with two ways it stands above the form of its own
        self.ask.setLayout(column(*above, editor, self.advanced))
        for item in (self.done_notice, self.lacking, self.ask):
            self.card.body.addWidget(item)
        self.card.body.addLayout(row(self.replace, None))
        self.setLayout(column(self.card))

    @property
    def done(self) -> bool:
        """True while the account is connected, also while it is out of reach."""
        return is_connected(self.info)

    def first_field(self) -> QWidget:
        """Return what takes the keyboard when the step opens."""
        return self.replace if self.done else self.first_field_of_form()

    def show_account(self, info: AccountInfo) -> None:
        """Show what is known of the account."""
        changed = (info.state, info.identifier) != (self.info.state, self.info.identifier)
        self.info = info
        if self.ways is not None:
            self.ways.show_account(info)
        if info.base_url and not self.address.text():
            self.address.setText(info.base_url)
        if changed or self.done_notice.isHidden() == self.done:
            self._draw()

    def _draw(self) -> None:
        self.ask.setVisible(not self.done)
        self.replace.setVisible(self.done and not self.info.from_environment)
        self.lacking.show_words(self._lacking_words() if self.done else "", "warn")
        if not self.done:
            self.done_notice.show_words("")
            return
        words = self.tr("%1 is connected.").replace("%1", SIDE_NAMES[self.side])
        if who := " · ".join(part for part in (self.info.name, self.info.identifier) if part):
            words += f"\n{who}"
        self.done_notice.show_words(f"{words}\n{secret_place(self.info)[0]}", "ok")

    def _lacking_words(self) -> str:
        """Say which permissions are missing, and that those to write could not be tried."""
        missing = missing_words(self.info)
        return f"{missing}\n{untried_words()}" if missing else ""

    def _reopen(self) -> None:
        self.replace.hide()
        self.ask.show()
        self.first_field_of_form().setFocus()

    def first_field_of_form(self) -> QWidget:
        """Return the form's first field."""
        return self.form.secret

    def _on_connected(self, info: AccountInfo) -> None:
        self.info = info
        self._draw()
        self.connected.emit()

    def _take_address(self, typed: str) -> None:
        self.form.base_url = typed.strip()
        if self.ways is not None:
            self.ways.take_address(typed.strip())


class HighLevelStep(ConnectStep):
    """Location id and token of a Private Integration (reference: HighLevel 1.6)."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(
            bridge,
            Side.HIGHLEVEL,
            translate("HighLevelStep", "Connect HighLevel"),
            translate(
                "HighLevelStep",
                "Ponte24 needs the ID of your location and a token. You make the token yourself, once.",
            ),
            (
                translate("HighLevelStep", "In HighLevel, open your location: Settings > Private Integrations."),
                translate("HighLevelStep", "Create an integration named Ponte24 with the permissions listed below."),
                translate("HighLevelStep", "Copy the token at once: HighLevel shows it only this one time."),
                translate(
                    "HighLevelStep",
                    "The location ID stands in the address of the page: copy the whole address into the field below.",
                ),
            ),
        )
        needed = bridge.service.access.permissions(needed=True)
        self.scopes = CopyList(self.tr("Permissions of the token"), needed, together=self.tr("Copy all"))
        self.permissions = Fold(self.tr("&Permissions to tick"), self.scopes)
        self.more.addWidget(self.permissions)
        self.more.addWidget(token_sketch(needed))

    def first_field_of_form(self) -> QWidget:
        return self.form.location if isinstance(self.form, HighLevelForm) else self.form.secret


class Fattura24Step(ConnectStep):
    """The API key (reference: Fattura24 1.1)."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(
            bridge,
            Side.FATTURA24,
            translate("Fattura24Step", "Connect Fattura24"),
            translate(
                "Fattura24Step",
                "Ponte24 needs an API key. Fattura24 offers it with the Business and Enterprise plans.",
            ),
            (
                translate("Fattura24Step", "In Fattura24, open Configurazione > App e servizi esterni > API."),
                translate("Fattura24Step", "Set Attivo to SÌ and press GENERA."),
                translate("Fattura24Step", "Copy the key, 32 characters long, into the field below."),
            ),
        )
        self.more.addWidget(key_sketch())
