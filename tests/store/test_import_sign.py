"""A write that waits for another program's import says so, soon and in words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.commands.common.context import Context
from app.errors import ImportRunning, StorageError
from app.paths import Home
from app.services.imports.importing import import_files
from app.store import Store
from app.store.home.importing import NAME, running, signed
from app.store.schema import database

HOLDER = """
import sys
from pathlib import Path
from app.clock import SystemClock
from app.paths import Home
from app.store import Store
from app.store.home.importing import signed
from contextlib import nullcontext
store = Store.open(Home(Path(sys.argv[1])))
with signed(Path(sys.argv[1]), SystemClock()) if sys.argv[2] == "import" else nullcontext(), store.transaction():
    store.settings.set("a", 1)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(home: Home, what: str) -> Iterator[Callable[[], None]]:
    """Another program that writes, until the block ends or it is told to."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root), what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert held.stdin and held.stdout

    def end() -> None:
        if held.stdin and not held.stdin.closed:
            held.stdin.close()
            held.wait(30)

    try:
        assert held.stdout.readline() == "held\n"
        yield end
    finally:
        end()
        held.stdout.close()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SHORT_WAIT", 0.02)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("what", "code"), [("import", "database_importing"), ("work", "database_busy")])
def test_who_waits_is_told_soon_and_who_gives_up_in_words(home: Home, what: str, code: str) -> None:
    store = Store.open(home, busy_timeout=0.2)
    told: list[ImportRunning | None] = []
    store.database.waiting = lambda: told.append(running(home.database))
    try:
        with another(home, what), pytest.raises(StorageError) as caught:
            store.settings.set("b", 2)
        assert caught.value.code == code
        assert [other is not None for other in told] == [what == "import"]
        if what == "import":
            assert caught.value.params["since"] in caught.value.describe("it").meaning
        store.settings.set("b", 3)
        assert store.settings.get("b") == 3
    finally:
        store.close()


@pytest.mark.usefixtures("short")
def test_a_write_goes_on_when_the_other_has_ended(home: Home) -> None:
    store = Store.open(home, busy_timeout=30)
    try:
        with another(home, "import") as end:
            store.database.waiting = end
            store.settings.set("b", 2)
        assert (store.settings.get("a"), store.settings.get("b")) == (1, 2)
    finally:
        store.close()


def test_nobody_is_said_to_import_who_does_not(home: Home, store: Store) -> None:
    assert running(home.database) is None
    with signed(home.root, ManualClock()):
        assert running(home.database) is None, "it is this program"
        with signed(home.root, ManualClock()):
            pass
    assert (home.root / NAME).exists() and running(home.database) is None


def test_an_import_shows_its_sign_also_where_it_is_refused(home: Home, store: Store, tmp_path: Path) -> None:
    shown: list[bool] = []
    path = tmp_path / "a.csv"
    path.write_text("Cod.;Rag. Sociale\n1;Bar\n")
    import_files(store, ManualClock(), [path], lambda _p: shown.append(bool((home.root / NAME).read_text())))
    assert shown and all(shown) and (home.root / NAME).read_text() == ""
    (home.root / NAME).unlink()
    (home.root / NAME).mkdir()  # a sign that cannot be shown keeps no file from being read
    (report,) = import_files(store, ManualClock(), [path])
    assert report.problem is None


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_command_says_why_it_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    context = Context(tmp_path / "home", language)
    context._waiting(ImportRunning(1_790_000_000.0, path="x"))
    context._waiting(None)
    importing, other = capsys.readouterr().err.splitlines()
    assert ":" in importing and ("importazione" in importing or "import" in importing)
    assert "database" in other
