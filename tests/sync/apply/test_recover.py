"""After a crash: what is believed of a write whose answer nobody recorded, for every kind of write and every thing that
HighLevel may show then. Recovering itself never writes to a service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.records.contact import Contact
from app.sync.apply.recover import recover
from app.sync.contacts.linked import ORIGIN
from app.sync.plan.model import Link, Record, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from tests.sync.world import World

ROSSI = Contact(company="Rossi Srl", email="info@rossi.it", city="Torino")
LINKED = "h1~f1"
DONE, RETRY, STALE = OperationState.DONE, OperationState.RETRY, OperationState.STALE


@pytest.fixture
def world() -> Iterator[World]:
    """One linked pair; whatever happens, recovering has written to neither service in the end."""
    world = World()
    world.highlevel.add(ROSSI, "1001")
    world.export(ROSSI, "1001")
    base = {"email": ROSSI.email, "city": ROSSI.city, "company": ROSSI.company}
    world.ledger.links[LINKED] = Link(LINKED, "h1", "f1", base, base)
    world.ledger.highlevel = dict(world.highlevel.records)
    yield world
    assert world.highlevel.writes == []
    assert world.fattura24.calls == []


def interrupted(
    world: World,
    verb: Verb,
    side: Side = Side.HIGHLEVEL,
    *,
    target: str = "",
    source: str = "",
    link: str = "",
    before: Mapping[str, str] | None = None,
    goal: Mapping[str, str] | None = None,
    state: OperationState = OperationState.SENT,
    record: RecordType = RecordType.CONTACT,
) -> Operation:
    """Leave behind in the journal what a run leaves that dies while it waits for the answer."""
    operation = Operation(
        f"run:{verb.value}:A{len(world.ledger.operations_by_id)}",
        "run",
        "plan",
        ("A1",),
        side,
        verb,
        "Rossi Srl",
        target,
        source,
        link,
        before or {},
        goal or {},
        state=state,
        at=world.clock.now(),
        record=record,
    )
    world.ledger.operations_by_id[operation.id] = operation
    return operation


def settled(world: World) -> int:
    """Recover the run; return how many writes were settled."""
    return asyncio.run(recover(list(world.ledger.operations("run")), world.kinds()))


def state_of(world: World, operation: Operation) -> OperationState:
    return world.ledger.operations_by_id[operation.id].state


# --- an update of a contact ---


def changed_city(world: World) -> Operation:
    return interrupted(
        world,
        Verb.UPDATE,
        target="h1",
        source="f1",
        link=LINKED,
        before={"city": "Torino", "email": "info@rossi.it"},
        goal={"city": "Asti", "email": "asti@rossi.it"},
    )


def test_an_update_that_arrived_is_done_and_moves_the_base_so_that_it_is_not_sent_again(world: World) -> None:
    operation = changed_city(world)
    world.highlevel.edit("h1", city="ASTI", email="asti@rossi.it")
    world.reimport("f1", city="Asti", email="asti@rossi.it")
    assert settled(world) == 1
    done = world.ledger.operations_by_id[operation.id]
    assert (done.state, done.result_id, done.after["city"]) == (DONE, "h1", "ASTI")
    assert world.ledger.highlevel["h1"].contact.city == "ASTI"
    link = world.ledger.links[LINKED]
    assert (link.base_highlevel["city"], link.base_fattura24["city"]) == ("ASTI", "Asti")


def test_an_update_that_never_arrived_may_be_sent_again(world: World) -> None:
    operation = changed_city(world)
    before = world.ledger.links[LINKED]
    assert settled(world) == 1
    assert state_of(world, operation) is RETRY
    assert world.ledger.links[LINKED] == before, "a base moves on a confirmed write only"


@pytest.mark.parametrize(
    "edit",
    [
        {"city": "Bari"},
        {"email": "altra@rossi.it"},
        {"city": "Asti", "email": "altra@rossi.it"},
        {"city": "Bari", "email": "asti@rossi.it"},
    ],
)
def test_a_contact_that_somebody_edited_meanwhile_is_left_to_the_next_plan(world: World, edit: dict[str, str]) -> None:
    """Taken for arrived or for untouched, the owner's own edit would be overwritten, or never be noticed."""
    operation = changed_city(world)
    before = world.ledger.links[LINKED]
    world.highlevel.edit("h1", **edit)
    settled(world)
    assert state_of(world, operation) is STALE
    assert world.ledger.links[LINKED] == before


