"""Two programs in one home: one works, the other is told who and since when, or waits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli import main
from app.clock import ManualClock
from app.errors import ExitCode, HomeBusy, StorageError
from app.logs import close_logging
from app.services.api.progress import Progress, StopSignal
from app.services.sync.lease import WorkLease
from app.store.home.lease import COMMAND, NAME, WINDOW, Lease
from app.texts import text

ROOT = Path(__file__).parents[3]

HOLDER = """
import sys, time
from pathlib import Path
from app.clock import SystemClock
from app.store.home.lease import Lease
with Lease(Path(sys.argv[1]), sys.argv[2], SystemClock()).held():
    print("held", flush=True)
    sys.stdin.read()
"""


class Holder:
    """Another process that holds the lease until it is told to stop, or killed."""

    def __init__(self, folder: Path, program: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder), program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "held\n"

    def end(self) -> None:
        self.process.communicate(timeout=30)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def lease(folder: Path, program: str = COMMAND) -> Lease:
    return Lease(folder, program, ManualClock())


def test_a_second_process_is_told_who_is_at_work_and_since_when(tmp_path: Path) -> None:
    before = time.time()
    holder = Holder(tmp_path, WINDOW)
    with pytest.raises(HomeBusy) as busy, lease(tmp_path).held():
        pass
    holder.end()
    assert (busy.value.program, busy.value.process) == (WINDOW, holder.process.pid)
    assert before - 1 <= busy.value.since <= time.time() + 1
    assert busy.value.exit_code == ExitCode.LIMIT
    assert str(holder.process.pid) in busy.value.describe("it").meaning
    assert busy.value.describe("en").title == "The window of Ponte24 is at work"


def test_the_lease_of_a_killed_process_is_free_at_once_whatever_its_file_says(tmp_path: Path) -> None:
    holder = Holder(tmp_path, COMMAND)
    holder.kill()
    left = (tmp_path / NAME).read_text()
    assert str(holder.process.pid) in left, "it had no time to tidy up"
    with lease(tmp_path).held():
        assert str(holder.process.pid) not in (tmp_path / NAME).read_text()
    assert (tmp_path / NAME).read_text() == ""


def test_a_lease_from_the_future_or_from_before_a_restart_binds_nobody(tmp_path: Path) -> None:
    for left in ('{"program": "window", "process": 1, "since": 9e12}', "half a li", '{"program": 7}'):
        (tmp_path / NAME).write_text(left)
        with lease(tmp_path).held():
            pass


def test_who_has_not_said_its_name_yet_is_still_respected(tmp_path: Path) -> None:
    with lease(tmp_path).held():
        (tmp_path / NAME).write_text("")
        with pytest.raises(HomeBusy) as busy, lease(tmp_path).held():
            pass
    assert busy.value.since == 0
    assert "…" in busy.value.describe("en").meaning


def test_the_lease_is_free_again_after_work_that_failed(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), lease(tmp_path).held():
            raise ZeroDivisionError


def test_a_folder_that_cannot_be_written_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused, lease(tmp_path / "nowhere").held():
        pass
    assert refused.value.code == "home_read_only"


def test_the_window_says_who_works_and_goes_on_by_itself(tmp_path: Path) -> None:
    told: list[Progress] = []
    other = lease(tmp_path).held()
    other.__enter__()

    class Until(ManualClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            if len(self.slept) == 3:
                other.__exit__(None, None, None)

    clock = Until()

    async def work() -> str:
        async with WorkLease(Lease(tmp_path, WINDOW, clock), clock).taken(told.append):
            return "done"

    assert asyncio.run(work()) == "done"
    assert [p.stage for p in told] == ["waiting_command"] * 3
    for language in ("en", "it"):
        words = text(f"progress.{told[0].stage}", language, **told[0].params)
        assert told[0].params["since"] in words


def test_stop_ends_the_waiting_of_the_window(tmp_path: Path) -> None:
    stop = StopSignal()
    stop.stop()

    async def work() -> None:
        clock = ManualClock()
        async with WorkLease(Lease(tmp_path, WINDOW, clock), clock).taken(stop=stop):
            raise AssertionError("it was not free")

    with lease(tmp_path).held(), pytest.raises(HomeBusy):
        asyncio.run(work())


def test_the_command_line_refuses_to_work_beside_the_window_and_still_shows_the_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"

    def command(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--home", str(home), "--lang", "it", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert command("status")[0] == ExitCode.DONE
    holder = Holder(home, WINDOW)
    try:
        for words in (["plan"], ["sync", "--yes"], ["undo", "--yes"]):
            code, out, err = command(*words)
            assert code == ExitCode.LIMIT, err
            assert "La finestra di Ponte24 sta lavorando" in err
            assert out == ""
        for words in (["status", "--json"], ["log", "--json"]):
            assert command(*words)[0] == ExitCode.DONE
    finally:
        holder.end()
        close_logging()
