"""A new client from an invoice, and a payment, all the way into the sandbox's HighLevel; nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.records.task import TaskKind
from app.sync.plan.model import Plan
from tests.connectors.einvoice_samples import OWN, body, invoice, terms
from tests.services.stage import Stage, stage

NEW = """<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>04815160371</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>GELATERIA ARTICA SRL</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Emilia 112</Indirizzo><CAP>40133</CAP><Comune>Bologna</Comune>
<Provincia>BO</Provincia><Nazione>IT</Nazione></Sede>"""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path, contacts=12, highlevel={"search_lag_seconds": 0, "company_on_put": "accept"}) as made:
        asyncio.run(made.connect())
        asyncio.run(made.import_export())
        in_step(made)
        yield made


def in_step(scene: Stage, most: int = 6) -> Plan:
    """Plan and apply until nothing is left to do; return the last plan."""
    for _ in range(most):
        plan = asyncio.run(scene.service.plan())
        if not any(a.effective and not a.choices for a in plan.actions):
            return plan
        asyncio.run(scene.service.apply(plan.id, digest=plan.digest, confirmed=True))
        scene.clock.sandbox.advance(90)
    raise AssertionError([(a.kind, a.side, a.record, a.title) for a in plan.actions if a.effective])


def bill(scene: Stage, number: str, *dues: tuple[int, str]) -> None:
    today = scene.service.agenda.today()
    parts = terms(*(((today + timedelta(days=days)).isoformat(), amount) for days, amount in dues))
    text = invoice(body(number, day=(today - timedelta(days=1)).isoformat(), payment=parts), customer=NEW)
    file = scene.folder / f"IT{number}.xml"
    file.write_text(text, encoding="utf-8")
    asyncio.run(scene.service.import_files([file]))
    if not scene.service.invoices.own_vat():
        scene.service.invoices.set_own_vat(OWN)
    asyncio.run(scene.service.import_files([file]))


def tasks_of(scene: Stage, contact: str) -> list[dict[str, Any]]:
    return scene.sandbox.state.highlevel.records.tasks.of_contact(contact)


def test_a_new_client_comes_with_a_checklist_and_a_payment_writes_one_note(scene: Stage) -> None:
    bill(scene, "41", (-3, "22.00"), (30, "100.00"))
    in_step(scene)
    service = scene.service
    lines = [x for x in service.agenda.tasks() if x.customer_name.casefold().startswith("gelateria")]
    kinds = [x.task.kind for x in lines]
    assert (kinds.count(TaskKind.ONBOARDING), kinds.count(TaskKind.DUE), kinds.count(TaskKind.OVERDUE)) == (3, 1, 1)
    contact = lines[0].contact
    assert contact
    there = tasks_of(scene, contact)
    assert sorted(t["title"] for t in there) == sorted(x.task.title for x in lines)
    assert not any(t["completed"] for t in there)

    # the same file again, and the next invoice of that client: neither the contact nor the checklist comes twice
    bill(scene, "41", (-3, "22.00"), (30, "100.00"))
    bill(scene, "42", (60, "10.00"))
    in_step(scene)
    lines = list(service.agenda.tasks(lines[0].task.customer))
    assert sum(x.task.kind is TaskKind.ONBOARDING for x in lines) == 3
    assert len(tasks_of(scene, contact)) == 6
    named = [
        c for c in scene.sandbox.state.highlevel.contacts.values() if "artica" in str(c.get("companyName")).casefold()
    ]
    assert len(named) == 1

    # paid: the reminder is done on both sides, one note, one follow-up
    service.agenda.mark_paid("41", 1)
    in_step(scene)
    there = tasks_of(scene, contact)
    assert [t["title"] for t in there if t["completed"]] == ["Remind about instalment 1 of 2 of invoice 41: 22.00 €"]
    assert sum(t["title"].startswith("Get in touch") for t in there) == 1
    notes = scene.sandbox.state.highlevel.records.notes.of_contact(contact)
    assert len(notes) == 1
    assert "invoice 41: 22.00 €" in notes[0]["body"]
    service.agenda.mark_paid("41", 2)
    in_step(scene)
    [note] = scene.sandbox.state.highlevel.records.notes.of_contact(contact)
    assert note["id"] == notes[0]["id"]
    assert "invoice 41: 100.00 €" in note["body"]

    # nothing left: no more than the least is asked, and nothing is written
    scene.forget()
    plan = asyncio.run(service.plan())
    assert not [a for a in plan.actions if a.effective]
    assert {r["method"] for r in scene.requests("highlevel")} <= {"GET", "POST"}
    assert not [r for r in scene.requests("highlevel") if r["method"] == "POST" and "search" not in r["path"]]
    assert len(scene.requests("highlevel")) <= 4


def test_what_is_ticked_or_removed_in_the_book_is_done_in_highlevel(scene: Stage) -> None:
    bill(scene, "41", (10, "122.00"))
    in_step(scene)
    service = scene.service.agenda
    first, second, *_ = [x for x in service.tasks() if x.task.kind is TaskKind.ONBOARDING]
    service.done(first.task.id)
    service.remove(second.task.id)
    in_step(scene)
    done = {t["title"] for t in tasks_of(scene, first.contact) if t["completed"]}
    assert done == {first.task.title, second.task.title}
    scene.clock.sandbox.advance(86_400)
    in_step(scene)
    titles = [x.task.title for x in service.tasks(first.task.customer)]
    assert first.task.title not in titles
    assert second.task.title not in titles
