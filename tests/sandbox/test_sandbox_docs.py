"""docs/sandbox.md names everything that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.sandbox.faults import FAULT_NAMES
from app.sandbox.switches import Fattura24Switches, HighLevelSwitches, OAuthSwitches

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"


SWITCHES = [name for group in (HighLevelSwitches, Fattura24Switches, OAuthSwitches) for name in group.model_fields]


@pytest.mark.parametrize("name", [*FAULT_NAMES, *SWITCHES])
def test_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
