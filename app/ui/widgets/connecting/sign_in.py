"""The form that connects HighLevel by signing in in the browser, with an app of the owner's own."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLineEdit, QProgressBar, QWidget

from app.errors import Ponte24Error
from app.services.api.accounts import STAGE, AccountInfo, Method, SignInRequest
from app.services.api.progress import Progress, StopSignal
from app.ui.bridge import Bridge
from app.ui.i18n import language
from app.ui.widgets.connecting.connect import SecretField
from app.ui.widgets.connecting.steps import numbered
from app.ui.widgets.controls import Fold, Notice, button, column, label, level, row
from app.ui.widgets.copying import CopyList, copy_text


class SignInForm(QWidget):
    """How to register the app, what to enter, and the wait for the browser; ``connected`` carries the `AccountInfo`."""

    connected = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.base_url = ""  # another address than the service's own: a sandbox
        self._stop: StopSignal | None = None
        self._address = ""
        self._client_kept = ""
        access = bridge.service.access
        self.redirects = CopyList(self.tr("Redirect addresses to register"), access.redirect_uris())
        self.scopes = CopyList(
            self.tr("Permissions to tick"), access.permissions(), together=self.tr("Copy all permissions")
        )
        self.permissions = Fold(self.tr("Permissions (scopes) to tick"), self.scopes)
        self.location, self.client_id = QLineEdit(), QLineEdit()
        self.location.setPlaceholderText("ve9EPM428h8vShlRW1KT")
        self.location.textChanged.connect(self._tidy)
        self.client_id.setPlaceholderText("65f0c0de65f0c0de65f0c0de-abcd1234")
        self.client_id.textChanged.connect(self._hint)
        self.secret = SecretField(self.tr("Client secret"))
        self.white_label = QCheckBox(self.tr("My app is a &white-label app"))
        self.white_label.setAccessibleName(self.white_label.text().replace("&", ""))
        self.authorize_url = QLineEdit()
        self.authorize_url.setPlaceholderText("https://…")
        self.problem = Notice(kind="danger")
        self.problem.hide()
        self.submit = button(self.tr("&Sign in with HighLevel…"), "primary", icon="open", on_click=self.try_sign_in)
        for field in (self.location, self.client_id, self.secret.field):
            field.returnPressed.connect(self.try_sign_in)
        self.waiting = self._waiting()
        self.setLayout(
            column(
                label(
                    self.tr(
                        "For whoever has a HighLevel developer account: you register an app of your own once, and"
                        " Ponte24 then renews its access by itself."
                    ),
                    "muted",
                    wrap=True,
                ),
                numbered(
                    (
                        self.tr(
                            "At marketplace.gohighlevel.com, under My Apps, create a private app with the target user"
                            " Sub-account."
                        ),
                        self.tr("Under Auth, add the three redirect addresses below, exactly as they stand here."),
                        self.tr("Tick the permissions below, create the client keys, and copy both of them here."),
                    )
                ),
                self.redirects,
                self.permissions,
                self._fields(),
                self._advanced(),
                self.problem,
                row(self.submit, None),
                self.waiting,
                spacing=10,
            )
        )
        bridge.progress.connect(self._on_progress)

    def _fields(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 4, 0, 0)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget, QLineEdit], ...] = (
            (self.tr("&Location ID"), self.location, self.location),
            (self.tr("Client &ID"), self.client_id, self.client_id),
            (self.tr("Client s&ecret"), self.secret, self.secret.field),
        )
        for words, shown, field in rows:
            field.setAccessibleName(words.replace("&", ""))
            name = label(words)
            name.setBuddy(field)
            form.addRow(name, shown)
        level(form)
        return form

    def _advanced(self) -> Fold:
        words = self.tr("Address to sign in at")
        self.authorize_url.setAccessibleName(words)
        extra = QFrame()
        extra.setLayout(
            column(
                self.white_label,
                label(self.tr("Only for trials: the sign-in address of a sandbox."), "small", wrap=True),
                self.authorize_url,
                spacing=6,
            )
        )
        self.advanced = Fold(self.tr("White label, other address"), extra)
        return self.advanced

    def _waiting(self) -> QFrame:
        self.state = label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Waiting for the browser"))
        self.copy = button(self.tr("Cop&y the address"), icon="copy", on_click=lambda: copy_text(self._address))
        self.cancel = button(self.tr("Ca&ncel"), icon="close", on_click=self.stop)
        box = QFrame()
        box.setProperty("role", "inset")
        lines = column(self.state, self.bar, row(self.copy, self.cancel, None))
        lines.setContentsMargins(14, 12, 14, 12)
        box.setLayout(lines)
        box.hide()
        return box

    @property
    def busy(self) -> bool:
        """True while the browser is open."""
        return self._stop is not None

    def show_account(self, info: AccountInfo) -> None:
        """Fill in what is known, where nothing has been typed."""
        if info.base_url:
            self.base_url = info.base_url
        self._client_kept = info.client_id if info.method is Method.OAUTH else ""
        for field, value in (
            (self.location, info.identifier),
            (self.client_id, info.client_id),
            (self.authorize_url, info.authorize_url if info.base_url else ""),
        ):
            if value and not field.text():
                field.setText(value)
        self._hint()

    def _hint(self) -> None:
        kept = bool(self._client_kept) and self.client_id.text().strip() == self._client_kept
        self.secret.field.setPlaceholderText(self.tr("Blank: the secret that is kept") if kept else "xxxxxxxx-xxxx-…")

    def _tidy(self, typed: str) -> None:
        """Take the location id out of a whole address that was pasted."""
        if (found := re.search(r"/location/([A-Za-z0-9]{10,})", typed)) is not None:
            self.location.setText(found[1])

    def missing(self) -> str:
        """Return what must still be entered, or a blank."""
        client = self.client_id.text().strip()
        if not self.location.text().strip():
            return self.tr("The location ID is still missing.")
        if not client:
            return self.tr("The client ID of your app is still missing.")
        if not self.secret.take() and client != self._client_kept:
            return self.tr("The client secret of your app is still missing.")
        return ""

    def try_sign_in(self) -> None:
        """Open the browser and wait for the owner."""
        if self.busy:
            return
        if missing := self.missing():
            self.problem.show_words(missing, "warn")
            return
        self.bridge.spawn(self._sign_in())

    def stop(self) -> None:
        """Wait for the browser no longer."""
        if self._stop is not None:
            self._stop.stop()
            self.cancel.setEnabled(False)

    def _request(self) -> SignInRequest:
        return SignInRequest(
            self.location.text().strip(),
            self.client_id.text().strip(),
            self.secret.take(),
            self.base_url,
            self.authorize_url.text().strip(),
            self.white_label.isChecked(),
        )

    async def _sign_in(self) -> None:
        self._stop = stop = StopSignal()
        self.problem.hide()
        self._show_waiting(True)
        try:
            info = await self.bridge.call(self.bridge.service.access.sign_in, self._request(), stop=stop)
        except Ponte24Error as error:
            said = error.describe(language())
            kind = "info" if error.code == "oauth_cancelled" else "danger"
            self.problem.show_words(f"{said.title}. {said.meaning} {said.action}", kind)
            return
        finally:
            self._stop = None
            self._show_waiting(False)
        self.secret.forget()
        self.connected.emit(info)
        self.bridge.announce("accounts")

    def _show_waiting(self, shown: bool) -> None:
        self._address = ""
        self.state.setText(self.tr("Opening the browser…"))
        self.copy.setEnabled(False)
        self.cancel.setEnabled(True)
        self.submit.setEnabled(not shown)
        self.waiting.setVisible(shown)
        if self.isVisible():
            (self.cancel if shown else self.submit).setFocus()

    def _on_progress(self, step: Progress) -> None:
        if step.stage != STAGE or not self.busy:
            return
        self._address = step.params["address"]
        self.copy.setEnabled(True)
        if step.params["opened"]:
            words = self.tr("Your browser shows HighLevel: choose the location there and allow Ponte24.")
        else:
            words = self.tr("No browser could be opened. Copy the address and open it in a browser on this computer.")
        if step.params["taken"]:
            words += " " + self.tr(
                "Port %1 is used by another program, so HighLevel answers to %2 this time: it must be registered, too."
            ).replace("%1", step.params["taken"]).replace("%2", step.params["redirect_uri"])
        if step.params.get("strangers"):
            words += " " + self.tr(
                "An answer came that belongs to another sign-in. It was not used; Ponte24 goes on waiting for yours."
            )
        self.state.setText(words)
