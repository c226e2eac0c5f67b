"""What webhooks tell is looked at within seconds; a workflow may start an automation, and say no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.automation.model import Mode
from app.errors import UsageError
from app.services.api.webhooks import WebhookSettings
from app.services.webhooks.calls import CALLS
from tests.services.automations.play import TAGGED, Play, made, play, tag


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as opened:
        yield opened
        opened.service.webhooks.stop()


def test_an_event_is_looked_at_within_seconds_and_only_while_automations_are_on(p: Play) -> None:
    sender = p.w.s.sandbox.state.webhooks
    sender.register(p.service.webhooks.start(WebhookSettings(port=0, public_key=sender.keys.public_pem)))
    sender.installed = True
    contact = p.contact()
    p.sync()
    p.tag(contact, "prima")
    sender.deliver_due()
    assert not p.service.automation_ticks.pressing()
    p.sync()
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    assert not p.service.due()
    p.w.s.clock.sandbox.advance(20)
    p.tag(contact, "vip")
    sender.deliver_due()
    assert p.service.automation_ticks.pressing()
    assert p.service.due()
    p.sync()
    assert "x" in p.tags(contact)
    for _ in range(2):  # what our own write has the service tell is no news
        sender.deliver_due()
        p.sync()
    assert len(p.runs(one)) == 1
    assert not p.service.automation_ticks.pressing()


def test_a_workflow_starts_its_automation_for_the_contact_it_names_once(p: Play) -> None:
    one = p.on(made("manual.button", tag("chiamato")))
    other = p.service.automations.save(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    with pytest.raises(UsageError, match="automation_not_by_hand"):
        p.service.automations.address(other.id)
    old = p.service.automations.address(one)
    path = p.service.automations.address(one)
    base = p.service.webhooks.start(WebhookSettings(enabled=True, port=0)).removesuffix("/highlevel")
    contact = p.contact()
    body = {"contact_id": contact, "first_name": "Chiunque", "email": "altro@x.it", "customData": {}}

    def call(where: str, told: object) -> int:
        return httpx.post(base + where, content=json.dumps(told).encode()).status_code

    assert call(old, body) == 404
    assert call("/flow/indovinato", body) == 404
    assert call(path, {"first_name": "Chiunque"}) == 422
    assert call(path, [1, 2]) == 422
    assert [call(path, body), call(path, body)] == [200, 200]  # a workflow that tries again
    p.w.s.clock.sandbox.advance(20)
    assert p.service.automation_ticks.pressing()
    assert p.service.due()
    assert len(p.service.store.settings.get(CALLS)) == 1
    p.sync()
    assert "chiamato" in p.tags(contact)
    [run] = p.runs(one)
    assert run.event.contact == contact
    assert run.event.values["cliente.nome"] != "Chiunque"  # what it says beside the contact is not believed
    p.sync()
    assert len(p.runs(one)) == 1
    assert not p.service.automation_ticks.pressing()
    assert call(path, {"contact_id": "nobodyknows"}) == 200
    p.sync()
    assert len(p.runs(one)) == 1


def test_by_its_clock_the_window_learns_that_a_sync_is_wanted(p: Play) -> None:
    p.sync()
    notify = made("f24.export_stale", {"operation": "local.sync"}, parameters={"what": "address_book", "days": 3})
    p.on(notify, Mode.AUTO)
    assert not p.service.automations.tick()
    p.w.s.clock.sandbox.advance(5 * 86_400)
    assert p.service.automations.tick()
    assert p.service.due()
    p.sync()
    assert not p.service.automations.tick()
