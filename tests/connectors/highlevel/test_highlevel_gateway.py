"""The HighLevel gateway against the sandbox, with each of the faults that HighLevel is known for."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from app.connectors.highlevel.codec import Change
from app.connectors.highlevel.gateway import HighLevelGateway
from app.connectors.highlevel.writer import without_refused
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    LostAnswer,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
)
from app.records.contact import Contact
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan.model import Record, Side
from tests.connectors.bench import Bench

ANNA = Contact(
    first_name="Anna",
    last_name="D'Aquino",
    email="anna@example.it",
    mobile="+393331234567",
    landline="+390611223344",
    street="Via Po 1",
    postal_code="10100",
    city="Torino",
    province="TO",
    country="IT",
    vat_code="01234567897",
    fiscal_code="DQNNNA80A41H501X",
    sdi_code="ABC1234",
    pec="anna@pec.example",
)
FORNO = Contact(company="Forno Rossi srl", email="forno@example.it", mobile="+393337654321", country="IT")


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.all_fields()
    return made


def create(bench: Bench, contact: Contact = ANNA, origin: str = "F1") -> Record:
    record: Record = bench.run(lambda g: g.create(contact, origin))
    return record


def update(bench: Bench, record: Record, origin: str | None = None, **changes: str) -> Record:
    async def act(gateway: HighLevelGateway) -> Record:
        current = await gateway.read(record.id)
        return await gateway.update(current, current.contact.with_values(changes), origin)

    result: Record = bench.run(act)
    return result


def test_created_contact_reads_back_as_sent(bench: Bench) -> None:
    record = create(bench)
    assert record.side is Side.HIGHLEVEL
    assert (record.contact, record.origins) == (ANNA, ("F1",))
    assert record.updated_at > 0
    assert bench.run(lambda g: g.read(record.id)).contact == ANNA


def test_search_reads_the_same_with_names_in_their_case(bench: Bench) -> None:
    record = create(bench)
    bench.state.clock.advance(60)
    read = bench.run(lambda g: g.read_all())
    assert read.complete
    assert [(r.id, r.contact, r.origins) for r in read.records] == [(record.id, ANNA, ("F1",))]


@pytest.mark.parametrize(
    ("mobile", "landline", "native"),
    [
        ("+393331234567", "", "+393331234567"),
        ("", "+390611223344", "+390611223344"),
        ("+393331234567", "+390611223344", "+393331234567"),
        ("", "", None),
    ],
)
def test_phones_in_every_combination(bench: Bench, mobile: str, landline: str, native: str | None) -> None:
    record = create(bench, replace(ANNA, mobile=mobile, landline=landline))
    assert (record.contact.mobile, record.contact.landline) == (mobile, landline)
    assert bench.contact(record.id).get("phone") == native


def test_mobile_goes_and_comes_while_the_landline_stays(bench: Bench) -> None:
    record = create(bench)
    without = update(bench, record, mobile="")
    assert (without.contact.mobile, without.contact.landline) == ("", ANNA.landline)
    assert bench.contact(record.id)["phone"] == ANNA.landline
    again = update(bench, without, mobile="+393399999999")
    assert (again.contact.mobile, again.contact.landline) == ("+393399999999", ANNA.landline)


def test_update_sends_only_what_differs(bench: Bench) -> None:
    record = create(bench)
    bench.state.edit_contact(record.id, {"source": "campagna", "tags": ["vip"]})
    changed = update(bench, record, city="Milano", pec="nuova@pec.example")
    assert changed.contact == replace(ANNA, city="Milano", pec="nuova@pec.example", tags=("vip",))
    assert bench.contact(record.id)["source"] == "campagna"


def test_nothing_to_write_sends_nothing(bench: Bench) -> None:
    record = create(bench)
    update(bench, record, origin="F1")
    assert bench.writes("PUT", f"/contacts/{record.id}") == 0


def test_origin_key_is_written_alone(bench: Bench) -> None:
    record = create(bench, origin="")
    assert record.origins == ()
    marked = update(bench, record, origin="F9")
    assert marked.origins == ("F9",)
    assert marked.contact == ANNA


def test_values_are_cleared_and_the_answer_checked(bench: Bench) -> None:
    record = create(bench)
    cleared = update(bench, record, city="", pec="")
    assert (cleared.contact.city, cleared.contact.pec) == ("", "")
    bench.state.switches.highlevel.empty_clears = False
    with pytest.raises(RequestRefused) as caught:
        update(bench, record, street="")
    assert caught.value.code == "value_not_taken"
    assert caught.value.params["fields"] == "address1"


def test_tags_are_added_and_removed_without_touching_others(bench: Bench) -> None:
    record = create(bench, replace(ANNA, tags=("cliente", "nord")))
    assert record.contact.tags == ("cliente", "nord")
    changed = update(bench, record, tags="Cliente, sud")
    assert changed.contact.tags == ("cliente", "sud")


@pytest.mark.parametrize("key", ["both", "fieldValue", "field_value"])
def test_custom_fields_whichever_key_is_taken(bench: Bench, key: Any) -> None:
    bench.state.switches.highlevel.custom_field_key = key
    record = create(bench)
    assert (record.contact, record.origins) == (ANNA, ("F1",))
    assert update(bench, record, pec="x@pec.example").contact.pec == "x@pec.example"


def test_the_key_that_works_is_remembered(bench: Bench) -> None:
    bench.state.switches.highlevel.custom_field_key = "fieldValue"
    record = create(bench)

    async def twice(gateway: HighLevelGateway) -> None:
        first = await gateway.update(await gateway.read(record.id), replace(ANNA, pec="a@pec.example"), None)
        await gateway.update(first, replace(first.contact, pec="b@pec.example"), None)

    before = bench.writes("PUT", f"/contacts/{record.id}")
    bench.run(twice)
    assert bench.writes("PUT", f"/contacts/{record.id}") - before == 3


def test_contacts_written_at_once_each_try_the_other_key(bench: Bench) -> None:
    bench.state.switches.highlevel.custom_field_key = "fieldValue"
    people = [replace(ANNA, email=f"a{n}@example.it", mobile=f"+39333123456{n}") for n in range(6)]

    async def at_once(gateway: HighLevelGateway) -> list[Record]:
        made = await asyncio.gather(*(gateway.create(one, f"F{n}") for n, one in enumerate(people)))
        return await asyncio.gather(
            *(
                gateway.update(one, replace(one.contact, pec=f"{one.origins[0]}@pec.example".lower()), None)
                for one in made
            )
        )

    records: list[Record] = bench.run(at_once)
    assert [r.origins for r in records] == [(f"F{n}",) for n in range(6)]
    assert [r.contact for r in records] == [replace(one, pec=f"f{n}@pec.example") for n, one in enumerate(people)]


def test_the_key_that_works_is_kept_for_later_runs(bench: Bench) -> None:
    bench.state.switches.highlevel.custom_field_key = "fieldValue"

    async def learn(gateway: HighLevelGateway) -> tuple[Record, dict[str, Any]]:
        return await gateway.create(FORNO, "F1"), gateway.cache()

    def puts() -> int:
        return sum(one["method"] == "PUT" for one in bench.state.traffic.as_list())

    (made, kept), before = bench.run(learn), puts()

    async def later(gateway: HighLevelGateway) -> Record:
        again = HighLevelGateway(gateway.client, gateway.mapping, kept)
        return await again.update(made, replace(FORNO, vat_code="12345670587"), None)

    record: Record = bench.run(later)
    assert record.contact.vat_code == "12345670587"
    assert (before, puts()) == (1, 2), "what a create leaves out is updated once, an update goes at once"


def test_smaller_pages_are_read_where_large_ones_are_refused(bench: Bench) -> None:
    bench.state.switches.highlevel.search_page_most = 100
    bench.state.switches.highlevel.search_lag_seconds = 0
    with bench.state.lock:
        for n in range(101):
            bench.state.create_contact({"firstName": f"P{n}"})
    read = bench.run(lambda g: g.read_all())
    assert (read.complete, len(read.records)) == (True, 101)


def test_the_company_goes_by_put_like_everything_else(bench: Bench) -> None:
    record = create(bench, replace(FORNO, email="", mobile=""))
    before = len(bench.state.traffic.as_list())
    changed = update(bench, record, company="Forno Verdi srl", city="Asti")
    assert (changed.contact.company, changed.contact.city) == ("Forno Verdi srl", "Asti")
    sent = [(one["method"], one["path"]) for one in bench.state.traffic.as_list()[before:]]
    assert sent.count(("PUT", f"/contacts/{record.id}")) == 1
    assert not [one for one in sent if "upsert" in one[1] or "duplicate" in one[1]]


@pytest.mark.parametrize(("way", "code"), [("refuse", "value_refused"), ("ignore", "value_not_taken")])
def test_a_company_that_is_not_taken_keeps_back_nothing_else(bench: Bench, way: Any, code: str) -> None:
    record = create(bench, FORNO)
    bench.state.switches.highlevel.company_on_put = way
    with pytest.raises(RequestRefused) as caught:
        update(bench, record, company="Forno Verdi srl", city="Asti", pec="x@pec.example")
    assert (caught.value.code, caught.value.params["fields"]) == (code, "companyName")
    held = bench.run(lambda g: g.read(record.id)).contact
    assert (held.company, held.city, held.pec) == (FORNO.company, "Asti", "x@pec.example")
    assert len(bench.state.highlevel.contacts) == 1


def picky(bench: Bench, name: str, kind: str) -> None:
    """Let a custom field be of a type that refuses some texts."""
    bench.state.switches.highlevel.custom_field_values = "strict"
    field = next(f for f in bench.state.highlevel.fields.values() if f["name"] == name)
    field["dataType"] = kind


@pytest.mark.parametrize("kind", ["NUMERICAL", "DATE", "RADIO"])
def test_a_value_that_one_custom_field_refuses_keeps_back_no_other(bench: Bench, kind: str) -> None:
    record = create(bench)
    picky(bench, "PEC", kind)
    with pytest.raises(RequestRefused) as caught:
        update(bench, record, pec="nuova@pec.example", sdi_code="ABC1234", city="Asti", tags="cliente")
    assert (caught.value.code, caught.value.params["fields"]) == ("value_refused", "PEC")
    held = bench.run(lambda g: g.read(record.id)).contact
    assert (held.pec, held.sdi_code, held.city, held.tags) == (ANNA.pec, "ABC1234", "Asti", ("cliente",))


def test_a_contact_is_created_without_the_value_that_a_custom_field_refuses(bench: Bench) -> None:
    picky(bench, "PEC", "NUMERICAL")
    record = create(bench)
    assert record.contact == replace(ANNA, pec="")
    assert record.origins == ("F1",)
    assert len(bench.state.highlevel.contacts) == 1
    assert bench.writes("POST", "/contacts/") == 2


def test_a_contact_is_not_created_without_its_key(bench: Bench) -> None:
    picky(bench, ORIGIN_FIELD, "NUMERICAL")
    with pytest.raises(RequestRefused, match="Invalid Custom Field Value"):
        create(bench)
    assert not bench.state.highlevel.contacts


def test_a_part_of_an_address_does_not_go_alone(bench: Bench) -> None:
    record = create(bench)
    change = Change({"city": "Asti", "country": "IT", "website": "x"}, {"F": "1"})
    told = RequestRefused(status=422, messages=("country must be a valid ISO 3166-1 alpha-2 code",))
    with pytest.raises(RequestRefused):
        without_refused(change, told)
    left = without_refused(change, RequestRefused(status=422, messages=("website must be a URL address",)))
    assert (left.values, left.custom) == ({"city": "Asti", "country": "IT"}, {"F": "1"})
    assert record.contact.city == ANNA.city


def test_duplicate_is_told_with_the_other_contact(bench: Bench) -> None:
    first = create(bench)
    with pytest.raises(DuplicateRefused) as caught:
        create(bench, replace(FORNO, email=ANNA.email), "F2")
    assert caught.value.contact_id == first.id
    assert caught.value.matching_field == "email"


def test_created_in_spite_of_422(bench: Bench) -> None:
    bench.state.faults.add("422-created", times=1)
    record = create(bench)
    assert (record.contact, record.origins) == (ANNA, ("F1",))
    assert len(bench.state.highlevel.contacts) == 1


def test_created_in_spite_of_422_without_email_and_phone(bench: Bench) -> None:
    bench.state.faults.add("422-created", times=1)
    record = create(bench, replace(ANNA, email="", mobile="", landline=""))
    assert record.origins == ("F1",)
    assert len(bench.state.highlevel.contacts) == 1


@pytest.mark.parametrize("fault", ["cut-after", "504-done", "truncated"])
@pytest.mark.parametrize("lag", [0, 60])
@pytest.mark.parametrize("contact", [ANNA, replace(ANNA, email="", mobile="", landline="")])
def test_lost_create_is_found(bench: Bench, contact: Contact, fault: str, lag: float) -> None:
    bench.state.switches.highlevel.search_lag_seconds = lag
    bench.state.faults.add(fault, method="POST", path="/contacts/", times=1)
    sent_at = bench.clock.now()
    with pytest.raises(LostAnswer):
        create(bench, contact)
    found = bench.run(lambda g: g.find_created(contact, "F1", sent_at))
    assert found is not None
    assert (found.contact, found.origins) == (contact, ("F1",))
    assert len(bench.state.highlevel.contacts) == 1


@pytest.mark.parametrize("fault", ["cut-before", "500"])
def test_create_that_was_not_done_is_not_found(bench: Bench, fault: str) -> None:
    bench.state.faults.add(fault, method="POST", path="/contacts/", times=1)
    sent_at = bench.clock.now()
    with pytest.raises(LostAnswer):
        create(bench)
    assert bench.run(lambda g: g.find_created(ANNA, "F1", sent_at)) is None


def test_stranger_with_the_same_email_is_not_taken_for_the_created_one(bench: Bench) -> None:
    bench.state.create_contact({"firstName": "Bruno", "email": ANNA.email})
    assert bench.run(lambda g: g.find_created(ANNA, "F1", bench.clock.now())) is None


def test_equal_contact_without_key_is_the_created_one(bench: Bench) -> None:
    record = create(bench, origin="")
    found = bench.run(lambda g: g.find_created(ANNA, "", bench.clock.now()))
    assert found is not None
    assert found.id == record.id


def test_nothing_to_look_up_by_stays_lost(bench: Bench) -> None:
    with pytest.raises(LostAnswer):
        bench.run(lambda g: g.find_created(Contact(first_name="Anna"), "", bench.clock.now()))


def test_deleted_contact_is_gone(bench: Bench) -> None:
    record = create(bench)
    bench.run(lambda g: g.delete(record.id))
    for act in (lambda g: g.read(record.id), lambda g: g.delete(record.id)):
        with pytest.raises(RecordGone):
            bench.run(act)


def test_custom_field_is_created_once(bench: Bench) -> None:
    first = bench.run(lambda g: g.create_custom_field("Zona"))
    assert bench.run(lambda g: g.create_custom_field("zona ")) == first
    assert first in bench.state.highlevel.fields
    bench.run(lambda g: g.delete_custom_field("Zona"))
    bench.run(lambda g: g.delete_custom_field("Zona"))
    assert first not in bench.state.highlevel.fields


def test_lost_answer_while_creating_a_field_makes_no_second(bench: Bench) -> None:
    before = len(bench.state.highlevel.fields)
    bench.state.faults.add("504-done", method="POST", path="/locations/*/customFields", times=1)
    assert bench.run(lambda g: g.create_custom_field("Zona"))
    assert len(bench.state.highlevel.fields) == before + 1


def test_existing_field_with_a_usual_name_serves() -> None:
    bench = Bench()
    vat = bench.field("P. IVA")
    assert bench.run(lambda g: g.create_custom_field("Partita IVA")) == vat
    missing = bench.run(lambda g: g.missing_fields())
    assert "Partita IVA" not in missing
    assert set(missing) == {"Telefono fisso", "Codice fiscale", "Codice destinatario", "PEC", ORIGIN_FIELD}


def test_write_without_its_field_is_refused_before_anything_is_sent() -> None:
    bench = Bench()
    with pytest.raises(RequestRefused) as caught:
        create(bench)
    assert caught.value.code == "custom_field_missing"
    assert bench.writes() == 0


def test_field_made_meanwhile_is_found(bench: Bench) -> None:
    bare = Bench()

    async def act(gateway: HighLevelGateway) -> Record:
        await gateway.custom_fields()
        bare.all_fields()
        return await gateway.create(ANNA, "F1")

    assert bare.run(act).contact == ANNA


def test_stored_cache_saves_requests(bench: Bench) -> None:
    async def learn(gateway: HighLevelGateway) -> Any:
        await gateway.location()
        await gateway.custom_fields()
        return json.loads(json.dumps(gateway.cache()))

    cache = bench.run(learn)
    before = bench.state.traffic.count("highlevel")
    read = bench.run(lambda g: g.read_all(), cache=cache)
    assert read.requests == 1
    assert bench.state.traffic.count("highlevel") - before == 1
    assert bench.run(lambda g: g.location(), cache={**cache, "location_id": "other"}).name


def test_incremental_read_brings_what_changed(bench: Bench) -> None:
    old = create(bench)
    bench.state.clock.advance(3600)
    new = create(bench, FORNO, "F2")
    bench.state.clock.advance(60)
    since = bench.clock.now() - 120
    read = bench.run(lambda g: g.read_changed(since))
    assert [r.id for r in read.records] == [new.id]
    assert not read.complete
    bench.state.edit_contact(old.id, {"city": "Asti"})
    bench.state.clock.advance(60)
    assert {r.id for r in bench.run(lambda g: g.read_changed(since)).records} == {old.id, new.id}


def test_stopped_read_is_incomplete() -> None:
    bench = Bench(contacts=20)
    assert bench.run(lambda g: g.read_all()).complete
    assert not bench.run(lambda g: g.read_all(stop=True)).complete


def test_seeded_world_is_read_whole_and_in_progress() -> None:
    bench = Bench(contacts=1200)
    steps: list[tuple[int, int]] = []
    read = bench.run(lambda g: g.read_all(progress=lambda done, total: steps.append((done, total))))
    assert {r.id for r in read.records} == set(bench.state.highlevel.contacts)
    assert read.complete
    assert steps[-1] == (len(read.records), len(read.records))


def test_many_reads_stay_under_the_limit(bench: Bench) -> None:
    record = create(bench)

    async def many(gateway: HighLevelGateway) -> None:
        for _ in range(250):
            await gateway.read(record.id)

    bench.run(many)
    assert all(r.status != 429 for r in bench.state.traffic.requests)


def test_smaller_limit_is_survived(bench: Bench) -> None:
    bench.state.switches.highlevel.rate_max = 25
    record = create(bench)

    async def many(gateway: HighLevelGateway) -> None:
        for _ in range(80):
            await gateway.read(record.id)

    bench.run(many)
    assert sum(r.status == 429 for r in bench.state.traffic.requests) == 0


@pytest.mark.parametrize("fault", ["429", "503", "html", "cut-before", "cut-after", "truncated", "504-done"])
def test_update_survives_a_passing_fault(bench: Bench, fault: str) -> None:
    record = create(bench)
    bench.state.faults.add(fault, method="PUT", times=2)
    assert update(bench, record, city="Asti").contact.city == "Asti"


def test_update_lost_for_good_is_a_lost_answer(bench: Bench) -> None:
    record = create(bench)
    bench.state.faults.add("cut-after", method="PUT")
    with pytest.raises(LostAnswer):
        update(bench, record, city="Asti")


def test_reads_of_an_ill_service_say_so(bench: Bench) -> None:
    bench.state.faults.add("503")
    with pytest.raises(ServiceUnavailable) as caught:
        bench.run(lambda g: g.read_all())
    assert caught.value.code == "service_error"


def test_wrong_token_is_named(bench: Bench) -> None:
    bench.state.highlevel.tokens.clear()
    with pytest.raises(CredentialsRefused) as caught:
        bench.run(lambda g: g.location())
    assert caught.value.code == "highlevel_token_refused"


def test_unknown_country_is_not_sent(bench: Bench) -> None:
    with pytest.raises(RequestRefused) as caught:
        create(bench, replace(ANNA, country="Itallia"))
    assert caught.value.code == "country_unknown"
    assert bench.writes() == 0


def test_fattura24_upserts_by_tax_code_and_keeps_what_is_not_sent() -> None:
    bench = Bench()
    first = bench.fattura24(lambda g: g.create(ANNA, ""))
    again = bench.fattura24(lambda g: g.create(ANNA, ""))
    assert first.id == again.id
    changed = bench.fattura24(lambda g: g.update(first, replace(ANNA, city="Asti"), ""))
    assert changed.contact.city == "Asti"
    (customer,) = bench.state.fattura24.customers.values()
    assert "Asti" in customer.as_dict().values()
    assert ANNA.pec in customer.as_dict().values()


def test_fattura24_key_and_call_log_of_the_sandbox() -> None:
    bench = Bench()
    info = bench.fattura24(lambda g: g.client.test_key())
    assert info.calls_24h is not None
    log = bench.fattura24(lambda g: g.client.get_call_log())
    assert log.total >= 1
    assert any("TestKey" in entry["serviceName"] for entry in log.entries)


def test_a_key_is_cleared_and_one_that_stays_is_reported(bench: Bench) -> None:
    record = create(bench)
    assert record.origins == ("F1",)
    assert update(bench, record).origins == ("F1",), "no key is said: it stays"
    assert update(bench, record, "", city="Asti").origins == ()
    assert bench.run(lambda g: g.read(record.id)).origins == ()
    assert bench.run(lambda g: g.read(record.id)).contact.vat_code == ANNA.vat_code, "other custom fields stay"
