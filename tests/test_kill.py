"""Kill the real process in the middle of applying, run it again, and compare with a run that was left alone."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from app import __version__
from app.clock import SystemClock
from app.credentials import Credentials
from app.paths import Home
from app.sandbox.server import SandboxServer
from app.services.facade import Ponte24
from app.store import Store
from tests import program
from tests.connectors.einvoice_samples import OWN, body, invoice, terms

KILLS = (1, 3, 5, 8, 12, 17, 26, 38, 60, 80)
"""After how many requests to HighLevel's contacts, their tasks and notes, and its calendars the process is killed;
``make prove`` takes 200 by chance."""

PAID = 4
"""Customers of whom a payment is known: each is to have one note and one appointment."""

MEMORY_ONLY = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types


def command(home: Path, sandbox: SandboxServer, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return program.run(["--home", str(home), "--lang", "en", *words], environment(sandbox), stdin)


def environment(sandbox: SandboxServer) -> dict[str, str]:
    return {
        **os.environ,
        "PONTE24_HIGHLEVEL_TOKEN": sandbox.token,
        "PONTE24_FATTURA24_KEY": sandbox.api_key,
    }


def prepare(home: Path, sandbox: SandboxServer) -> None:
    """Connect, import and plan as the command line does, in this process to save its starts."""
    from app.sandbox.fattura24.rubrica import export_csv

    export = home.parent / "rubrica.csv"
    export.write_bytes(export_csv(sandbox.state.fattura24.customers.values(), "utf-8-sig"))

    async def work(service: Ponte24) -> None:
        await service.connect_highlevel(sandbox.location_id, sandbox.token, sandbox.highlevel_url)
        await service.connect_fattura24(sandbox.api_key, sandbox.fattura24_url)
        await service.import_files([export])
        for customer in service.store.mirror.all()[::2]:  # some have a contact, for others the plan makes one
            day = service.agenda.today() + timedelta(days=3)
            service.agenda.add(f"Sentire {customer.contact.title}", customer=customer.id, due=day)
        await paid_invoices(service, home.parent / "invoices", calendar(sandbox))
        await service.plan()

    with_services(home, sandbox, work)


def calendar(sandbox: SandboxServer) -> str:
    """Return a calendar of HighLevel in which follow-ups are put."""
    with sandbox.state.lock:
        return next(str(c["id"]) for c in sandbox.state.highlevel.records.calendars.values() if c.get("isActive", True))


async def paid_invoices(service: Ponte24, folder: Path, calendar: str) -> None:
    """Some customers have paid one of two instalments: a note, an appointment and a task for the other follow."""
    book = service.agenda
    book.save_settings(replace(book.settings(), followup_as="appointment", followup_calendar=calendar))
    service.invoices.set_own_vat(OWN)
    folder.mkdir()
    today = book.today()
    days = [(today + timedelta(days=n)).isoformat() for n in (-3, 30)]
    with_code = [c.contact for c in service.store.mirror.all() if c.contact.vat_code and c.contact.company]
    for number, customer in enumerate(with_code[:PAID], 1):
        parts = terms((days[0], "22.00"), (days[1], "100.00"))
        who = f"""<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{customer.vat_code}</IdCodice>
