"""An upgrade under the running program: nothing new is begun with the old code, and the new one opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.paths import Home
from app.ui.desktop.ending import Afterwards
from app.ui.desktop.replaced import InstalledProgram, start_again
from app.ui.shell.runner import run_window
from app.ui.shell.session import Session
from tests.ui.fake_service import FakeService


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "installed" / "ponte24"
    path.parent.mkdir()
    path.write_text("old")
    return path


def upgrade(program: Path) -> None:
    """As dpkg does it: a new file gets the old one's name."""
    new = program.with_suffix(".dpkg-new")
    new.write_text("new")
    new.replace(program)


def test_it_is_told_once_the_new_one_stands_still(program: Path) -> None:
    installed = InstalledProgram(program)
    assert not installed.look() and not installed.replaced
    upgrade(program)
    looks = [installed.look(), installed.look()]
    assert looks == [False, True], "at first perhaps only half of it is there"


def test_a_program_that_is_removed_or_a_checkout_is_none(program: Path) -> None:
    installed = InstalledProgram(program)
    program.unlink()
    assert not installed.look() and not installed.look() and not installed.replaced
    assert not InstalledProgram().look()


@pytest.mark.parametrize("shown", [False, True])
def test_after_an_upgrade_the_old_one_makes_room_once_nobody_works_with_it(
    qapp: Any, tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    service = FakeService()
    service.is_due = True
    after: list[Afterwards] = []
    told: list[str] = []

    def scene(session: Session, *_more: Any) -> None:
        session._installed = InstalledProgram(program)
        session.window.setVisible(shown)
        upgrade(program)
        for _look in range(2):
            session.ticker.tick()
            assert session.ticker.held
        told.append(session.window.notice.words.text())
        assert bool(after) is not shown
        session.quit()

    monkeypatch.setattr(Session, "_show_first", scene)
    run_window(service, home=Home(tmp_path), clock=service.clock, afterwards=lambda what, _file: after.append(what))
    assert after == ([] if shown else [Afterwards.START_AGAIN])
    assert ("new version" in told[0]) is shown
    assert "sync" not in service.calls


def test_the_new_one_starts_beside_the_clock_with_the_words_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def detached(_program: str, words: list[str]) -> tuple[bool, int]:
        started.append(words)
        return True, 1

    monkeypatch.setattr("app.ui.desktop.replaced.QProcess.startDetached", detached)
    assert start_again(["--home", "/data/two", "--background"], background=True)
    assert started == [["--background", "--home", "/data/two"]]
