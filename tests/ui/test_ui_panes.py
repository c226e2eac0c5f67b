"""Home, Accounts, Settings and Activity, clicked through against the stand-in for the services."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMessageBox, QSpinBox

from app.errors import UsageError
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.status import Agreement, BudgetWindow, LogEntry
from app.sync.plan.model import Side
from app.ui import i18n
from app.ui.models.state import Overall, overall
from app.ui.panes.accounts import AccountsPane
from app.ui.panes.activity import ActivityPane
from app.ui.panes.home import HomePane
from app.ui.panes.settings import SettingsPane
from app.ui.widgets.connecting.connect import HighLevelForm
from app.ui.widgets.gauge import BudgetGauge, left, ring_token
from app.ui.widgets.settings.watch_folder import FolderChoice
from app.ui.words import detail_words
from tests.ui.fake_service import FakeService

HL, F24 = Side.HIGHLEVEL, Side.FATTURA24


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    """The words looked for here are English."""
    i18n.install(qapp, "en")


# ---------------------------------------------------------------------------------------------- home
def test_home_says_what_waits_and_leads_there(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = HomePane(bridge, now=service.clock.now)
            went: list[str] = []
            pane.navigate.connect(went.append)
            pane.show()
            await pane.refresh()
            assert pane.page.title.text() == "2 questions wait for you."
            assert "Next automatic run" in pane.page.subtitle.text()
            pane.waiting.action.click()
            assert went == ["review"]
            assert "372 of 500" in pane.gauge.accessibleDescription()
            assert pane.accounts[HL].count.text() == "412"

    run(scene())


def test_home_before_the_set_up_offers_to_continue_and_no_sync(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService(connected=False)) as bridge:
            pane = HomePane(bridge)
            went: list[str] = []
            pane.navigate.connect(went.append)
            await pane.refresh()
            assert not pane.sync.isEnabled()
            assert not pane.setup.isHidden()
            pane.setup.action.click()
            pane.accounts[F24].open.click()
            assert went == ["assistant", "accounts"]
            assert pane.mirror.how.opened  # how to export is unfolded while there is no export

    run(scene())


def test_home_calls_an_old_export_old(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.set_status(mirror_seen_at=1_000_000.0)

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = HomePane(bridge)
            await pane.refresh()
            assert pane.mirror.state.text() == "Out of date"

    run(scene())


def test_home_follows_what_is_announced_while_it_is_seen(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = HomePane(bridge)
            pane.show()
            await pane.refresh()
            service.set_plan(None)
            for topic in ("plan", "status", "runs"):
                bridge.announce(topic)
            await eventually(lambda: pane.page.title.text() == "Everything is in step.")
            assert service.calls.count("status") == 2  # three announcements, one reading
            assert pane.waiting.isHidden()

    run(scene())


@pytest.mark.parametrize(("used", "token"), [(0, "accent"), (400, "warn"), (490, "danger")])
def test_the_gauge_warns_before_the_calls_run_out(qapp: QApplication, used: int, token: str) -> None:
    window = BudgetWindow(86400, 500, used)
    assert ring_token(left(window) / 500) == token
    gauge = BudgetGauge()
    gauge.show_budget([window])
    gauge.resize(320, 130)
    assert not gauge.grab().isNull()
    assert f"{500 - used} of 500" in gauge.toolTip()


# ---------------------------------------------------------------------------------------------- accounts
def test_connecting_checks_keeps_and_forgets_what_was_typed(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            await pane.refresh()
            card = pane.cards[HL]
            form = card.form
            assert isinstance(form, HighLevelForm)
            assert form.isVisible()
            form.submit.click()
            assert "location ID" in form.problem.words.text()
            form.location.setText("https://app.gohighlevel.com/v2/location/ve9EPM428h8vShlRW1KT/dashboard")
            assert form.location.text() == "ve9EPM428h8vShlRW1KT"
            secret = form.secret.field
            assert secret.echoMode() is QLineEdit.EchoMode.Password
            form.secret.show_button.click()
            assert secret.echoMode() is QLineEdit.EchoMode.Normal
            QTest.keyClicks(secret, "wrong")
            form.submit.click()
            await eventually(lambda: form.submit.isEnabled() and form.problem.isVisible())
            assert card.info.state is AccountState.MISSING
            secret.setText("pit-12345678")
            QTest.keyClick(secret, Qt.Key.Key_Return)
            await eventually(lambda: card.state.text() == "Connected")
            assert secret.text() == ""
            assert not form.isVisible()
            assert "Panetteria Il Forno" in card.name.toolTip()
            assert "password store" in card.secret.text()

    run(scene())


def test_where_a_secret_is_kept_is_said_plainly(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.set_account(AccountInfo(HL, AccountState.CONNECTED, "A", "x", session_only=True))
    service.set_account(AccountInfo(F24, AccountState.CONNECTED, "B", "y", from_environment=True))

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            await pane.refresh()
            assert "until Ponte24 is closed" in pane.cards[HL].secret.text()
            assert "environment" in pane.cards[F24].secret.text()
            assert not pane.cards[F24].remove.isVisible()  # what the environment gives is not ours to forget

    run(scene())


def test_replacing_keeps_the_address_of_a_sandbox(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.set_account(AccountInfo(F24, AccountState.CONNECTED, "B", "y", "http://127.0.0.1:9/f24"))

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            await pane.refresh()
            card = pane.cards[F24]
            card.replace.click()
            assert card.form.isVisible()
            card.form.secret.field.setText("k" * 32)
            assert (await card.form.attempt()).base_url == "http://127.0.0.1:9/f24"

    run(scene())


def test_disconnecting_asks_first(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            await pane.refresh()
            pane.cards[HL].remove.click()
            box = pane.window().findChild(QMessageBox)
            assert box is not None
            assert "disconnect" not in service.calls
            next(b for b in box.buttons() if b.text() == "&Disconnect").click()
            await eventually(lambda: pane.cards[HL].info.state is AccountState.MISSING)

    run(scene())


# ---------------------------------------------------------------------------------------------- settings
def test_every_setting_is_saved_at_once(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            pane = SettingsPane(bridge)
            pane.show()
            await pane.refresh()
            for name, control in pane.controls.items():
                before = service.settings()
                if isinstance(control, QCheckBox):
                    control.click()
                elif isinstance(control, QComboBox):
                    control.setCurrentIndex((control.currentIndex() + 1) % control.count())
                    control.activated.emit(control.currentIndex())
                elif isinstance(control, QSpinBox):
                    control.setValue(7)
                elif isinstance(control, QLineEdit):
                    control.setText("Bakery")
                    control.editingFinished.emit()
                elif isinstance(control, FolderChoice):
                    control.chosen.emit("/somewhere/else")
                await eventually(lambda b=before: service.settings() != b)
                after = service.settings()
                assert replace(after, **{name: getattr(before, name)}) == before  # that one and no other
            assert set(heard) == {"settings"}
            assert service.settings().create_tag == "bakery"

    run(scene())


def test_the_tag_is_asked_for_only_where_it_matters(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = SettingsPane(bridge)
            pane.show()
            await pane.refresh()
            assert not pane.tag.isVisible()
            service.save_settings(replace(service.settings(), create_in_fattura24="tagged", interval_minutes=45))
            await pane.refresh()
            assert pane.tag.isVisible()
            interval = pane.controls["interval_minutes"]
            assert isinstance(interval, QComboBox)
            assert interval.currentText() == "45 minutes"  # not on offer, but what is set

    run(scene())


# ---------------------------------------------------------------------------------------------- activity
def test_a_run_unfolds_to_its_writes_and_their_fields(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            pane.show()
            await pane.refresh()
            model = pane.runs
            first = model.index(0, 0)
            assert model.hasChildren(first)
            assert "run_operations" not in service.calls  # read only when asked for
            pane.tree.expand(first)
            await eventually(lambda: model.rowCount(first) == 3)
            write = model.index(0, 0, first)
            assert write.data() == "Trattoria da Gino"
            assert model.index(0, 2, write).data() == "Via Roma 1  →  Via Garibaldi 22"
            assert model.index(0, 0, write).data() == "Address"
            assert model.index(2, 2, first).data() == "HTTP 400"
            assert model.run(model.index(0, 0, write)).id == "r12"  # type: ignore[union-attr]

    run(scene())


def test_undo_plans_the_inverse_and_leads_to_review(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            went: list[str] = []
            pane.navigate.connect(went.append)
            pane.show()
            await pane.refresh()
            assert not pane.undo.isEnabled()
            pane.tree.setCurrentIndex(pane.runs.index(1, 0))  # changed nothing
            assert not pane.undo.isEnabled()
            pane.tree.setCurrentIndex(pane.runs.index(0, 0))
            pane.undo.click()
            await eventually(lambda: went == ["review"])
            plan = service.open_plan()
            assert plan is not None
            assert plan.undoes == "r12"

    run(scene())


def test_the_log_is_filtered_and_copied(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.set_status(
        log=[
            LogEntry(1_790_000_000.0, "info", "connected", {"service": "HighLevel"}),
            LogEntry(1_790_000_060.0, "warning", "mapping_saved", {}),
        ]
    )

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            await pane.refresh()
            pane.log.search.setText("highlevel")
            pane.log.copy.click()
            copied = QGuiApplication.clipboard().text()
            assert "HighLevel connected" in copied
            assert "Mapping" not in copied

    run(scene())


def test_files_are_chosen_without_blocking(run: Any, bridged: Any, tmp_path: Path) -> None:
    file = tmp_path / "rubrica.csv"
    file.write_text("Rag. Sociale\n")

    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            wanted: list[list[Path]] = []
            pane.import_requested.connect(wanted.append)
            pane.drop.open_dialog()
            assert pane.drop._dialog is not None
            pane.drop._dialog.filesSelected.emit([str(file)])
            assert wanted == [[file]]
            pane.drop._dialog.close()

    run(scene())


def test_webhooks_are_switched_on_and_say_what_to_enter_elsewhere(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            card = SettingsPane(bridge).webhooks
            await card.refresh()
            assert not card.enabled.isChecked()
            card.enabled.click()
            await eventually(lambda: card.state.text() == "Receiving")
            assert service.webhooks.chosen.enabled
            assert "http://127.0.0.1:8734" in card.tunnel.text()
            card.port.setValue(9001)
            await eventually(lambda: "9001" in card.tunnel.text())
            service.webhooks.state = replace(
                service.webhooks.state,
                last_at=1.0,
                last_type="ContactUpdate",
                last_refused_at=2.0,
                last_refusal="stale",
            )
            await card.refresh()
            assert "ContactUpdate" in card.last.text()
            assert "five minutes" in card.refusal.text()

    run(scene())


def test_a_port_that_is_taken_is_told_and_the_switch_goes_back(
    run: Any, bridged: Any, eventually: Any, bridge_errors: list[BaseException]
) -> None:
    service = FakeService()
    service.webhooks.problem = UsageError("webhook_port", port=8734)

    async def scene() -> None:
        async with bridged(service) as bridge:
            card = SettingsPane(bridge).webhooks
            await card.refresh()
            card.enabled.click()
            await eventually(lambda: bool(bridge_errors) and not card.enabled.isChecked())
            assert bridge_errors == [service.webhooks.problem]
            bridge_errors.clear()

    run(scene())


@pytest.mark.parametrize(
    ("agreement", "said", "shown"),
    [
        (Agreement(), "Not compared yet", Overall.TO_CHECK),
        (Agreement(5.0, False, 10), "Something has changed", Overall.TO_CHECK),
        (Agreement(5.0, True, 10, pending=3), "3 changes are not carried out", Overall.CHANGES),
        (Agreement(5.0, True, 10, apart=1), "1 customer differs", Overall.APART),
        (Agreement(5.0, True, 10, waiting=1), "Something is noted", Overall.NEEDS_YOU),
        (Agreement(5.0, True, 10), "Everything is in step", Overall.IN_STEP),
    ],
)
def test_home_says_in_step_only_where_everything_was_compared(
    run: Any, bridged: Any, agreement: Agreement, said: str, shown: Overall
) -> None:
    service = FakeService()
    service._plan = None
    service.agreement = agreement

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = HomePane(bridge)
            await pane.refresh()
            assert pane.status is not None
            pane._show_notices(replace(pane.status, open_plan="p1", waiting=0, open_undo=False), 0.0)
            ready = "comparison is ready" in pane.waiting.words.text()
            assert ready == bool(agreement.pending or not agreement.compared_at), "not where nothing would change"
            assert overall(pane.status, busy=False, now=service.clock.now()) is shown
            assert said in pane.page.title.text()
            assert ("in step" in pane.page.title.text()) == (shown is Overall.IN_STEP)
            pane.deleteLater()

    run(scene())


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("request_refused {'service': 'HighLevel'} 400 bad", "HighLevel"),
        ("request_refused broken {", "…"),
        ("side_read_only {}", ""),
        ("something nobody knows", "something nobody knows"),
        ("", ""),
    ],
)
def test_what_is_noted_beside_a_write_is_said_in_words(kept: str, shown: str) -> None:
    i18n.install(QApplication.instance() or QApplication([]), "en")
    said = detail_words(kept)
    assert shown in said
    assert "{" not in said
    assert "_" not in said
