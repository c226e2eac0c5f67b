"""HighLevel's known faults with contacts (reference: HighLevel 7): the sandbox shows each, nothing is lost.

Each test is named after its row. Most show the fault by a bare request first, so that it cannot pass on a
sandbox that has become too kind.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.errors import DuplicateRefused, LostAnswer, RequestRefused
from app.records.contact import Contact
from tests.connectors.bench import Bench

IDA = Contact(first_name="Ida", last_name="Re", email="ida@forno.it", mobile="+393331111111", country="IT")
OTHER_PHONE = "+393332222222"


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.all_fields()
    return made


def sent(bench: Bench) -> int:
    """How many requests the sandbox has got."""
    return bench.state.traffic.count("highlevel")


def location(bench: Bench) -> str:
    return str(bench.state.world.location["id"])


def known(bench: Bench, **values: Any) -> str:
    """A contact that the owner has made; returns its id."""
    return str(bench.state.create_contact(values)["id"])


def contacts(bench: Bench) -> int:
    return len(bench.state.highlevel.contacts)


def test_issue_37_upsert_drops_phone_of_another_contact(bench: Bench) -> None:
    ida = known(bench, firstName="Ida", email="ida@forno.it", phone="+393331111111")
    leo = known(bench, firstName="Leo", email="leo@forno.it", phone=OTHER_PHONE)
    values = {"email": "ida@forno.it", "phone": OTHER_PHONE, "city": "Roma"}
    done = bench.ask(lambda c: c.upsert_contact(values))
    assert (done.contact.id, done.new, done.dropped) == (ida, False, ("phone",))
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.save_contact({**values, "city": "Milano"}))
    assert caught.value.code == "contacts_disagree"
    assert bench.contact(ida)["city"] == "Roma"
    assert bench.contact(leo)["phone"] == OTHER_PHONE
    assert contacts(bench) == 2


def test_issue_37_the_sync_takes_no_phone_away(bench: Bench) -> None:
    leo = known(bench, firstName="Leo", phone=OTHER_PHONE)
    record = bench.run(lambda g: g.create(IDA, "F1"))

    async def act(gateway: Any) -> Any:
        return await gateway.update(record, IDA.with_values({"mobile": OTHER_PHONE}), None)

    with pytest.raises(DuplicateRefused) as caught:
        bench.run(act)
    assert (caught.value.contact_id, caught.value.matching_field) == (leo, "phone")
    assert bench.contact(leo)["phone"] == OTHER_PHONE
    assert bench.contact(record.id)["phone"] == IDA.mobile
    assert contacts(bench) == 2


def test_issue_337_upsert_loses_the_main_email(bench: Bench) -> None:
    shown = known(bench, firstName="Bea", email="bea@forno.it", additionalEmails=["bea@casa.it"])
    body = {"locationId": location(bench), "email": "bea@casa.it"}
    assert bench.raw("POST", "/contacts/upsert", body).json()["contact"]["email"] == "bea@casa.it"
    assert bench.contact(shown)["email"] == "bea@casa.it"

    ida = known(bench, firstName="Ida", email="ida@forno.it", phone="+393331111111", additionalEmails=["ida@casa.it"])
    saved = bench.ask(lambda c: c.save_contact({"email": "ida@casa.it", "phone": "+393331111111", "city": "Roma"}))
    assert (saved.contact.id, saved.new) == (ida, False)
    kept = bench.contact(ida)
    assert (kept["email"], kept["additionalEmails"], kept["city"]) == ("ida@forno.it", ["ida@casa.it"], "Roma")


def test_issue_337_the_sync_writes_no_company_through_such_an_email(bench: Bench) -> None:
    bea = known(bench, firstName="Bea", email="bea@forno.it", additionalEmails=["ida@forno.it"])
    record = bench.run(lambda g: g.create(IDA, "F1"))
    bench.run(lambda g: g.update(record, IDA.with_values({"company": "Forno Re"}), ""))
    kept = bench.contact(bea)
    assert (kept["email"], kept["additionalEmails"]) == ("bea@forno.it", ["ida@forno.it"])
    assert kept.get("companyName") is None
    assert bench.contact(record.id)["companyName"] == "Forno Re"


@pytest.mark.parametrize("field", ["additionalEmails", "additionalPhones"])
def test_issue_262_59_331_additional_emails_and_phones_are_not_writable(bench: Bench, field: str) -> None:
    ida = known(bench, firstName="Ida", email="ida@forno.it", additionalEmails=["ida@casa.it"])
    refused = bench.raw("PUT", f"/contacts/{ida}", {"city": "Roma", field: []})
    assert refused.status_code == 422
    assert refused.json()["message"] == [f"property {field} should not exist"]
    before = sent(bench)
    for act in (
        lambda c: c.update_contact(ida, {"city": "Roma", field: []}),
        lambda c: c.create_contact({"firstName": "Leo", field: []}),
        lambda c: c.upsert_contact({"email": "ida@forno.it", field: []}),
    ):
        with pytest.raises(RequestRefused) as caught:
            bench.ask(act)
        assert caught.value.code == "field_not_writable"
        assert caught.value.params["fields"] == field
    assert sent(bench) == before
    found = bench.ask(lambda c: c.get_contact(ida))
    assert found.additional_emails == ({"email": "ida@casa.it"},)


def test_issue_64_created_although_the_answer_is_422(bench: Bench) -> None:
    bench.state.faults.add("422-created")
    record = bench.run(lambda g: g.create(IDA, "F1"))
    assert record.origins == ("F1",)
    assert contacts(bench) == 1
    assert bench.writes() == 1


@pytest.mark.parametrize("fault", ["504-done", "cut-after"])
def test_issue_64_created_although_no_answer_came(bench: Bench, fault: str) -> None:
    bench.state.faults.add(fault, method="POST", path="/contacts/", times=1)
    sent_at = bench.clock.now()
    with pytest.raises(LostAnswer):
        bench.run(lambda g: g.create(IDA, "F1"))
    found = bench.run(lambda g: g.find_created(IDA, "F1", sent_at))
    assert found.origins == ("F1",)
    assert contacts(bench) == 1


def test_issue_289_phone_search_finds_nothing(bench: Bench) -> None:
    ida = known(bench, firstName="Ida", phone="+393331111111")
    bench.state.clock.advance(90)
    by_phone = [{"field": "phone", "operator": "eq", "value": "+393331111111"}]
    assert bench.ask(lambda c: c.search_contacts_advanced(filters=by_phone)).total == 0
    assert bench.ask(lambda c: c.get_duplicate_contact(number="+393331111111")).id == ida


def test_issue_289_the_sync_finds_a_lost_create_by_its_phone(bench: Bench) -> None:
    only_phone = Contact(first_name="Ida", mobile="+393331111111", country="IT")
    bench.state.faults.add("cut-after", method="POST", path="/contacts/", times=1)
    sent_at = bench.clock.now()
    with pytest.raises(LostAnswer):
        bench.run(lambda g: g.create(only_phone, "F1"))
    assert bench.run(lambda g: g.find_created(only_phone, "F1", sent_at)).origins == ("F1",)
    assert contacts(bench) == 1


def test_issue_42_custom_field_filter_ignored(bench: Bench) -> None:
    for number in range(30):
        known(bench, firstName=f"C{number}")
    bench.state.clock.advance(90)
    bench.state.switches.highlevel.custom_field_filter_ignored = True
    by_field = [{"field": "customFields.whatever", "operator": "eq", "value": "F1"}]
    assert bench.ask(lambda c: c.search_contacts_advanced(filters=by_field)).total == 30

    nameless = Contact(first_name="Ida", last_name="Re", country="IT")
    sent_at = bench.clock.now()
    with pytest.raises(LostAnswer):  # it is not known, and so nothing is created a second time
        bench.run(lambda g: g.find_created(nameless, "F1", sent_at))
    with pytest.raises(LostAnswer):  # nor can a key be looked up that is too long to search for
        bench.run(lambda g: g.find_created(nameless, "F" * 76, sent_at))
    with pytest.raises(RequestRefused) as caught:  # the bare name of the field is what is ignored for certain
        bench.ask(
            lambda c: c.search_contacts_advanced(filters=[{"field": "fattura24_id", "operator": "eq", "value": "F1"}])
        )
    assert caught.value.code == "search_field_unknown"


def test_issue_43_279_search_does_not_know_dnd(bench: Bench) -> None:
    settings = {"Email": {"status": "active", "message": "", "code": ""}}
    ida = known(bench, firstName="Ida", dnd=True, dndSettings=settings)
    bench.state.clock.advance(90)
    bench.state.switches.highlevel.search_knows_dnd = False
    found = bench.ask(lambda c: c.search_contacts_advanced()).contacts[0]
    assert "dndSettings" not in found.wire
    record = bench.ask(lambda c: c.get_contact(ida))
    assert (record.dnd, record.dnd_settings) == (True, settings)
    # The sync never writes what it has not read, so that the setting stays as it is.
    read = bench.run(lambda g: g.read_all()).records[0]
    bench.run(lambda g: g.update(read, read.contact.with_values({"city": "Roma"}), ""))
    assert bench.contact(ida)["dndSettings"] == settings


def test_issue_313_gender_dropped_on_upsert(bench: Bench) -> None:
    ida = known(bench, firstName="Ida", email="ida@forno.it", gender="female")
    body = {"locationId": location(bench), "email": "ida@forno.it", "gender": "male"}
    assert bench.raw("POST", "/contacts/upsert", body).status_code == 200
    assert bench.contact(ida)["gender"] == "female"
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.upsert_contact({"email": "ida@forno.it", "gender": "male"}))
    assert (caught.value.code, caught.value.params["fields"]) == ("field_not_writable", "gender")
    record = bench.run(lambda g: g.read(ida))
    bench.run(lambda g: g.update(record, record.contact.with_values({"city": "Roma"}), None))
    assert bench.contact(ida)["gender"] == "female"


def test_issue_124_date_of_birth_dropped(bench: Bench) -> None:
    ida = known(bench, firstName="Ida", email="ida@forno.it")
    born = {"dateOfBirth": date(1980, 1, 31)}
    assert bench.ask(lambda c: c.update_contact(ida, born)).date_of_birth == date(1980, 1, 31)
    bench.state.edit_contact(ida, {"dateOfBirth": None})
    bench.state.switches.highlevel.birth_date_is_dropped = True
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.update_contact(ida, {**born, "city": "Roma"}))
    assert (caught.value.code, caught.value.params["fields"]) == ("value_not_taken", "dateOfBirth")
    assert bench.ask(lambda c: c.upsert_contact({"email": "ida@forno.it", **born})).dropped == ("dateOfBirth",)


def test_issue_22_business_id_null(bench: Bench) -> None:
    firm = bench.ask(lambda c: c.create_business("Forno Re"))
    ids = [known(bench, firstName=f"C{n}") for n in range(60)]
    assert bench.ask(lambda c: c.add_remove_contact_from_business(ids, firm.id)) == ids
    assert {bench.contact(i)["businessId"] for i in ids} == {firm.id}
    last = bench.ask(lambda c: c.iterate_contacts_of_business(firm.id))[-1]
    assert (last.collected, last.complete) == (60, True)
    for way in ("refuse", "ignore"):
        bench.state.switches.highlevel.bulk_business_null = way
        with pytest.raises(RequestRefused):
            bench.ask(lambda c: c.add_remove_contact_from_business(ids, None))
        assert {bench.contact(i).get("businessId") for i in ids} == {firm.id}
    bench.state.switches.highlevel.bulk_business_null = "unlink"
    assert bench.ask(lambda c: c.add_remove_contact_from_business(ids, None)) == ids
    assert {bench.contact(i).get("businessId") for i in ids} == {None}


def test_issue_315_bulk_tag_limit_undocumented(bench: Bench) -> None:
    ids = [known(bench, firstName=f"C{n}") for n in range(130)]
    bench.state.switches.highlevel.bulk_tags_limit = 50
    body = {"contacts": ids, "tags": ["vip"], "locationId": location(bench)}
    assert bench.raw("POST", "/contacts/bulk/tags/update/add", body).status_code == 422
    bench.state.delete_contact(ids[7])
    result = bench.ask(lambda c: c.create_association("add", ids, ["VIP"]))
    assert result.failed == (ids[7],)
    assert {tuple(c["tags"]) for c in bench.state.highlevel.contacts.values()} == {("vip",)}


def test_issue_31_247_search_body_undocumented(bench: Bench) -> None:
    known(bench, firstName="Ida")
    bench.state.clock.advance(90)
    assert bench.raw("POST", "/contacts/search", {}).status_code == 422
    answer = bench.ask(lambda c: c.search_contacts_advanced())
    assert (answer.total, answer.contacts[0].first_name) == (1, "Ida")
    assert bench.ask(lambda c: c.iterate_contacts())[-1].complete


def test_n8n_11353_each_page_names_the_location(bench: Bench) -> None:
    for number in range(5):
        known(bench, firstName=f"C{number}")
    bench.state.clock.advance(90)
    assert bench.raw("GET", "/contacts/?limit=2").status_code == 403

    async def act(client: Any) -> list[str]:
        found: list[str] = []
        start: dict[str, Any] = {}
        while True:
            page = await client.get_contacts(limit=2, **start)
            found += [c.id for c in page.contacts]
            if not page.start_after_id or not page.contacts or len(found) >= page.total:
                return found
            start = {"start_after": page.start_after, "start_after_id": page.start_after_id}

    assert sorted(bench.ask(act)) == sorted(bench.state.highlevel.contacts)


def test_n8n_11353_upsert_with_a_phone_alone_is_refused(bench: Bench) -> None:
    bench.state.switches.highlevel.upsert_needs_email = True
    body = {"locationId": location(bench), "phone": "+393331111111", "companyName": "Forno"}
    assert bench.raw("POST", "/contacts/upsert", body).status_code == 422
    record = bench.run(lambda g: g.create(Contact(first_name="Ida", mobile="+393331111111", country="IT"), "F1"))
    bench.run(lambda g: g.update(record, record.contact.with_values({"company": "Forno", "city": "Roma"}), None))
    assert (bench.contact(record.id)["companyName"], bench.contact(record.id)["city"]) == ("Forno", "Roma")
    saved = bench.ask(lambda c: c.save_contact({"phone": "+393331111111", "city": "Bari"}))
    assert (saved.new, bench.contact(record.id)["city"]) == (False, "Bari")
    assert contacts(bench) == 1


def test_n8n_20474_35392_13359_custom_fields_not_written_on_update(bench: Bench) -> None:
    record = bench.run(lambda g: g.create(IDA, "F1"))
    bench.state.switches.highlevel.custom_field_key = "fieldValue"
    field_id = next(iter(bench.state.highlevel.fields))
    bench.raw("PUT", f"/contacts/{record.id}", {"customFields": [{"id": field_id, "field_value": "lost"}]})
    assert "lost" not in json.dumps(bench.contact(record.id))
    changed = bench.run(lambda g: g.update(record, IDA.with_values({"pec": "ida@pec.it"}), None))
    assert changed.contact.pec == "ida@pec.it"
    assert changed.origins == ("F1",)


def test_unnumbered_names_are_lower_cased_in_search(bench: Bench) -> None:
    known(bench, firstName="Ida", lastName="De Re", companyName="Forno")
    bench.state.clock.advance(90)
    found = bench.ask(lambda c: c.search_contacts_advanced()).contacts[0]
    assert (found.wire["firstName"], found.wire["lastName"]) == ("ida", "de re")
    assert (found.first_name, found.last_name) == ("Ida", "De Re")
