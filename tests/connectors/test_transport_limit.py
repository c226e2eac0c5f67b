"""Never more requests in a window than allowed, whoever asks."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ManualClock
from app.connectors.transport_limit import SlidingWindow
from app.errors import LimitReached


def stamps(window: SlidingWindow, clock: ManualClock, count: int, tasks: int = 1) -> list[float]:
    sent: list[float] = []

    async def work(n: int) -> None:
        for _ in range(n):
            await window.acquire()
            sent.append(clock.now())

    async def run() -> None:
        await asyncio.gather(*(work(count // tasks) for _ in range(tasks)))

    asyncio.run(run())
    return sent


@given(limit=st.integers(1, 7), count=st.integers(1, 40), tasks=st.integers(1, 4))
def test_no_window_holds_more_than_the_limit(limit: int, count: int, tasks: int) -> None:
    clock = ManualClock()
    window = SlidingWindow("HighLevel", clock, limit, 10.0)
    sent = stamps(window, clock, count, tasks)
    for start in sent:
        assert sum(start <= s < start + 10.0 for s in sent) <= limit


def test_98_go_at_once_and_the_next_waits(clock: ManualClock) -> None:
    sent = stamps(SlidingWindow("HighLevel", clock), clock, 99)
    assert sent[97] == sent[0]
    assert sent[98] == pytest.approx(sent[0] + 10.1)


def test_smaller_limit_of_the_service_is_taken_over_and_a_larger_is_not(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    window.observe({"x-ratelimit-max": "25"})
    assert window.limit == 25
    window.observe({"x-ratelimit-max": "100"})
    assert window.limit == 98
    window.observe({"x-ratelimit-max": "rubbish", "x-ratelimit-interval-milliseconds": "20000"})
    assert window.limit == 98
    assert window.period == pytest.approx(20.1)


def test_nothing_remaining_means_wait_even_if_we_sent_little(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    window.observe({"x-ratelimit-remaining": "0"})
    start = clock.now()
    assert stamps(window, clock, 1)[0] >= start + 10.1


def test_used_up_day_stops_and_is_asked_again_later(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    window.observe({"x-ratelimit-daily-remaining": "0"})
    with pytest.raises(LimitReached) as caught:
        stamps(window, clock, 1)
    assert caught.value.until > clock.now()
    clock.advance(caught.value.until - clock.now())
    assert stamps(window, clock, 1)
