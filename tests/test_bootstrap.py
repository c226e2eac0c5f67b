"""packaging/bootstrap.py on machines that lack something; no command of the real machine is run."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "packaging" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bootstrap = _load()
system = bootstrap.system
Answer = tuple[int, str, str]


class Machine:
    """Stands in for the machine: answers commands by the first fitting rule and remembers them all."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []
        self.rules: list[tuple[str, Callable[[], Answer]]] = []

    def answer(self, part: str, code: int = 0, out: str = "", err: str = "") -> None:
        self.rules.insert(0, (part, lambda: (code, out, err)))

    def capture(self, command: list[str], env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        self.ran.append(command)
        line = " ".join(command)
        code, out, err = next((answer() for part, answer in self.rules if part in line), (0, "", ""))
        return subprocess.CompletedProcess(command, code, out, err)

    def call(self, command: list[str], **_: object) -> int:
        return self.capture(command).returncode

    def lines(self, part: str) -> list[str]:
        return [line for line in map(" ".join, self.ran) if part in line]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    fake = Machine()
    monkeypatch.setattr(system, "capture", fake.capture)
    monkeypatch.setattr(bootstrap, "capture", fake.capture)
    monkeypatch.setattr(subprocess, "call", fake.call)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(system.sys, "platform", "linux")
    return fake


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".venv").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]")
    return tmp_path


# ------------------------------------------------------------------------------------------------ apt
def test_root_installs_by_apt(machine: Machine) -> None:
    system.install(["libegl1"], "Qt needs it.")
    assert machine.lines("apt-get") == [
        "env DEBIAN_FRONTEND=noninteractive apt-get -qq update",
        "env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libegl1",
    ]


