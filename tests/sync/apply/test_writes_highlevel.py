"""One write to HighLevel: look first, record the intent, send, record the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import CredentialsRefused, LimitReached, LostAnswer, Ponte24Error, RecordGone
from app.records.contact import Contact
from app.sync.contacts.linked import ORIGIN
from app.sync.plan.model import Link, Record, RecordType
from app.sync.plan.operation import Operation, OperationState, Verb
from tests.sync.desk import LINKED, ROSSI, Desk
from tests.sync.world import LOST

BELLA = Contact(company="Bella Snc", email="ciao@bella.it")


@pytest.fixture
def desk() -> Desk:
    return Desk()


# --- an update ---


def move(desk: Desk, **more: str) -> Operation:
    """Rossi moved to Asti and changed the address of its e-mail."""
    return desk.operation(
        Verb.UPDATE,
        target="h1",
        source="f1",
        link=LINKED,
        before={"city": "Torino", "email": "info@rossi.it"},
        goal={"city": "Asti", "email": "asti@rossi.it", **more},
    )


def test_an_update_is_recorded_before_it_is_sent_and_moves_the_base_after(desk: Desk) -> None:
    desk.reimport("f1", city="Asti")
    told = desk.done(move(desk))
    desk.intended(Verb.UPDATE)
    assert (told.result_id, told.after["city"], told.after["note"]) == ("h1", "Asti", "paga a 60 giorni")
    assert desk.highlevel.records["h1"].contact == replace(ROSSI, city="Asti", email="asti@rossi.it")
    assert desk.ledger.highlevel["h1"].contact.city == "Asti"
    base = desk.ledger.links[LINKED].base_highlevel
    assert (base["city"], base["email"]) == ("Asti", "info@rossi.it"), "only where both are equal now"


def test_what_is_there_already_is_not_sent_but_counts_as_done(desk: Desk) -> None:
    """Another program wrote it meanwhile: a second write would spend a call for nothing."""
    desk.reimport("f1", city="Asti", email="asti@rossi.it")
    desk.highlevel.edit("h1", city="ASTI", email="Asti@Rossi.it")
    told = desk.done(move(desk))
    assert desk.witnessed == []
    assert told.after["city"] == "ASTI"
    assert desk.ledger.links[LINKED].base_highlevel["city"] == "ASTI"


def test_half_of_an_update_being_there_already_does_not_stop_the_other_half(desk: Desk) -> None:
    desk.highlevel.edit("h1", city="Asti")
    desk.done(move(desk))
    assert desk.highlevel.records["h1"].contact.email == "asti@rossi.it"


@pytest.mark.parametrize("edit", [{"city": "Bari"}, {"email": "x@y.it"}, {"city": "Asti", "email": "x@y.it"}])
def test_an_edit_since_the_preview_is_not_overwritten(desk: Desk, edit: dict[str, str]) -> None:
    desk.highlevel.edit("h1", **edit)
    stale = desk.refused(move(desk))
    assert stale.code == "changed_since_preview"
    assert "HighLevel" in str(stale.describe("it"))


def test_a_street_is_not_written_beside_a_town_that_was_changed_since_the_preview(desk: Desk) -> None:
    desk.highlevel.edit("h1", city="Bari", postal_code="70121")
    street = desk.operation(
        Verb.UPDATE, target="h1", source="f1", link=LINKED, before={"street": ""}, goal={"street": "Via Po 1"}
    )
    assert desk.refused(street).code == "changed_since_preview"


def test_what_is_changed_since_the_preview_to_the_address_of_the_other_side_stops_nothing(desk: Desk) -> None:
    desk.reimport("f1", street="Via Po 1", city="Asti")
    desk.highlevel.edit("h1", city="ASTI")
    street = desk.operation(
        Verb.UPDATE, target="h1", source="f1", link=LINKED, before={"street": ""}, goal={"street": "Via Po 1"}
    )
    assert desk.done(street).after["street"] == "Via Po 1"


def test_an_update_of_a_contact_that_is_gone_is_stale(desk: Desk) -> None:
    del desk.highlevel.records["h1"]
    stale = desk.refused(move(desk))
    assert stale.code == "gone_since_preview"
    assert "HighLevel" in str(stale.describe("it"))


def test_an_update_writes_the_key_only_where_the_plan_says_so(desk: Desk) -> None:
    desk.done(move(desk))
    assert desk.highlevel.records["h1"].origins == ("1001",)
    keyed = desk.operation(Verb.UPDATE, target="h1", link=LINKED, before={ORIGIN: "1001"}, goal={ORIGIN: "2002"})
    desk.done(keyed)
    assert desk.highlevel.records["h1"].origins == ("2002",)


def test_an_update_of_a_pair_that_was_taken_apart_meanwhile_ties_nobody(desk: Desk) -> None:
    desk.ledger.links.clear()
    assert desk.done(move(desk)).after["city"] == "Asti"
    assert desk.ledger.links == {}


def test_an_update_whose_customer_left_the_mirror_keeps_the_base(desk: Desk) -> None:
    before = desk.ledger.links[LINKED]
    desk.ledger.customers.clear()
    desk.done(move(desk))
    assert desk.ledger.links[LINKED] == before


def test_after_an_undo_both_values_count_as_agreed_so_that_the_next_run_does_not_redo_them() -> None:
    desk = Desk(undoes="an earlier run")
    desk.done(move(desk))
    link = desk.ledger.links[LINKED]
    assert (link.base_highlevel["city"], link.base_fattura24["city"]) == ("Asti", "Torino")


# --- a new contact ---


def create(desk: Desk, origin: str = "1002") -> Operation:
    desk.export(BELLA, "1002")
    goal = {"company": BELLA.company, "email": BELLA.email}
    return desk.operation(Verb.CREATE, source="f2", goal={**goal, ORIGIN: origin} if origin else goal)


def test_a_new_contact_is_recorded_before_it_is_sent_and_linked_after(desk: Desk) -> None:
    told = desk.done(create(desk))
    desk.intended(Verb.CREATE)
    assert (told.result_id, told.after["email"]) == ("h2", "ciao@bella.it")
    assert desk.highlevel.records["h2"].origins == ("1002",)
    link = desk.ledger.links["h2~f2"]
    assert link.base_highlevel["email"] == link.base_fattura24["email"] == "ciao@bella.it"


def test_a_new_contact_without_a_key_gets_none(desk: Desk) -> None:
    desk.done(create(desk, origin=""))
    assert desk.highlevel.records["h2"].origins == ()


def test_a_contact_that_carries_the_very_key_is_taken_over_not_made_twice(desk: Desk) -> None:
    """The create arrived earlier and its answer was lost: HighLevel refuses the second one and names the first."""
    desk.highlevel.add(BELLA, "1002")
    told = desk.done(create(desk))
    assert told.result_id == "h2"
    assert len(desk.highlevel.records) == 2
    assert "h2~f2" in desk.ledger.links


@pytest.mark.parametrize(("theirs", "ours"), [("", "1002"), ("999", "1002"), ("", ""), ("999", "")])
def test_a_stranger_with_the_same_e_mail_is_not_taken_for_the_customer(desk: Desk, theirs: str, ours: str) -> None:
    desk.highlevel.add(BELLA, theirs)
    links = dict(desk.ledger.links)
    with pytest.raises(Ponte24Error) as stale:
        desk.send(create(desk, ours))
    assert stale.value.code == "appeared_since_preview"
    assert "HighLevel" in str(stale.value.describe("it"))
    assert "duplicate_refused" in stale.value.details
    assert desk.ledger.links == links
    assert len(desk.highlevel.records) == 2


@pytest.mark.parametrize("error", [CredentialsRefused("highlevel_token_refused"), LimitReached(until=1.0)])
def test_a_create_turned_away_at_the_door_need_not_be_searched_for(desk: Desk, error: Ponte24Error) -> None:
    desk.highlevel.trouble = [error]
    operation = create(desk)
    with pytest.raises(type(error)):
        desk.send(operation)
    assert desk.ledger.operations_by_id[operation.id].state is OperationState.RETRY


def test_a_create_whose_answer_was_lost_is_looked_for_by_key_and_time(desk: Desk) -> None:
    asked = []
    found = desk.highlevel.find_created

    async def looking(contact: Contact, origin: str, sent_at: float) -> Record | None:
        asked.append((contact, origin, sent_at))
        return await found(contact, origin, sent_at)

    desk.highlevel.find_created = looking  # type: ignore[method-assign]
    desk.highlevel.trouble = [LOST]
    told = desk.done(create(desk))
    assert told.result_id == "h2"
    assert asked == [(BELLA, "1002", desk.clock.now())]
    assert len(desk.highlevel.records) == 2, "not created a second time"


def test_a_create_that_never_arrived_is_sent_once_more(desk: Desk) -> None:
    desk.highlevel.trouble = [LostAnswer(service="HighLevel")]
    assert desk.done(create(desk)).result_id == "h2"
    assert len(desk.highlevel.records) == 2


def test_a_contact_whose_customer_left_the_mirror_is_not_tied_to_nobody(desk: Desk) -> None:
    operation = create(desk)
    desk.ledger.customers.pop("f2")
    links = dict(desk.ledger.links)
    with pytest.raises(Ponte24Error) as stale:
        desk.send(operation)
    assert stale.value.code == "gone_since_preview"
    assert "Fattura24" in str(stale.value.describe("it"))
    assert desk.ledger.links == links


# --- a deletion ---


def delete(desk: Desk) -> Operation:
    return desk.operation(Verb.DELETE, target="h1", source="f1", link=LINKED)


def test_a_deletion_is_recorded_before_it_is_sent_and_unlinks(desk: Desk) -> None:
    desk.done(delete(desk))
    desk.intended(Verb.DELETE)
    assert desk.highlevel.records == {}
    assert desk.ledger.links == {}


def test_a_contact_edited_since_the_preview_is_not_deleted_even_where_the_edit_is_not_mapped(desk: Desk) -> None:
    contact = desk.highlevel.records["h1"]
    for touched in (replace(contact, updated_at=contact.updated_at + 1), replace(contact, origins=("9",))):
        desk.highlevel.records["h1"] = touched
        stale = desk.refused(delete(desk))
        assert stale.code == "changed_since_preview"
        assert "HighLevel" in str(stale.describe("it"))


def test_a_contact_this_machine_no_longer_knows_is_deleted_as_confirmed(desk: Desk) -> None:
    desk.ledger.highlevel.clear()
    desk.done(delete(desk))
    assert desk.highlevel.records == {}


def test_a_contact_deleted_by_somebody_else_counts_as_deleted(desk: Desk) -> None:
    """Before our look, or between it and our own deletion: the owner wanted it gone and it is."""
    del desk.highlevel.records["h1"]

    async def gone(_record_id: str) -> None:
        raise RecordGone(service="HighLevel")

    desk.highlevel.delete = gone  # type: ignore[method-assign, assignment]
    desk.done(delete(desk))
    assert desk.ledger.links == {}
    late = Desk()
    late.highlevel.delete = gone  # type: ignore[method-assign, assignment]
    late.done(delete(late))
    assert late.ledger.links == {}


# --- fields ---


def test_a_field_is_recorded_before_it_is_made_and_known_by_its_id(desk: Desk) -> None:
    told = desk.done(desk.operation(Verb.CREATE, record=RecordType.CUSTOM_FIELD))
    desk.intended(Verb.CREATE)
    assert told.result_id == "Titolo"
    assert desk.highlevel.fields == ["Titolo"]


def test_a_field_is_recorded_before_it_is_removed(desk: Desk) -> None:
    desk.highlevel.fields = ["Titolo", "PEC"]
    told = desk.done(desk.operation(Verb.DELETE, record=RecordType.CUSTOM_FIELD))
    desk.intended(Verb.DELETE)
    assert told.result_id == ""
    assert desk.highlevel.fields == ["PEC"]


# --- links ---


def link(desk: Desk, target: str = "h1", source: str = "f1") -> Operation:
    return desk.operation(Verb.LINK, target=target, source=source)


def test_two_are_linked_with_a_base_of_what_is_equal_and_without_any_call(desk: Desk) -> None:
    desk.highlevel.add(replace(BELLA, city="Asti"))
    desk.export(replace(BELLA, city="Bari"), "1002")
    desk.look()
    desk.done(link(desk, "h2", "f2"))
    made = desk.ledger.links["h2~f2"]
    assert made.base_highlevel["email"] == "ciao@bella.it"
    assert "city" not in made.base_highlevel, "where they differ it is still to be asked"
    assert desk.witnessed == []
    assert desk.highlevel.reads == 0


def test_linking_the_same_two_again_changes_nothing(desk: Desk) -> None:
    desk.done(link(desk))
    assert list(desk.ledger.links) == [LINKED]


@pytest.mark.parametrize(("target", "source"), [("h1", "f2"), ("h2", "f1")])
def test_whoever_has_a_counterpart_does_not_get_a_second_one(desk: Desk, target: str, source: str) -> None:
    """Two links on one record would send one customer's data to two others."""
    desk.highlevel.add(BELLA)
    desk.export(BELLA, "1002")
    desk.look()
    stale = desk.refused(link(desk, target, source))
    assert stale.code == "changed_since_preview"
    assert "HighLevel" in str(stale.describe("it"))


@pytest.mark.parametrize(("target", "source", "gone_from"), [("h9", "f2", "HighLevel"), ("h2", "f9", "Fattura24")])
def test_nobody_is_linked_to_a_record_that_is_gone(desk: Desk, target: str, source: str, gone_from: str) -> None:
    desk.highlevel.add(BELLA)
    desk.export(BELLA, "1002")
    desk.look()
    stale = desk.refused(link(desk, target, source))
    assert stale.code == "gone_since_preview"
    assert gone_from in str(stale.describe("it"))


def test_taking_two_apart_costs_no_call(desk: Desk) -> None:
    desk.ledger.links["other"] = Link("other", "h7", "f7")
    desk.done(desk.operation(Verb.UNLINK, target="h1", source="f1", link=LINKED))
    assert list(desk.ledger.links) == ["other"]
    assert (desk.witnessed, desk.highlevel.reads) == ([], 0)
