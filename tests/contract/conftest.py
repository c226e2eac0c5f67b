"""The judge of HighLevel's contract, for every test of this folder."""

from __future__ import annotations

import pytest

from tests.contract.openapi import Contract


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Judges requests and answers."""
    return Contract()
