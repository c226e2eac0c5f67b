"""The frozen program without freezing: its layout, the environment that it gives back, what is left out of it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ponte24_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "packaging"))
    return module


frozen, launch = load("frozen"), load("launch")

# Runs in a process of its own, as the starter of a frozen program does: only its own folder is on the path.
PROBE = """
import json, sys
folder = sys.argv[1]
sys._MEIPASS, sys.frozen = folder, True
sys.path[:] = [folder] + [path for path in sys.path if not path.rstrip("/\\\\").endswith(sys.argv[2])]
import app
assert app.__file__.startswith(folder), app.__file__
from app.paths import resource
from app.texts import LANGUAGES, text
found = {name: resource(name).is_dir() for name in ("i18n", "icons", "styles", "texts")}
titles = [text("cli.demo_title", language) for language in LANGUAGES]
from app.cli import main
sys.argv[1:] = ["--lang", "it", "status", "--json"]
try:
    code = main()
except SystemExit as stop:
    code = stop.code or 0
print(json.dumps({"found": found, "titles": titles, "code": code}))
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a program laid out as the spec says, without PyInstaller."""
    folder = tmp_path_factory.mktemp("frozen") / "_internal"
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    for source, target in frozen.module_data(ROOT):
        shutil.copytree(source, folder / target)
    return folder


def test_a_module_read_as_a_file_is_taken_along_as_one() -> None:
    (place,) = frozen.module_files()
    assert place[1] == "phonenumbers/geodata" and Path(place[0]).is_file()
    assert "frozen.module_files()" in (ROOT / "pyinstaller.spec").read_text(encoding="utf-8")
    assert {name for name, _ in frozen.MODULES_AS_FILES} <= {n.partition(".")[0] for n in frozen.EXCLUDED_MODULES}


def test_resources_are_found_where_the_spec_puts_them(program: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-c", PROBE, str(program), ROOT.name]
    environment = {**os.environ, "PONTE24_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert all(seen["found"].values()), seen
    assert len(set(seen["titles"])) == 2 and all(seen["titles"])
    assert seen["code"] == 0


def test_the_spec_takes_its_layout_from_the_module_that_is_tried() -> None:
    spec = (ROOT / "pyinstaller.spec").read_text(encoding="utf-8")
    assert "frozen.module_data(ROOT)" in spec and "frozen.is_kept(" in spec


INNER = "/opt/ponte24/_internal"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"LD_LIBRARY_PATH": INNER}, {}),
        ({"LD_LIBRARY_PATH": INNER, "LD_LIBRARY_PATH_ORIG": "/opt/oracle"}, {"LD_LIBRARY_PATH": "/opt/oracle"}),
        ({"LD_LIBRARY_PATH": f"{INNER}{os.pathsep}/opt/oracle"}, {"LD_LIBRARY_PATH": "/opt/oracle"}),
        ({"LD_LIBRARY_PATH": "/opt/oracle"}, {"LD_LIBRARY_PATH": "/opt/oracle"}),
        ({"DYLD_LIBRARY_PATH": f"{INNER}{os.pathsep}"}, {}),
        ({"QT_PLUGIN_PATH": f"{INNER}/PySide6/Qt/plugins", "QML2_IMPORT_PATH": f"{INNER}/PySide6/Qt/qml"}, {}),
        ({"QT_PLUGIN_PATH": "/usr/lib/qt6/plugins"}, {"QT_PLUGIN_PATH": "/usr/lib/qt6/plugins"}),
        ({}, {}),
    ],
)
def test_what_is_opened_from_here_gets_the_environment_of_before(before: dict[str, str], after: dict[str, str]) -> None:
    environment = {"PATH": "/usr/bin", **before}
    launch.restore_environment(environment, INNER)
    assert environment == {"PATH": "/usr/bin", **after}


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/iconengines/libqsvgicon.so", True),
        ("PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", True),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", True),
        ("PySide6/Qt/translations/qtbase_it.qm", True),
        ("app/_resources/i18n/ponte24_it.qm", True),
        ("app/_resources/texts/it/errors.toml", True),
        ("libpython3.12.so.1.0", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libQt6Pdf.so.6", False),
        ("PySide6\\Qt6Qml.dll", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("libgtk-3.so.0", False),
        ("babel/locale-data/it_IT.dat", True),
        ("babel/locale-data/en.dat", True),
        ("babel/locale-data/root.dat", True),
        ("babel/global.dat", True),
        ("babel/locale-data/de.dat", False),
        ("babel/locale-data/ita.dat", False),
        ("stdnum/oui.dat", False),
        ("stdnum/iban.dat", True),
    ],
)
def test_what_ponte24_never_opens_is_left_out(place: str, kept: bool) -> None:
    assert frozen.is_kept(place) is kept


# ------------------------------------------------------------------------------------- which Python freezes
freeze = load("freeze")


@pytest.fixture
def pythons(monkeypatch: pytest.MonkeyPatch) -> dict[Path, tuple[int, int] | None]:
    known: dict[Path, tuple[int, int] | None] = {}
    monkeypatch.setattr(freeze, "candidates", lambda: list(known))
    monkeypatch.setattr(freeze, "version_of", known.__getitem__)
    return known


def test_the_newest_python_with_a_lock_freezes(pythons: dict[Path, tuple[int, int] | None]) -> None:
    pythons |= {Path("a"): (3, 11), Path("b"): (3, 12), Path("c"): (3, 13), Path("d"): (3, 99), Path("e"): None}
    assert freeze.choose() == (Path("c"), (3, 13))


def test_where_there_is_none_that_is_said_and_nothing_is_built(
    pythons: dict[Path, tuple[int, int] | None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pythons[Path("a")] = (3, 11)
    assert freeze.freeze(tmp_path, []) == 0
    said = capsys.readouterr().err
    assert "nothing was frozen" in said and "--old-python" in said
    assert freeze.choose(old=True) == (Path("a"), (3, 11))
    assert list(tmp_path.iterdir()) == []


def test_there_is_a_lock_for_every_python_that_freezes() -> None:
    locked = {path.stem.partition("-")[2] for path in (ROOT / "packaging" / "locks").glob("freeze-*.txt")}
    assert locked == {f"3.{minor}" for minor in range(freeze.OLDEST[1], freeze.NEWEST[1] + 1)}


def test_an_interpreter_that_does_not_start_is_none() -> None:
    assert freeze.version_of(Path("/nonexistent/python3.12")) is None
    assert freeze.version_of(Path(sys.executable)) in (None, sys.version_info[:2])


# ------------------------------------------------------------------------------------------------ the trials
try_frozen = load("try_frozen")


@pytest.mark.skipif(os.name == "nt", reason="a shell script plays the program")
def test_a_program_that_fails_a_trial_fails_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ponte24"
    program.write_text("#!/bin/sh\necho 'KeyError: cli.demo_title' >&2\nexit 1\n")
    program.chmod(0o755)
    only = {name: try_frozen.TRIALS[name] for name in ("version", "demo in Italian", "hidden window")}
    monkeypatch.setattr(try_frozen, "TRIALS", only)
    assert try_frozen.try_program(tmp_path) == 1
    said = capsys.readouterr().err
    assert said.count("FAILED") == 3 and "KeyError" in said
    assert try_frozen.try_program(tmp_path, size=10**9) == 1
