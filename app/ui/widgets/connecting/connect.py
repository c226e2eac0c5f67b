"""The forms that connect the two accounts, used by Accounts and by the assistant."""

from __future__ import annotations

import re
from collections.abc import Awaitable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.errors import Ponte24Error
from app.secret_text import is_sendable, tidy_secret
from app.services.api.accounts import AccountInfo
from app.sync.plan.model import Side
from app.ui.bridge import Bridge
from app.ui.i18n import language
from app.ui.widgets.controls import Notice, button, column, label, level, row, tool_button
from app.ui.widgets.sight import bring_into_view

_LOCATION = re.compile(r"/location/([A-Za-z0-9]{10,})")
_KEY_LENGTH = 32


class SecretField(QWidget):
    """A field that hides what is typed, with a button that shows it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(name)
        self.show_button = tool_button(self.tr("Show what is typed"), "eye", checkable=True)
        self.show_button.toggled.connect(self._show)
        self.setLayout(row(self.field, self.show_button, spacing=6))
        self.setFocusProxy(self.field)

    def _show(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def take(self) -> str:
        """Return what was typed, without what copying adds: spaces around it, quotes, invisible letters."""
        return tidy_secret(self.field.text())

    def forget(self) -> None:
        """Empty the field and hide it again."""
        self.field.clear()
        self.show_button.setChecked(False)


class ConnectForm(QWidget):
    """Base of both forms: fields, where to find them, a button; ``connected`` carries the `AccountInfo`."""

    connected = Signal(object)

    def __init__(self, bridge: Bridge, side: Side, how: str, secret_name: str, secret_hint: str) -> None:
        super().__init__()
        self.bridge = bridge
        self.side = side
        self.form = QFormLayout()
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(10)
        self.form.setHorizontalSpacing(14)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.secret = SecretField(secret_name.replace("&", ""))
        self.secret.field.setPlaceholderText(secret_hint)
        self.problem = Notice(kind="danger")
        self.problem.hide()
        self.submit = button(self.tr("Check and &connect"), "primary", on_click=self.try_connect)
        self.working = label("", "muted")
        self.base_url = ""  # another address than the service's own: a sandbox
        self.how = label(how, "muted", wrap=True)
        self.setLayout(column(self.how, self.form, self.problem, row(self.submit, self.working, None), spacing=12))
        self.secret.field.returnPressed.connect(self.try_connect)

    def add_secret(self, words: str) -> None:
        """Put the secret's row below the others."""
        name = label(words)
        name.setBuddy(self.secret.field)
        self.form.addRow(name, self.secret)
        level(self.form)

    def add_field(self, words: str, field: QLineEdit) -> None:
        """Put a row into the form."""
        field.setAccessibleName(words.replace("&", ""))
        name = label(words)
        name.setBuddy(field)
        self.form.addRow(name, field)
        level(self.form)

    def missing(self) -> str:
        """Return what must still be entered, or a blank."""
        raise NotImplementedError

    def attempt(self) -> Awaitable[AccountInfo]:
        """Return the call that connects."""
        raise NotImplementedError

    def try_connect(self) -> None:
        """Check what was entered with a real call and connect."""
        if not self.submit.isEnabled():
            return
        if missing := self.missing():
            self.problem.show_words(missing, "warn")
            bring_into_view(self.problem)
            return
        self.bridge.spawn(self._connect())

    async def _connect(self) -> None:
        self.problem.hide()
        self.submit.setEnabled(False)
        self.working.setText(self.tr("Checking with the service…"))
        try:
            info = await self.attempt()
        except Ponte24Error as error:
            said = error.describe(language())
            self.problem.show_words(f"{said.title}. {said.meaning} {said.action}", "danger")
            bring_into_view(self.problem)
            self.secret.field.setFocus()  # a button that was switched off has lost the keyboard
            return
        finally:
            self.submit.setEnabled(True)
            self.working.clear()
        self.secret.forget()
        self.connected.emit(info)
        self.bridge.announce("accounts")


