"""docs/highlevel.md lists every known fault, and every test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import app.connectors.highlevel

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "highlevel.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"\d+",
    "37 337 262 59 331 64 289 42 43 279 313 124 173 312 332 324 264 77 27 246 23 7 84 22 329 34 300 217 319 172 226 "
    "304 31 247 315 62 213 11353 20474 35392 13359",
)
"""The numbered rows of section 7 of the reference."""


def defined() -> set[str]:
    """The names of all tests of the project."""
    return {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_fault_has_its_row() -> None:
    firsts = " ".join(re.findall(r"^\| ([^|:]+)[:|]", PAGE, re.MULTILINE))
    assert [row for row in ROWS if not re.search(rf"\b{row}\b", firsts)] == []


def test_every_row_has_its_test() -> None:
    table = PAGE[PAGE.index("| Fault |") :].splitlines()[2:]
    assert [line for line in table if line.startswith("|") and "`test_" not in line] == []


def test_every_named_test_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named - defined() == set()
    faults = {name for name in defined() if re.match(r"test_(issue|n8n)_\d", name)}
    here = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "connectors").glob("test_*faults*.py")
    )
    assert {name for name in faults if f"def {name}(" in here} - named == set()


def test_every_module_of_operations_is_named() -> None:
    folder = Path(app.connectors.highlevel.__path__[0])
    groups = {p.name for p in folder.glob("*.py") if re.search(r"^class \w+Operations\(", p.read_text("utf-8"), re.M)}
    assert {name for name in groups if f"`{name}`" not in PAGE} == set()