def test_sudo_without_a_password_installs(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    system.install(["libegl1"], "Qt needs it.")
    assert machine.lines("install")[0].startswith("sudo -n env DEBIAN_FRONTEND")


@pytest.mark.parametrize("reason", ["password", "forbidden"])
def test_who_may_not_install_is_told_the_command(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    if reason == "password":
        monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
        machine.answer("sudo -n true", code=1)
    else:
        monkeypatch.setenv("PONTE24_NO_INSTALL", "1")
    with pytest.raises(system.SetupError, match="apt-get install --no-install-recommends libegl1"):
        system.install(["libegl1"], "Qt needs it.")
    assert machine.lines("-y") == []


def test_a_system_without_apt_is_told_what_to_look_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    with pytest.raises(system.SetupError, match=r"as on Debian.*libegl1"):
        system.install(["libegl1"], "Qt needs it.")
    assert machine.ran == []


def test_a_failed_installation_shows_what_apt_said(machine: Machine) -> None:
    machine.answer("install -y", code=100, err="E: Unable to locate package libegl1")
    with pytest.raises(system.SetupError, match="Unable to locate package"):
        system.install(["libegl1"], "Qt needs it.")


# ------------------------------------------------------------------------------------------------- Qt
@pytest.fixture
def pyside(machine: Machine, tmp_path: Path) -> Path:
    platforms = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms"
    platforms.mkdir(parents=True)
    for name in ("offscreen", "xcb", "wayland"):
        (platforms / f"libq{name}.so").touch()
    (tmp_path / "PySide6" / "QtWidgets.abi3.so").touch()
    machine.answer("print(PySide6", out=f"{tmp_path / 'PySide6'}\n")
    machine.answer("QApplication", out="font 1\n")
    return tmp_path / "python"


def test_nothing_is_installed_where_qt_works(machine: Machine, pyside: Path) -> None:
    system.ensure_qt(pyside, {})
    assert machine.lines("apt-get") == []


def test_missing_libraries_are_installed_and_looked_for_again(machine: Machine, pyside: Path) -> None:
    loader = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"
    machine.answer("QApplication", code=1, err=loader)
    machine.answer("ldd", out="\tlibfontconfig.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6\n")

    def installed() -> Answer:
        machine.answer("QApplication", out="font 1\n")
        machine.answer("ldd")
        return 0, "", ""

    machine.rules.insert(0, ("install -y", installed))
    system.ensure_qt(pyside, {})
    assert [line.split("recommends ")[1] for line in machine.lines("install -y")] == ["libegl1 libfontconfig1"]


def test_libraries_that_stay_missing_stop(machine: Machine, pyside: Path) -> None:
    machine.answer("ldd", out="\tlibEGL.so.1 => not found\n")
    with pytest.raises(system.SetupError, match=r"still does not find.*libEGL\.so\.1"):
        system.ensure_qt(pyside, {})


def test_an_unknown_library_is_named_and_not_guessed(machine: Machine, pyside: Path) -> None:
    machine.answer("ldd", out="\tlibnew.so.3 => not found\n")
    with pytest.raises(system.SetupError, match=r"libnew\.so\.3"):
        system.ensure_qt(pyside, {})
    assert machine.lines("apt-get") == []


@pytest.mark.parametrize(
    ("env", "plugin", "looked_at"),
    [
        ({}, "xcb", False),
        ({}, "wayland", False),
        ({"DISPLAY": ":0"}, "xcb", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland", True),
    ],
)
def test_only_the_plugin_of_the_display_here_counts(
    machine: Machine, pyside: Path, env: dict[str, str], plugin: str, looked_at: bool
) -> None:
    system.missing_libraries(pyside, "", env)
    assert (f"libq{plugin}.so" in machine.lines("ldd")[0]) is looked_at
    assert "libqoffscreen.so" in machine.lines("ldd")[0]


def test_a_broken_pyside_is_no_matter_for_apt(machine: Machine, pyside: Path) -> None:
    machine.answer("ldd", out="\tlibQt6Core.so.6 => not found\n")
    machine.answer("QApplication", code=1, err="ImportError: libQt6Core.so.6: cannot open shared object file")
    with pytest.raises(system.SetupError, match="does not start here"):
        system.ensure_qt(pyside, {})
    assert machine.lines("apt-get") == []


def test_a_machine_without_a_font_gets_one(machine: Machine, pyside: Path) -> None:
    machine.answer("QApplication", out="font 0\n")
    system.ensure_qt(pyside, {})
    assert machine.lines("install -y")[0].endswith(" fonts-dejavu-core")


def test_other_systems_are_not_asked_for_linux_libraries(
    machine: Machine, pyside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system.sys, "platform", "darwin")
    system.ensure_qt(pyside, {})
    assert machine.lines("ldd") == []


# ------------------------------------------------------------------------------- python and packages
def test_an_old_python_hands_over_to_a_newer_one(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "demo"])
    machine.answer("bootstrap.py demo", code=7)
    with pytest.raises(SystemExit) as ended:
        bootstrap.require_python((3, 9))
    assert ended.value.code == 7
    assert machine.lines("bootstrap.py demo")[0].startswith("/usr/bin/python3.14 ")


def test_an_old_python_alone_says_what_to_install(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(system.SetupError, match=r"needs Python 3\.11 or later; this is Python 3\.9"):
        bootstrap.require_python((3, 9))
    bootstrap.require_python((3, 11))


def test_a_working_environment_is_kept(machine: Machine, checkout: Path) -> None:
    assert bootstrap.ensure_environment(checkout) == bootstrap.environment_python(checkout)
    assert machine.lines("-m venv") == []


def test_debian_without_venv_gets_it(machine: Machine, checkout: Path) -> None:
    machine.answer("import pip, sys", code=127)
    machine.answer("import ensurepip", code=1)
    bootstrap.ensure_environment(checkout)
    assert machine.lines("install -y")[0].endswith(f" python3.{sys.version_info.minor}-venv")
    assert len(machine.lines("-m venv --clear")) == 1


def test_packages_are_installed_once_per_state_of_pyproject(machine: Machine, checkout: Path) -> None:
    def targets() -> list[str]:
        return [line.split(" -e ")[1] for line in machine.lines("pip install")]

    python = Path("python")
    bootstrap.ensure_packages(checkout, python, "")
    bootstrap.ensure_packages(checkout, python, "")
    assert targets() == ["."]
    bootstrap.ensure_packages(checkout, python, "dev")
    bootstrap.ensure_packages(checkout, python, "test")
    bootstrap.ensure_packages(checkout, python, "")
    assert targets() == [".", ".[dev,test]"]
    (checkout / "pyproject.toml").write_text("[project] # changed")
    bootstrap.ensure_packages(checkout, python, "test")
    assert targets() == [".", ".[dev,test]", ".[test]"]


@pytest.mark.parametrize("stamp", ["", "{}", "[]", '{"fingerprint": 3}'])
def test_a_damaged_stamp_installs_again(machine: Machine, checkout: Path, stamp: str) -> None:
    path = checkout / ".venv" / "ponte24-installed.json"
    path.write_text(stamp)
    bootstrap.ensure_packages(checkout, Path("python"), "test")
    assert len(machine.lines("pip install")) == 1
    assert json.loads(path.read_text())["extras"] == ["test"]


def test_an_environment_of_a_python_too_old_is_made_anew(machine: Machine, checkout: Path) -> None:
    """One that has pip and was made by hand, years ago: pip would refuse everything in it."""
    machine.answer("sys.exit(sys.version_info < (3, 11))", code=1)
    bootstrap.ensure_environment(checkout)
    assert len(machine.lines("-m venv --clear")) == 1


def test_an_environment_that_came_with_its_folder_from_elsewhere_is_made_anew(machine: Machine, checkout: Path) -> None:
    bootstrap.ensure_packages(checkout, Path("python"), "test")
    bootstrap.ensure_environment(checkout)
    assert machine.lines("-m venv") == []
    moved = checkout.with_name("Officina È bella")
    checkout.rename(moved)
    bootstrap.ensure_environment(moved)
    assert len(machine.lines("-m venv --clear")) == 1


def test_settings_for_other_programs_do_not_lead_away_from_the_environment() -> None:
    given = {"PATH": "/bin", "PYTHONHOME": "/opt/ros", "PYTHONPATH": "/opt/ros/lib", "PYTHONOPTIMIZE": "1"}
    given |= {"PYTHONSAFEPATH": "1", "PIP_USER": "1", "PIP_TARGET": "/srv", "PIP_INDEX_URL": "http://mirror.example/"}
    assert bootstrap.environment_variables({}, Path("/home/niccolò"))["PYTHONUTF8"] == "1"
    kept = bootstrap.environment_variables(given, Path("/home/anna"))
    assert kept == {"PATH": "/bin", "PIP_INDEX_URL": "http://mirror.example/", "PIP_USER": "0"}


@pytest.mark.parametrize(
    ("limit", "allowed", "count"),
    [
        ("max 100000", 6, 6),
        ("200000 100000", 6, 2),
        ("50000 100000", 6, 1),
        ("400000 100000", 3, 3),
        ("", 5, 5),
        ("1 0", 5, 5),
    ],
)
def test_only_the_processors_this_process_may_use_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str, allowed: int, count: int
) -> None:
    monkeypatch.setattr(bootstrap.os, "sched_getaffinity", lambda _: set(range(allowed)), raising=False)
    path = tmp_path / "cpu.max"
    path.write_text(limit)
    assert bootstrap.processors(path) == count
    assert bootstrap.processors(tmp_path / "none") == allowed


def test_a_failed_installation_is_tried_again_the_next_time(machine: Machine, checkout: Path) -> None:
    machine.answer("pip install", code=1)
    for _ in range(2):
        with pytest.raises(system.SetupError, match="offline"):
            bootstrap.ensure_packages(checkout, Path("python"), "test")
    assert len(machine.lines("pip install")) == 2


# --------------------------------------------------------------------------------------- the commands
@pytest.mark.parametrize(
    ("command", "arguments", "ran"),
    [
        ("demo", [], "-m app demo"),
        ("run", ["--lang", "it"], "-m app --lang it"),
        ("test", ["-k", "merge", "-n", "0"], "-m pytest -k merge -n 0"),
    ],
)
def test_a_command_runs_last_and_gives_its_exit_code(
    machine: Machine, checkout: Path, command: str, arguments: list[str], ran: str
) -> None:
    machine.answer("QApplication", out="font 1\n")
    machine.answer(ran, code=3)
    assert bootstrap.perform(command, arguments, checkout) == 3
    assert " ".join(machine.ran[-1]).endswith(ran)


@pytest.mark.parametrize(
    ("cores", "arguments", "options"),
    [
        (2, [], ["-n", "2", "--dist", "worksteal"]),
        (2, ["-k", "merge", "tests/sync"], ["-n", "2", "--dist", "worksteal"]),
        (64, ["--durations=5"], ["-n", "4", "--dist", "worksteal"]),
        (1, [], []),
        (None, [], []),
        (8, ["-n", "3"], []),
        (8, ["-n3"], []),
        (8, ["--pdb"], []),
        (8, ["-s", "tests/sync"], []),
        (8, ["-p", "no:xdist"], []),
        (8, ["--capture=no"], []),
        (8, ["--collect-only", "-q"], []),
    ],
)
def test_tests_run_side_by_side_unless_somebody_looks_on(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, arguments: list[str], options: list[str]
) -> None:
    monkeypatch.setattr(bootstrap, "processors", lambda: cores or 1)
    assert bootstrap.side_by_side(arguments) == options


def test_check_runs_everything_and_fails_when_one_fails(machine: Machine, checkout: Path) -> None:
    assert bootstrap.perform("check", [], checkout) == 0
    machine.answer("ruff check", code=1)
    assert bootstrap.perform("check", [], checkout) == 1
    assert len(machine.lines("-m mypy")) == 4


def test_changed_translations_are_compiled_before_the_window_opens(machine: Machine, checkout: Path) -> None:
    folder = checkout / "resources" / "i18n"
    folder.mkdir(parents=True)
    for name in ("ponte24_it.ts", "ponte24_en.ts", "ponte24_en.qm"):
        (folder / name).touch()
    machine.answer("QApplication", out="font 1\n")
    bootstrap.perform("demo", [], checkout)
    assert [line.split()[1] for line in machine.lines("lrelease")] == [str(folder / "ponte24_it.ts")]


def test_freezing_goes_to_its_module_with_what_was_asked(
    machine: Machine, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.answer("QApplication", out="font 1\n")
    asked: list[list[str]] = []

    def freeze(_root: Path, arguments: list[str]) -> int:
        asked.append(arguments)
        return 3

    monkeypatch.setattr(bootstrap.freeze, "freeze", freeze)
    assert bootstrap.perform("installer", ["--old-python"], checkout) == 3
    assert asked == [["--old-python"]]


def test_clean_keeps_the_environment_and_the_sources(machine: Machine, checkout: Path) -> None:
    for name in ("build/x", "app/__pycache__", "app/records", ".mypy_cache"):
        (checkout / name).mkdir(parents=True)
    assert bootstrap.perform("clean", [], checkout) == 0
    assert {path.name for path in checkout.iterdir()} == {".venv", "app", "pyproject.toml"}
    assert [path.name for path in (checkout / "app").iterdir()] == ["records"]


def test_a_problem_of_the_machine_is_a_message_not_a_traceback(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(command: str, arguments: list[str]) -> int:
        raise system.SetupError("There is no font.")

    monkeypatch.setattr(bootstrap, "perform", stop)
    assert bootstrap.main(["demo"]) == 1
    assert bootstrap.main(["fly"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "There is no font." in shown.err
    assert "usage" in shown.err


# ----------------------------------------------------------------------------------------------- node
def test_the_vendors_typescript_sdk_is_installed_once(machine: Machine, checkout: Path) -> None:
    for _ in range(2):
        bootstrap.node_clients.ensure_node_clients(checkout)
    (line,) = machine.lines("npm install")
    assert line.endswith("@gohighlevel/api-client@3.1.0")
    assert "--ignore-scripts" in line


def test_an_npm_that_fails_stops_nothing(machine: Machine, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine.answer("npm install", 1)
    bootstrap.node_clients.ensure_node_clients(checkout)
    assert "recorded requests" in capsys.readouterr().err


@pytest.mark.parametrize("lacks", ["node", "npm"])
def test_without_node_nothing_is_installed(
    machine: Machine, checkout: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: None if name == lacks else f"/usr/bin/{name}")
    bootstrap.node_clients.ensure_node_clients(checkout)
    assert machine.ran == []
