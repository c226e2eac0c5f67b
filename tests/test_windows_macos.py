"""What is made for Windows and macOS, as far as it can be tried elsewhere: nobody here runs those systems."""

from __future__ import annotations

import importlib.util
import os
import plistlib
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

from app.autostart.entry import BACKGROUND
from app.autostart.windows import NAME, RUN
from app.ui.desktop import windows

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ponte24_{Path(path).name}", PACKAGING / f"{path}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


icons, winget, version_info = load("icons"), load("windows/winget"), load("windows/version_info")
INNO = (PACKAGING / "windows" / "ponte24.iss").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------- icons
@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icons")
    command = [sys.executable, str(PACKAGING / "icons.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_windows_icon_has_every_size_and_something_in_each(drawn: Path) -> None:
    data = (drawn / "ponte24.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", data)
    assert (reserved, kind, count) == (0, 1, len(icons.ICO_SIZES))
    sizes, end = [], 6 + 16 * count
    for number in range(count):
        width, height, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert width == height and bits == 32 and place == end
        size, picture, end = width or 256, data[place : place + length], place + length
        sizes.append(size)
        if size == 256:
            assert picture.startswith(b"\x89PNG")
        else:
            _, wide, high = struct.unpack_from("<Iii", picture)
            assert (wide, high) == (size, size * 2)
            pixels = picture[40 : 40 + size * size * 4]
            assert len(picture) == 40 + len(pixels) + ((size + 31) // 32) * 4 * size
            assert max(pixels[3::4]) == 255, "something is drawn"
    assert end == len(data) and {16, 20, 24, 32, 48, 256} <= set(sizes)


def test_a_bitmap_stands_on_its_head() -> None:
    top, bottom = bytes([1, 2, 3, 255] * 2), bytes([4, 5, 6, 255] * 2)
    assert icons.bitmap(2, top + bottom)[40:56] == bottom + top


def test_the_mac_icon_has_pictures_up_to_1024(drawn: Path) -> None:
    data = (drawn / "ponte24.icns").read_bytes()
    assert data[:4] == b"icns" and struct.unpack(">I", data[4:8])[0] == len(data)
    place, found = 8, {}
    while place < len(data):
        kind, length = data[place : place + 4], struct.unpack_from(">I", data, place + 4)[0]
        found[kind] = struct.unpack_from(">I", data, place + 8 + 16)[0]
        place += length
    assert found == icons.ICNS_KINDS and max(found.values()) == 1024


# ---------------------------------------------------------------------------------------------- Windows
def test_the_installer_and_the_program_mean_the_same_names() -> None:
    assert f"AppMutex={windows.MUTEX}\n" in INNO
    assert INNO.count(f'AppUserModelID: "{windows.APP_ID}"') == 2
    assert INNO.count(f'Subkey: "{RUN}"; ') == INNO.count(f'ValueName: "{NAME}"') == INNO.count("Root: ") == 2
    assert f'ValueData: """{{app}}\\ponte24.exe"" {BACKGROUND}"' in INNO
    inner = re.search(r'#define Id "(\{.*\})"', INNO)
    assert inner is not None and f"{inner[1]}_is1" == winget.PRODUCT_CODE


def test_the_installer_needs_no_administrator_and_closes_and_starts_what_runs() -> None:
    assert "\nUsePreviousTasks=no\n" in INNO, "an upgrade switches nothing on again"
    for line in ("PrivilegesRequired=lowest", "CloseApplications=yes", "RestartApplications=yes"):
        assert f"\n{line}\n" in INNO
    assert "compiler:Languages\\Italian.isl" in INNO
    keys = [re.findall(rf"^{language}\.(\w+)=", INNO, re.MULTILINE) for language in ("it", "en")]
    assert keys[0] == keys[1]
    assert set(re.findall(r"(?:\{cm:|CustomMessage\(')(\w+)", INNO)) - set(keys[0]) == {
        "CreateDesktopIcon",  # these come with Inno Setup
        "LaunchProgram",
    }


def test_uninstalling_keeps_the_data_unless_somebody_says_otherwise() -> None:
    assert "MB_YESNO or MB_DEFBUTTON2" in INNO and "UninstallSilent" in INNO
    assert "'forget --all --yes'" in INNO
    from app.commands.housekeeping import forget

    assert {"everything", "yes"} <= set(forget.__annotations__)


def test_every_file_the_installer_names_is_there_or_made() -> None:
    for name in re.findall(r"(?:LicenseFile|SetupIconFile)=(.+)", INNO):
        path = (PACKAGING / "windows" / name.replace("\\", "/")).resolve()
        assert path.exists() or path == ROOT / "build" / "icons" / "ponte24.ico"


class Shell:
    """Stands in for a library of Windows: remembers what it is asked, or refuses."""

    def __init__(self, calls: list[tuple[Any, ...]], refuse: bool) -> None:
        self._calls, self._refuse = calls, refuse

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self._calls.append((name, *arguments))
            if self._refuse:
                raise OSError("refused")
            return 1

        return call


@pytest.mark.parametrize("refuse", [False, True])
def test_the_program_says_who_it_is(refuse: bool) -> None:
    calls: list[tuple[Any, ...]] = []
    windows.introduce(SimpleNamespace(shell32=Shell(calls, refuse), kernel32=Shell(calls, refuse)))
    assert calls == [
        ("SetCurrentProcessExplicitAppUserModelID", "it.ponte24.Ponte24"),
        ("CreateMutexW", None, False, "Ponte24Running"),
        ("RegisterApplicationRestart", BACKGROUND, 11),
    ]


@pytest.mark.skipif(os.name == "nt", reason="elsewhere nothing is said")
def test_other_systems_are_told_nothing() -> None:
    windows.introduce()


def test_the_version_resource_is_what_pyinstaller_reads() -> None:
    def node(name: str) -> Any:
        return lambda *arguments, **named: (name, arguments, named)

    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    text = version_info.version_info("1.20.3")
    _, _, named = eval(text, {"__builtins__": {}} | {name: node(name) for name in names})
    assert named["ffi"][2]["filevers"] == (1, 20, 3, 0) == named["ffi"][2]["prodvers"]
    assert "('ProductVersion', '1.20.3')" in text


def test_winget_gets_three_files_that_agree(tmp_path: Path) -> None:
    setup = tmp_path / "ponte24-0.2.0-setup.exe"
    setup.write_bytes(b"MZ")
    url = "https://your.host/ponte24-0.2.0-setup.exe"
    assert winget.main([str(setup), url, str(tmp_path / "out")]) == 0
    files = {path.name: yaml.safe_load(path.read_text()) for path in (tmp_path / "out").iterdir()}
    assert {one["ManifestType"] for one in files.values()} == {"version", "installer", "defaultLocale"}
    assert {(one["PackageIdentifier"], one["PackageVersion"]) for one in files.values()} == {
        (winget.IDENTIFIER, "0.2.0")
    }
    (installer,) = files["Ponte24.Ponte24.installer.yaml"]["Installers"]
    assert re.fullmatch(r"[0-9A-F]{64}", installer["InstallerSha256"]) and installer["InstallerUrl"] == url
    with pytest.raises(ValueError, match="https"):
        winget.manifests("0.2.0", "http://your.host/x", "0" * 64)


# ---------------------------------------------------------------------------------------------- macOS
def test_the_bundle_says_what_it_needs_and_is_not_put_to_sleep() -> None:
    frozen = load("frozen")
    told = plistlib.loads(plistlib.dumps(frozen.plist("0.2.0")))
    assert told["CFBundleShortVersionString"] == "0.2.0"
    assert told["LSMinimumSystemVersion"] == "13.0" and told["NSAppSleepDisabled"] is True
    entitled = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert entitled == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


@pytest.mark.skipif(not shutil.which("file") or os.name == "nt", reason="the script asks file(1)")
@pytest.mark.parametrize("signed", [False, True])
def test_the_script_signs_from_the_inside_out_and_never_deep(tmp_path: Path, signed: bool) -> None:
    inner = tmp_path / "dist" / "Ponte24.app" / "Contents"
    code = {
        "Frameworks/libssl.dylib",
        "Frameworks/QtCore.framework/Versions/A/QtCore",
        "MacOS/ponte24",
    }
    for name in code:
        (inner / name).parent.mkdir(parents=True, exist_ok=True)
        (inner / name).write_bytes(bytes.fromhex("cffaedfe0c000001000000000600000000000000000000000000000000000000"))
    (inner / "Resources").mkdir()
    (inner / "Resources" / "words.toml").write_text("a = 1\n")
    environment = {"PATH": os.environ["PATH"], "DRY_RUN": "1"}
    if signed:
        environment |= {"PONTE24_IDENTITY": "Developer ID Application: X", "PONTE24_NOTARY_PROFILE": "ponte24"}
    script = PACKAGING / "macos" / "package.sh"
    done = subprocess.run(
        ["sh", str(script), "0.2.0"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    said = done.stdout.splitlines()
    assert any(line.startswith("hdiutil create ") for line in said)
    signings = [line.rpartition(" ")[2] for line in said if line.startswith("codesign --force")]
    if not signed:
        assert signings == [] and not any("notarytool" in line for line in said)
        return
    app = "dist/Ponte24.app"
    assert signings[:2] == [
        f"{app}/Contents/Frameworks/QtCore.framework/Versions/A/QtCore",
        f"{app}/Contents/Frameworks/libssl.dylib",
    ]
    assert signings[2:4] == [f"{app}/Contents/Frameworks/QtCore.framework", app]
    assert signings[4].endswith(".dmg") and len(signings) == 5
    assert not any("--deep" in line for line in said if "--force" in line)
    assert all("--options runtime --timestamp" in line for line in said if line.startswith("codesign --force"))
    order = [next(i for i, line in enumerate(said) if word in line) for word in ("hdiutil", "notarytool", "stapler")]
    assert order == sorted(order)
