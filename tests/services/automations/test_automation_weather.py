"""Automations while webhooks come twice, in another order or never, the search lags, limits are met and answers get
lost: each event acts once, and none is lost (E2, E3, E8)."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.automation.model import Mode
from app.errors import Ponte24Error
from app.services.api.webhooks import WebhookSettings
from tests.services.automations.play import NOTE, TAGGED, Play, made, play, tag, task

WEATHERS: dict[str, dict[str, Any]] = {
    "doubled": {"duplicate_every": 1},
    "reordered": {"reorder": True},
    "lost": {"lose_every": 2},
    "all_of_it": {"duplicate_every": 2, "lose_every": 3, "reorder": True},
}


@pytest.mark.parametrize(
    ("weather", "mode"),
    [
        ("doubled", Mode.AUTO),
        ("reordered", Mode.AUTO),
        ("lost", Mode.ASK),
        ("all_of_it", Mode.AUTO),
        ("all_of_it", Mode.ASK),
    ],
)
def test_webhooks_twice_in_another_order_or_never(tmp_path: Path, weather: str, mode: Mode) -> None:
    with play(tmp_path, search_lag_seconds=30) as p:
        sender = p.w.s.sandbox.state.webhooks
        sender.register(p.service.webhooks.start(WebhookSettings(port=0, public_key=sender.keys.public_pem)))
        sender.installed = True
        for name, value in WEATHERS[weather].items():
            setattr(sender.switches, name, value)
        one = p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), NOTE, **TAGGED), mode)
        contacts = [p.contact(n) for n in range(3)]
        for contact in contacts:
            p.tag(contact, "vip")
            p.ask("PUT", f"/contacts/{contact}", {"city": "Asti"})
            sender.deliver_due()
            if p.service.due():
                p.sync()
        rest(p, sender)
        once_each(p, one, contacts)
        quiet(p)
        p.service.webhooks.stop()


@pytest.mark.parametrize(
    ("fault", "touches"), [("cut-after", True), ("cut-before", False), ("429", True), ("500", False)]
)
def test_answers_lost_and_limits_met_at_every_kind_of_write_while_the_search_lags(
    tmp_path: Path, fault: str, touches: bool
) -> None:
    with play(tmp_path, search_lag_seconds=45, work_touches_contact=touches) as p:
        one = p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), NOTE, **TAGGED))
        contacts = [p.contact(n) for n in range(2)]
        for contact in contacts:
            p.tag(contact, "vip")
        faults = p.w.s.sandbox.state.faults
        for path in ("*/tags", "*/notes", "*/tasks"):
            faults.add(fault, service="highlevel", method="POST", path=path, times=2)
        for path in ("/contacts/search", "/contacts/*"):
            faults.add(fault, service="highlevel", path=path, times=1)
        for _ in range(4):
            with suppress(Ponte24Error):
                p.sync()
        faults.clear()
        rest(p)
        once_each(p, one, contacts)
        quiet(p)


def rest(p: Play, sender: Any = None) -> None:
    """Let things come to rest: what waits in Review is confirmed."""
    for _ in range(4):
        if sender is not None:
            sender.deliver_due()
        p.sync()
        plan = p.service.open_plan()
        if plan is not None and any(a.asks and a.effective for a in plan.actions):
            p.confirm(plan)


def once_each(p: Play, one: str, contacts: list[str]) -> None:
    """Each contact has had its run, with one label, one task and one note."""
    runs = Counter(run.event.contact for run in p.runs(one))
    assert runs == Counter(contacts), runs
    assert {run.state for run in p.runs(one)} == {"done"}
    for contact in contacts:
        assert "x" in p.tags(contact)
        notes = [n for n in p.ask("GET", f"/contacts/{contact}/notes")["notes"] if "Da chiamare" in n["body"]]
        tasks = [t for t in p.ask("GET", f"/contacts/{contact}/tasks")["tasks"] if t["title"].startswith("Chiamare")]
        assert (len(notes), len(tasks)) == (1, 1)


def quiet(p: Play) -> None:
    """A second cycle writes nothing (E3)."""
    p.w.s.forget()
    p.sync()
    assert [
        r["path"] for r in p.w.s.requests("highlevel") if r["method"] not in ("GET",) and "search" not in r["path"]
    ] == []
