"""The libraries: what is declared is what is imported, and what is locked is what is declared, with hashes."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOT_IMPORTED = {
    "h11": "comes with httpx and uvicorn; named for its lower bound",
    "python-multipart": "what Starlette reads forms with",
    "tzdata": "what zoneinfo reads where the system has no time zones",
}
# What the wheel PySide6-Essentials holds of what Python code imports.
ESSENTIALS = {
    "QtConcurrent", "QtCore", "QtDBus", "QtDesigner", "QtGui", "QtHelp", "QtNetwork", "QtOpenGL", "QtOpenGLWidgets",
    "QtPrintSupport", "QtQml", "QtQuick", "QtQuickControls2", "QtQuickTest", "QtQuickWidgets", "QtSql", "QtSvg",
    "QtSvgWidgets", "QtTest", "QtUiTools", "QtWidgets", "QtXml",
}  # fmt: skip


def _load() -> ModuleType:
    folder = ROOT / "packaging"
    spec = importlib.util.spec_from_file_location("ponte24_dependencies", folder / "dependencies.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(folder))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


dependencies = _load()
LOCKS: dict[Path, tuple[tuple[str, ...], str]] = dependencies.lock_files()


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            if node.module == "PySide6":
                yield from (f"PySide6.{one.name}" for one in node.names)


@cache
def imports_of(folder: str) -> frozenset[str]:
    return frozenset(name for path in (ROOT / folder).rglob("*.py") for name in imported(path))


def test_the_product_declares_what_it_imports_and_nothing_else() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    known = dict(packages_distributions())
    tops = {name.partition(".")[0] for name in imports_of("app")} - {"app", *sys.stdlib_module_names}
    # On another system a library may be missing here (winreg and its like are the standard library's).
    used = {
        "pyside6-essentials" if top == "PySide6" else canonicalize_name(known[top][0]) for top in tops if top in known
    }
    optional = {"truststore"} - declared  # imported where it is
    assert used - declared - optional == set()
    assert declared - used - set(NOT_IMPORTED) == set()


@pytest.mark.parametrize("folder", ["app", "tests", "docs", "packaging"])
def test_nothing_of_qts_add_ons_is_imported(folder: str) -> None:
    parts = {name.split(".")[1] for name in imports_of(folder) if name.startswith("PySide6.")}
    assert parts - ESSENTIALS == set()


@pytest.mark.parametrize("path", sorted(LOCKS), ids=lambda path: path.stem)
def test_a_lock_holds_what_is_declared_with_hashes(path: Path) -> None:
    extras, version = LOCKS[path]
    text = (ROOT / path).read_text(encoding="utf-8")
    entries = [block for block in re.split(r"\n(?=\S)", text.strip()) if not block.startswith("#")]
    assert all(re.match(r"^[\w.-]+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+$", one) for one in entries)
    environment = {key: str(value) for key, value in default_environment().items()}
    environment |= {"python_version": version, "python_full_version": f"{version}.0"}
    pinned = [Requirement(one.partition(" \\\n")[0]) for one in entries]
    locked = {canonicalize_name(one.name): str(one.specifier)[2:] for one in pinned if applies(one, environment)}
    for line in (*PROJECT["dependencies"], *(line for extra in extras for line in expanded(extra))):
        wanted = Requirement(line)
        if applies(wanted, environment):
            found = locked.get(canonicalize_name(wanted.name))
            assert found, f"{wanted.name} is not in {path}: run `make lock`"
            assert wanted.specifier.contains(found, prereleases=True), f"{line}, {path} has {found}: run `make lock`"


def applies(wanted: Requirement, environment: dict[str, str]) -> bool:
    return wanted.marker is None or wanted.marker.evaluate(environment)


def expanded(extra: str) -> Iterator[str]:
    """Yield the requirements of an extra, with those of the extras that it names."""
    for line in PROJECT["optional-dependencies"][extra]:
        wanted = Requirement(line)
        if wanted.name == PROJECT["name"]:
            yield from (one for name in wanted.extras for one in expanded(name))
        else:
            yield line


def test_every_range_has_a_lower_bound_and_upper_ones_where_a_major_may_break() -> None:
    free = {
        "certifi": "data, named by the year",
        "cryptography": "pyproject.toml says why",
        "tzdata": "data, named by the year",
    }
    for line in PROJECT["dependencies"]:
        wanted = Requirement(line)
        signs = {one.operator for one in wanted.specifier}
        assert ">=" in signs, line
        assert "<" in signs or wanted.name in free, line


class Machine:
    """Takes the place of the processes: remembers what was called and in which environment."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.calls: list[list[str]] = []
        self.environments: list[dict[str, str]] = []

    def call(self, command: list[str], env: dict[str, str] | None = None, **_: Any) -> int:
        self.calls.append(command)
        self.environments.append(env or {})
        return self.codes.pop(0) if self.codes else 0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(dependencies.subprocess, "call", made.call)
    settings = "global.index-url='https://mirror.example/simple'\n:env:.cert='/etc/ca.crt'\n"
    monkeypatch.setattr(
        dependencies, "capture", lambda *_: dependencies.subprocess.CompletedProcess([], 0, settings, "")
    )
    for name in ("UV_DEFAULT_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    return made


def test_locking_uses_pips_index_and_writes_it_nowhere(machine: Machine, tmp_path: Path) -> None:
    assert dependencies.lock(tmp_path, Path("python")) == 0
    assert len(machine.calls) == len(LOCKS)
    assert {env["UV_DEFAULT_INDEX"] for env in machine.environments} == {"https://mirror.example/simple"}
    assert {env["SSL_CERT_FILE"] for env in machine.environments} == {"/etc/ca.crt"}
    assert all("--no-emit-index-url" in call and "--generate-hashes" in call for call in machine.calls)
    assert not any("mirror.example" in part for call in machine.calls for part in call)


def test_a_lock_that_fails_says_which(machine: Machine, tmp_path: Path) -> None:
    machine.codes = [0, 1]
    with pytest.raises(dependencies.SetupError, match=r"freeze-3\.13"):
        dependencies.lock(tmp_path, Path("python"))


def test_both_ends_are_tried_and_one_failure_fails(machine: Machine, tmp_path: Path) -> None:
    machine.codes = [0, 0, 1, 0, 0, 0]
    assert dependencies.bounds(tmp_path, tmp_path / ".venv" / "bin" / "python", ["tests/store"]) == 1
    tests = [call for call in machine.calls if "pytest" in call]
    assert [Path(call[0]).relative_to(tmp_path).parts[:3] for call in tests] == [
        ("build", "bounds", "lowest"),
        ("build", "bounds", "newest"),
    ]
    assert all(call[-1] == "tests/store" for call in tests)
    chosen = [call[call.index("--resolution") + 1] for call in machine.calls if "--resolution" in call]
    assert chosen == ["lowest-direct", "highest"]


def test_the_bill_of_materials_is_of_what_is_frozen(machine: Machine, tmp_path: Path) -> None:
    machine.codes = [0]
    assert dependencies.sbom(tmp_path, Path("python")) == 0
    (call,) = machine.calls
    assert call[1:4] == ["-m", "cyclonedx_py", "requirements"]
    assert Path(call[4]) in LOCKS and "freeze" in call[4]
    assert (tmp_path / "dist").is_dir()


def test_an_audit_goes_through_every_lock(machine: Machine, tmp_path: Path) -> None:
    machine.codes = [0, 1]
    assert dependencies.audit(tmp_path, Path("python")) == 1
    assert [Path(call[-1]) for call in machine.calls] == list(LOCKS)
