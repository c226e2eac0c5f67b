"""The judge of the published OpenAPI files, for every test of this folder."""

from __future__ import annotations

import pytest

from tests.contract.openapi import FOLDER, Contract, files_at_hand


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Judges requests and answers; skips where the files are not at hand."""
    if not files_at_hand():
        pytest.skip(f"HighLevel's OpenAPI files are not at {FOLDER} (PONTE24_SPECS names their folder)")
    return Contract()
