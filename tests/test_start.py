"""What each start loads: nothing is imported before it is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli

ROOT = Path(__file__).resolve().parents[1]

PROBE = """
import json, sys
from app.cli import main
code = main(json.loads(sys.argv[1]))
print("\\n" + json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""

WINDOW = {"PySide6", "shiboken6", "qasync", "app.ui"}
NETWORK = {"httpx", "httpcore", "ssl", "app.connectors.transport"}
SANDBOX = {"app.sandbox", "starlette", "uvicorn"}
TABLES = {"openpyxl", "xlrd", "app.connectors.exports", "app.connectors.files"}
MIGRATING = {"alembic", "mako"}
HEAVY = {"pydantic", "phonenumbers", "rapidfuzz", "stdnum", "cryptography", "asn1crypto", "pygments", "rich.console"}


def start(home: Path, *arguments: str, probe: str = PROBE) -> set[str]:
    """Start the command in a process of its own and return the modules that it has loaded."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PONTE24_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", probe, json.dumps(list(arguments))]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["code"] == 0, done.stderr
    return set(found["modules"])


FIRST_WINDOW = """
import json, os, sys
from app.cli import main
from app.commands import window
from PySide6.QtCore import QTimer
import app.ui.shell.runner as runner

made = runner.application

def application(*given, **more):
    app = made(*given, **more)
    def look():
        if any(widget.isVisible() for widget in app.topLevelWidgets() if widget.isWindow()):
            print("\\n" + json.dumps({"code": 0, "modules": sorted(sys.modules)}), flush=True)
            os._exit(0)
    app.timer = QTimer(app)
    app.timer.timeout.connect(look)
    app.timer.start(20)
    return app

runner.application = application
import app.ui.shell.starting as starting
starting.application = application
main([])
"""


PAINTED = """
import json, os, sys
from app.cli import main
from PySide6.QtCore import QEvent, QObject
import app.ui.shell.runner as runner

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            print("\\n" + json.dumps({"code": 0, "modules": sorted(sys.modules)}), flush=True)
            os._exit(0)
        return False

made = runner.application
watch = Watch()

def application(*given, **more):
    app = made(*given, **more)
    app.installEventFilter(watch)
    return app

import app.ui.shell.starting as starting
starting.application = application
main([])
"""


def among(modules: set[str], unwanted: set[str]) -> set[str]:
    """Which of the unwanted modules, or of what is below them, were loaded."""
    return {name for name in modules if any(name == part or name.startswith(f"{part}.") for part in unwanted)}


def test_the_version_needs_no_service(tmp_path: Path) -> None:
    loaded = start(tmp_path / "home", "--version")
    assert among(loaded, WINDOW | NETWORK | SANDBOX | TABLES | MIGRATING | HEAVY) == set()
    assert among(loaded, {"app.services", "app.store", "app.sync", "app.assembly", "sqlalchemy"}) == set()


def test_status_needs_the_store_and_neither_network_nor_window(tmp_path: Path) -> None:
    start(tmp_path / "home", "status")  # makes the database, for which Alembic is needed once
    loaded = start(tmp_path / "home", "status")
    assert "app.store.store" in loaded
    assert among(loaded, WINDOW | NETWORK - {"ssl"} | SANDBOX | TABLES | MIGRATING | HEAVY) == set()
    assert among(loaded, {"app.services.imports", "app.services.agenda", "app.sync.apply"}) == set()


def test_the_window_of_the_first_start_needs_no_network_and_only_the_pane_it_shows(tmp_path: Path) -> None:
    start(tmp_path / "home", "status")
    loaded = start(tmp_path / "home", probe=FIRST_WINDOW)
    assert "app.ui.panes.assistant" in loaded
    assert among(loaded, NETWORK - {"ssl"} | SANDBOX | TABLES | MIGRATING | HEAVY) == set()
    panes = {name for name in loaded if name.startswith("app.ui.panes.")}
    assert panes == {"app.ui.panes.assistant"}
    assert (
        among(loaded, {"app.ui.dialogs", "app.ui.review", "app.ui.agenda", "app.ui.widgets.connecting.sign_in"})
        == set()
    )


def test_the_window_of_a_first_start_is_painted_before_anything_of_its_home_is_loaded(tmp_path: Path) -> None:
    loaded = start(tmp_path / "home", probe=PAINTED)
    assert {"app.ui.panes.assistant", "app.ui.assistant.welcome"} <= loaded
    data = {
        "sqlalchemy",
        "sqlite3",
        "app.assembly",
        "app.services.facade",
        "app.credentials",
        "keyring",
        "app.autostart.choosing",
    }
    assert among(loaded, data | NETWORK - {"ssl"} | SANDBOX | TABLES | MIGRATING | HEAVY) == set()
    store = {name for name in loaded if name.startswith("app.store.")}
    assert store <= {"app.store.home", "app.store.home.files", "app.store.home.lease"}, (
        "what claims the home, and no more"
    )
    later = {
        "app.ui.shell.tray",
        "app.ui.shell.tray_news",
        "app.ui.ticker",
        "app.ui.shell.garbage_timer",
        "app.ui.widgets.connecting.connect",
    }
    assert among(loaded, later | {"app.ui.dialogs", "app.ui.review", "app.ui.agenda", "app.ui.models"}) == set()
    steps = {name for name in loaded if name.startswith("app.ui.assistant.")}
    assert steps == {"app.ui.assistant.step_bar", "app.ui.assistant.welcome"}, "a step is made when it is shown"
    assert not {name for name in among(loaded, {"app.services"}) if name.count(".") > 2 and ".api." not in name}


def test_the_log_needs_no_more_than_status(tmp_path: Path) -> None:
    start(tmp_path / "home", "status")
    loaded = start(tmp_path / "home", "log", "--json")
    assert among(loaded, WINDOW | NETWORK - {"ssl"} | SANDBOX | TABLES | MIGRATING | HEAVY - {"pydantic"}) == set()


def test_the_help_of_one_command_loads_that_command_alone(tmp_path: Path) -> None:
    loaded = start(tmp_path / "home", "settings", "--help")
    commands = {name for name in loaded if name.startswith("app.commands.")}
    needed = ("settings", "common", "common.console", "common.context")
    assert commands == {f"app.commands.{name}" for name in needed}
    assert among(loaded, {"app.store", "sqlalchemy"}) == set()


@pytest.mark.parametrize("name", list(cli.PLACES))
def test_every_command_of_the_table_is_there(name: str) -> None:
    command = cli.OnDemand()[name]
    assert command.name == name
    assert command.get_short_help_str(), "the list of commands says what it does"


def test_no_command_is_there_twice() -> None:
    assert len(set(cli.PLACES.values())) == len(cli.PLACES)
