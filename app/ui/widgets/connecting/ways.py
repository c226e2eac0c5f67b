"""The two ways to connect HighLevel: a token first, signing in second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from app.services.api.accounts import AccountInfo, AccountState, Method
from app.ui.bridge import Bridge
from app.ui.widgets.connecting.connect import HighLevelForm
from app.ui.widgets.controls import column

if TYPE_CHECKING:
    from app.ui.widgets.connecting.sign_in import SignInForm


class HighLevelWays(QWidget):
    """A choice and the two forms, of which one is shown; ``connected`` carries the `AccountInfo`.

    ``guide`` stands above the token's form and is shown with it.
    """

    connected = Signal(object)

    def __init__(self, bridge: Bridge, guide: QWidget | None = None) -> None:
        super().__init__()
        self._bridge = bridge
        self.token = HighLevelForm(bridge)
        self._sign_in: SignInForm | None = None
        self._account: AccountInfo | None = None
        self._address = ""
        self.by_token = QRadioButton(self.tr("With a token: the simple way"))
        self.by_sign_in = QRadioButton(self.tr("By signing in, with an app of your own"))
        for choice in (self.by_token, self.by_sign_in):
            choice.setAccessibleName(choice.text())
        self.by_token.setChecked(True)
        self._guide = guide
        body = self._body = column(self.by_token, self.by_sign_in, 2, spacing=6)
        if guide is not None:
            body.addWidget(guide)
        body.addWidget(self.token)
        self.setLayout(body)
        self.by_sign_in.toggled.connect(lambda _on: self._draw())
        self.token.connected.connect(self.connected)
        self._draw()

    @property
    def sign_in(self) -> SignInForm:
        """The form to sign in with, made when it is first wanted: few owners do."""
        if self._sign_in is None:
            from app.ui.widgets.connecting.sign_in import SignInForm

            form = self._sign_in = SignInForm(self._bridge)
            form.base_url = self._address
            form.connected.connect(self.connected)
            self._body.addWidget(form)  # before it is shown: without a parent it would be a window
            form.setVisible(self.by_sign_in.isChecked())
            if self._account is not None:
                form.show_account(self._account)
        return self._sign_in

    @property
    def busy(self) -> bool:
        """True while something is being checked: the form must not be taken away."""
        return (self._sign_in is not None and self._sign_in.busy) or not self.token.submit.isEnabled()

    def show_account(self, info: AccountInfo) -> None:
        """Take over what is known of the account; one that signed in before is offered that way again."""
        self._account = info
        self.token.show_account(info)
        if self._sign_in is not None:
            self._sign_in.show_account(info)
        if info.state is AccountState.REFUSED and info.method is Method.OAUTH:
            self.by_sign_in.setChecked(True)

    def take_address(self, address: str) -> None:
        """Use another address than the service's own."""
        self.token.base_url = self._address = address
        if self._sign_in is not None:
            self._sign_in.base_url = address

    def _draw(self) -> None:
        signing_in = self.by_sign_in.isChecked()
        self.token.setVisible(not signing_in)
        if self._guide is not None:
            self._guide.setVisible(not signing_in)
        if signing_in or self._sign_in is not None:
            self.sign_in.setVisible(signing_in)
