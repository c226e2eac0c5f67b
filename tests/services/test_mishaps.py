"""What may happen in the middle of a run: each ends in a clear state, and the next run completes what is left.

A run that nothing happens to shows how both services must look in the end; whatever happens, they look the same after
the mishap is over and Ponte24 was started again.
"""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.connectors.transport import MAX_BODY
from app.errors import ExitCode, Ponte24Error, ServiceUnavailable
from app.services.api.accounts import AccountState
from app.services.api.progress import Progress
from app.services.api.runs import RunResult, exit_code
from app.sync.plan.model import Side
from tests.services.stage import SharedClock, Stage, stage

CONTACTS = 20
SWITCHES: dict[str, Any] = {"highlevel": {"search_lag_seconds": 0}}

Strike = Callable[[Stage], None]


def fault(name: str, **limits: Any) -> Strike:
    def strike(s: Stage) -> None:
        s.sandbox.state.faults.add(name, service="highlevel", **limits)

    return strike


def closed(status: str) -> Strike:
    def strike(s: Stage) -> None:
        s.sandbox.state.switches.change({"highlevel": {"location_status": status}})

    return strike


def revoked(s: Stage) -> None:
    del s.sandbox.state.highlevel.tokens[s.sandbox.token]


def narrowed(s: Stage) -> None:
    s.sandbox.state.highlevel.tokens[s.sandbox.token].scopes.discard("contacts.write")


def mend(s: Stage) -> None:
    state = s.sandbox.state
    state.faults.clear()
    state.switches.change({"highlevel": {"location_status": "active"}})
    state.highlevel.add_token(s.sandbox.token)
    state.fattura24.api_key = s.sandbox.api_key


def both_sides(s: Stage) -> tuple[list[Any], list[Any]]:
    """What both services hold, without the ids that follow the order of the answers."""
    state = s.sandbox.state
    keys = ("firstName", "lastName", "companyName", "email", "phone", "address1", "city", "postalCode", "tags")
    contacts = [tuple(str(c.get(k) or "") for k in keys) for c in state.highlevel.contacts.values()]
    customers = [
        (c.name, c.vat_code, c.fiscal_code, c.email, c.mobile, c.address, c.city)
        for c in state.fattura24.customers.values()
    ]
    return sorted(contacts), sorted(customers)


async def prepared(s: Stage) -> Any:
    await s.connect()
    await s.import_export()
    return await s.service.plan()


async def struck(s: Stage, strike: Strike, at: int = 6) -> RunResult:
    """Apply the first plan; after so many steps something happens."""
    plan = await prepared(s)

    def watch(step: Progress) -> None:
        if step.stage == "applying" and step.done == at:
            strike(s)

    return await s.service.apply(plan.id, confirmed=True, progress=watch)


async def completed(s: Stage) -> None:
    """Start the program again and sync until nothing is left, as a person would."""
    s.open()
    for _ in range(4):
        plan = await s.service.plan()
        if not any(a.effective for a in plan.actions):
            return
        await s.service.apply(plan.id, confirmed=True)
    raise AssertionError([a.title for a in plan.actions if a.effective])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    with stage(tmp_path_factory.mktemp("undisturbed"), contacts=CONTACTS, **SWITCHES) as s:
        asyncio.run(struck(s, lambda _: None))
        asyncio.run(completed(s))
        return both_sides(s)


@pytest.fixture
def s(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path, contacts=CONTACTS, **SWITCHES) as made:
        yield made


@pytest.mark.parametrize(
    ("strike", "code", "exits", "state"),
    [
        pytest.param(revoked, "highlevel_token_refused", ExitCode.CREDENTIALS, AccountState.REFUSED, id="revoked"),
        pytest.param(narrowed, "highlevel_scope_missing", ExitCode.CREDENTIALS, AccountState.REFUSED, id="scope"),
        pytest.param(
            closed("closed"), "highlevel_location_refused", ExitCode.CREDENTIALS, AccountState.REFUSED, id="closed"
        ),
        pytest.param(
            closed("inactive"), "highlevel_location_inactive", ExitCode.CREDENTIALS, AccountState.REFUSED, id="inactive"
        ),
        pytest.param(fault("html", status=200), "service_unreadable", ExitCode.FAILED, AccountState.OFFLINE, id="html"),
        pytest.param(
            fault("html", status=403), "service_unreadable", ExitCode.FAILED, AccountState.OFFLINE, id="login page"
        ),
        pytest.param(fault("huge"), "service_unreadable", ExitCode.FAILED, AccountState.OFFLINE, id="huge"),
        pytest.param(fault("cut-after"), "", ExitCode.FAILED, AccountState.OFFLINE, id="cut after"),
        pytest.param(fault("500"), "", ExitCode.FAILED, AccountState.OFFLINE, id="500"),
    ],
)
def test_it_ends_in_a_clear_state_and_the_next_run_completes_it(
    s: Stage,
    undisturbed: tuple[list[Any], list[Any]],
    strike: Strike,
    code: str,
    exits: int,
    state: AccountState,
) -> None:
    result = asyncio.run(struck(s, strike))
    assert result.problem is not None
    assert exit_code(result) == exits
    assert s.service.status().accounts[Side.HIGHLEVEL].state is state
    assert code in (result.problem.code, ""), result.problem
    for language in ("it", "en"):
        words = result.problem.describe(language)
        assert words.title and words.meaning and words.action
    assert result.applied + result.failed + result.deferred + result.stale > 0
    if exits == ExitCode.CREDENTIALS:  # turned away at the door: there is nothing that might have been created
        assert not [o for o in s.service.store.journal.unfinished() if o.verb == "create"]
    if code != "highlevel_scope_missing":  # reading is still allowed there
        with pytest.raises(Ponte24Error):
            asyncio.run(s.service.plan())
        assert s.service.status().accounts[Side.HIGHLEVEL].state is state
    mend(s)
    asyncio.run(completed(s))
    assert both_sides(s) == undisturbed
    assert s.service.status().accounts[Side.HIGHLEVEL].state is AccountState.CONNECTED


