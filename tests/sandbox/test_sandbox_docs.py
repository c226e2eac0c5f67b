"""docs/sandbox.md names everything that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.sandbox.faults import FAULT_NAMES
from app.sandbox.switches import Fattura24Switches, HighLevelSwitches

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"


@pytest.mark.parametrize("name", [*FAULT_NAMES, *HighLevelSwitches.model_fields, *Fattura24Switches.model_fields])
def test_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
