"""What importing an address book costs: time as a ratio to a bare `csv` read of the same file in the same run, memory,
and the longest that the window's event loop waited meanwhile.

Run: ``python benchmarks/address_book.py [contacts]`` (default 100,000). The import runs as the window runs it, in the
bridge's thread beside a Qt event loop that asks for the time every few milliseconds.
"""

from __future__ import annotations

import asyncio
import csv
import os
import sys
import tempfile
import time
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.assembly import build_demo
from app.garbage import no_full_collections
from app.paths import Home
from app.services.api.imports import ImportReport
from app.ui.bridge import Bridge
from app.ui.shell.runner import TURN

_HEADER = "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono;Cellulare;Email;Tipo"
_BEAT = 0.005
_CITIES = (("Roma", "RM", "00184"), ("Torino", "TO", "10121"), ("Forlì", "FC", "47121"), ("Genova", "GE", "16121"))


def vat_code(number: int) -> str:
    """Return a VAT code with its check digit."""
    digits = f"{number:010d}"
    total = 0
    for place, digit in enumerate(map(int, digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def write_book(path: Path, contacts: int) -> None:
    """Write an export with so many contacts, no two alike."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADER.split(";"))
        for n in range(contacts):
            city, province, postal_code = _CITIES[n % len(_CITIES)]
            vat = vat_code(1_000_000 + n)
            writer.writerow(
                [
                    1000 + n,
                    f"PANIFICIO {n} S.R.L.",
                    vat,
                    vat,
                    f"Via Garibaldi, {n % 300} - {city} {province}",
                    postal_code,
                    city,
                    province,
                    "ITALIA",
                    f"06 {5000000 + n}",
                    f"+39 3{n % 9 + 1}{n % 100_000_000:08d}",
                    f"info{n}@panificio{n}.it",
                    "CLIENTE",
                ]
            )


def bare_read(path: Path) -> float:
    """Return the seconds that reading the rows alone takes."""
    begun = time.perf_counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _row in csv.reader(file, delimiter=";"):
            pass
    return time.perf_counter() - begun


def queued() -> float:
    """Return for how many seconds this thread was ready and another program had its processor (0 where unknown)."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


async def watched(bridge: Bridge, path: Path) -> tuple[ImportReport, float, float, float, int]:
    """Import a file; return its report, the seconds, the longest wait of the loop, the longest that was not spent
    waiting for a processor (what this program itself is to blame for), and the most memory (bytes)."""
    process = psutil.Process()
    longest, own, most = 0.0, 0.0, 0
    task = asyncio.ensure_future(bridge.call(bridge.service.import_files, [path]))
    begun = time.perf_counter()
    looked = begun
    while not task.done():
        before, waited = time.perf_counter(), queued()
        await asyncio.sleep(_BEAT)
        late = time.perf_counter() - before - _BEAT
        longest, own = max(longest, late), max(own, late - (queued() - waited))
        if before - looked > 0.1:
            looked, most = before, max(most, process.memory_info().rss)
    return task.result()[0], time.perf_counter() - begun, longest, own, most


async def idle_wait(seconds: float) -> float:
    """Return the longest wait of the loop while nothing is done: what the machine itself costs."""
    end, longest = time.perf_counter() + seconds, 0.0
    while (before := time.perf_counter()) < end:
        await asyncio.sleep(_BEAT)
        longest = max(longest, time.perf_counter() - before - _BEAT)
    return longest


async def measure(home: Path, path: Path, contacts: int) -> None:
    bridge = Bridge(build_demo(Home(home), "en"))
    bare = bare_read(path)
    print(f"{contacts} contacts, {path.stat().st_size / 1e6:.1f} MB; a bare csv read takes {bare:.2f} s")
    print(f"longest wait of the event loop while idle: {await idle_wait(5) * 1000:.0f} ms")
    for name in ("first import", "the same once more"):
        report, seconds, longest, own, most = await watched(bridge, path)
        assert report.problem is None, report.problem
        print(
            f"{name}: {seconds:.1f} s = {seconds / bare:.0f} x bare; {contacts / seconds:,.0f} contacts a second;"
            f" new {report.new}, changed {report.changed}, unchanged {report.unchanged}; peak {most / 1e6:.0f} MB;"
            f" longest wait of the event loop {longest * 1000:.0f} ms, {own * 1000:.0f} without waiting for a processor"
        )
    await bridge.shutdown()


def main() -> int:
    contacts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    app = QApplication([])
    sys.setswitchinterval(TURN)  # as the window does
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "rubrica.csv"
        write_book(path, contacts)
        # full collections hold every thread; the window leaves them to moments in which nobody uses it
        with no_full_collections(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as loop:
            loop.run(measure(Path(temporary) / "home", path, contacts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
