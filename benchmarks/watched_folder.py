"""Whether the window stays alive beside bad files: ``python benchmarks/watched_folder.py [FILES]``.

200 hostile or odd files (some of them hold customers) and 20 good ones; the window's own loop, the real services.
Printed are how many customers came, how long it took, and how long the window could not react at most (wanted: 50 ms).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.assembly import build
from app.garbage import no_full_collections
from app.paths import Home
from app.ui.bridge import Bridge
from app.ui.shell.runner import TURN
from app.ui.shell.watcher import Watcher
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.tricks import TRICKS

BAD, GOOD = int(sys.argv[1]) if len(sys.argv) > 1 else 200, 20
PROMISED_GAP = 50.0


def fill(folder: Path) -> None:
    """Put the files there, as old as files that nobody writes any more."""
    for number, (ending, maker) in enumerate(islice(cycle({**HOSTILE, **TRICKS}.values()), BAD - 4)):
        (folder / f"bad{number}{ending}").write_bytes(maker(200_000) + b" " * number)
    if os.name == "posix":
        os.mkfifo(folder / "pipe.csv")
        (folder / "loop.csv").symlink_to("loop.csv")
        Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.csv")).write_bytes(b"\xff\xfe")
    (folder / ("x" * 240 + ".csv")).write_bytes(b"\0" * 1000)
    for number in range(GOOD):
        rows = f"Cod.;Rag. Sociale;P.IVA;Email\n{number};Bar {number};;bar{number}@example.it\n"
        (folder / f"good{number}.csv").write_text(rows, encoding="utf-8")
    for path in folder.iterdir():
        if path.is_file():
            os.utime(path, (time.time() - 900, time.time() - 900))


async def measure(home: Home, folder: Path) -> int:
    """Look until nothing new comes; return 1 where something is not as promised."""
    service: Any = build(home, "en")
    bridge = Bridge(service)
    gaps: list[float] = []
    idle = 0.0
    last = time.perf_counter()

    def customers() -> int:
        return len(service.invoices.customers())

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now

    try:
        wanted = replace(service.settings(), watch="always", watch_folder=str(folder))
        service.save_settings(wanted)
        watcher = Watcher(bridge)
        timer = QTimer()
        timer.setInterval(1)
        timer.timeout.connect(tick)
        timer.start()
        await asyncio.sleep(15)
        idle = max(gaps[1:])  # what the machine itself costs
        gaps.clear()
        begun = time.perf_counter()
        quiet = 0
        while quiet < 3 and time.perf_counter() - begun < 900:
            before = await bridge.call(customers)
            watcher.look()
            await asyncio.sleep(0.3)
            while not bridge.settled or bridge.busy:
                await asyncio.sleep(0.05)
            quiet = quiet + 1 if await bridge.call(customers) == before else 0
        timer.stop()
        found = await bridge.call(customers)
    finally:
        await bridge.shutdown()
    took, longest = time.perf_counter() - begun, max(gaps)
    over = sum(gap > PROMISED_GAP for gap in gaps)
    print(
        f"{found} of {GOOD} customers, {took:.0f} s, longest gap {longest:.1f} ms (of {PROMISED_GAP:.0f}), {over} of"
        f" {len(gaps)} longer than that; while nothing was done {idle:.1f} ms"
    )
    return int(found < GOOD or longest > PROMISED_GAP)


def main() -> int:
    """Measure once."""
    app = QApplication([])
    sys.setswitchinterval(TURN)  # as the window does
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "watched")
        folder.mkdir()
        fill(folder)
        with no_full_collections(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as loop:
            return loop.run(measure(Home(Path(place, "home")), folder))


if __name__ == "__main__":
    raise SystemExit(main())
