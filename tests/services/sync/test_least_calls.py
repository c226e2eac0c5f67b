"""Each step of a sync sends exactly the requests that it cannot do without; `call_scenarios` derives how many."""

from __future__ import annotations

import asyncio

import pytest

from app.sync.plan.model import Action, FieldChange, Kind, RecordType, Side
from tests.services.call_scenarios import Cost, Measured, changed_read, go_through, least_of, whole_read


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    return asyncio.run(go_through(tmp_path_factory.mktemp("calls"), contacts=60, edits=3))


def test_every_scenario_sends_the_least_possible(measured: list[Measured]) -> None:
    assert len(measured) == len({m.name for m in measured}) == 27
    assert not [m for m in measured if m.sent != m.least]


def test_the_scenarios_write_to_both_services(measured: list[Measured]) -> None:
    """A scenario that had nothing to do would always be at the least."""
    by_name = {m.name: m.least for m in measured}
    assert by_name["first apply"].highlevel > 60
    assert by_name["first apply"].fattura24 > 10
    assert by_name["3 edits on each side: apply"] == Cost(6, 3)
    assert by_name["two conflicts: apply what was decided"] == Cost(2, 1)
    assert by_name["keys taken off: apply"] == Cost(6), "a key is looked at and cleared, contact by contact"


def _update(side: Side, target: str, *fields: FieldChange) -> Action:
    return Action(
        f"{target}{len(fields)}{fields[0].name}",
        Kind.UPDATE,
        side,
        RecordType.CONTACT,
        "t",
        "l",
        fields,
        target_id=target,
    )


def test_the_least_is_that_of_the_references() -> None:
    city, tags = FieldChange("city", "Roma", "Lecce"), FieldChange("tags", "old, kept", "kept, new")
    assert least_of([]) == Cost()
    assert least_of([_update(Side.FATTURA24, "f", city)]) == Cost(0, 1)
    assert least_of([_update(Side.HIGHLEVEL, "h", city), _update(Side.HIGHLEVEL, "h", city, city)]) == Cost(2)
    assert least_of([_update(Side.HIGHLEVEL, "h", tags)]) == Cost(3)
    assert (whole_read(500), whole_read(501)) == (Cost(4), Cost(5))
    assert (changed_read(0), changed_read(1001)) == (Cost(2), Cost(4))