@pytest.mark.parametrize("verb", [Verb.UPDATE, Verb.MARK])
def test_a_write_to_a_contact_that_is_gone_is_stale_and_stays_linked(world: World, verb: Verb) -> None:
    """The link stays: whether the customer loses its contact is for a person to say."""
    operation = interrupted(world, verb, target="h1", source="f1", link=LINKED, goal={"city": "Asti"})
    del world.highlevel.records["h1"]
    assert settled(world) == 1
    assert state_of(world, operation) is STALE
    assert LINKED in world.ledger.links


# --- the key of a new customer ---


@pytest.mark.parametrize(("shown", "state"), [("", RETRY), ("77", DONE), ("another", STALE)])
def test_the_mark_of_a_customer_is_judged_by_the_key_the_contact_carries(
    world: World, shown: str, state: OperationState
) -> None:
    world.highlevel.add(Contact(company="Bella"), shown)
    operation = interrupted(world, Verb.MARK, target="h2", source="f1", before={ORIGIN: ""}, goal={ORIGIN: "77"})
    settled(world)
    assert state_of(world, operation) is state


# --- a deletion ---


def test_a_contact_that_was_deleted_is_gone_and_unlinked(world: World) -> None:
    operation = interrupted(world, Verb.DELETE, target="h1", source="f1", link=LINKED)
    del world.highlevel.records["h1"]
    assert settled(world) == 1
    assert state_of(world, operation) is DONE
    assert world.ledger.links == {}


def test_a_contact_that_was_not_deleted_stays_linked_until_it_is(world: World) -> None:
    operation = interrupted(world, Verb.DELETE, target="h1", source="f1", link=LINKED)
    assert settled(world) == 1
    assert state_of(world, operation) is RETRY
    assert LINKED in world.ledger.links


# --- a new contact ---


class Looking:
    """A HighLevel that remembers what it was asked to look for."""

    def __init__(self, world: World, found: Record | None) -> None:
        self.found, self.asked = found, list[tuple[Any, ...]]()
        world.highlevel.find_created = self.find_created  # type: ignore[method-assign]

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        self.asked.append((contact, origin, sent_at))
        return self.found


def new_contact(world: World, source: str = "f2") -> Operation:
    world.export(Contact(company="Bella Snc", city="Bari"), "1002")
    return interrupted(world, Verb.CREATE, source=source, goal={"company": "Bella Snc", "city": "Bari", ORIGIN: "1002"})


def test_a_contact_that_was_created_is_found_by_its_key_and_linked(world: World) -> None:
    """Not found, it would be created a second time; not linked, it would be asked about."""
    operation = new_contact(world)
    world.clock.advance(30)
    contact = Contact(company="Bella Snc", city="Bari")
    looking = Looking(world, world.highlevel.add(contact, "1002"))
    assert settled(world) == 1
    assert looking.asked == [(contact, "1002", operation.at)], "the key is a custom field, not a value of the contact"
    done = world.ledger.operations_by_id[operation.id]
    assert (done.state, done.result_id, done.after["city"]) == (DONE, "h2", "Bari")
    link = world.ledger.links["h2~f2"]
    assert link.base_highlevel["city"] == link.base_fattura24["city"] == "Bari"


def test_a_contact_that_was_not_created_may_be_sent_again(world: World) -> None:
    operation = new_contact(world)
    looking = Looking(world, None)
    assert settled(world) == 1
    assert len(looking.asked) == 1
    assert state_of(world, operation) is RETRY
    assert list(world.ledger.links) == [LINKED]


