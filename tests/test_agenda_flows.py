"""What the agenda was asked for, through the real processes on the command line, one process a command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.services.api.accounts import ROME
from tests.agenda_flows import Flows, flows


@pytest.fixture
def f(tmp_path: Path) -> Iterator[Flows]:
    with flows(tmp_path) as made:
        yield made


def test_a_task_of_highlevel_reaches_the_customer_and_is_done_on_both_sides(f: Flows) -> None:
    f.typed("Richiamare per il preventivo", dueDate="2026-12-01T13:30:00Z", body="con lo sconto")
    f.sync()
    mine = f.book("Richiamare per il preventivo")
    assert (mine["kind"], mine["customer"], mine["contact"], mine["due"], mine["time"], mine["body"]) == (
        "highlevel",
        f.customer,
        f.contact,
        "2026-12-01",
        "14:30",
        "con lo sconto",
    )
    f.typed("Richiamare per il preventivo", dueDate="2026-12-03T08:00:00Z")
    f.sync()
    assert f.book("Richiamare per il preventivo")["due"] == "2026-12-03"
    f.run("agenda", "done", mine["id"])
    f.sync()
    assert f.there("Richiamare per il preventivo")["completed"]


def test_a_to_do_becomes_a_task_of_highlevel_and_goes_with_it_both_ways(f: Flows) -> None:
    day = f.today + timedelta(days=3)
    made = f.run("agenda", "add", "Mandare il contratto", "--customer", f.customer, "--due", day.isoformat(), "--json")
    mine = json.loads(made.stdout)
    f.sync()
    there = f.there("Mandare il contratto")
    assert (there["contactId"], there["completed"]) == (f.contact, False)
    assert datetime.fromtimestamp(there["dueDate"] / 1000, ROME).date() == day
    f.typed("Mandare il contratto", title="Mandare il contratto firmato")
    f.sync()
    assert f.book("Mandare il contratto firmato")["id"] == mine["id"]
    f.run("agenda", "done", mine["id"])
    f.sync()
    assert f.there("Mandare il contratto firmato")["completed"]
    f.run("agenda", "reopen", mine["id"])
    f.sync()
    f.typed("Mandare il contratto firmato", completed=True)
    f.sync()
    assert f.book("Mandare il contratto firmato")["done"]


def test_a_new_client_from_an_invoice_to_the_payment_and_nothing_is_left(f: Flows) -> None:
    file = f.bill()
    f.run("import", str(file))
    assert not f.artica(), "nothing before it is confirmed"
    f.sync()
    (contact,) = f.artica()
    told = [t for t in json.loads(f.run("agenda", "--json").stdout) if t["contact"] == contact]
    assert sorted(t["kind"] for t in told) == ["due", "onboarding", "onboarding", "onboarding", "overdue"]
    assert sorted(t["title"] for t in f.tasks if t["contactId"] == contact) == sorted(t["title"] for t in told)
    f.run("import", str(file))
    f.run("invoices", "paid", "41", "--instalment", "1")
    f.sync()
    done = [t["title"] for t in f.tasks if t["contactId"] == contact and t["completed"]]
    assert len(done) == 1
    assert "22" in done[0]
    assert len(f.notes(contact)) == 1
    told = [t for t in json.loads(f.run("agenda", "--json").stdout) if t["contact"] == contact]
    (follow_up,) = [t for t in told if t["kind"] == "followup"]
    assert follow_up["title"] in [t["title"] for t in f.tasks if not t["completed"]]
    # a second plan right after: empty, and no more than the least is asked
    f.sandbox.state.traffic.reset()
    plan = json.loads(f.run("plan", "--json").stdout)
    assert not [a for a in plan["actions"] if a["kind"] in ("create", "update", "delete", "link") and not a["choices"]]
    asked = [r for r in f.sandbox.state.traffic.as_list() if r["service"] == "highlevel"]
    assert not [r for r in asked if r["method"] in ("PUT", "DELETE")]
    assert len(asked) <= 8, [r["path"] for r in asked]
