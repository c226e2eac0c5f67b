"""The Fattura24 account: its calls across keys and accounts, and what is written beside runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.connectors.fattura24.document_file import described
from app.connectors.fattura24.requests import Document, Item, Party
from app.credentials import Credentials
from app.errors import CredentialsRefused, LimitReached, ServiceUnavailable
from app.services.api.accounts import AccountState
from app.services.facade import Ponte24
from app.store import Store
from app.sync.plan.model import Side
from tests.services.stage import MEMORY_ONLY, Stage, stage


def go(work: Any) -> Any:
    return asyncio.run(work)


def free_to_choose(s: Stage) -> Ponte24:
    """A program whose key is not fixed by the environment."""
    credentials = Credentials(s.home, backend=MEMORY_ONLY, environ={})
    return Ponte24(Store.open(s.home, s.clock), credentials, s.clock, "en")


def used(service: Ponte24) -> int:
    return service.status().budget[2].used


def test_connecting_again_is_a_call_like_any_other(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as s:
        go(s.connect())
        s.service.store.budget.tell("fattura24", [s.clock.now()] * 499)
        sent = len(s.requests("fattura24"))
        with pytest.raises(LimitReached):
            go(s.connect())
        with pytest.raises(LimitReached):
            go(s.service.access.check(Side.FATTURA24))
        assert len(s.requests("fattura24")) == sent
        assert s.service.status().accounts[Side.FATTURA24].state is AccountState.CONNECTED


def test_another_account_has_a_day_of_its_own_and_the_same_one_keeps_its_count(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as s:
        service = free_to_choose(s)
        fattura24 = s.sandbox.state.fattura24
        go(service.connect_fattura24(s.sandbox.api_key, s.sandbox.fattura24_url))
        service.store.budget.tell("fattura24", [s.clock.now()] * 499)
        assert used(service) == 500
        fattura24.api_key = "n" * 32
        go(service.connect_fattura24("n" * 32, s.sandbox.fattura24_url))  # a new key of the same account
        assert used(service) == fattura24.calls_in_24_hours()
        fattura24.api_key, fattura24.account_id = "o" * 32, "99999"
        fattura24.forget_calls()
        go(service.connect_fattura24("o" * 32, s.sandbox.fattura24_url))
        assert used(service) == 1
        assert service.status().accounts[Side.FATTURA24].identifier == "99999"
        service.store.close()


def test_states_follow_the_answers(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as s:
        go(s.connect())

        def state() -> AccountState:
            return s.service.status().accounts[Side.FATTURA24].state

        s.sandbox.state.faults.add("cut-before", service="fattura24")
        with pytest.raises(ServiceUnavailable):
            go(s.service.fattura24.templates())
        assert state() is AccountState.OFFLINE
        s.sandbox.state.faults.clear()
        assert go(s.service.fattura24.templates())
        assert state() is AccountState.CONNECTED
        s.sandbox.state.fattura24.api_key = "x" * 32
        with pytest.raises(CredentialsRefused):
            go(s.service.fattura24.check_key())
        assert state() is AccountState.REFUSED


def test_a_customer_saved_by_hand_is_known_to_the_next_plan(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5, highlevel={"search_lag_seconds": 0}) as s:
        go(s.connect())
        party = described({"name": "Anna Neri", "city": "Roma", "email": "anna.neri@example.it"}, Party)
        saved = go(s.service.fattura24.save_customer(party))
        (customer,) = s.service.store.mirror.all()
        assert (customer.api_id, customer.contact.first_name, customer.contact.city) == (saved.id, "Anna", "Roma")
        coded = described({"name": "Bar Srl", "vat_code": "12345670017", "country": "IT"}, Party)
        first = go(s.service.fattura24.save_customer(coded))
        go(s.service.fattura24.save_customer(coded.model_copy(update={"city": "Asti"})))
        bar = s.service.store.mirror.by_api_id(first.id)
        assert bar is not None
        assert (bar.contact.city, bar.contact.vat_code, s.service.store.mirror.count()) == ("Asti", "12345670017", 2)
        s.sandbox.state.create_contact({"firstName": "Anna", "lastName": "Neri", "email": "anna.neri@example.it"})
        plan = go(s.service.plan())
        assert not [a for a in plan.actions if a.kind == "create" and "Neri" in a.title]


def test_every_method_is_counted_and_names_the_program(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as s:
        go(s.connect())
        desk = s.service.fattura24
        row = {"description": "x", "price": 1, "vat_rate": 22}
        document = described({"type": "I", "customer": {"name": "A"}, "rows": [row]}, Document)
        item = described({"customer": {"name": "A"}, "rows": [row]}, Item)

        async def all_of_them() -> None:
            await desk.check_key()
            await desk.save_customer(item.customer)
            made = await desk.send_document(document)
            await desk.save_item(item)
            assert (await desk.get_file(made.request.doc_id)).content.startswith(b"%PDF")
            assert await desk.templates()
            assert await desk.chart()
            assert (await desk.numerators()).series
            assert await desk.products("PANE")
            checked = await desk.check_calls()
            assert (checked.dated, checked.foreign) == (True, 0)

        go(all_of_them())
        log = s.sandbox.state.fattura24.call_log
        assert [entry.service for entry in log][1:] == [
            "TestKey", "SaveCustomer", "SaveDocument", "SaveItem", "GetFile", "GetTemplate", "GetPdc", "GetNumerator",
            "GetProduct", "GetCallLog",
        ]  # fmt: skip
        assert {entry.source.split()[0] for entry in log} == {"Ponte24"}
        assert used(s.service) == len(log) == 11
        assert s.service.status().accounts[Side.FATTURA24].extra["calls_24h"] == "11"
