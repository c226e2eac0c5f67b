"""The stage of the agenda's flows through the real processes: sandbox and home as they are after a first sync, and what
people do in HighLevel's own window."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.highlevel.resources.tasks import put_task
from app.sandbox.server import SandboxServer
from app.services.facade import Ponte24
from tests.connectors.einvoice_samples import OWN, body, invoice, terms
from tests.test_kill import command, with_services

NEW = """<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>04815160371</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>GELATERIA ARTICA SRL</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Emilia 112</Indirizzo><CAP>40133</CAP><Comune>Bologna</Comune>
<Provincia>BO</Provincia><Nazione>IT</Nazione></Sede>"""


class Flows:
    """A home in step with the sandbox, and HighLevel as it holds its work."""

    def __init__(self, home: Path, sandbox: SandboxServer) -> None:
        self.home, self.sandbox = home, sandbox
        self.customer = self.contact = ""
        self.today = date.min

    def begin(self) -> None:
        """Connect, import the address book and sync once, in this process to save its starts."""
        export = self.home.parent / "rubrica.csv"
        export.write_bytes(export_csv(self.sandbox.state.fattura24.customers.values(), "utf-8-sig"))

        async def work(service: Ponte24) -> None:
            await service.connect_highlevel(self.sandbox.location_id, self.sandbox.token, self.sandbox.highlevel_url)
            await service.connect_fattura24(self.sandbox.api_key, self.sandbox.fattura24_url)
            await service.import_files([export])
            service.invoices.set_own_vat(OWN)
            for _ in range(2):
                plan = await service.plan()
                await service.apply(plan.id, digest=plan.digest, confirmed=True)
            self.customer, self.contact = sorted(service.store.links.contacts().items(), key=lambda p: int(p[0]))[0]
            self.today = service.agenda.today()

        with_services(self.home, self.sandbox, work)

    def with_services(self, work: Callable[[Ponte24], Awaitable[Any]]) -> Any:
        """Look at the home as its program does."""
        return with_services(self.home, self.sandbox, work)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program in a process of its own."""
        done = command(self.home, self.sandbox, *words)
        assert done.returncode in (0, 3), (words, done.stdout, done.stderr)
        return done

    def sync(self) -> None:
        """Plan and apply, each in a process of its own."""
        self.run("plan")
        self.run("apply", "--yes")

    def book(self, title: str) -> dict[str, Any]:
        """Return a task of the book as the command line tells it."""
        told: list[dict[str, Any]] = json.loads(self.run("agenda", "--all", "--json").stdout)
        (found,) = [one for one in told if one["title"] == title]
        return found

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """HighLevel's tasks, without those that the sandbox's own story began with."""
        with self.sandbox.state.lock:
            return [dict(t) for t in self.sandbox.state.highlevel.records.tasks]

    def there(self, title: str) -> dict[str, Any]:
        (found,) = [t for t in self.tasks if t["title"] == title]
        return found

    def typed(self, title: str, /, **values: Any) -> None:
        """A person makes or changes a task in HighLevel's window."""
        state = self.sandbox.state
        with state.lock:
            old = next((t for t in state.highlevel.records.tasks if t["title"] == title), None)
            if old is None:
                put_task(state.highlevel, self.contact, {"title": title, **values})
            else:
                put_task(state.highlevel, old["contactId"], values, old)

    def notes(self, contact: str) -> list[str]:
        with self.sandbox.state.lock:
            mine = self.sandbox.state.highlevel.records.notes.of_contact(contact)
            return [n["body"] for n in mine if "Ponte24:" in n["body"]]

    def bill(self) -> Path:
        """Return the e-invoice of a new client: a part that is late, and one that is due in a month."""
        days = (self.today - timedelta(days=3), self.today + timedelta(days=30))
        parts = terms((days[0].isoformat(), "22.00"), (days[1].isoformat(), "100.00"))
        made = invoice(body("41", day=(self.today - timedelta(days=20)).isoformat(), payment=parts), customer=NEW)
        file = self.home.parent / "IT41.xml"
        file.write_text(made, encoding="utf-8")
        return file

    def artica(self) -> list[str]:
        """Return the contacts of the new client."""
        with self.sandbox.state.lock:
            found = self.sandbox.state.highlevel.contacts.items()
            return [i for i, c in found if "artica" in str(c.get("companyName")).casefold()]


@contextmanager
def flows(folder: Path) -> Iterator[Flows]:
    """Open the stage."""
    with SandboxServer(seed=3, contacts=12) as sandbox:
        sandbox.state.switches.change(
            {"highlevel": {"search_lag_seconds": 0, "company_on_put": "accept"}, "fattura24": {"limits": False}}
        )
        with sandbox.state.lock:
            for task in list(sandbox.state.highlevel.records.tasks):
                sandbox.state.highlevel.records.tasks.remove(task["id"])
        made = Flows(folder / "home", sandbox)
        made.begin()
        yield made
