"""Frozen records that are made quickly behave as dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from app.quick_records import comparer, copier, quickly_made
from app.records.contact import Contact
from app.sync.plan.model import Action, Kind, Record, RecordType, Side


@quickly_made
@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    told: dict[str, int] = field(default_factory=dict)


def test_it_is_made_as_before() -> None:
    assert Point(1) == Point(1, 2, {}) == Point(x=1, y=2)
    assert repr(Point(1)) == "Point(x=1, y=2, told={})"
    assert asdict(replace(Point(1), y=5)) == {"x": 1, "y": 5, "told": {}}
    first, second = Point(1), Point(1)
    assert first.told is not second.told
    assert type(first) is Point and isinstance(first, Point)


def test_it_cannot_be_changed() -> None:
    made = Point(1)
    with pytest.raises(FrozenInstanceError):
        made.x = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.y
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize("given", [(), (1, 2, {}, 4)])
def test_what_is_missing_or_too_much_is_refused(given: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="__init__"):
        Point(*given)  # type: ignore[arg-type]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        Contact(colour="red")  # type: ignore[call-arg]


def test_it_is_copied_and_kept_like_any_other() -> None:
    contact = Contact(company="Rossi Srl", tags=("cliente",))
    for again in (copy.copy(contact), copy.deepcopy(contact), pickle.loads(pickle.dumps(contact))):
        assert again == contact and type(again) is Contact and hash(again) == hash(contact)


def test_the_nouns_of_the_engine_take_all_their_fields() -> None:
    record = Record(Side.HIGHLEVEL, "h1", Contact(), wire={"id": "h1"})
    assert record.wire == {"id": "h1"} and record == replace(record, wire={})
    action = Action("A1", Kind.UPDATE, Side.HIGHLEVEL, RecordType.CONTACT, "Rossi")
    assert action.numbered("A2", None) == replace(action, id="A2")
    assert next(f.name for f in fields(action)) == "id"


def test_what_cannot_be_made_quickly_is_refused() -> None:
    @dataclass(frozen=True)
    class Roomy:
        x: int

    @dataclass(frozen=True, slots=True)
    class Checked:
        x: int

        def __post_init__(self) -> None: ...

    for cls in (Roomy, Checked):
        with pytest.raises(TypeError, match="cannot be made quickly"):
            quickly_made(cls)


def test_a_copy_differs_in_what_is_given_only() -> None:
    moved = copier(Point, "y", "x")
    point = Point(1, 2, {"a": 3})
    assert moved(point, 7, 8) == Point(8, 7, {"a": 3}) and type(moved(point, 7, 8)) is Point
    with pytest.raises(FrozenInstanceError):
        moved(point, 7, 8).x = 3  # type: ignore[misc]


def test_two_are_compared_but_for_some_fields() -> None:
    same = comparer(Point, "x")
    assert same(Point(1, 2, {"a": 3}), Point(5, 2, {"a": 3}))
    assert not same(Point(1, 2), Point(1, 3)) and not same(Point(1, 2, {"a": 3}), Point(1, 2))
