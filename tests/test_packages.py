"""The packages for Linux: what goes into them is there, says one version, and needs what the window needs."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import app

ROOT = Path(__file__).parent.parent
LINUX = ROOT / "packaging" / "linux"


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


packages, bare_debian, icons = load("packages"), load("bare_debian"), load("icons")
freeze, sources, system = load("freeze"), sys.modules["sources"], sys.modules["system"]
CONFIGURATION = yaml.safe_load((LINUX / "nfpm.yaml").read_text(encoding="utf-8"))


def test_everything_that_is_packed_is_there_or_made() -> None:
    made = {
        "dist/ponte24",
        *(f"build/{name}.gz" for name in ("changelog", "NEWS.md", "ponte24.1")),
        *(f"build/icons/{size}.png" for size in icons.PNG_SIZES),
    }
    for entry in CONFIGURATION["contents"]:
        if entry.get("type") != "symlink":
            assert entry["src"] in made or (ROOT / entry["src"]).is_file(), entry["src"]
    asked = set(re.findall(r"\$\{(\w+)\}", (LINUX / "nfpm.yaml").read_text(encoding="utf-8")))
    assert asked == set(packages.variables(ROOT))


def test_the_description_of_the_program_names_this_version_and_its_desktop_file() -> None:
    root = ET.parse(LINUX / "it.ponte24.Ponte24.metainfo.xml").getroot()
    releases = [one.get("version") for one in root.iter("release")]
    assert releases[0] == app.__version__ == packages.version(ROOT)
    assert root.findtext("launchable") == "ponte24.desktop" and (LINUX / "ponte24.desktop").is_file()
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for tag in ("summary", "p", "li"):
        found = [one.get(language) for one in root.iter(tag)]
        assert found.count("it") == found.count(None) > 0, tag


def test_the_icons_are_drawn_in_every_size(tmp_path: Path) -> None:
    picture = tmp_path / "resources" / "icons" / "ponte24.svg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes((ROOT / "resources" / "icons" / "ponte24.svg").read_bytes())
    for path in ("app/__init__.py", "packaging/linux/nfpm.yaml", "packaging/linux/ponte24.1", "CHANGELOG.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    packages.prepare(tmp_path, Path(sys.executable))
    for size in icons.PNG_SIZES:
        header = (tmp_path / "build" / "icons" / f"{size}.png").read_bytes()[:24]
        assert header[:4] == b"\x89PNG" and int.from_bytes(header[16:20], "big") == size


def test_the_changelog_is_one_of_debian() -> None:
    first, *_, last = packages.debian_changelog(ROOT).splitlines()
    assert first == f"ponte24 ({app.__version__}) stable; urgency=medium"
    assert re.fullmatch(r" -- Ponte24 contributors <\S+>  \w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", last)


def test_every_remark_of_lintian_that_stays_has_its_reason() -> None:
    lines = (LINUX / "lintian-overrides").read_text(encoding="utf-8").split("\n\n", 1)[1].splitlines()
    assert lines[0].startswith("# ")
    assert all(line.startswith(("# ", "ponte24: ")) for line in lines)


def test_the_manual_page_names_what_the_command_has() -> None:
    page = (LINUX / "ponte24.1").read_text(encoding="utf-8").replace("\\-", "-")
    for word in ("--home", "--lang", "--background", "sync --yes", "forget --all", "demo"):
        assert word in page


def test_the_later_version_for_the_trial_has_another_number_and_one_more_step(tmp_path: Path) -> None:
    internal = tmp_path / "dist" / "ponte24" / "_internal" / "app" / "store" / "migrations" / "versions"
    internal.mkdir(parents=True)
    for path in ("app/__init__.py", "app/store/migrations/history.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
        (tmp_path / "dist" / "ponte24" / "_internal" / path).with_suffix(".pyc").write_bytes(b"now")
    versions = tmp_path / "app" / "store" / "migrations" / "versions"
    versions.mkdir()
    (versions / "r0020_before.py").write_text("")
    python = tmp_path / "build" / "freeze" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    program = bare_debian.next_program(tmp_path)
    code = f"import sys; sys.path.insert(0, {str(program / '_internal')!r}); import app; print(app.__version__)"
    said = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == bare_debian.NEXT != app.__version__
    assert (program / "_internal" / "app/store/migrations/versions/r9000_trial.pyc").is_file()
    assert 'down_revision = "0020"' in bare_debian._STEP_TEXT.format(before="0020").replace("'", '"')
    now = tmp_path / "dist" / "ponte24" / "_internal" / "app" / "__init__.pyc"
    assert now.read_bytes() == b"now", "the present version stays as it is"


def test_without_a_frozen_program_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(packages.SetupError, match="make installer"):
        packages.build(tmp_path, Path("python"))


@pytest.mark.skipif(os.name != "posix", reason="nfpm is asked by a shell script here")
def test_both_packages_and_an_archive_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("dist/ponte24/ponte24", "packaging/linux/ponte24.desktop", "resources/icons/ponte24.svg", "LICENSE"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    (tmp_path / "packaging" / "linux" / "nfpm.yaml").write_text("maintainer: Ponte24 <a@b.example>\n")
    sources.note(tmp_path, sources.digests(tmp_path))
    calls: list[list[str]] = []

    def nfpm(command: list[str], **more: object) -> int:
        calls.append(command)
        Path(command[-1]).write_text("package")
        assert isinstance(more["env"], dict) and more["env"]["VERSION"] == "1.2.3"
        return 0

    monkeypatch.setattr(packages, "prepare", lambda *_: None)
    monkeypatch.setattr(subprocess, "call", nfpm)
    made = packages.build(tmp_path, Path("python"))
    assert [path.suffix for path in made] == [".deb", ".rpm", ".gz"] and all(path.is_file() for path in made)
    assert made[1].name == f"ponte24-1.2.3-1.{platform.machine()}.rpm"  # as rpm itself would name it
    assert [call[call.index("-p") + 1] for call in calls] == ["deb", "rpm"]


def test_where_nothing_could_be_frozen_the_files_are_tried_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bare_debian.freeze, "choose", lambda: None)
    seen: list[object] = []

    def check_files(_root: Path, deb: object) -> bool:
        seen.append(deb)
        return True

    monkeypatch.setattr(bare_debian.packages, "check_files", check_files)
    assert bare_debian.check_packages(tmp_path, Path("python")) == 0
    assert seen == [None] and "only its files are tried" in capsys.readouterr().err
    monkeypatch.setattr(bare_debian.freeze, "choose", lambda: (Path("python3.13"), (3, 13)))
    with pytest.raises(bare_debian.SetupError, match="make installer"):
        bare_debian.check_packages(tmp_path, Path("python"))


def checkout(folder: Path) -> Path:
    """A checkout with one source and one resource."""
    for place, text in (("app/__init__.py", "x = 1\n"), ("resources/icons/a.svg", "<svg/>"), ("pyproject.toml", "")):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return folder


def test_a_program_frozen_from_other_sources_is_not_packed(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    with pytest.raises(system.SetupError, match="Nobody knows"):
        packages.refuse_old(root)
    sources.note(root, sources.digests(root))
    packages.refuse_old(root)
    (root / "app" / "__init__.py").write_text("x = 2\n", encoding="utf-8")
    (root / "app" / "new.py").write_text("", encoding="utf-8")
    (root / "resources" / "icons" / "a.svg").unlink()
    assert sources.changed(root) == ["app/__init__.py", "app/new.py", "resources/icons/a.svg"]
    with pytest.raises(system.SetupError, match="3 are not as they were"):
        packages.refuse_old(root)
    sources.note(root, sources.digests(root))
    for made in ("app/__pycache__/x.pyc", "resources/i18n/it.qm"):
        (root / made).parent.mkdir(parents=True, exist_ok=True)
        (root / made).write_bytes(b"made")
    packages.refuse_old(root)  # what is made from the sources is none


def test_the_builders_folder_is_taken_off_the_libraries(tmp_path: Path) -> None:
    place = "/home/anna/.pyenv/versions/3.13.0/lib"
    named = b"\x7fELF\0" + place.encode() + b"\0rest"
    twice = named + place.encode() + b"\0"
    longer = b"\x7fELF\0" + place.encode() + b"/python3.13\0"
    for name, content in (("a.so", named), ("b.so.1", twice), ("c.so", longer), ("d.txt", named)):
        (tmp_path / name).write_bytes(content)
    assert freeze.without_place(tmp_path, place) == 1
    after = (tmp_path / "a.so").read_bytes()
    assert len(after) == len(named)
    assert after.startswith(b"\x7fELF\0$ORIGIN\0")
    assert after.endswith(b"\0rest")
    assert [(tmp_path / n).read_bytes() for n in ("b.so.1", "c.so", "d.txt")] == [twice, longer, named]


def test_the_trial_of_the_rpm_expects_what_nfpm_is_told() -> None:
    wanted = packages.depends(ROOT, "rpm")
    told = {
        d.replace("${GLIBC}", packages.variables(ROOT)["GLIBC"]) for d in CONFIGURATION["overrides"]["rpm"]["depends"]
    }
    assert wanted == told
    assert not any("scripts" in part for part in (CONFIGURATION, CONFIGURATION["overrides"]["rpm"]))
