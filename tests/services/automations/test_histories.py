"""A few of the random histories; `histories.py` plays as many as one likes."""

from __future__ import annotations

import pytest

from tests.services.automations.histories import one_history


@pytest.mark.parametrize("seed", range(40))
def test_no_event_acts_twice_and_none_is_lost(seed: int) -> None:
    one_history(seed)
