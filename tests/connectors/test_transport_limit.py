"""Never more requests arrive in a window than allowed, however long each of them travels and whoever asks."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ManualClock
from app.connectors.transport_limit import LIMIT, PERIOD, SlidingWindow
from app.errors import LimitReached
from tests.connectors.simulated import CountingService, SimulatedClock


async def _ask(
    window: SlidingWindow, clock: SimulatedClock, service: CountingService, there: float, back: float
) -> None:
    async with window.place():
        await clock.sleep(there)
        headers = service.arrive()
        await clock.sleep(back)
        window.observe(headers)


async def _worker(
    window: SlidingWindow,
    clock: SimulatedClock,
    service: CountingService,
    trips: Iterable[tuple[float, float]],
) -> None:
    for there, back in trips:
        await _ask(window, clock, service, there, back)


def _arrivals_within_the_limit(service: CountingService) -> bool:
    arrived = sorted(service.arrivals)
    return all(b - a >= service.interval for a, b in zip(arrived, arrived[service.limit :], strict=False))


trip = st.tuples(st.floats(0, 15), st.floats(0, 5))


@given(
    limit=st.integers(1, 6),
    workers=st.lists(st.lists(trip, min_size=1, max_size=8), min_size=1, max_size=6),
)
def test_whatever_the_latencies_no_window_at_the_service_holds_more_than_the_limit(
    limit: int, workers: list[list[tuple[float, float]]]
) -> None:
    clock = SimulatedClock()
    service = CountingService(clock, limit, 10.0)
    window = SlidingWindow("HighLevel", clock, limit, 10.03)
    asyncio.run(clock.run(*(_worker(window, clock, service, trips) for trips in workers)))
    assert service.refused == 0
    assert len(service.arrivals) == sum(map(len, workers))
    assert _arrivals_within_the_limit(service)


@given(
    limit=st.integers(2, 6),
    first=st.lists(trip, min_size=1, max_size=8),
    second=st.lists(st.lists(trip, min_size=1, max_size=6), min_size=1, max_size=4),
)
def test_a_run_that_follows_at_once_does_not_count_from_zero(
    limit: int, first: list[tuple[float, float]], second: list[list[tuple[float, float]]]
) -> None:
    clock = SimulatedClock()
    service = CountingService(clock, limit, 10.0)
    one, two = (SlidingWindow("HighLevel", clock, limit, 10.03, key="location") for _ in range(2))
    asyncio.run(clock.run(_worker(one, clock, service, first)))
    asyncio.run(clock.run(*(_worker(two, clock, service, trips) for trips in second)))
    assert service.refused == 0


@given(limit=st.integers(2, 6), spent=st.integers(0, 6), count=st.integers(1, 12), workers=st.integers(1, 4))
def test_what_another_program_has_spent_is_learnt_from_the_first_answer(
    limit: int, spent: int, count: int, workers: int
) -> None:
    clock = SimulatedClock()
    service = CountingService(clock, limit, 10.0)
    for _ in range(min(spent, limit - 1)):
        service.arrive()  # one place is left, or nobody could know
    window = SlidingWindow("HighLevel", clock, limit, 10.03)
    asyncio.run(clock.run(*(_worker(window, clock, service, [(0.1, 0.1)] * count) for _ in range(workers))))
    assert service.refused == 0


def test_at_200_ms_the_limit_and_not_the_latency_sets_the_pace() -> None:
    clock = SimulatedClock()
    start = clock.now()
    service = CountingService(clock, 100, 10.0)
    window = SlidingWindow("HighLevel", clock)
    asyncio.run(clock.run(*(_worker(window, clock, service, [(0.1, 0.1)] * 167) for _ in range(12))))
    assert service.refused == 0
    assert len(service.arrivals) == 2004
    # by 100 in 10 s: the last four may go 200 s after the first hundred
    assert clock.now() - start <= 1.04 * 200


def _moments(window: SlidingWindow, clock: ManualClock, count: int) -> list[float]:
    sent: list[float] = []

    async def run() -> None:
        for _ in range(count):
            async with window.place():
                sent.append(clock.now())

    asyncio.run(run())
    return sent


def test_a_hundred_go_at_once_and_the_next_waits(clock: ManualClock) -> None:
    sent = _moments(SlidingWindow("HighLevel", clock), clock, LIMIT + 1)
    assert sent[LIMIT - 1] == sent[0]
    assert sent[LIMIT] == pytest.approx(sent[0] + PERIOD)


def test_the_first_request_goes_alone_and_the_others_then_together() -> None:
    clock = SimulatedClock()
    service = CountingService(clock, 100, 10.0)
    window = SlidingWindow("HighLevel", clock)
    asyncio.run(clock.run(*(_worker(window, clock, service, [(0.1, 0.1)]) for _ in range(5))))
    gaps = [round(b - a, 3) for a, b in itertools.pairwise(service.arrivals)]
    assert gaps == [0.2, 0, 0, 0]


def test_a_first_request_without_answer_lets_the_others_go() -> None:
    clock = SimulatedClock()
    window = SlidingWindow("HighLevel", clock)
    went: list[int] = []

    async def fails() -> None:
        with pytest.raises(OSError, match="cut"):
            async with window.place():
                raise OSError("cut")

    async def goes(number: int) -> None:
        async with window.place():
            went.append(number)

    asyncio.run(clock.run(fails(), goes(1), goes(2)))
    assert went == [1, 2]


def test_smaller_limit_of_the_service_is_taken_over_and_a_larger_is_not(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    window.observe({"x-ratelimit-max": "25"})
    assert window.limit == 25
    window.observe({"x-ratelimit-max": "500"})
    assert window.limit == LIMIT
    window.observe({"x-ratelimit-max": "rubbish", "x-ratelimit-interval-milliseconds": "20000"})
    assert window.limit == LIMIT
    assert window.period == pytest.approx(20.03)


def test_nothing_remaining_means_wait_even_if_we_sent_little(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    start = clock.now()
    window.observe({"x-ratelimit-remaining": "0"})
    assert _moments(window, clock, 1)[0] == pytest.approx(start + PERIOD)


def test_a_clock_that_is_set_back_keeps_nobody_waiting_for_the_hour_to_come_again(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock, 2)
    _moments(window, clock, 2)
    clock.advance(-3600)
    start = clock.now()
    assert _moments(window, clock, 1)[0] <= start + PERIOD + 0.001


def test_used_up_day_stops_and_is_asked_again_later(clock: ManualClock) -> None:
    window = SlidingWindow("HighLevel", clock)
    window.observe({"x-ratelimit-daily-remaining": "0"})
    with pytest.raises(LimitReached) as caught:
        _moments(window, clock, 1)
    assert caught.value.until > clock.now()
    clock.advance(caught.value.until - clock.now())
    assert _moments(window, clock, 1)
