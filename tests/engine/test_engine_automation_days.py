"""A few of the days by chance with automations on; `automation_days.py` plays as many as one likes."""

from __future__ import annotations

import pytest

from tests.engine.automation_days import one_example


@pytest.mark.parametrize("seed", [2, 4, 7, 10])
def test_each_event_acts_once_and_none_is_lost_whatever_the_weather(seed: int) -> None:
    one_example(seed)