class HighLevelForm(ConnectForm):
    """Location id and Private Integration Token (reference: HighLevel 1.6)."""

    def __init__(self, bridge: Bridge) -> None:
        how = self.tr(
            "In HighLevel open your location, then Settings > Private Integrations, create an integration with"
            " the contacts, custom fields and locations permissions, and copy its token: it is shown only once."
            " The location ID is under Settings > Business Profile and in the address bar, after “location/”."
        )
        super().__init__(bridge, Side.HIGHLEVEL, how, self.tr("&Token"), "pit-…")
        self.location = QLineEdit()
        self.location.setPlaceholderText("ve9EPM428h8vShlRW1KT")
        self._typed = 0
        self.location.textChanged.connect(self._tidy)
        self.add_field(self.tr("&Location ID"), self.location)
        self.add_secret(self.tr("&Token"))

        self.secret.field.textChanged.connect(self._misplaced)

    def _tidy(self, typed: str) -> None:
        """Take the location id out of a whole address that was pasted, and a token to where it belongs."""
        pasted = abs(len(typed) - self._typed) > 1  # an address that is being typed is not at its end yet
        self._typed = len(typed)
        if pasted and (found := _LOCATION.search(typed)) is not None:
            self.location.setText(found[1])
        elif pasted and typed.strip().startswith("pit-") and not self.secret.take():
            self.location.clear()
            self.secret.field.setText(typed.strip())

    def _misplaced(self, typed: str) -> None:
        """An address of HighLevel in the token's field holds the location."""
        if (found := _LOCATION.search(typed)) is not None:
            self.location.setText(found[1])
            self.secret.field.clear()

    def show_account(self, info: AccountInfo) -> None:
        """Offer the location that is known: another token is for the same one as a rule."""
        if info.identifier and not self.location.text():
            self.location.setText(info.identifier)

    def _location_id(self) -> str:
        """Return the id, also out of an address that was typed."""
        typed = self.location.text().strip()
        found = _LOCATION.search(typed)
        return found[1] if found is not None else typed

    def missing(self) -> str:
        if not self._location_id():
            return self.tr("The location ID is still missing.")
        token = self.secret.take()
        if not token:
            return self.tr("The token is still missing.")
        if not is_sendable(token):
            return self.tr("This is no token: it holds spaces or letters that no token has. Copy it once more.")
        return ""

    def attempt(self) -> Awaitable[AccountInfo]:
        service = self.bridge.service
        return self.bridge.call(service.connect_highlevel, self._location_id(), self.secret.take(), self.base_url)


class Fattura24Form(ConnectForm):
    """The API key (reference: Fattura24 1.1)."""

    def __init__(self, bridge: Bridge) -> None:
        how = self.tr(
            "In Fattura24 open Configurazione > App e servizi esterni > API, set Attivo to SÌ, press GENERA and copy"
            " the key of 32 characters. Checking it uses one of the 500 calls a day."
        )
        super().__init__(bridge, Side.FATTURA24, how, self.tr("API &key"), self.tr("32 characters"))
        self.add_secret(self.tr("API &key"))
        self._odd = ""

    def missing(self) -> str:
        key = self.secret.take()
        if not key:
            return self.tr("The API key is still missing.")
        if not is_sendable(key):
            return self.tr("This is no key: it holds spaces or letters that no key has. Copy it once more.")
        if len(key) != _KEY_LENGTH and key != self._odd:
            self._odd = key  # whoever insists is let through: it is the service that knows
            words = self.tr(
                "A key of Fattura24 has 32 characters, this one has %1. No call has been used. Copy it once more, or"
                " press again to try it as it is."
            )
            return words.replace("%1", str(len(key)))
        return ""

    def attempt(self) -> Awaitable[AccountInfo]:
        service = self.bridge.service
        return self.bridge.call(service.connect_fattura24, self.secret.take(), self.base_url)


def connect_form(bridge: Bridge, side: Side) -> ConnectForm:
    """Return the form of a side."""
    return HighLevelForm(bridge) if side is Side.HIGHLEVEL else Fattura24Form(bridge)
