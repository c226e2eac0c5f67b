"""Every request that the client can send, against HighLevel's OpenAPI files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.connectors.highlevel.http.versions import OPERATIONS
from tests.connectors.highlevel_calls import CALLS, public_methods, sent_by
from tests.contract.deviations import REQUESTS
from tests.contract.openapi import Contract, document, explains, operation_of, operations, unexplained


def test_every_public_method_is_called_here() -> None:
    assert public_methods() == set(CALLS)


def test_every_operation_of_the_table_is_sent(contract: Contract) -> None:
    found = [operation_of(request) for name in CALLS for request in sent_by(name)]
    assert {one.id for one in found if one} == set(OPERATIONS)
    assert None not in found


def test_every_operation_on_contacts_is_there(contract: Contract) -> None:
    ids = {operation["operationId"] for path in document("contacts")["paths"].values() for operation in path.values()}
    assert len(ids) == 32
    assert ids - set(OPERATIONS) == set()


@pytest.mark.parametrize("name", sorted(CALLS))
def test_requests_fit(contract: Contract, name: str) -> None:
    requests = sent_by(name)
    assert requests
    assert unexplained([fault for request in requests for fault in contract.request_faults(request)]) == []


def test_versions_and_scopes_are_those_of_the_files(contract: Contract) -> None:
    files = {one.id: one for one in operations()}
    assert [o.id for o in OPERATIONS.values() if files[o.id].version != o.version] == []
    strange = [o.id for o in OPERATIONS.values() if files[o.id].scopes and o.scope not in files[o.id].scopes]
    assert strange == []


def test_no_line_of_the_table_is_idle(contract: Contract) -> None:
    faults = [f for name in CALLS for request in sent_by(name) for f in contract.request_faults(request)]
    lines = [replace(line, operations=(operation,)) for line in REQUESTS for operation in line.operations]
    assert [line for line in lines if not any(explains(line, fault) for fault in faults)] == []
