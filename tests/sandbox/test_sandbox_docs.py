"""docs/sandbox.md names everything that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.sandbox.faults import FAULT_NAMES
from app.sandbox.switches import Fattura24Switches, HighLevelSwitches, OAuthSwitches, WebhookSwitches

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"


SWITCHES = [
    name
    for group in (HighLevelSwitches, Fattura24Switches, OAuthSwitches, WebhookSwitches)
    for name in group.model_fields
]


@pytest.mark.parametrize("name", [*FAULT_NAMES, *SWITCHES])
def test_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SWITCHES)
def test_page_says_how_sure_each_switch_is(name: str) -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `") and name in line]
    (row,) = [row for row in rows if f"`{name}`" in row.split("|")[1]]
    assert len(row.split("|")) == 6
    assert re.match(r" (known: |believed: |unknown)", row.split("|")[4])