def test_a_contact_without_a_key_is_looked_for_without_one(world: World) -> None:
    interrupted(world, Verb.CREATE, source="f1", goal={"company": "Bella Snc"})
    looking = Looking(world, None)
    settled(world)
    assert [origin for _, origin, _ in looking.asked] == [""]


def test_a_contact_whose_customer_is_gone_is_not_linked_to_nobody(world: World) -> None:
    """The next plan sees the contact and asks; the rest of the recovery goes on."""
    operation = new_contact(world, source="f9")
    after = interrupted(world, Verb.DELETE, record=RecordType.CUSTOM_FIELD)
    Looking(world, world.highlevel.add(Contact(company="Bella Snc"), "1002"))
    assert settled(world) == 2
    assert state_of(world, operation) is STALE
    assert state_of(world, after) is RETRY
    assert list(world.ledger.links) == [LINKED]


# --- Fattura24, which nobody can look into ---


@pytest.mark.parametrize(
    ("verb", "goal"),
    [
        (Verb.CREATE, {"company": "Bella", "vat_code": "01234567897"}),
        (Verb.CREATE, {"first_name": "Lea", "fiscal_code": "RSSMRA80A01H501U"}),
        (Verb.UPDATE, {"city": "Asti"}),
    ],
)
def test_what_fattura24_recognises_may_be_sent_again(world: World, verb: Verb, goal: dict[str, str]) -> None:
    """With a tax code a repeat meets the same customer; an update says which one it means."""
    operation = interrupted(world, verb, Side.FATTURA24, target="f1", source="h1", goal=goal)
    assert settled(world) == 1
    assert state_of(world, operation) is RETRY
    assert list(world.ledger.links) == [LINKED]


def test_a_customer_without_a_tax_code_is_kept_as_unconfirmed_and_tied_to_its_contact(world: World) -> None:
    """Sent again it could become two; forgotten it would be planned, and so sent, again."""
    world.highlevel.add(Contact(company="Bella Snc", city="Bari"))
    world.ledger.highlevel = dict(world.highlevel.records)
    operation = interrupted(
        world, Verb.CREATE, Side.FATTURA24, source="h2", goal={"company": "Bella Snc", "city": "Bari"}
    )
    assert settled(world) == 1
    assert state_of(world, operation) is OperationState.UNCONFIRMED
    link = world.ledger.link_of(Side.HIGHLEVEL, "h2")
    assert link is not None
    assert not link.confirmed
    assert world.ledger.customers[link.fattura24_id].contact == Contact(company="Bella Snc", city="Bari")
    assert link.base_highlevel["city"] == link.base_fattura24["city"] == "Bari"


def test_a_customer_without_a_tax_code_is_kept_even_where_its_contact_is_gone(world: World) -> None:
    operation = interrupted(world, Verb.CREATE, Side.FATTURA24, source="h9", goal={"company": "Bella Snc"})
    assert settled(world) == 1
    assert state_of(world, operation) is OperationState.UNCONFIRMED
    link = world.ledger.link_of(Side.HIGHLEVEL, "h9")
    assert link is not None
    assert not link.confirmed


# --- the rest ---


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.DELETE])
def test_a_field_may_be_made_or_removed_again(world: World, verb: Verb) -> None:
    operation = interrupted(world, verb, record=RecordType.CUSTOM_FIELD)
    assert settled(world) == 1
    assert state_of(world, operation) is RETRY


@pytest.mark.parametrize("state", [s for s in OperationState if s is not OperationState.SENT])
def test_what_has_an_outcome_is_left_as_it_is(world: World, state: OperationState) -> None:
    """A failure told to the owner must not turn into a success, nor a done deletion be sent again."""
    operation = interrupted(world, Verb.DELETE, target="h1", link=LINKED, state=state)
    assert settled(world) == 0
    assert world.ledger.operations_by_id[operation.id] is operation


def test_every_interrupted_write_is_settled_and_counted(world: World) -> None:
    first, second = (interrupted(world, Verb.CREATE, record=RecordType.CUSTOM_FIELD) for _ in range(2))
    assert settled(world) == 2
    assert {state_of(world, first), state_of(world, second)} == {RETRY}
