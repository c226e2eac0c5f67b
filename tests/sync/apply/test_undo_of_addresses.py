"""An address is one value, and an undo puts it back as one or leaves it."""

from __future__ import annotations

from app.records.contact import Contact
from app.sync.apply.contact_undo import inverse
from app.sync.plan.model import Action, Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb

BEFORE = Contact(company="Rossi Srl", street="Via Po 1", postal_code="10124", city="Torino", province="TO")


def undone(now: Contact, **goal: str) -> list[Action]:
    after = BEFORE.with_values(goal)
    written = Operation(
        "run:update:A1",
        "run",
        "plan",
        ("A1",),
        Side.HIGHLEVEL,
        Verb.UPDATE,
        "Rossi Srl",
        "h1",
        "f1",
        before={n: BEFORE.get(n) for n in goal},
        goal=goal,
        after=dict(after.items()),
        state=OperationState.DONE,
    )
    return inverse(written, lambda _s, _i: Record(Side.HIGHLEVEL, "h1", now), lambda _s, _i: "", lambda _r, _v: "")


def test_what_nobody_touched_is_put_back() -> None:
    (action,) = undone(BEFORE.with_values({"street": "Via Re 2"}), street="Via Re 2")
    assert not action.note
    assert [(c.name, c.after) for c in action.fields] == [("street", "Via Po 1")]


def test_a_street_is_not_put_back_beside_a_town_that_was_changed_since() -> None:
    now = BEFORE.with_values({"street": "Via Re 2", "city": "Asti", "province": "AT", "email": "nuova@rossi.it"})
    (action, other) = sorted(undone(now, street="Via Re 2", email="nuova@rossi.it"), key=lambda a: not a.note)
    assert (action.note, action.reason and action.reason.key) == (True, "undo_edited_since")
    assert [c.name for c in action.fields] == ["street"]
    assert [c.name for c in other.fields] == ["email"], "the rest of the run is"


def test_of_an_address_that_was_edited_in_part_since_nothing_is_put_back() -> None:
    goal = {"street": "Via Re 2", "postal_code": "14100", "city": "Asti", "province": "AT"}
    now = BEFORE.with_values({**goal, "street": "Corso Alfieri 3"})
    (action,) = undone(now, **goal)
    assert action.note
    assert {c.name for c in action.fields} == set(goal)
