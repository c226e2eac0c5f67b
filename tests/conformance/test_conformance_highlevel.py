"""What every HighLevel gateway must do: the one in memory that the proofs run on, and the real connector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import DuplicateRefused, LostAnswer, Ponte24Error, RecordGone, ServiceUnavailable
from app.records.contact import Contact
from app.sync.plan.model import Record, Side
from tests.conformance.rigs import MemoryHighLevelRig, SandboxHighLevelRig, close

ANNA = Contact(
    first_name="Anna",
    last_name="Verdi",
    email="Anna@Verdi.it",
    mobile="+393401234567",
    street="Via Po 1",
    postal_code="10100",
    city="Torino",
    province="TO",
    country="IT",
    fiscal_code="VRDNNA80A41H501X",
    sdi_code="ABC1234",
    pec="anna@pec.it",
)


@pytest.fixture(params=[MemoryHighLevelRig, SandboxHighLevelRig], ids=["memory", "connector"])
def rig(request: pytest.FixtureRequest) -> Iterator[Any]:
    made = request.param()
    yield made
    close(made)


def create(rig: Any, contact: Contact = ANNA, origin: str = "F1") -> Record:
    record: Record = rig.run(lambda g: g.create(contact, origin))
    return record


def update(rig: Any, record: Record, origin: str = "", **values: str) -> Record:
    async def act(gateway: Any) -> Record:
        current = await gateway.read(record.id)
        found: Record = await gateway.update(current, current.contact.with_values(values), origin)
        return found

    found: Record = rig.run(act)
    return found


def read(rig: Any, record_id: str) -> Record:
    record: Record = rig.run(lambda g: g.read(record_id))
    return record


def test_a_created_contact_is_answered_and_read_alike_in_the_engines_terms(rig: Any) -> None:
    made = create(rig)
    found = read(rig, made.id)
    assert (made.side, made.origins) == (Side.HIGHLEVEL, ("F1",))
    assert made.contact == found.contact
    assert (found.contact.email, found.contact.mobile) == ("anna@verdi.it", "+393401234567")
    assert (found.contact.pec, found.contact.fiscal_code) == ("anna@pec.it", "VRDNNA80A41H501X")
    assert made.updated_at == found.updated_at > 0
    assert len(rig.records()) == 1


def test_an_update_writes_only_what_differs(rig: Any) -> None:
    made = create(rig)
    before = dict(rig.records()[made.id])
    changed = update(rig, made, city="Asti", pec="altra@pec.it")
    after = rig.records()[made.id]
    assert (changed.contact.city, changed.contact.pec) == ("Asti", "altra@pec.it")
    moved = {n for n in before if before[n] != after.get(n)} - {"dateUpdated"}
    assert moved == {"city", "customFields"}
    assert read(rig, made.id).contact == changed.contact


def test_a_blank_clears_and_nothing_to_write_is_no_write(rig: Any) -> None:
    made = create(rig)
    cleared = update(rig, made, city="", pec="")
    assert (cleared.contact.city, cleared.contact.pec) == ("", "")
    stamp = rig.records()[made.id]["dateUpdated"]
    update(rig, made)
    assert rig.records()[made.id]["dateUpdated"] == stamp


def test_the_key_is_written_and_not_twice(rig: Any) -> None:
    made = create(rig, origin="")
    assert made.origins == ()
    assert update(rig, made, origin="F9").origins == ("F9",)
    stamp = rig.records()[made.id]["dateUpdated"]
    assert update(rig, made, origin="F9").origins == ("F9",)
    assert rig.records()[made.id]["dateUpdated"] == stamp


def test_a_second_contact_with_the_same_e_mail_or_phone_is_refused_and_named(rig: Any) -> None:
    made = create(rig)
    for twin in (Contact(first_name="B", email="ANNA@verdi.it"), Contact(first_name="C", mobile="+393401234567")):
        with pytest.raises(DuplicateRefused) as refused:
            create(rig, twin, "F2")
        assert refused.value.contact_id == made.id
    assert len(rig.records()) == 1


def test_what_is_gone_is_gone(rig: Any) -> None:
    made = create(rig)
    rig.remove(made.id)
    for act in (
        lambda g: g.read(made.id),
        lambda g: g.update(made, made.contact.with_values({"city": "Asti"}), ""),
        lambda g: g.delete(made.id),
    ):
        with pytest.raises(RecordGone):
            rig.run(act)
    assert rig.records() == {}


def test_a_delete_deletes(rig: Any) -> None:
    made = create(rig)
    rig.run(lambda g: g.delete(made.id))
    assert rig.records() == {}


@pytest.mark.parametrize(("how", "arrived"), [("lost", 1), ("cut", 0)])
def test_a_create_without_an_answer_is_a_lost_answer_and_can_be_looked_up(rig: Any, how: str, arrived: int) -> None:
    rig.spoil(how)
    with pytest.raises(LostAnswer):
        create(rig)
    assert len(rig.records()) == arrived
    found = rig.run(lambda g: g.find_created(ANNA, "F1", rig.now()))
    assert (found is not None) == bool(arrived)
    if found is not None:
        assert found.id in rig.records()
        assert found.origins == ("F1",)


def test_a_stranger_with_the_same_e_mail_is_not_what_was_created(rig: Any) -> None:
    create(rig, Contact(first_name="Bruno", email="anna@verdi.it"), "F7")
    assert rig.run(lambda g: g.find_created(ANNA, "F1", rig.now())) is None


def test_a_create_without_anything_to_look_it_up_by_cannot_be_known(rig: Any) -> None:
    with pytest.raises(LostAnswer):
        rig.run(lambda g: g.find_created(Contact(company="Senza recapiti"), "", 0.0))


def test_by_its_key_a_contact_without_e_mail_is_found(rig: Any) -> None:
    made = create(rig, Contact(company="Senza recapiti"), "F5")
    found = rig.run(lambda g: g.find_created(Contact(company="Senza recapiti"), "F5", rig.now()))
    assert found is not None
    assert found.id == made.id


@pytest.mark.parametrize("how", ["busy", "refused"])
def test_an_ill_service_or_a_refusal_is_an_error_for_people_and_nothing_is_written(rig: Any, how: str) -> None:
    made = create(rig)
    stamp = rig.records()[made.id]["dateUpdated"]
    rig.spoil(how)
    with pytest.raises(Ponte24Error) as failed:
        update(rig, made, city="Asti") if how == "refused" else create(rig, Contact(first_name="B", email="b@x.it"))
    assert isinstance(failed.value, ServiceUnavailable) == (how == "busy")
    assert not isinstance(failed.value, LostAnswer) or how == "busy"
    assert rig.records()[made.id]["dateUpdated"] == stamp
    assert len(rig.records()) == 1


def test_a_field_is_made_once_and_deleted_by_its_name(rig: Any) -> None:
    first = rig.run(lambda g: g.create_custom_field("Nuovo campo"))
    assert rig.run(lambda g: g.create_custom_field("Nuovo campo")) == first
    rig.run(lambda g: g.delete_custom_field("Nuovo campo"))
    rig.run(lambda g: g.delete_custom_field("Nuovo campo"))
    assert rig.run(lambda g: g.create_custom_field("Nuovo campo")) != first


def test_a_landline_alone_takes_the_one_phone_and_is_read_as_a_landline(rig: Any) -> None:
    made = create(rig, Contact(company="Studio", landline="+390612345678"), "F3")
    found = read(rig, made.id).contact
    assert (found.mobile, found.landline) == ("", "+390612345678")
