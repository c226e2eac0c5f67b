"""Connect, import, plan, apply, undo against the sandbox, as the owner would."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import CredentialsRefused, GuardStop, ServiceUnavailable, UsageError
from app.services.api.accounts import AccountState
from app.services.api.runs import RunState
from app.sync.plan.model import Choice, Kind, Side

_spec = importlib.util.spec_from_file_location("services_stage", Path(__file__).with_name("stage.py"))
assert _spec and _spec.loader
_module = importlib.util.module_from_spec(_spec)
sys.modules["services_stage"] = _module
_spec.loader.exec_module(_module)
stage = _module.stage


def go(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def tax_codes(customers: Any) -> list[str]:
    return [c.vat_code or c.fiscal_code for c in customers if c.vat_code or c.fiscal_code]


def test_the_whole_way_links_the_right_pairs_and_a_second_plan_is_empty(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            customers_before = len(s.sandbox.state.fattura24.customers)
            s.forget()
            plan = await s.service.plan()
            assert plan.guards == ("first_run",)
            assert not list(s.requests("fattura24")), "planning asks Fattura24 nothing"
            assert all(r["method"] == "GET" or r["path"].endswith("/search") for r in s.requests("highlevel"))
            done = await s.service.apply(plan.id, digest=plan.digest, confirmed=True)
            assert (done.failed, done.stale) == (0, 0), done.errors
            created = plan.summary.create["fattura24"]
            assert len(s.sandbox.state.fattura24.customers) == customers_before + created
            s.forget()
            second = await s.service.plan()
            assert not [a for a in second.actions if a.effective or a.note], second.actions[:3]
            assert len(s.requests("highlevel")) <= 3 and not s.requests("fattura24")
            return plan

        go(way())
        codes = Counter(tax_codes(s.sandbox.state.fattura24.customers.values()))
        assert not [c for c, n in codes.items() if n > 1], "no duplicate in Fattura24"
        assert_the_right_pairs(s)


def assert_the_right_pairs(s: Any) -> None:
    """Compare the links with what the sandbox knows to be true."""
    truth = s.sandbox.world.truth
    codes = {c.id: c.code for c in s.service.store.mirror.all()}
    customer_of = {c.code: c.id for c in s.sandbox.state.fattura24.customers.values()}
    same = {(p["highlevel"], p["fattura24"]) for p in truth["pairs"]}
    known = {h for h, _ in same}
    wrong = [
        (link.highlevel_id, codes[link.fattura24_id])
        for link in s.service.store.links.all()
        if link.highlevel_id in known
        and codes[link.fattura24_id]
        and (link.highlevel_id, customer_of[codes[link.fattura24_id]]) not in same
    ]
    assert not wrong


def test_wrong_credentials_and_an_unreachable_service_are_told_apart(tmp_path: Path) -> None:
    with stage(tmp_path) as s:
        url = s.sandbox.highlevel_url
        with pytest.raises(CredentialsRefused) as refused:
            go(s.service.connect_highlevel(s.sandbox.location_id, "pit-00000000-0000-0000-0000-000000000000", url))
        assert refused.value.code == "highlevel_token_refused"
        with pytest.raises(CredentialsRefused) as refused:
            go(s.service.connect_highlevel("anotherLocation00000", s.sandbox.token, url))
        assert refused.value.code == "highlevel_location_refused"
        with pytest.raises(CredentialsRefused) as refused:
            go(s.service.connect_fattura24("x" * 32, s.sandbox.fattura24_url))
        assert refused.value.code == "fattura24_key_refused"
        with pytest.raises(ServiceUnavailable) as away:
            go(s.service.connect_highlevel(s.sandbox.location_id, s.sandbox.token, "http://127.0.0.1:9/highlevel"))
        assert away.value.code == "offline"
        assert s.service.status().accounts[Side.HIGHLEVEL].state is AccountState.MISSING


def test_nothing_is_done_before_both_accounts_are_connected(tmp_path: Path) -> None:
    with stage(tmp_path) as s:
        with pytest.raises(CredentialsRefused) as missing:
            go(s.service.plan())
        assert missing.value.code == "not_connected"
        assert not s.service.due()


def test_the_first_sync_is_stopped_by_its_guard_and_scheduled_ones_follow(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            with pytest.raises(GuardStop) as guard:
                await s.service.sync()
            assert guard.value.guards == ("first_run",)
            assert not s.service.due(), "no scheduled run before a person confirmed the first one"
            await s.whole_sync()
            s.clock.sandbox.advance(4000)
            assert s.service.due()
            pair = next(iter(s.service.store.links.all()))
            s.sandbox.state.edit_contact(pair.highlevel_id, {"city": "Trieste"})
            s.clock.sandbox.advance(60)
            done = await s.service.sync(origin="schedule")
            assert done.run is not None and done.run.applied >= 1
            assert not s.service.due()

        go(way())


def test_an_undo_puts_back_what_the_run_changed_and_stays_undone(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=30) as s:

        def contacts() -> dict[str, Any]:
            return {c["id"]: (c.get("email"), c.get("city")) for c in s.sandbox.state.highlevel.contacts.values()}

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            before = contacts()
            await s.whole_sync()
            inverse = await s.service.plan_undo()
            assert inverse.undoes and any(a.note for a in inverse.actions)
            done = await s.service.apply(inverse.id, digest=inverse.digest, confirmed=True)
            assert done.failed == 0, done.errors
            assert contacts() == before
            kept = sum(a.note and a.reason.key == "undo_no_delete" for a in inverse.actions)
            assert s.service.store.links.count() == kept, "customers that Fattura24 cannot delete stay linked"
            again = await s.service.plan()
            assert not [a for a in again.actions if a.kind in (Kind.CREATE, Kind.LINK) and a.record == "contact"]
            with pytest.raises(UsageError):
                await s.service.plan_undo("no-such-run")

        go(way())


def test_the_budget_survives_a_restart_and_the_rest_goes_on_when_the_clock_has_moved(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=60) as s:

        async def way() -> Any:
            await s.connect()
            s.sandbox.state.replace({"fattura24": {"customers": []}})
            contacts = [
                {"id": f"c{n:019d}", "companyName": f"Ditta Prova {n}", "email": f"ditta{n}@example.it"}
                for n in range(230)
            ]
            s.sandbox.state.replace({"highlevel": {"contacts": contacts}})
            plan = await s.service.plan()
            assert plan.calls["fattura24"] == 230 and plan.summary.deferred == 31, plan.summary
            done = await s.service.apply(plan.id, confirmed=True)
            assert done.deferred == 31 and done.calls["fattura24"] == 199
            s.open()
            second = await s.service.plan()
            assert second.summary.create["fattura24"] == 31 and second.summary.deferred == 31
            refused = await s.service.apply(second.id, confirmed=True)
            assert refused.calls["fattura24"] == 0 and refused.deferred == 31
            s.clock.sandbox.advance(3700)
            third = await s.service.plan()
            done = await s.service.apply(third.id, confirmed=True)
            assert done.deferred == 0 and len(s.sandbox.state.fattura24.customers) == 230

        go(way())
        assert s.service.runs()[0].state is RunState.DONE


def test_decisions_are_kept_and_wrong_ones_refused(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            plan = await s.service.plan()
            question = next(a for a in plan.actions if a.kind is Kind.CONFLICT)
            with pytest.raises(UsageError) as bad:
                s.service.decide(plan.id, [question.id], "link:nobody")
            assert bad.value.code == "bad_choice"
            with pytest.raises(UsageError) as unknown:
                s.service.decide(plan.id, ["A99999"], Choice.SKIP)
            assert unknown.value.code == "unknown_action"
            changed = s.service.decide(plan.id, [question.id], Choice.SKIP)
            assert changed.digest != plan.digest
            with pytest.raises(UsageError) as stale:
                await s.service.apply(plan.id, digest=plan.digest, confirmed=True)
            assert stale.value.code == "plan_changed"
            again = await s.service.plan()
            assert (question.title, question.reason) not in [(a.title, a.reason) for a in again.actions]

        go(way())


def test_importing_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    with stage(tmp_path) as s:
        file = s.export()
        first = go(s.service.import_files([file]))[0]
        second = go(s.service.import_files([file]))[0]
        assert first.new == first.read - first.left_out - len(first.refused) > 0
        assert (second.new, second.changed, second.unchanged) == (0, 0, first.new)


def test_every_kind_of_decision_does_what_it_says(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            await s.whole_sync()
            plan = s.service.open_plan()
            assert plan is not None, "what waits for a person stays open after the run"
            conflict = next(a for a in plan.actions if a.link)
            asked = [a for a in plan.actions if not a.link]
            linked = next(a for a in asked if any(c.startswith("link:") for c in a.choices))
            new = next(a for a in asked if a is not linked and Choice.NEW in a.choices and a.side is Side.FATTURA24)
            s.service.decide(plan.id, [conflict.id], Choice.FATTURA24)
            s.service.decide(plan.id, [linked.id], linked.choices[0])
            plan = s.service.decide(plan.id, [new.id], Choice.NEW)
            customers = len(s.sandbox.state.fattura24.customers)
            done = await s.service.apply(plan.id, digest=plan.digest, confirmed=True)
            assert (done.applied, done.failed, done.stale) == (3, 0, 0), done.errors
            assert len(s.sandbox.state.fattura24.customers) == customers + 1
            changed = conflict.fields[0]
            contact = s.sandbox.state.highlevel.contacts[conflict.target_id]
            assert contact[changed.name] == changed.after
            ends = {linked.source_id, linked.choices[0].removeprefix("link:")}
            assert ends in [{k.highlevel_id, k.fattura24_id} for k in s.service.store.links.all()]
            again = await s.service.plan()
            asked = [a for a in again.actions if a.waits_for_person]
            assert not {conflict.link} & {a.link for a in asked}
            assert not {new.source_id, linked.source_id} & {a.source_id for a in asked}

        go(way())


def test_a_supplier_does_not_become_a_customer_a_second_time(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            state = s.sandbox.state
            supplier = next(c for c in state.fattura24.customers.values() if c.kind == "FORNITORE" and c.email)
            s.sandbox.state.replace(
                {
                    "highlevel": {
                        "contacts": [
                            {"id": "supplier000000000001", "companyName": supplier.name, "email": supplier.email}
                        ]
                    }
                }
            )
            await s.import_export()
            plan = await s.service.plan()
            asked = [a for a in plan.actions if a.source_id == "supplier000000000001"]
            assert [(a.kind, a.reason.key) for a in asked] == [(Kind.CONFLICT, "known_supplier")]

        go(way())


@pytest.mark.parametrize("fault", ["cut-after", "cut-before"])
def test_a_lost_create_is_settled_by_the_next_export(tmp_path: Path, fault: str) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            s.sandbox.state.replace(
                {
                    "highlevel": {
                        "contacts": [
                            {
                                "id": "lead0000000000000001",
                                "firstName": "Zita",
                                "lastName": "Quaglia",
                                "email": "z@q.example",
                            }
                        ]
                    }
                }
            )
            s.service.save_settings(replace(s.service.settings(), create_in_highlevel="never"))
            plan = await s.service.plan()
            s.sandbox.state.faults.add(fault, service="fattura24", path="/SaveCustomer", times=1)
            await s.service.apply(plan.id, confirmed=True)
            assert s.service.status().unconfirmed == 1
            assert not [a for a in (await s.service.plan()).actions if a.effective], "never sent twice"
            s.clock.sandbox.advance(600)
            await s.import_export()
            assert s.service.status().unconfirmed == 0
            plan = await s.service.plan()
            await s.service.apply(plan.id, confirmed=True)
            named = [c for c in s.sandbox.state.fattura24.customers.values() if "Quaglia" in c.name]
            assert len(named) == 1

        go(way())


def test_what_was_left_out_stays_out_of_scheduled_runs_until_it_changes(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            await s.whole_sync()
            link = next(k for k in s.service.store.links.all() if k.confirmed)
            s.sandbox.state.edit_contact(link.highlevel_id, {"email": "first@example.it"})
            s.clock.sandbox.advance(120)
            plan = await s.service.plan()
            change = next(a for a in plan.actions if a.link == link.id and a.kind is Kind.UPDATE and not a.note)
            s.service.include(plan.id, [change.id], False)
            done = await s.service.sync(origin="schedule")
            assert done.run is None or done.run.applied == 0
            s.sandbox.state.edit_contact(link.highlevel_id, {"email": "second@example.it"})
            s.clock.sandbox.advance(120)
            done = await s.service.sync(origin="schedule")
            assert done.run is not None
            assert done.run.applied == 1

        go(way())


def test_no_duplicate_arises_even_where_the_location_allows_them(tmp_path: Path) -> None:
    with stage(tmp_path, highlevel={"allow_duplicate_contact": True}) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            plan = await s.service.plan()
            new = next(a for a in plan.actions if a.kind is Kind.CREATE and a.side is Side.HIGHLEVEL and a.link)
            email = next((f.after for f in new.fields if f.name == "email"), "")
            assert email
            s.sandbox.state.create_contact({"firstName": "Qualcun", "lastName": "Altro", "email": email})
            done = await s.service.apply(plan.id, confirmed=True)
            assert done.stale == 1
            emails = [c.get("email") for c in s.sandbox.state.highlevel.contacts.values()]
            assert emails.count(email) == 1

        go(way())


def test_the_first_export_after_a_sync_counts_nothing_of_what_ponte24_made_as_changed(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=40) as s:

        async def work() -> None:
            await s.connect()
            await s.import_export()
            known = set(s.sandbox.state.fattura24.customers)
            await s.whole_sync()
            assert set(s.sandbox.state.fattura24.customers) - known, "the run makes customers in Fattura24"
            s.clock.sandbox.advance(3600)
            (report,) = await s.service.import_files([s.export()])
            assert (report.new, report.changed) == (0, 0)
            assert not [c for c in s.service.store.mirror.all() if not c.code]

        go(work())


def test_a_change_of_a_phone_does_not_spell_the_name_otherwise_in_fattura24(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=30, seed=4) as s:

        async def work() -> None:
            await s.connect()
            await s.import_export()
            await s.whole_sync()
            names = {c.id: c.name for c in s.sandbox.state.fattura24.customers.values()}
            codes = {c.code: c for c in s.sandbox.state.fattura24.customers.values()}
            shouted = next(
                (k, codes[c.code])
                for k in s.service.store.links.all()
                if (c := s.service.store.mirror.get(k.fattura24_id)) and codes[c.code].name.isupper()
                if c.contact.fiscal_code
            )
            s.sandbox.state.edit_contact(shouted[0].highlevel_id, {"phone": "+393339998877"})
            s.clock.sandbox.advance(300)
            assert (await s.whole_sync()).applied == 1
            after = s.sandbox.state.fattura24.customers
            assert "3339998877" in after[shouted[1].id].mobile
            assert {c.id: c.name for c in after.values()} == names

        go(work())
