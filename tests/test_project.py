"""What the files around the program promise each other."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# In two parts each, so that this file does not name them either.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "proxy.golang" + ".org",
    "conda" + ".anaconda.org",
]
GENERATED = {".git", ".venv", "venv", "build", "dist", "__pycache__"}


def project_files() -> list[Path]:
    """Tracked files; in an unpacked archive, where nothing is tracked, all but what tools generate."""
    git = shutil.which("git")  # an archive is also unpacked where there is none
    command = [git or "", "ls-files", "-z"]
    listed = git and subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed and listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
        return [path for path in paths if path.is_file()]
    paths = [path for path in ROOT.rglob("*") if path.is_file()]
    return [path for path in paths if GENERATED.isdisjoint(path.relative_to(ROOT).parts)]


def registry_mentions(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue  # not a text
        text = content.decode("utf-8", "replace").lower()
        yield from (f"{path}: {host}" for host in REGISTRIES if host in text)


def test_one_version_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest is not None
    assert PROJECT["project"]["version"] == app.__version__ == newest[1]


def test_no_file_names_a_package_registry() -> None:
    paths = project_files()
    assert ROOT / "pyproject.toml" in paths
    assert list(registry_mentions(paths)) == []


def test_a_named_registry_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"see https://{REGISTRIES[0].upper()}/simple")
    (tmp_path / "b.bin").write_bytes(b"\0" + REGISTRIES[0].encode())
    assert list(registry_mentions([tmp_path / "a.txt", tmp_path / "b.bin"])) == [
        f"{tmp_path / 'a.txt'}: {REGISTRIES[0]}"
    ]


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_shows_how_to_start(command: str) -> None:
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_is_a_command_of_the_script() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) - {"help"}
    script = (ROOT / "packaging" / "bootstrap.py").read_text(encoding="utf-8")
    assert targets
    assert [name for name in targets if f'"{name}":' not in script] == []
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets | {"help"}


def test_the_packaging_folder_does_not_hide_the_library_of_that_name() -> None:
    # The root is on the path of an editable install: with an __init__.py here, pytest and others would break.
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_python_311_gets_no_qt_that_aborts_on_it() -> None:
    qt = [line for line in PROJECT["project"]["dependencies"] if line.startswith("pyside6")]
    assert [line for line in qt if "< '3.12'" in line] == ["pyside6-essentials>=6.8,<6.12 ; python_version < '3.12'"]
