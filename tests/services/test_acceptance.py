"""The first weeks: a whole address book and a CRM of as many contacts, two thirds of them the same people."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.records.compare import match_key
from app.sync.plan.model import Kind
from tests.samples.books import truth_in


def _stage() -> Any:
    import importlib.util

    if "services_stage" not in sys.modules:
        spec = importlib.util.spec_from_file_location("services_stage", Path(__file__).with_name("stage.py"))
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["services_stage"] = module
        spec.loader.exec_module(module)
    return sys.modules["services_stage"].stage


def crm(truth: list[dict[str, str]], seed: int = 7) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return contacts as HighLevel's own, and which of them is which customer (id to code)."""
    dice = random.Random(seed)
    keyed = [t for t in truth if "CLIENTE" in t["kind"] and (t["email"] or t["mobile"])]
    same = dice.sample(keyed, round(len(truth) * 0.6))
    contacts: list[dict[str, Any]] = []
    known: dict[str, str] = {}
    for n, person in enumerate(same):
        contact_id = f"same{n:016d}"
        known[contact_id] = person["code"]
        contacts.append({"id": contact_id, **written_differently(person, dice)})
    for n in range(max(len(same) // 2, 250)):  # more than Fattura24 takes in a day
        contacts.append(
            {
                "id": f"lead{n:016d}",
                "firstName": f"Lead{n}",
                "lastName": f"Solocrm{n * 7}",
                "email": f"lead{n}@crm.example",
            }
        )
    dice.shuffle(contacts)
    return contacts, known


def written_differently(person: dict[str, str], dice: random.Random) -> dict[str, Any]:
    """Return a customer as somebody else would have typed it."""
    first, last, company = person["first_name"], person["last_name"], person["company"]
    email, mobile = person["email"], person["mobile"]
    change = dice.choice(["case", "phone", "no_email", "suffix", "swapped"])
    if change == "case":
        first, last, company, email = first.upper(), last.upper(), company.upper(), email.upper()
    if change == "suffix" and company:
        company = company.rsplit(" ", 1)[0] if company.split()[-1].lower().startswith("s.") else company
    if change == "swapped":
        first, last = last, first
    if change == "no_email" and mobile:
        email = ""
    digits = "".join(c for c in mobile if c.isdigit()).removeprefix("0039")
    if change == "phone" and mobile:
        mobile = dice.choice([f"+39 {digits[-10:-7]} {digits[-7:]}", f"0039{digits[-10:]}"])
    raw = {
        "firstName": first,
        "lastName": last,
        "companyName": company,
        "email": email,
        "phone": f"+39{digits[-10:]}" if change != "phone" and mobile else mobile,
    }
    return {k: v for k, v in raw.items() if v}


def test_the_first_weeks(tmp_path: Path, book_folder: Path) -> None:
    truth = truth_in(book_folder)
    contacts, known = crm(truth)
    with _stage()(tmp_path) as s:
        state = s.sandbox.state
        customers = [
            {
                "id": str(9000 + n),
                "code": t["code"],
                "name": t["company"] or f"{t['first_name']} {t['last_name']}",
                "vat_code": t["vat_code"],
                "fiscal_code": t["fiscal_code"],
            }
            for n, t in enumerate(truth)
        ]
        state.replace(
            {"highlevel": {"contacts": contacts}, "fattura24": {"customers": customers_for(state, customers)}}
        )

        async def way() -> None:
            await s.connect()
            report = (await s.service.import_files([book_folder / "rubrica.csv"]))[0]
            customers = sum("CLIENTE" in t["kind"] for t in truth)
            assert (report.read, len(report.refused), report.new) == (len(truth), 0, customers)
            s.forget()
            plan = await s.service.plan()
            assert len(s.requests("highlevel")) <= 8
            links = {
                a.target_id: s.service.store.mirror.get(a.source_id).code for a in plan.actions if a.kind is Kind.LINK
            }
            assert not {h: c for h, c in links.items() if known.get(h) != c}, "no wrong pair"
            assert len(links) >= 0.99 * len(known), f"at least 99 % of those known are found: {len(links)}"
            unsure = [a for a in plan.actions if a.kind is Kind.CONFLICT]
            assert len(links) + len([a for a in unsure if a.source_id in known]) >= len(known)
            print(Counter(a.reason.key for a in unsure))
            s.forget()
            done = await s.service.apply(plan.id, digest=plan.digest, confirmed=True)
            assert done.failed == done.stale == 0, done.errors[:3]
            writes = [r for r in s.requests("highlevel") if r["method"] in ("POST", "PUT", "DELETE")]
            effective = sum(a.effective for a in plan.actions if a.kind is not Kind.LINK)
            assert len(writes) <= effective + done.applied, "each write is one that was needed"
            assert done.calls["fattura24"] == 199 and done.deferred > 0
            for _ in range(4):
                s.forget()
                plan = await s.service.plan()
                assert len(s.requests("highlevel")) <= 3, [r["path"] for r in s.requests("highlevel")]
                assert not s.requests("fattura24")
                if not any(a.effective for a in plan.actions):
                    break
                s.clock.sandbox.advance(90000)
                plan = await s.service.plan()
                done = await s.service.apply(plan.id, digest=plan.digest, confirmed=True)
                assert done.failed == 0, done.errors[:3]
            else:
                pytest.fail("still something to do after four days")

        asyncio.run(way())
        assert_no_duplicates(state)


def customers_for(state: Any, wanted: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return customers in the sandbox's shape, with the fields it knows."""
    shape = next(iter(state.fattura24.customers.values())).as_dict()
    return [dict.fromkeys(shape, "") | {k: v for k, v in w.items() if k in shape} for w in wanted]


def assert_no_duplicates(state: Any) -> None:
    for name in ("vat_code", "fiscal_code"):
        keys = Counter(match_key(name, getattr(c, name)) for c in state.fattura24.customers.values())
        assert not [k for k, n in keys.items() if k and n > 1]
    for name in ("email", "phone"):
        keys = Counter(
            match_key("mobile" if name == "phone" else name, str(c.get(name) or ""))
            for c in state.highlevel.contacts.values()
        )
        assert not [k for k, n in keys.items() if k and n > 1]
