"""How near applying comes to HighLevel's rate limit, in real time against the sandbox with limit and latency on.

Applies updates (a read and a write each) with every answer held back by 200 ms, and compares the time with what
100 requests in 10 s allow; then measures what a sync costs that finds nothing new, at 10,000 contacts.

Measured on two cores beside a test run: 2,002 requests in 205.9 s, ratio 1.028, no 429 (overloaded, at load 11: 1.051);
the last two requests read the run's own traces and wait for the next round of the limit. A quiet check: 1 request.

Run: ``python benchmarks/highlevel_throughput.py [updates]`` (default 1,000: about eight minutes, half of them to link).
"""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from keyring.backends.fail import Keyring as NoKeyring

from app.clock import SystemClock
from app.credentials import Credentials
from app.paths import Home
from app.services.facade import Ponte24
from app.store import Store
from app.sync.plan.model import Plan

LATENCY = 0.2
LIMIT, INTERVAL = 100, 10.0


@contextmanager
def sandbox() -> Iterator[dict[str, Any]]:
    """Run the sandbox in a process of its own, so that it and the program do not slow each other down."""
    command = [sys.executable, "-m", "app", "sandbox", "serve", "--contacts", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def firms(count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the same firms on both sides; HighLevel lacks their city."""
    contacts = [
        {
            "id": f"contact{n:013d}",
            "companyName": f"Forno {n}",
            "email": f"forno{n}@example.it",
            "dateAdded": 1_700_000_000_000 + n * 60_000,
        }
        for n in range(count)
    ]
    customers = [
        {"id": str(n + 1), "code": str(n + 1), "name": f"Forno {n}", "email": f"forno{n}@example.it", "city": "Lecce"}
        for n in range(count)
    ]
    return contacts, customers


async def connected(folder: Path, told: dict[str, Any]) -> Ponte24:
    """Return the services of a new home with both accounts connected."""
    home, clock = Home(folder), SystemClock()
    backend = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types
    service = Ponte24(Store.open(home, clock), Credentials(home, backend=backend, environ={}), clock, "en")
    high, invoices = told["highlevel"], told["fattura24"]
    await service.connect_highlevel(high["location_id"], high["token"], high["base_url"])
    await service.connect_fattura24(invoices["key"], invoices["base_url"])
    return service


async def updates(told: dict[str, Any], count: int) -> bool:
    """Measure applying; returns whether it keeps what is promised."""
    control = httpx.Client(base_url=told["control_url"], timeout=60.0)
    contacts, customers = firms(count)
    same = [{name: value for name, value in customer.items() if name != "city"} for customer in customers]
    control.put("/state", json={"highlevel": {"contacts": contacts}, "fattura24": {"customers": same}})
    with tempfile.TemporaryDirectory() as folder:
        service = await connected(Path(folder), told)
        service.save_settings(replace(service.settings(), fattura24_read_only=True))
        rubrica = Path(folder) / "rubrica.csv"

        async def planned() -> Plan:
            rubrica.write_bytes(control.get("/fattura24/rubrica.csv").content)
            await service.import_files([rubrica])
            return await service.plan()

        await service.apply((await planned()).id, confirmed=True)  # links, origin keys, custom fields
        control.put("/state", json={"fattura24": {"customers": customers}})
        plan = await planned()
        slow = {"name": "slow", "service": "highlevel", "delay": LATENCY}
        control.post("/faults", json={"faults": [slow]})
        control.post("/requests/reset")
        time.sleep(INTERVAL + 1)  # what connecting and planning have spent is over
        started = time.perf_counter()
        result = await service.apply(plan.id, confirmed=True)
        seconds = time.perf_counter() - started
        await service.close()
    control.post("/faults", json={"clear": True})
    log = [r for r in control.get("/requests").json()["requests"] if r["service"] == "highlevel"]
    too_many = sum(r["status"] == 429 for r in log)
    written = sum(r["method"] == "PUT" for r in log)
    allowed = len(log) / LIMIT * INTERVAL
    # the first hundred may go at once, and each further hundred an interval later
    fastest = (math.ceil(len(log) / LIMIT) - 1) * INTERVAL
    ratio = seconds / allowed
    print(f"{result.applied} applied, {written} contacts updated with {len(log)} requests in {seconds:.1f} s")
    print(f"the limit allows that in {allowed:.0f} s: ratio {ratio:.3f}; {too_many} answers 429")
    if fastest:
        print(f"nobody could be done before {fastest:.0f} s: ratio {seconds / fastest:.3f}")
    return ratio <= 1.05 and not too_many and written >= count


async def quiet_sync(told: dict[str, Any], count: int) -> bool:
    """Measure a sync that finds nothing new; returns whether it keeps what is promised."""
    control = httpx.Client(base_url=told["control_url"], timeout=120.0)
    contacts, _ = firms(count)
    control.put("/state", json={"highlevel": {"contacts": contacts}, "fattura24": {"customers": []}})
    with tempfile.TemporaryDirectory() as folder:
        service = await connected(Path(folder), told)
        service.save_settings(replace(service.settings(), create_in_fattura24="never"))
        plan = await service.plan()
        await service.apply(plan.id, confirmed=True)
        control.post("/requests/reset")
        started = time.perf_counter()
        await service.sync()
        seconds = time.perf_counter() - started
        await service.close()
    requests = control.get("/requests").json()["counts"]["total"]
    print(f"a sync that finds nothing new, at {count:,} contacts: {requests} requests, {seconds:.1f} s")
    return bool(requests <= 2)


async def main(count: int) -> int:
    """Measure both and return the exit code."""
    with sandbox() as told:
        kept = await quiet_sync(told, 10_000)
        return 0 if await updates(told, count) and kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)))