def test_a_key_of_fattura24_that_is_withdrawn_leaves_nobody_unconfirmed(
    s: Stage, undisturbed: tuple[list[Any], list[Any]]
) -> None:
    """A customer without tax code that was turned away was not created: it may be sent again."""

    def withdrawn(stage_: Stage) -> None:
        stage_.sandbox.state.fattura24.api_key = "another"

    result = asyncio.run(struck(s, withdrawn, at=1))
    # Fattura24 says the same of a key and of a customer that it does not like, so the run goes on with the others
    assert result.failed > 0
    assert exit_code(result) == ExitCode.FAILED
    mend(s)
    asyncio.run(completed(s))
    assert s.service.status().unconfirmed == 0
    assert both_sides(s) == undisturbed


def test_the_name_that_nobody_knows_any_more(
    s: Stage, undisturbed: tuple[list[Any], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network goes: open connections break and the name of the service cannot be looked up."""
    known = socket.getaddrinfo

    def unknown(host: Any, *more: Any, **other: Any) -> Any:
        if host in ("localhost", b"localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *more, **other)

    def strike(stage_: Stage) -> None:
        fault("cut-before", times=30)(stage_)
        monkeypatch.setattr(socket, "getaddrinfo", unknown)

    s.sandbox.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
    url = s.sandbox.highlevel_url.replace("127.0.0.1", "localhost")

    async def run() -> RunResult:
        await s.service.connect_highlevel(s.sandbox.location_id, s.sandbox.token, url)
        await s.service.connect_fattura24(s.sandbox.api_key, s.sandbox.fattura24_url)
        await s.import_export()
        plan = await s.service.plan()

        def watch(step: Progress) -> None:
            if step.stage == "applying" and step.done == 6:
                strike(s)

        return await s.service.apply(plan.id, confirmed=True, progress=watch)

    result = asyncio.run(run())
    assert isinstance(result.problem, ServiceUnavailable)
    assert exit_code(result) == ExitCode.FAILED
    with pytest.raises(ServiceUnavailable) as caught:
        asyncio.run(s.service.plan())
    assert caught.value.code == "offline"
    assert s.service.status().accounts[Side.HIGHLEVEL].state is AccountState.OFFLINE
    monkeypatch.setattr(socket, "getaddrinfo", known)
    mend(s)
    asyncio.run(completed(s))
    assert both_sides(s) == undisturbed


class WrongClock(SharedClock):
    """A clock of this machine that is off by ten minutes."""

    off = 0.0

    def now(self) -> float:
        return super().now() + self.off


@pytest.mark.parametrize("off", [600.0, -600.0], ids=["fast", "slow"])
def test_a_clock_ten_minutes_off_changes_nothing(
    s: Stage, undisturbed: tuple[list[Any], list[Any]], off: float
) -> None:
    wrong = WrongClock(s.clock.sandbox)
    wrong.off = off
    s.clock = wrong
    s.open()
    asyncio.run(prepared(s))
    asyncio.run(completed(s))
    assert both_sides(s) == undisturbed
    link = next(link for link in s.service.store.links.all() if link.highlevel_id)
    s.clock.sandbox.advance(30)
    s.sandbox.state.edit_contact(link.highlevel_id, {"city": "Roccacannuccia"})
    plan = asyncio.run(s.service.plan())
    assert any("Roccacannuccia" in (f.after, f.before) for a in plan.actions for f in a.fields)


def test_a_clock_that_is_put_right_in_the_middle_changes_nothing(
    s: Stage, undisturbed: tuple[list[Any], list[Any]]
) -> None:
    wrong = WrongClock(s.clock.sandbox)
    wrong.off = 600.0
    s.clock = wrong
    s.open()

    def put_right(_: Stage) -> None:
        wrong.off = 0.0

    asyncio.run(struck(s, put_right))
    asyncio.run(completed(s))
    assert both_sides(s) == undisturbed


def test_a_huge_body_is_not_read_beyond_its_bound(s: Stage) -> None:
    asyncio.run(s.connect())
    fault("huge")(s)
    tracemalloc.start()
    try:
        with pytest.raises(ServiceUnavailable) as caught:
            asyncio.run(s.service.plan())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == "service_unreadable"
    assert most < 3 * MAX_BODY
