"""How quickly Ponte24 starts, beside the least that anything of its kind must load.

    .venv/bin/python benchmarks/start.py [--rounds N] [--no-window]

Everything is measured in processes of its own, one kind after the other in each round, so that a machine that gets
slower or faster meanwhile slows all of them; the median of the rounds counts. Times are those of the processor (user
and system), because other programs' turns are not Ponte24's; a window is measured until it has been painted.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

BARE_WINDOW = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
class Bare(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
window = Bare()
window.resize(1180, 800)
window.show()
app.exec()
"""

FIRST_START = """
import os, sys
from app.cli import main
from app.commands import window  # as the command does, before Qt: what is imported after Qt is looked at by Qt, too
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            QTimer.singleShot(0, lambda: os._exit(0))
            QCoreApplication.instance().removeEventFilter(self)
        return False

import app.ui.shell.runner as runner
made = runner.application
watch = Watch()
def application(*given, **more):
    app = made(*given, **more)
    app.installEventFilter(watch)
    return app
runner.application = application
import app.ui.shell.starting as starting
starting.application = application
main(["--home", sys.argv[1]])
"""

IDLE = """
import os, sys, time
from PySide6.QtCore import QCoreApplication, QTimer
import app.ui.shell.runner as runner
made = runner.application
def application(*given, **more):
    app = made(*given, **more)
    def tell():
        with open("/proc/self/status") as file:
            print(next(line for line in file if line.startswith("VmRSS")).split()[1])
        os._exit(0)
    QTimer.singleShot(8000, tell)
    return app
runner.application = application
import app.ui.shell.starting as starting
starting.application = application
from app.cli import main
main(["--home", sys.argv[1], "--background"])
"""


class Taken(NamedTuple):
    """Seconds of processor and on the wall."""

    cpu: float
    wall: float


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment of a process that is measured: as installed, where modules are compiled once."""
    environment = dict(os.environ, PYTHONPATH=str(ROOT), QT_QPA_PLATFORM="offscreen", **more)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else our modules were compiled anew at each start
    return environment


def run(*command: str, home: Path) -> Taken:
    """Run a Python process to its end; its output goes nowhere. A first start has a home that is not there yet."""
    if FIRST_START in command:
        home = Path(tempfile.mkdtemp(dir=home.parent)) / "home"
        command = (*command, str(home))
    environment = surroundings(PONTE24_HOME=str(home))
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)


def idle_memory(home: Path) -> float:
    """Return the megabytes that are resident when the program has waited in the tray for some seconds."""
    environment = surroundings()
    command = [sys.executable, "-c", IDLE, str(home)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120)
    return int(done.stdout.split()[-1]) / 1024


def main() -> int:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--no-window", action="store_true", help="only the command line")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="ponte24-start-") as folder:
        home = Path(folder) / "home"
        pairs = {
            "ponte24 --version / import typer": (("-m", "app", "--version"), ("-c", "import typer"), 3.0),
            "ponte24 status / import sqlalchemy, pydantic": (
                ("-m", "app", "status"),
                ("-c", "import sqlalchemy, pydantic"),
                2.0,
            ),
        }
        if not given.no_window:
            window = ("-c", FIRST_START)
            pairs["first-start window / bare window"] = (window, ("-c", BARE_WINDOW), 5.0)
        for ours, bare, _most in pairs.values():  # once unmeasured: compiled modules, the disk's cache, the home
            run(*ours, home=home), run(*bare, home=home)
        taken: dict[str, tuple[list[Taken], list[Taken]]] = {name: ([], []) for name in pairs}
        for _round in range(given.rounds):
            for name, (ours, bare, _most) in pairs.items():
                taken[name][0].append(run(*ours, home=home))
                taken[name][1].append(run(*bare, home=home))
        for name, (_ours, _bare, most) in pairs.items():
            ours_cpu, bare_cpu = (statistics.median(t.cpu for t in some) for some in taken[name])
            ours_wall, bare_wall = (statistics.median(t.wall for t in some) for some in taken[name])
            print(
                f"{name:<46} {ours_cpu:.2f} s / {bare_cpu:.2f} s = {ours_cpu / bare_cpu:4.1f} (at most {most:.0f})"
                f"   wall {ours_wall:.2f} s / {bare_wall:.2f} s"
            )
        if not given.no_window and sys.platform == "linux":
            print(f"resident when idle in the tray: {idle_memory(home):.0f} MB (at most 150)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
