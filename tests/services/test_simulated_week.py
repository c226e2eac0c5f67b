"""Whatever the day brings, Fattura24 never counts more than 30 a minute, 200 an hour and 500 a day from us."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from filelock import FileLock
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.errors import LimitReached, ServiceUnavailable
from app.sync.plan import budget
from tests.services.week import Program, Shop

HOUR, DAY = 3600.0, 86_400.0
SMALL = {"per_minute": 3, "per_hour": 7, "per_day": 15}
METHODS = st.sampled_from(["SaveCustomer", "TestKey", "GetTemplate"])
ERRORS = st.sampled_from([0.0, 0.0, 61.0, -61.0, HOUR, -HOUR, 25 * HOUR, -25 * HOUR, 30 * DAY, -9000 * DAY])


@contextmanager
def small_limits() -> Iterator[None]:
    """Few calls for the same windows: a hundred of them show what thousands would."""
    with pytest.MonkeyPatch.context() as patch:
        names = dict(zip(("MINUTE", "HOUR", "DAY"), SMALL.values(), strict=True))
        windows = []
        for name, limit in names.items():
            old = getattr(budget, name)
            patch.setattr(budget, name, budget.Window(old.seconds, limit, old.margin))
            windows.append(getattr(budget, name))
        patch.setattr(budget, "FATTURA24_WINDOWS", tuple(windows))
        yield


class Week(RuleBasedStateMachine):
    """Bursts, restarts, clock changes, two programs, other programs and lost answers, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop.open()
        self.shop.state.switches.change({"fattura24": SMALL})

    def burst(self, first: str = "SaveCustomer", second: str = "GetTemplate", count: int = 8) -> None:
        one, two = self.shop.programs
        self.shop.go(one.call(first, count), two.call(second, count))

    @rule(first=METHODS, second=METHODS, count=st.integers(1, 12))
    def both_call(self, first: str, second: str, count: int) -> None:
        self.burst(first, second, count)

    @rule(count=st.integers(1, 20))
    def a_run_and_a_command(self, count: int) -> None:
        one, two = self.shop.programs
        self.shop.go(one.run(count), two.call("GetTemplate", 2))

    @rule(seconds=st.sampled_from([1.0, 50.0, 61.0, 1000.0, HOUR, 6 * HOUR, DAY]))
    def time_passes(self, seconds: float) -> None:
        self.shop.clock.true.advance(seconds)
        self.burst()

    @rule(error=ERRORS)
    def the_clock_is_set(self, error: float) -> None:
        self.burst()
        self.shop.clock.error = error
        self.burst()

    @rule(error=ERRORS)
    def the_programs_are_restarted(self, error: float) -> None:
        self.burst()
        self.shop.stop()
        self.shop.clock.error = error
        self.shop.start()
        self.burst()

    @rule(off=st.sampled_from([30.0, 600.0, 14 * HOUR]), error=ERRORS)
    def the_machine_is_restarted(self, off: float, error: float) -> None:
        self.burst()
        self.shop.reboot(off, error)
        self.burst()

    @rule(count=st.integers(1, 10))
    def others_call(self, count: int) -> None:
        self.shop.foreign(count)

    @rule(name=st.sampled_from(["cut-after", "504-done", "html", "truncated", "cut-before"]))
    def an_answer_is_lost(self, name: str) -> None:
        self.shop.state.faults.add(name, times=1, service="fattura24", method="POST")
        self.burst()

    @rule()
    def the_calls_are_checked(self) -> None:
        program = self.shop.programs[0]

        async def check() -> int:
            async with program.calls.client(program.key, "http://127.0.0.1/fattura24/api/v0.3") as client:
                log, _ = await program.calls.check(client)
                return log.total

        try:
            self.shop.go(check())
        except Exception as error:
            assert type(error).__name__ in ("LimitReached", "ServiceUnavailable", "RequestRefused"), error

    @rule()
    def the_total_is_told(self) -> None:
        self.shop.programs[0].calls.agree(self.shop.state.fattura24.calls_in_24_hours())
        self.burst()

    @invariant()
    def limits_hold(self) -> None:
        counted = [self.shop.most(seconds) for seconds in (60.0, HOUR, DAY)]
        assert all(n <= most for n, most in zip(counted, SMALL.values(), strict=True)), counted

    def teardown(self) -> None:
        self.shop.close()


def test_no_order_of_events_breaks_the_limits() -> None:
    with small_limits():
        run_state_machine_as_test(Week, settings=settings(max_examples=20, stateful_step_count=10))


def test_a_real_week_uses_its_days_up_and_never_more() -> None:
    """The true limits, with bursts on three days and a machine that is off at night."""
    shop = Shop.open()
    try:
        made = 0
        for day in range(7):
            for _burst in range((3, 1, 0, 0, 2, 0, 0)[day]):
                one, two = shop.programs
                made += sum(shop.go(one.run(140), two.call("SaveCustomer", 60)))
                shop.clock.true.advance(2 * HOUR)
            shop.clock.error = (HOUR, -HOUR, 0.0, 26 * HOUR, 0.0, -3 * DAY, 0.0)[day]
            shop.start()
            shop.go(shop.programs[0].call("TestKey", 5))
            shop.reboot(13 * HOUR, shop.clock.error)
        assert [shop.most(seconds) for seconds in (60.0, HOUR, DAY)] == [30, 200, 500]
        assert made >= 900  # careful, but not idle
    finally:
        shop.close()


