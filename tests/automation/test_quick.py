"""Conditions made ready say what `holds` says, whatever values and operands they meet."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.automation.matching.conditions import Reading, holds
from app.automation.matching.quick import Before, Read, ready
from app.automation.model import Condition, Group
from app.automation.offer.registry import all_operators, schema_of

KIND = "f24.instalment_paid"
SCHEMA = schema_of(KIND)
TODAY = date(2026, 11, 26)

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 20_000),
    st.sampled_from(["", "Roma", "roma", "2026-11-20", "2026-12-01", "Mulino Rossi SRL", "mulino rossi"]),
    st.lists(st.sampled_from(["vip", "Insoluto", ""]), max_size=3),
)
OPERANDS = st.one_of(VALUES, st.tuples(st.integers(0, 5), st.integers(0, 5)).map(list))
CONDITIONS = st.builds(
    Condition, st.sampled_from([*SCHEMA.paths, "nowhere"]), st.sampled_from(list(all_operators())), OPERANDS
)
GROUPS = st.recursive(
    st.builds(Group, st.sampled_from(["all", "any"]), st.lists(CONDITIONS, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group, st.sampled_from(["all", "any"]), st.lists(st.one_of(CONDITIONS, inner), max_size=3).map(tuple)
    ),
    max_leaves=3,
)


def outcome(test: Any) -> Any:
    try:
        return test()
    except Exception as error:  # an operand that no automation can be kept with: both fail alike
        return type(error)


@given(GROUPS, st.dictionaries(st.sampled_from(list(SCHEMA.paths)), VALUES, max_size=8), st.data())
def test_both_ways_say_the_same(group: Group, raw: dict[str, Any], data: st.DataObject) -> None:
    before = data.draw(st.dictionaries(st.sampled_from(list(SCHEMA.paths)), VALUES, max_size=3))
    raw.pop("oggi", None)
    typed = SCHEMA.typed(raw)
    typed["oggi"] = TODAY
    was = {n: v for n, v in SCHEMA.typed(before).items() if n in before}
    slow = outcome(lambda: holds(group, Reading(SCHEMA, typed, TODAY, was)))
    quick = outcome(lambda: ready(group, SCHEMA)(Read(SCHEMA, raw, {"oggi": TODAY}), TODAY, Before(SCHEMA, before)))
    assert slow == quick
