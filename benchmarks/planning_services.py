"""What planning costs through the services: from a filled home, HighLevel answering that nothing is new.

Run: ``python benchmarks/planning_services.py [records]`` (default 100,000 on each side); `planning.py` runs it, too.
The home is filled by one process and planned by another, so that memory and CPU time are those of planning alone. Wall
time is told beside, for the disk has its part in it. Targets are for 100,000.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from keyring.backends.fail import Keyring as NoKeyring

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.clock import SystemClock
from app.connectors.highlevel.packed import packed
from app.credentials import Credentials
from app.paths import Home
from app.sandbox.server import SandboxServer
from app.services.facade import Ponte24
from app.services.settings.preferences import load_mapping
from app.services.sync.planning.planning import stored_link
from app.services.sync.reading.reading import Decoder
from app.store import CachedContact, Customer, Store
from app.sync.plan.model import Record
from benchmarks.planning import CHANGES, world

_CUSTOM = {"Partita IVA": "vat_code", "Codice fiscale": "fiscal_code", "Fattura24 ID": "", "Telefono fisso": ""}


def opened(folder: Path, told: dict[str, str]) -> Ponte24:
    """Return the services of a home whose accounts are in the sandbox."""
    home, clock = Home(folder), SystemClock()
    environ = {"PONTE24_HIGHLEVEL_TOKEN": told["token"], "PONTE24_FATTURA24_KEY": told["key"]}
    backend = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types
    return Ponte24(Store.open(home, clock), Credentials(home, backend=backend, environ=environ), clock, "en")


def wire(record: Record, fields: dict[str, str]) -> dict[str, Any]:
    """Return a contact as HighLevel's search answers."""
    c = record.contact
    custom = {"Partita IVA": c.vat_code, "Codice fiscale": c.fiscal_code, "Fattura24 ID": "".join(record.origins)}
    return {
        "id": record.id,
        "locationId": "ve9EPM428h8vShlRW1KT",
        "contactName": c.company.lower(),
        "firstName": None,
        "lastName": None,
        "companyName": c.company,
        "email": c.email,
        "phone": c.mobile,
        "address1": None,
        "city": c.city,
        "dateAdded": "2026-01-02T10:00:00.000Z",
        "dateUpdated": "2026-03-04T10:00:00.000Z",
        "dnd": False,
        "tags": ["cliente"],
        "customFields": [{"id": fields[name], "value": value} for name, value in custom.items() if value],
        "additionalEmails": [],
        "attributions": [],
    }


def fill(folder: Path, told: dict[str, str], count: int) -> None:
    """Fill a home as if it had been in use."""
    service = opened(folder, told)
    asyncio.run(_connect(service, told))
    fields = {f["name"]: f["id"] for f in service.store.settings.get("highlevel.cache")["custom_fields"]}
    highlevel, fattura24, links = world(count)
    # the mirror numbers its customers itself
    customers = [
        Customer(
            r.id[1:] if r.id != "f0" else str(count),
            r.origins[0],
            "",
            r.contact,
            "CLIENTE",
            cells(r),
            "export",
            1.0,
            True,
        )
        for r in fattura24
    ]
    now = time.time()
    with service.store.transaction():
        read = Decoder(load_mapping(service.store), lambda: service.store.settings.get("highlevel.cache"))
        service.store.highlevel.put((seen(read, wire(r, fields), now) for r in highlevel), rules=read.rules())
        service.store.mirror.put_many(customers)
        service.store.links.put_many(stored_link(replace(k, fattura24_id=k.fattura24_id[1:])) for k in links)
        for key, value in (("watermark", now), ("watermark_at", now), ("full_at", now), ("settled", True)):
            service.store.settings.set(f"highlevel.{key}", value)
    service.store.close()


def seen(read: Decoder, sent: dict[str, Any], now: float) -> CachedContact:
    """Return a contact as a read of HighLevel keeps it."""
    return CachedContact(sent["id"], sent, 1.0, now, packed(read(sent, now)))


def cells(record: Record) -> dict[str, str]:
    """Return what the export said of a customer."""
    c = record.contact
    return {
        "Cod.": record.origins[0],
        "Rag. Sociale": c.company,
        "P.IVA": c.vat_code,
        "Email": c.email,
        "Città": c.city,
    }


async def _connect(service: Ponte24, told: dict[str, str]) -> None:
    await service.connect_highlevel(told["location"], told["token"], told["highlevel"])
    await service.connect_fattura24(told["key"], told["fattura24"])
    await service.plan()  # reads the custom fields


def change_some(store: Store, count: int) -> None:
    """Give some contacts and customers another city."""
    dice = random.Random(7)
    for number in dice.sample(range(1, count), 2 * CHANGES):
        cached, customer = store.highlevel.get(f"h{number}"), store.mirror.get(str(number))
        if number % 2 and cached:
            store.highlevel.put([replace(cached, wire=cached.wire | {"city": "Asti"}, updated_at=5.0)])
        elif customer:
            store.mirror.put(replace(customer, contact=customer.contact.with_values({"city": "Asti"})))


async def measure(folder: Path, told: dict[str, str], count: int) -> None:
    """Plan from scratch, after some changes, and with nothing new; print what each cost."""
    service = opened(folder, told)
    idle = psutil.Process().memory_info().rss / 2**20

    async def planned(name: str, target: str) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        plan = await service.plan()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"  {name:<32} {cpu:6.2f} s of CPU, {wall:6.2f} s in all {target}, {len(plan.actions)} actions", flush=True
        )

    await planned("from scratch", "(target 9)")
    print(
        f"  {'peak memory of the process':<32} {peak():6.0f} MiB (target 450), {idle:.0f} before planning", flush=True
    )
    for _ in range(3):
        change_some(service.store, count)
        await planned(f"after {CHANGES} changes", "(target 0.3)")
    await planned("nothing new", "")
    print(f"  {'memory kept afterwards':<32} {psutil.Process().memory_info().rss / 2**20:6.0f} MiB, peak {peak():.0f}")
    await service.close()


def peak() -> float:
    """Return the most memory that this process has had, in MiB (on Windows what it has now)."""
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(told["VmHWM"].split()[0]) / 2**10
    return float(psutil.Process().memory_info().rss / 2**20)


def main(count: int) -> None:
    """Start the services' other ends, then fill and measure in processes of their own."""
    with tempfile.TemporaryDirectory() as folder, SandboxServer(contacts=0) as sandbox:
        told = {
            "location": sandbox.location_id,
            "token": sandbox.token,
            "key": sandbox.api_key,
            "highlevel": sandbox.highlevel_url,
            "fattura24": sandbox.fattura24_url,
        }
        for name in _CUSTOM:
            sandbox.state.highlevel.add_field(name)
        print(f"through store and services, {count} records a side")
        for what in ("fill", "measure"):
            subprocess.run([sys.executable, __file__, what, folder, json.dumps(told), str(count)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] in (["fill"], ["measure"]):
        _what, _folder, _told, _count = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4])
        if _what == "fill":
            fill(_folder, _told, _count)
        else:
            asyncio.run(measure(_folder, _told, _count))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
