"""One write to Fattura24, which nobody can look into: the intent and the spent call first, then the answer, then its
key written into the contact."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.errors import CredentialsRefused, LimitReached, LostAnswer, Ponte24Error, RequestRefused, ServiceUnavailable
from app.records.contact import Contact
from app.sync.contacts.linked import ORIGIN
from app.sync.plan.model import Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from tests.sync.desk import LINKED, ROSSI, Desk
from tests.sync.world import LOST

FIRM = Contact(company="Bella Snc", email="ciao@bella.it", vat_code="01234567897")
LEAD = Contact(company="Bella Snc", email="ciao@bella.it")
PERSON = Contact(first_name="Lea", last_name="Solo", fiscal_code="SLOLEA80A41H501K")
MARK = "run:mark:A1"


@pytest.fixture
def desk() -> Desk:
    return Desk()


# --- an update ---


def move(desk: Desk) -> Operation:
    return desk.operation(
        Verb.UPDATE,
        Side.FATTURA24,
        target="f1",
        source="h1",
        link=LINKED,
        before={"city": "Torino", "email": "info@rossi.it"},
        goal={"city": "Asti", "email": "asti@rossi.it"},
    )


def test_an_update_is_recorded_and_counted_before_it_is_sent_and_moves_the_base_after(desk: Desk) -> None:
    desk.highlevel.edit("h1", city="ASTI")
    desk.look()
    told = desk.done(move(desk))
    desk.intended(Verb.UPDATE, calls=1)
    assert (told.result_id, told.after["city"]) == ("f1", "Asti")
    assert desk.ledger.customers["f1"].contact == replace(ROSSI, city="Asti", email="asti@rossi.it"), "the rest stays"
    assert desk.highlevel.reads == 0
    link = desk.ledger.links[LINKED]
    assert (link.base_highlevel["city"], link.base_fattura24["city"]) == ("ASTI", "Asti")
    assert link.base_fattura24["email"] == "info@rossi.it", "HighLevel has not changed there"


def test_a_street_is_not_written_beside_a_town_that_an_export_has_brought_since_the_preview(desk: Desk) -> None:
    desk.reimport("f1", city="Bari")
    street = desk.operation(
        Verb.UPDATE,
        Side.FATTURA24,
        target="f1",
        source="h1",
        link=LINKED,
        before={"street": ""},
        goal={"street": "Via Po 1"},
    )
    assert desk.refused(street).code == "changed_since_preview"


def test_an_update_of_a_customer_the_mirror_no_longer_has_is_stale(desk: Desk) -> None:
    desk.ledger.customers.clear()
    stale = desk.refused(move(desk))
    assert stale.code == "gone_since_preview"
    assert "Fattura24" in str(stale.describe("it"))


@pytest.mark.parametrize("edit", [{"city": "Bari"}, {"email": "x@y.it"}])
def test_what_a_newer_export_brought_is_not_overwritten(desk: Desk, edit: dict[str, str]) -> None:
    desk.reimport("f1", **edit)
    stale = desk.refused(move(desk))
    assert stale.code == "changed_since_preview"
    assert "Fattura24" in str(stale.describe("it"))
    assert desk.spent == []


# --- a new customer ---


def create(desk: Desk, contact: Contact = FIRM, origin: str = "") -> Operation:
    contact_id = desk.highlevel.add(contact, origin).id
    desk.look()
    goal = {name: value for name, value in contact.items() if value}
    return desk.operation(Verb.CREATE, Side.FATTURA24, source=contact_id, goal=goal)


def test_a_new_customer_is_recorded_and_counted_before_it_is_sent_and_its_key_marked_after(desk: Desk) -> None:
    told = desk.done(create(desk))
    now = desk.clock.now()
    assert desk.witnessed == [([(Verb.CREATE, now)], 1), ([(Verb.MARK, now)], 1)]
    assert told.result_id == "2", "Fattura24's own number"
    assert told.after["vat_code"] == FIRM.vat_code, "an undo must know what was made"
    link = desk.ledger.links["h2~f2"]
    assert link.confirmed
    assert link.base_highlevel["email"] == link.base_fattura24["email"] == "ciao@bella.it"
    assert desk.highlevel.records["h2"].origins == ("API-2",)
    assert desk.ledger.highlevel["h2"].origins == ("API-2",)


def test_the_mark_is_a_write_of_its_own_in_the_journal_with_what_was_there_before(desk: Desk) -> None:
    """The undo takes it back, and a crash between the two is made up for."""
    desk.done(create(desk, origin="999"))
    mark = desk.ledger.operations_by_id[MARK]
    assert (mark.state, mark.side, mark.verb, mark.at) == (
        OperationState.DONE,
        Side.HIGHLEVEL,
        Verb.MARK,
        desk.clock.now(),
    )
    assert (mark.target_id, mark.source_id, mark.actions, mark.title) == ("h2", "f2", ("A1",), "Titolo")
    assert (mark.before, mark.goal) == ({ORIGIN: "999"}, {ORIGIN: "API-2"})


def test_the_mark_changes_nothing_but_the_key(desk: Desk) -> None:
    desk.done(create(desk))
    assert desk.highlevel.records["h2"].contact == FIRM


@pytest.mark.parametrize("field", ["email", "company"])
def test_a_contact_edited_since_the_preview_is_not_sent_as_it_was(desk: Desk, field: str) -> None:
    operation = create(desk)
    desk.highlevel.edit("h2", **{field: "x@y.it"})
    stale = desk.refused(operation)
    assert stale.code == "changed_since_preview"
    assert "HighLevel" in str(stale.describe("it"))
    assert desk.spent == []


def test_a_contact_that_is_gone_does_not_become_a_customer(desk: Desk) -> None:
    operation = create(desk)
    del desk.highlevel.records["h2"]
    stale = desk.refused(operation)
    assert stale.code == "gone_since_preview"
    assert "HighLevel" in str(stale.describe("it"))


@pytest.mark.parametrize("error", [CredentialsRefused("fattura24_key_refused"), LimitReached(until=1.0)])
def test_a_create_turned_away_at_the_door_is_not_taken_for_one_that_may_have_arrived(
    desk: Desk, error: Ponte24Error
) -> None:
    """A lead without a tax code would otherwise never be sent again."""
    desk.fattura24.trouble = [error]
    operation = create(desk, LEAD)
    with pytest.raises(type(error)):
        desk.send(operation)
    assert desk.ledger.operations_by_id[operation.id].state is OperationState.RETRY
    assert list(desk.ledger.links) == [LINKED]


@pytest.mark.parametrize("contact", [FIRM, PERSON])
def test_a_lost_answer_for_one_with_a_tax_code_is_left_open_since_a_repeat_meets_the_same(
    desk: Desk, contact: Contact
) -> None:
    desk.fattura24.trouble = [LOST]
    operation = create(desk, contact)
    with pytest.raises(LostAnswer) as lost:
        desk.send(operation)
    assert lost.value.code == "lost_answer"
    assert desk.ledger.operations_by_id[operation.id].state is OperationState.SENT
    assert list(desk.ledger.links) == [LINKED]


def test_a_lost_answer_for_one_without_is_kept_as_unconfirmed_and_tied_to_the_contact(desk: Desk) -> None:
    """Sent again it could become two customers; forgotten it would be sent again."""
    desk.fattura24.trouble = [LOST]
    operation = create(desk, LEAD)
    with pytest.raises(LostAnswer) as lost:
        desk.send(operation)
    assert lost.value.code == "unconfirmed"
    assert "Fattura24" in str(lost.value.describe("it"))
    assert desk.ledger.operations_by_id[operation.id].state is OperationState.UNCONFIRMED
    link = desk.ledger.links["h2~f2"]
    assert not link.confirmed
    assert link.base_highlevel["email"] == link.base_fattura24["email"] == "ciao@bella.it"
    assert desk.highlevel.records["h2"].origins == (), "nobody knows its key"
    assert desk.ledger.customers["f2"].origins == ("P24-f2",), "nor its number"


# --- the key of the new customer ---


@pytest.mark.parametrize(
    "error",
    [
        ServiceUnavailable("offline", service="HighLevel", host="x"),
        LimitReached(until=1.0),
        RequestRefused(service="HighLevel"),
        LostAnswer(service="HighLevel"),
    ],
)
def test_a_key_that_could_not_be_written_does_not_make_the_new_customer_a_failure(
    desk: Desk, error: Ponte24Error
) -> None:
    """Told as a failure, the owner would look for a customer who is there."""
    desk.highlevel.trouble = [error]
    desk.done(create(desk))
    assert desk.highlevel.records["h2"].origins == ()
    refused = isinstance(error, RequestRefused)
    mark = desk.ledger.operations_by_id[MARK]
    assert mark.state is (OperationState.FAILED if refused else OperationState.SENT)
    assert ("request_refused" in mark.detail) is refused


def test_a_refused_token_ends_the_run_even_after_the_customer_was_made(desk: Desk) -> None:
    desk.highlevel.trouble = [CredentialsRefused("highlevel_token_refused")]
    with pytest.raises(CredentialsRefused):
        desk.send(create(desk))
    assert "h2~f2" in desk.ledger.links, "the customer is there all the same"


@pytest.mark.parametrize(("side", "marked"), [(Side.HIGHLEVEL, False), (Side.FATTURA24, True)])
def test_a_contact_is_not_marked_where_highlevel_may_not_be_written(side: Side, marked: bool) -> None:
    desk = Desk(read_only=frozenset({side}))
    desk.done(create(desk))
    assert (MARK in desk.ledger.operations_by_id) is marked
    assert bool(desk.highlevel.records["h2"].origins) is marked


def test_a_contact_that_carries_the_key_already_is_not_written(desk: Desk) -> None:
    desk.done(create(desk, origin="API-2"))
    assert MARK not in desk.ledger.operations_by_id
    assert len(desk.witnessed) == 1


def test_a_customer_without_a_key_leaves_no_blank_mark(desk: Desk) -> None:
    operation = create(desk)
    customer = Record(Side.FATTURA24, "f2", FIRM)
    asyncio.run(desk.contacts.mark(operation, desk.highlevel.records["h2"], customer))
    assert desk.witnessed == []


# --- after a crash between the customer and its key ---


def unmarked(desk: Desk) -> Operation:
    """The customer was created and linked, then the program died."""
    desk.highlevel.trouble = [LimitReached(until=1.0)]
    told = desk.done(create(desk))
    del desk.ledger.operations_by_id[MARK]
    desk.witnessed.clear()
    return told


def mark_again(desk: Desk, created: Operation, **state: OperationState) -> None:
    known = {MARK: replace(created, id=MARK, **state)} if state else {}  # type: ignore[arg-type]
    asyncio.run(desk.contacts.mark_again(created, known))


def test_the_key_is_written_in_the_next_attempt(desk: Desk) -> None:
    mark_again(desk, unmarked(desk))
    assert desk.highlevel.records["h2"].origins == ("API-2",)


@pytest.mark.parametrize("state", OperationState)
def test_a_key_that_is_known_to_be_written_costs_no_further_call(desk: Desk, state: OperationState) -> None:
    created = unmarked(desk)
    reads = desk.highlevel.reads
    mark_again(desk, created, state=state)
    done = state is OperationState.DONE
    assert (len(desk.witnessed), desk.highlevel.reads - reads) == ((0, 0) if done else (1, 1))


def test_a_customer_that_was_taken_apart_or_left_the_mirror_meanwhile_is_not_marked(desk: Desk) -> None:
    created = unmarked(desk)
    kept = desk.ledger.links.pop("h2~f2")
    mark_again(desk, created)
    desk.ledger.links["h2~f2"] = kept
    desk.ledger.customers.pop("f2")
    mark_again(desk, created)
    assert desk.witnessed == []


def test_a_contact_that_was_created_needs_no_mark_since_it_was_born_with_one(desk: Desk) -> None:
    created = replace(desk.operation(Verb.CREATE, source="f1"), result_id="h1")
    asyncio.run(desk.contacts.mark_again(created, {}))
    desk.ledger.links["f1~f1"] = replace(desk.ledger.links[LINKED], id="f1~f1", highlevel_id="f1")
    asyncio.run(desk.contacts.mark_again(created, {}))
    assert desk.highlevel.reads == 0