</IdFiscaleIVA><Anagrafica><Denominazione>{escape(customer.company)}</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Roma 1</Indirizzo><CAP>10124</CAP><Comune>Torino</Comune><Nazione>IT</Nazione></Sede>"""
        day = (today - timedelta(days=20)).isoformat()
        made = invoice(body(str(number), day=day, payment=parts), customer=who, progressive=f"{number:05}")
        (folder / f"IT{number}.xml").write_text(made, encoding="utf-8")
    await service.import_files(sorted(folder.iterdir()))
    for number in range(1, PAID + 1):
        book.mark_paid(str(number), 1)


def with_services(home: Path, sandbox: SandboxServer, work: Callable[[Ponte24], Awaitable[Any]]) -> Any:
    clock = SystemClock()
    credentials = Credentials(Home(home), backend=MEMORY_ONLY, environ=environment(sandbox))
    service = Ponte24(Store.open(Home(home), clock), credentials, clock, "en")

    async def whole() -> Any:
        try:
            return await work(service)
        finally:
            await service.close()

    return asyncio.run(whole())


def undelay(sandbox: SandboxServer) -> None:
    """Let no process wait in real time for a limit or an index; a hundred requests each are allowed, whatever those
    before it have spent."""
    quick = {"search_lag_seconds": 0, "rate_interval_seconds": 0.05}
    sandbox.state.switches.change({"highlevel": quick, "fattura24": {"limits": False}})


def end_state(sandbox: SandboxServer) -> tuple[Any, Any]:
    """What the owner sees, without ids that the services give by themselves."""
    state = sandbox.state
    names = {i: f["name"] for i, f in state.highlevel.fields.items()}
    contacts = sorted(
        tuple(
            sorted(
                (k, str(v))
                for k, v in c.items()
                if k in ("firstName", "lastName", "companyName", "email", "phone", "address1", "city")
            )
        )
        + tuple(sorted((names[i], str(v)) for i, v in c.get("customFields", {}).items() if names[i] != "Fattura24 ID"))
        for c in state.highlevel.contacts.values()
    )
    customers = sorted(
        (c.name, c.vat_code, c.fiscal_code, c.email, c.mobile, c.address) for c in state.fattura24.customers.values()
    )
    tasks = [(t["title"], t["dueDate"], t["completed"]) for t in state.highlevel.records.tasks]
    assert len(set(tasks)) == len(tasks), "no task is made twice"
    notes = sorted(n["body"].split("Ponte24:")[0] for n in state.highlevel.records.notes if "Ponte24:" in n["body"])
    booked = [e for e in state.highlevel.records.appointments if "Ponte24:" in str(e.get("description"))]
    appointments = sorted((e["title"], e["startTime"]) for e in booked)
    assert (len(notes), len(appointments)) == (PAID, PAID), "each payment has one note and one appointment"
    return [*contacts, *sorted(tasks), *notes, *appointments], customers


def with_tax_codes(sandbox: SandboxServer) -> None:
    """Take leads without tax codes out of the CRM: what becomes of those after a kill only an export can tell."""
    known = {p["highlevel"] for p in sandbox.world.truth["pairs"]}
    for contact_id in list(sandbox.state.highlevel.contacts):
        if contact_id not in known:
            sandbox.state.delete_contact(contact_id)


def moments() -> list[int]:
    """The requests after which it is killed: ten chosen ones, or so many by chance as the long proof asks for."""
    wanted = int(os.environ.get("PONTE24_TEST_KILLS", "0"))
    chance = random.Random(os.environ.get("PONTE24_TEST_SEED", "1"))
    return [chance.randint(1, 90) for _ in range(wanted)] or list(KILLS)


def applied(folder: Path, after: int) -> tuple[Any, Any]:
    """Plan and apply in a home of its own, killed once after so many requests (0: never); return what is there then."""
    with SandboxServer(seed=3, contacts=40) as sandbox:
        undelay(sandbox)
        with_tax_codes(sandbox)
        home = folder / "home" / "h"
        home.parent.mkdir()
        prepare(home, sandbox)
        if after:
            kill_after(after, home, sandbox)
            an_hour_passes(home)
        done = command(home, sandbox, "apply", "--yes")
        assert done.returncode in (0, 3), done.stderr
        second = with_services(home, sandbox, lambda service: service.plan())
        assert not [a for a in second.actions if a.effective], second.actions
        return end_state(sandbox)


@cache
def left_alone() -> tuple[Any, Any]:
    """What is there after a run that nobody disturbs; found out once in each process of the tests."""
    with tempfile.TemporaryDirectory(prefix="ponte24-kill-") as folder:
        return applied(Path(folder), 0)


@pytest.mark.parametrize(("number", "after"), list(enumerate(moments())))
def test_killed_at_any_moment_it_ends_as_if_it_had_been_left_alone(number: int, after: int, tmp_path: Path) -> None:
    expected = left_alone()
    differs = [set(a) ^ set(b) for a, b in zip(applied(tmp_path, after), expected, strict=True)]
    assert differs == [set(), set()], f"killed after {after} requests"
    print(f"{number + 1} kills, the last after {after} requests", flush=True)


def an_hour_passes(home: Path) -> None:
    """Let what was sent lie an hour back when the program is started again: what only HighLevel's index can tell would
    otherwise be waited for, a whole real minute."""
    with closing(sqlite3.connect(Home(home).database)) as database, database:
        database.execute("UPDATE operations SET at = at - 3600")
        database.execute("UPDATE calls SET at = at - 3600")


def kill_after(count: int, home: Path, sandbox: SandboxServer) -> None:
    """Start applying and kill -9 the process once HighLevel has had so many requests about contacts."""
    sandbox.state.traffic.reset()
    process = program.begin(["--home", str(home), "apply", "--yes"], environment(sandbox))
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with sandbox.state.lock:
            asked = sum(r["path"].startswith(("/contacts", "/calendars")) for r in sandbox.state.traffic.as_list())
        if asked >= count:
            process.kill()
            break
        time.sleep(0.002)  # a real process is watched here; nothing waits for a fixed time
    process.wait(timeout=60)


def test_a_process_of_these_tests_has_its_own_words_environment_and_end(tmp_path: Path) -> None:
    told = program.run(["--version"], os.environ)
    assert (told.returncode, told.stderr) == (0, "")
    assert __version__ in told.stdout
    wrong = program.run(["--home", str(tmp_path), "no-such-command"], os.environ)
    assert wrong.returncode == 2
    assert "no-such-command" in wrong.stderr
    killed = program.begin(["--home", str(tmp_path), "sandbox"], os.environ)
    assert killed.poll() is None
    killed.kill()
    assert killed.wait(timeout=60) == -signal.SIGKILL
    killed.kill()  # what has ended is left alone
