"""One account on the pane Accounts: who it is, how its access stands, and what to do about it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox

from app.errors import ExitCode, Ponte24Error
from app.services.api.accounts import AccountInfo, AccountState
from app.sync.plan.model import Side
from app.ui.bridge import Bridge
from app.ui.i18n import language, moment, say
from app.ui.message_box import message_box
from app.ui.subscription import calls_words, expiry_words, plan_name
from app.ui.theme import set_icon
from app.ui.widgets.connecting.connect import ConnectForm, connect_form
from app.ui.widgets.connecting.ways import HighLevelWays
from app.ui.widgets.controls import Card, Elided, Notice, button, label, picture, row, set_role
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.sight import bring_into_view
from app.ui.words import (
    SIDE_NAMES,
    account_state,
    lacking_words,
    missing_words,
    needs_new_secret,
    problem_words,
    rotate_words,
    secret_age,
    secret_place,
)


class AccountCard(Card):
    """One account: what is known of it, where its secret is kept and how old it is, and the form that connects it."""

    def __init__(self, bridge: Bridge, side: Side, now: Callable[[], float] = time.time) -> None:
        super().__init__(SIDE_NAMES[side], icon="company" if side is Side.HIGHLEVEL else "file")
        self._bridge, self._side, self._now = bridge, side, now
        self.info = AccountInfo(side, AccountState.MISSING)
        self.state = label("", "chip")
        self.head.addWidget(self.state)
        self.name = Elided(role="strong")
        self.facts = label("", "muted", wrap=True, selectable=True)
        self._secret_icon = picture("lock", "muted", 18)
        self.secret = label("", "muted", wrap=True)
        secret_line = row(self._secret_icon, self.secret)
        secret_line.setStretch(1, 1)
        self.problem, self.rotate = Notice(kind="danger"), Notice(kind="warn")
        self.lacking, self.outcome = Notice(kind="warn"), Notice(kind="ok")
        self.expiry = Notice(kind="warn")
        self.ways = HighLevelWays(bridge) if side is Side.HIGHLEVEL else None
        self.form: ConnectForm = self.ways.token if self.ways is not None else connect_form(bridge, side)
        self.editor = self.form if self.ways is None else self.ways
        self.editor.connected.connect(lambda _info: self._connected())
        replace, remove, test = self.tr("Replace access…"), self.tr("Disconnect…"), self.tr("Test access")
        self.replace = button(replace, icon="key", on_click=self._replace)
        self.test = button(test, icon="check", on_click=self.try_access)
        self.remove = button(remove, "danger", on_click=self.ask_disconnect)
        calls = self.tr("Check the calls")
        self.calls = button(calls, icon="sync", on_click=self.check_calls)
        self.calls.setVisible(False)
        self.calls.setToolTip(self.tr("Ask Fattura24 when the calls of the last 24 hours were made (one call)"))
        for control, words in (
            (self.replace, replace),
            (self.test, test),
            (self.calls, calls),
            (self.remove, remove),
        ):
            control.setAccessibleName(f"{words} {SIDE_NAMES[side]}")
        for item in (self.name, self.facts):
            self.body.addWidget(item)
        self.body.addLayout(secret_line)
        for notice in (self.problem, self.expiry, self.rotate, self.lacking, self.outcome):
            notice.hide()
            self.body.addWidget(notice)
        self.body.addWidget(self.editor)
        buttons = FlowLayout()
        for made in (self.replace, self.test, self.calls, self.remove):
            buttons.addWidget(made)
        self.body.addLayout(buttons)
        self._question: QMessageBox | None = None

    def show_account(self, info: AccountInfo, used: int = 0) -> None:
        """Show what is known of the account; ``used`` are the calls of the last 24 hours as they are counted here."""
        self.info = info
        self._used = used
        self.form.base_url = info.base_url
        if self.ways is not None:
            self.ways.show_account(info)
        words, role = account_state(info)
        self.state.setText(words)
        set_role(self.state, role)
        missing = info.state is AccountState.MISSING
        self.name.set_words(info.name)
        self.facts.setText(self.facts_of(info))
        place, icon = secret_place(info)
        self.secret.setText(" ".join(part for part in (place, secret_age(info, self._now())) if part))
        set_icon(self._secret_icon, icon, "warn" if icon == "warning" else "muted", 18)
        for widget in (self.name, self.facts, self.secret, self._secret_icon, self.test):
            widget.setVisible(not missing)
        self.calls.setVisible(not missing and self._side is Side.FATTURA24)
        self.remove.setVisible(not missing and not info.from_environment)
        self.replace.setVisible(not missing and not info.from_environment)
        self._show_notices(info)
        if not (self.ways is not None and self.ways.busy):  # not while the browser is open
            self.edit(missing or needs_new_secret(info))

    def _show_notices(self, info: AccountInfo) -> None:
        self.problem.show_words(problem_words(info), "danger")
        self.rotate.show_words(rotate_words(info, self._now()), "warn")
        self.lacking.show_words("\n".join(filter(None, (missing_words(info), lacking_words(info)))), "warn")
        if self._side is Side.FATTURA24:
            self.expiry.show_words(*expiry_words(info, self._now()))

    def facts_of(self, info: AccountInfo) -> str:
        """Return the facts that help to recognise an account."""
        if self._side is Side.HIGHLEVEL:
            parts = [self.tr("Location ID %1").replace("%1", info.identifier)]
            if zone := info.extra.get("timezone"):
                parts.append(self.tr("time zone %1").replace("%1", zone))
        else:
            parts = [self.tr("Account %1").replace("%1", info.identifier)] if info.identifier else []
            if plan := info.extra.get("plan"):
                parts.append(self.tr("plan %1").replace("%1", plan_name(plan)))
            if until := info.extra.get("expire"):
                parts.append(self.tr("valid until %1").replace("%1", until))
            if calls := calls_words(info, self._used):
                parts.append(calls)
        if info.checked_at:
            parts.append(self.tr("checked %1").replace("%1", moment(info.checked_at)))
        if info.base_url:
            parts.append(info.base_url)
        return "  ·  ".join(parts)

    def edit(self, shown: bool) -> None:
        """Show or hide the form."""
        self.editor.setVisible(shown)

    def _replace(self) -> None:
        """Open the form with the keyboard where the new secret goes, or close it again."""
        self.edit(not self.editor.isVisible())
        if self.form.isVisible():
            self.form.secret.setFocus()
            bring_into_view(self.editor)

    def _connected(self) -> None:
        self.outcome.show_words("")
        self.edit(False)

    # ------------------------------------------------------------------------------------------ testing
    def try_access(self) -> None:
        """Ask the service again with what is kept."""
        if self.test.isEnabled():
            self._bridge.spawn(self._test())

    async def _test(self) -> None:
        self.test.setEnabled(False)
        self.outcome.show_words(self.tr("Asking the service…"), "info")
        bring_into_view(self.outcome)
        try:
            await self._bridge.call(self._bridge.service.access.check, self._side)
        except Ponte24Error as error:
            said = error.describe(language())
            # a refusal stays at the account and is shown there
            refused = error.exit_code == ExitCode.CREDENTIALS and error.code not in ("not_connected", "keyring_locked")
            self.outcome.show_words("" if refused else f"{said.title}. {said.meaning} {said.action}", "danger")
        else:
            words = self.tr("%1 answers: what is kept works.").replace("%1", SIDE_NAMES[self._side])
            self.outcome.show_words(words, "ok")
        finally:
            self.test.setEnabled(True)
            self._bridge.announce("accounts")
            self._bridge.announce("status")

    def check_calls(self) -> None:
        """Ask Fattura24 when the calls of the last 24 hours were made, and count by that."""
        if self.calls.isEnabled():
            self._bridge.spawn(self._check_calls())

    async def _check_calls(self) -> None:
        self.calls.setEnabled(False)
        self.outcome.show_words(self.tr("Asking the service…"), "info")
        bring_into_view(self.outcome)
        try:
            checked = await self._bridge.call(self._bridge.service.fattura24.check_calls)
        except Ponte24Error as error:
            said = error.describe(language())
            self.outcome.show_words(f"{said.title}. {said.meaning} {said.action}", "danger")
        else:
            words = say("cli.f24.calls", n=checked.log.total, foreign=checked.foreign) + "."
            undated = "" if checked.dated else " " + say("cli.f24.calls_undated")
            self.outcome.show_words(words + undated, "ok" if checked.dated else "warn")
        finally:
            self.calls.setEnabled(True)
            self._bridge.announce("accounts")
            self._bridge.announce("status")

    # ------------------------------------------------------------------------------------------ disconnecting
    def ask_disconnect(self) -> None:
        """Ask, then forget the account's secrets."""
        box = message_box(
            QMessageBox.Icon.Question,
            self.tr("Disconnect %1?").replace("%1", SIDE_NAMES[self._side]),
            self.tr(
                "All secrets of this account are deleted from this computer. Links and history stay: connecting again"
                " goes on where it was."
            ),
            self.window(),
            window_title=self.tr("Disconnect"),
        )
        yes = box.addButton(self.tr("&Disconnect"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setAccessibleName(self.tr("Disconnect"))
        box.addButton(self.tr("&Keep"), QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(lambda: self._bridge.spawn(self._disconnect()))
        self._question = box
        box.open()

    async def _disconnect(self) -> None:
        if await self._bridge.call(self._bridge.service.disconnect, self._side):
            words = self.tr("Disconnected. All secrets of this account were deleted from this computer.")
            self.outcome.show_words(words, "ok")
        else:
            words = self.tr(
                "Disconnected; Ponte24 has forgotten the secrets. The password store of this computer could not be"
                " asked: if it holds entries named Ponte24, delete them by hand."
            )
            self.outcome.show_words(words, "warn")
        self._bridge.announce("accounts")
        self._bridge.announce("status")
