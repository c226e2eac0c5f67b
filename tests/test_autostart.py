"""Start at login: one entry, read from the system, that follows the program and leaves other homes' alone."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.autostart.desktop import DesktopAutostart, exec_line, words_of
from app.autostart.entry import AutostartState, Command
from app.autostart.macos import AgentAutostart, ServiceAutostart
from app.autostart.windows import APPROVED, NAME, RUN, WindowsAutostart
from app.errors import StorageError
from app.paths import Home

OLD = Command(("/opt/old/ponte24", "--background"))
NEW = Command(("/opt/new place/ponte24", "--background"))
ELSEWHERE = Command(("/opt/new place/ponte24", "--home", "/srv/other", "--background"))


class FakeRegistry:
    """The values below the user's key, in a dictionary."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], Any] = {}

    def get(self, key: str, name: str) -> Any:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


class FakeService:
    """An SMAppService as pyobjc shows it."""

    def __init__(self, *, approved: bool = True) -> None:
        self.value, self.approved = 0, approved

    def status(self) -> int:
        return self.value

    def registerAndReturnError_(self, _error: None) -> tuple[bool, str | None]:
        self.value = 1 if self.approved else 2
        return self.approved, None if self.approved else "not permitted"

    def unregisterAndReturnError_(self, _error: None) -> tuple[bool, None]:
        self.value = 0
        return True, None


def test_the_desktop_entry_is_made_and_deleted(tmp_path: Path) -> None:
    entry = DesktopAutostart(NEW, tmp_path / "autostart")
    assert entry.state() is AutostartState.OFF
    assert entry.switch(True) is AutostartState.ON
    assert [p.name for p in entry.path.parent.iterdir()] == ["ponte24.desktop"]
    text = entry.path.read_text()
    assert 'Exec="/opt/new place/ponte24" --background' in text
    assert "TryExec=/opt/new place/ponte24\n" in text  # passed over once the program was removed
    assert entry.switch(True) is AutostartState.ON  # twice is one entry
    assert entry.switch(False) is AutostartState.OFF
    assert entry.switch(False) is AutostartState.OFF
    assert not entry.path.exists()


@pytest.mark.parametrize("line", ["Hidden=true", "Hidden=True", "X-GNOME-Autostart-enabled=false"])
def test_what_the_owner_switched_off_elsewhere_is_shown_and_kept(tmp_path: Path, line: str) -> None:
    entry = DesktopAutostart(OLD, tmp_path)
    entry.switch(True)
    entry.path.write_text(entry.path.read_text() + line + "\n")
    before = entry.path.read_text()
    assert entry.state() is AutostartState.BLOCKED
    DesktopAutostart(NEW, tmp_path).refresh()
    assert entry.path.read_text() == before


def test_the_entry_follows_the_program_but_never_another_home(tmp_path: Path) -> None:
    DesktopAutostart(OLD, tmp_path).switch(True)
    moved = DesktopAutostart(NEW, tmp_path)
    moved.refresh()
    assert "/opt/new place/" in moved.path.read_text()
    other = DesktopAutostart(ELSEWHERE, tmp_path)
    assert not other.is_ours()
    other.refresh()
    assert "/srv/other" not in moved.path.read_text()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file")
    with pytest.raises(StorageError):
        DesktopAutostart(NEW, tmp_path / "autostart").switch(True)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\x85\u2028\u2029")),
        min_size=1,
    )
)
def test_any_path_survives_the_entry(words: list[str]) -> None:
    assert words_of(exec_line(Command(tuple(words)))) == tuple(words)


def test_windows_keeps_one_value_and_heeds_the_task_manager() -> None:
    registry = FakeRegistry()
    entry = WindowsAutostart(Command((r"C:\Program Files\Ponte24\ponte24.exe", "--background")), registry)
    assert entry.state() is AutostartState.OFF
    assert entry.switch(True) is AutostartState.ON
    assert registry.values[RUN, NAME] == r'"C:\Program Files\Ponte24\ponte24.exe" --background'
    registry.values[APPROVED, NAME] = bytes([3]) + bytes(11)
    assert entry.state() is AutostartState.BLOCKED
    registry.values[APPROVED, NAME] = bytes([2]) + bytes(11)
    assert entry.state() is AutostartState.ON
    moved = WindowsAutostart(Command((r"D:\Ponte24\ponte24.exe", "--background")), registry)
    moved.refresh()
    assert registry.values[RUN, NAME] == r"D:\Ponte24\ponte24.exe --background"
    assert moved.switch(False) is AutostartState.OFF
    assert registry.values == {}


def test_windows_says_when_the_company_forbids_it() -> None:
    class Forbidden(FakeRegistry):
        def set(self, key: str, name: str, value: str) -> None:
            raise PermissionError("denied")

    with pytest.raises(StorageError, match="autostart_refused"):
        WindowsAutostart(NEW, Forbidden()).switch(True)


def test_macos_bundles_register_themselves_and_may_need_approval() -> None:
    assert ServiceAutostart(FakeService()).switch(True) is AutostartState.ON
    assert ServiceAutostart(FakeService(approved=False)).switch(True) is AutostartState.APPROVAL
    assert ServiceAutostart(FakeService()).switch(False) is AutostartState.OFF


def test_macos_without_a_bundle_has_a_launch_agent(tmp_path: Path) -> None:
    entry = AgentAutostart(NEW, tmp_path)
    assert entry.state() is AutostartState.OFF
    assert entry.switch(True) is AutostartState.ON
    assert plistlib.loads(entry.path.read_bytes())["ProgramArguments"] == list(NEW.words)
    AgentAutostart(ELSEWHERE, tmp_path).refresh()
    assert plistlib.loads(entry.path.read_bytes())["ProgramArguments"] == list(NEW.words)
    assert entry.switch(False) is AutostartState.OFF
    entry.path.write_bytes(b"no list")
    with pytest.raises(StorageError):
        entry.state()


def test_only_a_home_of_ones_own_is_named(tmp_path: Path) -> None:
    assert "--home" not in Command.of(Home.choose(Home.choose().root)).words or not Home.choose().is_default
    words = Command.of(Home(tmp_path)).words
    assert words[-3:] == ("--home", str(tmp_path), "--background")