def test_after_a_night_off_the_new_day_is_free_at_once() -> None:
    """Careful, but not needlessly slow: a machine that was off does not wait for what has long passed."""
    shop = Shop.open(1)
    try:
        shop.go(shop.programs[0].call("GetTemplate", 31))
        shop.reboot(14 * HOUR, 0.0)
        assert shop.programs[0].calls.monotonic.unsure
        assert shop.go(shop.programs[0].call("GetTemplate", 30)) == [30]
        assert shop.state.clock.now() - shop.state.fattura24.call_log[-30].time < 30
        assert not shop.programs[0].calls.monotonic.unsure
    finally:
        shop.close()


def test_a_night_asleep_counts_even_where_the_running_time_stood_still() -> None:
    """Some systems stop their running time while they sleep; the programs live on."""
    shop = Shop.open(1)
    try:
        shop.go(shop.programs[0].call("GetTemplate", 30))
        shop.clock.true.advance(14 * HOUR)
        shop.clock.started += 14 * HOUR
        before = shop.state.clock.now()
        assert shop.go(shop.programs[0].call("GetTemplate", 30)) == [30]
        assert shop.state.clock.now() - before < 1
        asked = [r for r in shop.state.traffic.requests if r.method == "HEAD"]
        assert len(asked) == 1
    finally:
        shop.close()


def test_a_clock_set_back_keeps_nobody_waiting() -> None:
    shop = Shop.open(1)
    try:
        program = shop.programs[0]
        shop.go(program.call("GetTemplate", 30))
        shop.clock.error = -10 * DAY
        before = shop.state.clock.now()
        assert shop.go(program.call("GetTemplate", 1)) == [1]
        assert shop.state.clock.now() - before < 63
    finally:
        shop.close()


@pytest.mark.parametrize("foreign", [12, 150, 300, 460])
def test_calls_of_others_do_not_stop_us_for_an_hour(foreign: int) -> None:
    """More than 200 calls of others in 24 hours are no calls of this minute."""
    shop = Shop.open(1)
    try:
        program = shop.programs[0]
        assert program.calls.agree(foreign) == foreign
        assert shop.go(program.call("GetTemplate", 10)) == [10]
        assert shop.state.clock.now() - shop.state.fattura24.call_log[0].time < 62
        used = len(program.store.budget.times("fattura24", shop.clock.now() - DAY))
        assert used == foreign + 10
        made = shop.go(program.call("GetTemplate", 600))[0]
        assert made + 10 <= 500 - foreign or made + 10 <= 200
    finally:
        shop.close()


def test_agreeing_goes_both_ways() -> None:
    shop = Shop.open(1)
    try:
        calls, store = shop.programs[0].calls, shop.programs[0].store

        def told() -> int:
            return len(store.budget.times("fattura24", 0, reported=True))

        asyncio.run(shop.programs[0].call("GetTemplate", 3))
        assert (calls.agree(100), told()) == (97, 97)
        assert (calls.agree(90), told()) == (87, 87)  # the oldest have passed
        assert (calls.agree(2), told()) == (0, 0)  # fewer than we made ourselves: ours count all the same
        assert len(store.budget.times("fattura24", 0)) == 3
    finally:
        shop.close()


@pytest.mark.parametrize("error", [0.0, 7200.0, -3 * DAY])
def test_checked_calls_are_counted_when_they_were_made(error: float) -> None:
    """The log's dates are laid to our clock by the call that asked for it."""
    shop = Shop.open(1)
    try:
        program = shop.programs[0]
        shop.foreign(25)
        shop.clock.true.advance(5 * HOUR)
        shop.go(program.call("GetTemplate", 4))
        shop.clock.true.advance(600)
        shop.foreign(7)
        shop.clock.error = error
        shop.clock.true.advance(20)

        async def check() -> int:
            async with program.calls.client(program.key, "http://127.0.0.1/fattura24/api/v0.3") as client:
                log, dated = await program.calls.check(client)
                assert dated
                return log.total

        assert shop.go(check()) == [37]
        now = shop.clock.now()
        told = [round(now - at, -1) for at in program.store.budget.times("fattura24", 0, reported=True)]
        assert told == [5 * HOUR + 620] * 25 + [20.0] * 7
        assert len(program.store.budget.times("fattura24", 0, reported=False)) == 5
    finally:
        shop.close()


def test_of_many_programs_one_gets_the_last_place() -> None:
    """Each program has its own connection; they ask at the very same moment."""
    shop = Shop.open(6)
    try:
        shop.go(shop.programs[0].call("GetTemplate", 29))
        at_once = threading.Barrier(6)

        def claim(program: Program) -> str:
            at_once.wait(10)
            try:
                program.calls.claim()
            except LimitReached as limit:
                return limit.code
            return "mine"

        with ThreadPoolExecutor(6) as pool:
            answers = sorted(pool.map(claim, shop.programs))
        assert answers == ["limit_minute"] * 5 + ["mine"]
    finally:
        shop.close()


def test_programs_of_one_home_call_one_after_the_other() -> None:
    """Two processes hold two locks on one file, two tasks of a program share one: neither lets a second one in."""
    shop = Shop.open(2)
    inside: list[str] = []

    async def hold(program: Program, name: str) -> int:
        for _ in range(5):
            async with program.calls.in_line():
                inside.append(name)
                await asyncio.sleep(0)
                inside.append(name)
            await asyncio.sleep(0)
        return 0

    try:
        one, two = shop.programs
        shop.go(hold(one, "a"), hold(one, "b"), hold(two, "c"))
        assert all(inside[n] == inside[n + 1] for n in range(0, len(inside), 2))
        assert {*inside} == {"a", "b", "c"}
        other = FileLock(one.store.database.path.with_name("fattura24.lock"))
        with other, pytest.raises(ServiceUnavailable) as caught:
            shop.go(hold(one, "d"))
        assert caught.value.code == "fattura24_busy_here"
    finally:
        shop.close()
