"""Kill the real process while automations run, start it again, and look whether each event acted, and once.

`PONTE24_TEST_KILLS` and `PONTE24_TEST_SEED` choose as many moments by chance as one likes; the suite takes a few.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.automation.kept.format import from_json
from app.automation.model import Mode
from app.sandbox.server import SandboxServer
from app.services.facade import Ponte24
from tests import program
from tests.test_kill import an_hour_passes, command, environment, undelay, with_services

LABELLED = 4
KILLS = ((Mode.AUTO, 27), (Mode.ASK, 9))
"""After how many requests the process dies in the suite, and how far its automation goes by itself."""
MOST = {Mode.AUTO: 42, Mode.ASK: 34}
"""As many requests as such a process makes, and a few more: one may die when all is done."""


def moments() -> list[tuple[Mode, int]]:
    wanted = int(os.environ.get("PONTE24_TEST_KILLS", "0"))
    chance = random.Random(os.environ.get("PONTE24_TEST_SEED", "1"))
    modes = [chance.choice((Mode.AUTO, Mode.ASK)) for _ in range(wanted)]
    return [(mode, chance.randint(1, MOST[mode])) for mode in modes] or list(KILLS)


def steps(workflow: str) -> list[dict[str, Any]]:
    """A step of each way to write: repeated at will, found by its marker, sent once only, kept on this machine."""
    told = (
        ("highlevel.add-tags", {"tags": ["seguito"]}),
        ("task.ensure", {"title": "Chiamare {{ cliente.nome }}"}),
        ("highlevel.create-note", {"body": "Ha chiesto: {{ cliente.nome }}"}),
        ("highlevel.add-contact-to-workflow", {"workflowId": workflow}),
        ("highlevel.remove-tags", {"tags": ["nuovo"]}),
        ("local.notify", {"text": "Fatto: {{ cliente.nome }}"}),
    )
    return [{"id": f"s{n}", "operation": name, "inputs": inputs} for n, (name, inputs) in enumerate(told)]


def in_step(home: Path, sandbox: SandboxServer, mode: Mode) -> list[str]:
    """Bring both sides in step and switch the automation on; return the contacts that get its label afterwards."""
    from app.sandbox.fattura24.rubrica import export_csv

    export = home.parent / "rubrica.csv"
    export.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))
    workflow = next(iter(sandbox.state.highlevel.records.workflows))

    async def work(service: Ponte24) -> list[str]:
        await service.connect_highlevel(sandbox.location_id, sandbox.token, sandbox.highlevel_url)
        await service.connect_fattura24(sandbox.api_key, sandbox.fattura24_url)
        await service.import_files([export])
        plan = await service.plan()
        await service.apply(plan.id, digest=plan.digest, confirmed=True)
        told = {
            "format": 1,
            "name": "Prova",
            "trigger": {"kind": "highlevel.ContactTagUpdate", "parameters": {"tag": "richiesta", "change": "added"}},
            "steps": steps(workflow),
        }
        kept = service.automations.save(from_json(told))
        service.automations.switch(kept.id, on=True, mode=mode, trusted=True)
        return sorted(link.highlevel_id for link in service.store.links.all() if link.confirmed)[:LABELLED]

    found: list[str] = with_services(home, sandbox, work)
    time.sleep(0.01)  # HighLevel's moments are whole milliseconds: what follows is after the switch
    headers = {"Version": "2021-07-28", "Authorization": f"Bearer {sandbox.token}"}
    for contact in found:
        answer = httpx.post(
            f"{sandbox.highlevel_url}/contacts/{contact}/tags", headers=headers, json={"tags": ["richiesta", "nuovo"]}
        )
        assert answer.is_success, answer.text
    return found


def kill_after(count: int, home: Path, sandbox: SandboxServer, *words: str) -> bool:
    """Start a command and kill -9 its process once HighLevel has had so many requests; tell whether it was killed."""
    sandbox.state.traffic.reset()
    process = program.begin(["--home", str(home), *words], environment(sandbox))
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with sandbox.state.lock:
            asked = len(sandbox.state.traffic.as_list())
        if asked >= count:
            process.kill()
            process.wait(timeout=60)
            return True
        time.sleep(0.002)  # a real process is watched here; nothing waits for a fixed time
    process.wait(timeout=60)
    return False


def go_on(home: Path, sandbox: SandboxServer, mode: Mode) -> None:
    """What follows on the next days: the program is started again, the timer goes off or the owner confirms, and says
    of what nobody can tell how it stands in HighLevel."""
    an_hour_passes(home)
    if mode is Mode.AUTO:
        assert command(home, sandbox, "sync", "--yes").returncode in (0, 3)

    async def days(service: Ponte24) -> None:
        for _ in range(2):
            plan = await service.plan()
            if mode is Mode.AUTO or any(a.effective for a in plan.actions):
                await service.apply(plan.id, digest=plan.digest, confirmed=True)
            an_hour_passes(home)
        open_ones = [run.event.contact for run in service.automations.log() if run.state == "unconfirmed"]
        if open_ones:
            arrived = {any(contact in path for path in enrolled(sandbox)) for contact in open_ones}
            assert len(arrived) == 1, "one answer was lost, if any"
            service.automations.settle(service.automations.all()[0].automation.id, arrived=arrived.pop())
            plan = await service.plan()
            await service.apply(plan.id, digest=plan.digest, confirmed=True)
            await service.plan()

    with_services(home, sandbox, days)


def enrolled(sandbox: SandboxServer) -> Counter[str]:
    """Return the calls that put a contact into the workflow, by path; those refused are none."""
    with sandbox.state.lock:
        calls = sandbox.state.traffic.as_list()
    return Counter(r["path"] for r in calls if "/workflow/" in r["path"] and r["status"] in (200, 201))


def once_each(home: Path, sandbox: SandboxServer, contacts: list[str]) -> None:
    """Check that each label acted with all that follows from it, and once."""
    highlevel = sandbox.state.highlevel

    async def look(service: Ponte24) -> Any:
        told = [r.params["text"] for r in service.store.activity.recent(1000) if r.key == "automation_notice"]
        return service.automations.log(), told

    runs, told = with_services(home, sandbox, look)
    assert sorted(run.event.contact for run in runs) == contacts, "one run for each label"
    assert {run.state for run in runs} == {"done"}, [(run.state, run.detail, run.steps) for run in runs]
    assert len(told) == len(set(told)) == len(contacts), told
    calls = enrolled(sandbox)
    assert sorted(calls.values()) == [1] * len(contacts), calls
    for contact in contacts:
        tags = highlevel.contacts[contact]["tags"]
        assert "seguito" in tags and "nuovo" not in tags
        assert sum("Ha chiesto" in note["body"] for note in highlevel.records.notes.of_contact(contact)) == 1
        assert sum(task["title"].startswith("Chiamare ") for task in highlevel.records.tasks.of_contact(contact)) == 1


@pytest.mark.parametrize(("number", "mode", "after"), [(n, *one) for n, one in enumerate(moments())])
def test_killed_while_automations_run_each_event_acts_and_once(
    number: int, mode: Mode, after: int, tmp_path: Path
) -> None:
    with SandboxServer(seed=5, contacts=10) as sandbox:
        undelay(sandbox)
        home = tmp_path / "home" / "h"
        home.parent.mkdir()
        contacts = in_step(home, sandbox, mode)
        if mode is Mode.ASK:
            planned = command(home, sandbox, "plan")
            assert planned.returncode in (0, 3), planned.stderr
            killed = kill_after(after, home, sandbox, "apply", "--yes")
        else:
            killed = kill_after(after, home, sandbox, "sync", "--yes")
        go_on(home, sandbox, mode)
        once_each(home, sandbox, contacts)
        print(f"{number + 1}: {mode}, after {after} requests, {'killed' if killed else 'at its end'}", flush=True)
