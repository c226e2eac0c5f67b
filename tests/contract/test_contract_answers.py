"""Every answer of the sandbox's HighLevel fits the published OpenAPI files, save for what the table explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.base.operations import Operation
from app.sandbox.highlevel.resources.search import Searcher
from app.sandbox.highlevel.routes import own_operations
from app.sandbox.highlevel.sign_in.oauth_routes import agency_operations
from app.sandbox.server import SandboxServer
from tests.contract.deviations import ANSWERS
from tests.contract.openapi import Contract, Fault, explains, operation_of, unexplained
from tests.contract.openapi import operations as filed
from tests.contract.tour import Exchange, Tour


@pytest.fixture(scope="module")
def tour() -> Iterator[Tour]:
    """A finished tour: success first, then refusals."""
    with SandboxServer(contacts=60, clock=SandboxClock(manual=True)) as sandbox:
        sandbox.state.switches.highlevel.rate_limit = False
        made = Tour(sandbox)
        try:
            made.everything()
            made.refusals([(one.method, one.path, one.version) for one in table(sandbox)])
            yield made
        finally:
            made.close()


def table(sandbox: SandboxServer) -> list[Operation]:
    """What the files can know of: not what only v3 has, whose files are others. What is answered by the contract alone
    has a test of its own."""
    state = sandbox.state
    every = [*own_operations(Searcher(state.highlevel)), *agency_operations(state.oauth)]
    return [one for one in every if one.lives != "only v3"]


@pytest.fixture(scope="module")
def faults(contract: Contract, tour: Tour) -> list[Fault]:
    return [fault for request, response in tour.exchanges for fault in contract.answer_faults(request, response)]


def test_answers_fit_the_files(faults: list[Fault]) -> None:
    assert unexplained(faults) == []


def test_every_line_of_the_table_explains_something(faults: list[Fault]) -> None:
    lines = [replace(line, operations=(operation,)) for line in ANSWERS for operation in line.operations]
    assert [line for line in lines if not any(explains(line, fault) for fault in faults)] == []


def _named(exchanges: list[Exchange], success: bool) -> set[str]:
    found = [(operation_of(request), response) for request, response in exchanges]
    return {one.id for one, response in found if one is not None and response.is_success is success}


def test_no_operation_is_left_out(contract: Contract, tour: Tour) -> None:
    ids = {one.operation_id for one in table(tour.sandbox)}
    assert _named(tour.exchanges, success=True) == ids | {"get-access-token"}
    assert _named(tour.exchanges, success=False) == ids


def test_the_table_of_the_sandbox_agrees_with_the_files(contract: Contract, tour: Tour) -> None:
    """The same ids, methods, paths, versions and scopes as the files name them."""
    by_id = {one.id: one for one in filed()}
    for mine in table(tour.sandbox):
        theirs = by_id[mine.operation_id]
        assert (mine.method, mine.path, mine.version) == (theirs.method, theirs.path, theirs.version)
        # Some operations of the files name no scope; the reference does (1.7).
        assert not theirs.scopes or mine.scope in theirs.scopes, mine.operation_id


def test_all_operations_on_contacts_are_there(contract: Contract, tour: Tour) -> None:
    wanted = {one.id for one in filed() if one.path.startswith("/contacts/")}
    assert len(wanted) == 32
    assert wanted <= {one.operation_id for one in table(tour.sandbox)}
