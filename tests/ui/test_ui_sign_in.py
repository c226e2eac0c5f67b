"""Signing in to HighLevel in the window, and how the window tells the life of the credentials."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.connectors.highlevel.sign_in.oauth_address import REDIRECT_URIS
from app.connectors.highlevel.sign_in.scopes import ASKED
from app.errors import CredentialsRefused, Ponte24Error
from app.services.api.accounts import AccountInfo, AccountState, Method
from app.sync.plan.model import Side
from app.ui.panes.accounts import AccountsPane
from app.ui.panes.assistant import AssistantPane
from app.ui.panes.home import HomePane
from app.ui.widgets.connecting.sign_in import SignInForm
from tests.ui.fake_access import ADDRESS
from tests.ui.fake_service import FakeService

HL, F24 = Side.HIGHLEVEL, Side.FATTURA24
DAY = 86_400.0
LOCATION = "ve9EPM428h8vShlRW1KT"


def fill(form: SignInForm) -> None:
    form.location.setText(f"https://app.example/v2/location/{LOCATION}/dashboard")
    form.client_id.setText("65f0c0de65f0c0de65f0c0de-abcd1234")
    form.secret.field.setText("6f3a3536-4b52-4733")


def with_pane(run: Any, bridged: Any, service: FakeService, act: Any, kind: Any = AccountsPane) -> None:
    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = kind(bridge)
            pane.show()
            await pane.refresh()
            await act(pane)

    run(scene())


def test_signing_in_from_the_choice_to_the_connected_account(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)
    service.access.gate = threading.Event()

    async def act(pane: AccountsPane) -> None:
        card = pane.cards[HL]
        assert card.ways is not None and card.form.isVisible()  # the token comes first
        card.ways.by_sign_in.click()
        form = card.ways.sign_in
        assert form.isVisible() and not card.form.isVisible()
        for expected in ("location ID", "client ID", "client secret"):
            form.submit.click()
            assert expected in form.problem.words.text()
            {"location ID": form.location, "client ID": form.client_id}.get(expected, form.location).setText(LOCATION)
        fill(form)
        assert form.location.text() == LOCATION
        assert form.secret.field.echoMode() is QLineEdit.EchoMode.Password
        QTest.keyClick(form.secret.field, Qt.Key.Key_Return)
        await eventually(lambda: "choose the location there" in form.state.text())
        assert form.waiting.isVisible() and not form.submit.isEnabled() and form.cancel.hasFocus()
        form.copy.click()
        assert QGuiApplication.clipboard().text() == ADDRESS
        pane._bridge.announce("status")  # what is read meanwhile does not take the form away
        await eventually(lambda: pane._bridge.settled or True)
        assert form.waiting.isVisible()
        assert service.access.gate is not None
        service.access.gate.set()
        await eventually(lambda: card.state.text() == "Connected")
        assert not form.isVisible() and form.secret.field.text() == ""
        assert "Signed in" in card.secret.text()
        request = service.access.requests[0]
        assert (request.location_id, request.white_label, request.browser) == (LOCATION, False, True)
        assert "6f3a3536" not in repr(request)

    with_pane(run, bridged, service, act)


def test_the_addresses_and_permissions_to_register_can_be_copied(run: Any, bridged: Any) -> None:
    async def act(pane: AccountsPane) -> None:
        ways = pane.cards[HL].ways
        assert ways is not None
        ways.by_sign_in.click()
        form = ways.sign_in
        assert form.redirects.lines == REDIRECT_URIS
        for copy, address in zip(form.redirects.buttons, REDIRECT_URIS, strict=True):
            assert address in copy.accessibleName()
            copy.click()
            assert QGuiApplication.clipboard().text() == address
        form.permissions.head.click()
        form.scopes.all.click()
        assert QGuiApplication.clipboard().text().split() == list(ASKED)

    with_pane(run, bridged, FakeService(connected=False), act)


def test_waiting_for_the_browser_can_be_cancelled(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)
    service.access.gate = threading.Event()
    service.access.opened, service.access.taken = "", "8724"

    async def act(pane: AccountsPane) -> None:
        ways = pane.cards[HL].ways
        assert ways is not None
        ways.by_sign_in.click()
        form = ways.sign_in
        fill(form)
        form.submit.click()
        await eventually(lambda: "No browser could be opened" in form.state.text())
        assert "8724" in form.state.text() and REDIRECT_URIS[0] in form.state.text()
        form.cancel.click()
        await eventually(lambda: not form.busy)
        assert not form.waiting.isVisible() and form.submit.isEnabled()
        assert "Sign-in cancelled" in form.problem.words.text()

    with_pane(run, bridged, service, act)


def test_a_refusal_is_told_in_words_and_nothing_that_was_typed_is_lost(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)
    service.access.refuse = CredentialsRefused("oauth_denied", service="HighLevel")

    async def act(pane: AccountsPane) -> None:
        ways = pane.cards[HL].ways
        assert ways is not None
        ways.by_sign_in.click()
        fill(ways.sign_in)
        ways.sign_in.submit.click()
        await eventually(ways.sign_in.problem.isVisible)
        assert "Access was not allowed" in ways.sign_in.problem.words.text()
        assert ways.sign_in.client_id.text() and ways.sign_in.location.text() == LOCATION

    with_pane(run, bridged, service, act)


def test_a_dead_access_says_connect_again_and_offers_it_without_the_secret(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()
    service.set_account(
        AccountInfo(
            HL,
            AccountState.REFUSED,
            "Panetteria Il Forno",
            LOCATION,
            method=Method.OAUTH,
            client_id="app-1",
            problem="highlevel_sign_in_again",
        )
    )

    async def act(pane: AccountsPane) -> None:
        card = pane.cards[HL]
        assert card.ways is not None and card.state.text() == "Connect again"
        assert "HighLevel: connect again" in card.problem.words.text()
        form = card.ways.sign_in
        assert form.isVisible() and form.client_id.text() == "app-1" and form.location.text() == LOCATION
        assert "kept" in form.secret.field.placeholderText()
        form.submit.click()
        await eventually(lambda: card.state.text() == "Connected")
        assert not card.problem.isVisible() and service.access.requests[0].client_secret == ""

    with_pane(run, bridged, service, act)


def test_a_closed_location_asks_for_nothing_to_be_entered(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.set_account(AccountInfo(HL, AccountState.REFUSED, "Forno", LOCATION, problem="highlevel_location_inactive"))

    async def act(pane: AccountsPane) -> None:
        card = pane.cards[HL]
        assert card.state.text() == "Location not active" and not card.editor.isVisible()
        assert "not active" in card.problem.words.text()

    with_pane(run, bridged, service, act)

    async def look(pane: HomePane) -> None:
        assert "not active" in pane.credentials.words.text() and pane.credentials.isVisible()
        assert not pane.accounts[HL].open.isVisible()  # nothing is to be entered

    with_pane(run, bridged, service, look, HomePane)


def test_an_old_token_and_missing_permissions_are_told_at_the_account_and_on_home(run: Any, bridged: Any) -> None:
    service = FakeService()
    now = service.clock.now()
    old = AccountInfo(
        HL,
        AccountState.CONNECTED,
        "Forno",
        LOCATION,
        since=now - 93 * DAY,
        rotate_at=now - 3 * DAY,
        missing=("contacts.write",),
    )
    service.set_account(old)

    async def act(pane: AccountsPane) -> None:
        card = pane.cards[HL]
        assert "93 days" in card.rotate.words.text() and card.rotate.isVisible()
        assert "contacts.write: creating and changing contacts" in card.lacking.words.text()
        assert "Token entered 93 day" in card.secret.text()

    def accounts(bridge: Any) -> AccountsPane:
        pane = AccountsPane(bridge)
        for card in pane.cards.values():
            card._now = service.clock.now
        return pane

    with_pane(run, bridged, service, act, accounts)
    shown: list[str] = []

    async def look(pane: HomePane) -> None:
        assert pane.credentials.isVisible()
        assert "93 days" in pane.credentials.words.text() and "contacts.write" in pane.credentials.words.text()
        pane.navigate.connect(shown.append)
        pane.credentials.action.click()
        assert shown == ["accounts"]
        service.set_account(replace(old, rotate_at=now + DAY, missing=()))
        await pane.refresh()
        assert not pane.credentials.isVisible()

    with_pane(run, bridged, service, look, lambda bridge: HomePane(bridge, now=service.clock.now))


def test_what_is_kept_can_be_tested_again(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def act(pane: AccountsPane) -> None:
        card = pane.cards[F24]
        card.test.click()
        await eventually(lambda: "Fattura24 answers" in card.outcome.words.text())
        assert service.access.checked == [F24]
        service.access.refuse = Ponte24Error("oauth_busy", service="HighLevel")
        pane.cards[HL].test.click()
        await eventually(lambda: "Another Ponte24" in pane.cards[HL].outcome.words.text())
        service.access.refuse = CredentialsRefused("highlevel_token_refused", service="HighLevel")
        pane.cards[HL].test.click()
        await eventually(lambda: pane.cards[HL].problem.isVisible() and pane.cards[HL].test.isEnabled())
        assert not pane.cards[HL].outcome.isVisible()  # said once

    with_pane(run, bridged, service, act)


def test_disconnecting_says_whether_every_secret_is_gone(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def act(pane: AccountsPane) -> None:
        for side, kept, words in ((HL, True, "were deleted"), (F24, False, "could not be asked")):
            service.keyring = kept
            card = pane.cards[side]
            card.ask_disconnect()
            assert card._question is not None
            next(b for b in card._question.buttons() if "Disconnect" in b.text()).click()
            await eventually(lambda card=card, words=words: words in card.outcome.words.text())

    with_pane(run, bridged, service, act)


def test_the_assistant_offers_both_ways(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def act(pane: AssistantPane) -> None:
        pane.show_step(1)
        step = pane.connecting(HL)
        assert step.ways is not None and step.form.isVisible()
        step.ways.by_sign_in.click()
        assert not step.form.isVisible() and step.ways.sign_in.isVisible()
        step.advanced.head.click()
        step.address.setText("http://127.0.0.1:8724/highlevel")
        fill(step.ways.sign_in)
        step.ways.sign_in.submit.click()
        await eventually(lambda: step.done)
        assert service.access.requests[0].base_url == "http://127.0.0.1:8724/highlevel"
        assert not step.done_notice.isHidden()  # the assistant goes on to the next step by itself

    with_pane(run, bridged, service, act, AssistantPane)
