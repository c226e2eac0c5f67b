"""Actions stand in one order, however many there are."""

from __future__ import annotations

import random

import pytest

from app.sync.plan import ordering
from app.sync.plan.model import Action, Kind, RecordType, Side


def some_actions(count: int) -> list[Action]:
    dice = random.Random(count)
    return [
        Action(
            str(n),
            dice.choice(list(Kind)),
            dice.choice(list(Side)),
            RecordType.CUSTOM_FIELD if n % 50 == 3 else RecordType.CONTACT,
            dice.choice(("Anna", "bruno", "Carla")),
            note=dice.random() < 0.2,
            target_id=str(dice.randrange(4)),
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 200])
def test_sorted_in_parts_is_sorted_as_a_whole(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "AT_ONCE", 7)
    given = some_actions(count)
    assert ordering.in_order(given) == sorted(given, key=ordering.place_of)


def test_fields_are_made_first_and_questions_come_last() -> None:
    given = some_actions(200)
    found = ordering.in_order(given)
    fields = sum(a.record is RecordType.CUSTOM_FIELD for a in given)
    assert all(a.record is RecordType.CUSTOM_FIELD for a in found[:fields])
    kinds = [a.kind for a in found[fields:]]
    assert kinds == sorted(kinds, key=kinds.index), "each kind stands together"
    assert (kinds[0], kinds[-1]) == (Kind.LINK, Kind.CONFLICT)
