"""Values that are one thing: an address, a name in one field, a value and its shortened form (I13, I17)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.fattura24.codec import update_blocker, update_elements
from app.records.contact import ADDRESS_FIELDS, Contact
from app.records.sent import same_when_sent, sent_form, sent_value
from app.sync.contacts.keys import KeyIndex
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.match import match
from app.sync.contacts.merge import Outcome, merge, rebase
from app.sync.contacts.planner import make_plan
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan.explaining import explain
from app.sync.plan.model import Action, Kind, Link, Record, Side

MAPPING = default_mapping()
TURIN = Contact(street="Via Po 1", postal_code="10121", city="Torino", province="TO", country="IT")
LUGANO = Contact(street="Via Nassa 5", postal_code="6900", city="Lugano", country="CH")
LONG = "Strada Provinciale per San Giovanni in Persiceto e Castelfranco Emilia, 1234 interno 5"
KEEP, CONFLICT, TO_H, TO_F = Outcome.KEEP, Outcome.CONFLICT, Outcome.TO_HIGHLEVEL, Outcome.TO_FATTURA24


def address(h: Contact, f: Contact, base: Contact | None = None) -> dict[str, Outcome]:
    """Return what the merge says of each part in which two addresses differ."""
    link = rebase(Link("l", "h", "f"), base, base, MAPPING) if base else None
    found = merge(h, f, link, MAPPING)
    return {v.field: v.outcome for v in found if v.field in ADDRESS_FIELDS and v.outcome is not Outcome.EQUAL}


def result(h: Contact, f: Contact, base: Contact | None) -> tuple[Contact, Contact]:
    """Return both addresses after what the merge says."""
    verdicts = address(h, f, base)
    now_h = h.with_values({n: f.get(n) for n, v in verdicts.items() if v is TO_H})
    return now_h, f.with_values({n: h.get(n) for n, v in verdicts.items() if v is TO_F})


def plan(h: Contact, f: Contact, base: Contact | None = None, **more: object) -> list[Action]:
    """Plan for one contact and one customer that are linked, as Fattura24's API can take it."""
    link = rebase(Link("l", "h", "f"), base, sent_form(base), MAPPING) if base else Link("l", "h", "f")
    given = PlanInput(
        SideState([Record(Side.HIGHLEVEL, "h", h, ("1",))]),
        SideState([Record(Side.FATTURA24, "f", f, ("1",), **more)]),  # type: ignore[arg-type]
        [link],
        MAPPING,
        1_790_000_000.0,
        update_blocker=lambda record, values: (
            update_blocker(record.contact, record.contact.with_values(dict(values))) or ""
        ),
    )
    return list(make_plan(given, "p").plan.actions)


# ------------------------------------------------------------------------------------------------- addresses
def test_both_sides_changed_in_whatever_part_is_a_conflict_of_the_whole() -> None:
    h, f = replace(TURIN, street="Via Roma 9"), replace(TURIN, postal_code="10122", city="Moncalieri")
    assert address(h, f, TURIN) == dict.fromkeys(("street", "postal_code", "city"), CONFLICT)


def test_a_move_abroad_leaves_no_old_province_behind() -> None:
    assert result(TURIN, LUGANO, TURIN)[0] == LUGANO
    assert result(LUGANO, TURIN, TURIN)[1] == LUGANO


def test_a_blank_alone_still_clears_nothing() -> None:
    assert address(replace(TURIN, province=""), TURIN, TURIN) == {"province": KEEP}
    assert set(address(Contact(), TURIN, TURIN).values()) == {KEEP}


def test_a_house_in_the_same_town_keeps_the_province_that_one_side_never_had() -> None:
    bare = replace(TURIN, province="", country="")
    link = rebase(Link("l", "h", "f"), bare, bare, MAPPING)
    link = replace(link, base_fattura24={**link.base_fattura24, "province": "TO", "country": "IT"})
    moved = replace(bare, street="Via Garibaldi 3", postal_code="10122")
    verdicts = {v.field: v.outcome for v in merge(moved, TURIN, link, MAPPING) if v.outcome is not Outcome.EQUAL}
    assert verdicts == {"street": TO_F, "postal_code": TO_F, "province": KEEP, "country": KEEP}


def test_without_a_base_an_address_is_completed_but_never_composed() -> None:
    assert address(Contact(city="Torino"), TURIN) == dict.fromkeys(
        ("street", "postal_code", "province", "country"), TO_H
    )
    assert set(address(Contact(street="Via Roma 1"), Contact(city="Torino")).values()) == {CONFLICT}
    assert address(replace(TURIN, province=""), replace(TURIN, postal_code="")) == {
        "postal_code": TO_F,
        "province": TO_H,
    }


def test_what_cannot_be_cleared_in_fattura24_holds_back_the_whole_address_and_says_so() -> None:
    codes = {"company": "Acme Srl", "vat_code": "01234567897"}
    (note,) = plan(LUGANO.with_values(codes), TURIN.with_values(codes), TURIN.with_values(codes))
    assert note.note and note.reason.key == "cannot_clear"
    assert {c.name for c in note.fields} == set(ADDRESS_FIELDS)


TOWNS = st.sampled_from(["", "Torino", "Asti", "Lugano"])
PLACES = st.builds(
    Contact,
    street=st.sampled_from(["", "Via Po 1", "Via Roma 2", "Via Nassa 5"]),
    postal_code=st.sampled_from(["", "10121", "14100", "6900"]),
    city=TOWNS,
    province=st.sampled_from(["", "TO", "AT"]),
    country=st.sampled_from(["", "IT", "CH"]),
)


@given(PLACES, PLACES, PLACES)
def test_no_address_is_made_of_parts_of_two(h: Contact, f: Contact, base: Contact) -> None:
    now_h, now_f = result(h, f, base)
    # each street that was written stands with the town of the address it came from
    if now_h.street != h.street and now_h.street:
        assert now_h.city in (f.city, h.city) and (now_h.city == f.city or not f.city)
    if now_f.street != f.street and now_f.street:
        assert now_f.city in (h.city, f.city) and (now_f.city == h.city or not h.city)
    if now_h.city not in (h.city, "") and h.street:
        assert now_h.street == f.street or now_h.street == h.street == f.street


# ------------------------------------------------------------------------------------------------- the sent form
def test_our_own_shortening_asks_for_nothing_when_it_comes_back() -> None:
    full = replace(TURIN, street=LONG, province="Torino", company="Rossi Arredamenti Srl")
    back = replace(full, street=LONG[:60].upper(), province="TO", company="ROSSI ARREDAMENTI SRL")
    assert plan(full, back, full) == []
    assert all(v.outcome is Outcome.EQUAL for v in merge(full, back, None, MAPPING))


def test_the_preview_holds_what_is_really_sent_and_tells_the_cut() -> None:
    codes = {"company": "Acme Srl", "vat_code": "01234567897"}
    (action,) = plan(replace(TURIN, street=LONG).with_values(codes), TURIN.with_values(codes), TURIN.with_values(codes))
    (change,) = action.fields
    assert change.after == LONG[:60].rstrip() and change.why == "cut_to_fit"
    assert "solo l'inizio" in explain(action, "it")


def test_what_fattura24_has_no_room_for_is_no_difference() -> None:
    abroad = replace(LUGANO, province="Ticino")
    assert sent_value("province", "Ticino") == ""
    assert plan(abroad, LUGANO, abroad) == []


@given(st.sampled_from(["street", "city", "province", "country", "postal_code"]), st.text(max_size=90))
def test_a_value_equals_its_sent_form_and_sending_twice_changes_nothing(name: str, value: str) -> None:
    once = sent_value(name, value)
    assert sent_value(name, once) == once
    assert same_when_sent(name, value, once) and same_when_sent(name, once, value)


# ------------------------------------------------------------------------------------------------- one name
@pytest.mark.parametrize(
    ("h", "f"),
    [
        (Contact(first_name="Sara", last_name="Villa"), Contact(company="Sara Villa")),
        (Contact(company="Mobilificio Santa Chiara"), Contact(first_name="Chiara", last_name="Mobilificio Santa")),
        (Contact(first_name="Sara", last_name="Villa"), Contact(company="VILLA SARA")),
    ],
)
def test_one_name_read_as_the_other_kind_is_no_difference(h: Contact, f: Contact) -> None:
    assert all(v.outcome is Outcome.EQUAL for v in merge(h, f, None, MAPPING))


def test_a_new_name_goes_over_whole_although_the_kinds_were_read_differently() -> None:
    code = {"vat_code": "01234567897"}
    was = Contact(first_name="Sara", last_name="Villa").with_values(code)
    firm = Contact(company="Sara Villa").with_values(code)
    link = replace(rebase(Link("l", "h", "f"), was, firm, MAPPING))
    now = replace(was, last_name="Villa Rossi")
    found = {v.field: v.outcome for v in merge(now, firm, link, MAPPING) if v.outcome is not Outcome.EQUAL}
    assert found == {"first_name": TO_F, "last_name": TO_F, "company": TO_F}
    other = {v.outcome for v in merge(was, replace(firm, company="Sara Villa Bo"), link, MAPPING)} - {Outcome.EQUAL}
    assert other == {CONFLICT}, "which part is the last name only a person knows"


# ------------------------------------------------------------------------------------------------- who is who
def pairs(h: list[Record], f: list[Record]) -> list[tuple[str, str, str]]:
    return [(p.highlevel, p.fattura24, p.level) for p in match(KeyIndex(h), KeyIndex(f), {}, {}).pairs]


def hints(h: Record, f: Record) -> dict[str, dict[str, str]]:
    return match(KeyIndex([h]), KeyIndex([f]), {}, {}).maybe_highlevel


def h_record(number: int, **values: str) -> Record:
    return Record(Side.HIGHLEVEL, f"h{number}", Contact().with_values(values))


def f_record(number: int, **values: str) -> Record:
    return Record(Side.FATTURA24, f"f{number}", Contact().with_values(values))


def test_two_fiscal_codes_under_one_vat_code_are_two() -> None:
    group = {"vat_code": "00743110157"}
    a, b = {"fiscal_code": "01234567897", "company": "Alfa Srl"}, {"fiscal_code": "07643520567", "company": "Beta Srl"}
    h = [h_record(1, **group, **a), h_record(2, **group, **b)]
    f = [f_record(1, **group, **b), f_record(2, **group, **a)]
    assert pairs(h, f) == [("h1", "f2", "fiscal_code"), ("h2", "f1", "fiscal_code")]


def test_omocodia_is_a_reason_to_ask_and_never_to_assign() -> None:
    h = h_record(1, first_name="Mario", last_name="Rossi", fiscal_code="RSSMRA80A01H501U")
    f = f_record(1, first_name="Mario", last_name="Rossi", fiscal_code="RSSMRA80A01H50MM")
    assert pairs([h], [f]) == []
    assert hints(h, f) == {"h1": {"f1": "omocodia"}}


def test_a_further_e_mail_or_phone_is_a_reason_to_ask() -> None:
    h = replace(h_record(1, first_name="Mario", last_name="Rossi"), further=(("email", "info@rossi.example"),))
    f = f_record(1, company="Idraulica Rossi", email="info@rossi.example")
    assert pairs([h], [f]) == [] and hints(h, f) == {"h1": {"f1": "further_email"}}
    given = PlanInput(SideState([h]), SideState([f]), [], MAPPING, 1_790_000_000.0)
    found = make_plan(given, "p").plan.actions
    assert [a.kind for a in found] == [Kind.CONFLICT], "no creates on either side"
    phone = replace(h, further=(("mobile", "+393331234567"),))
    assert hints(phone, f_record(1, company="Idraulica Rossi", landline="+393331234567"))["h1"]["f1"] == "further_phone"
    other = f_record(1, first_name="Ugo", last_name="Bo", email="info@rossi.example")
    assert hints(h, other) == {}, "another name is another person"


# ------------------------------------------------------------------------------------------------- what is sent
def test_a_second_address_in_the_cell_stays_there() -> None:
    before = Contact(company="Acme", vat_code="01234567897", email="a@acme.example")
    sent = update_elements(before, replace(before, email="c@acme.example"), (("email", "b@acme.example"),))
    assert sent["CustomerEmail"] == "c@acme.example; b@acme.example"


def test_the_preview_shows_the_whole_cell() -> None:
    base = Contact(company="Acme Srl", vat_code="01234567897", email="a@acme.example")
    further = (("email", "b@acme.example"),)
    (action,) = plan(replace(base, email="c@acme.example"), base, base, further=further)
    (change,) = action.fields
    assert change.shown() == ("a@acme.example; b@acme.example", "c@acme.example; b@acme.example")
    assert change.after == "c@acme.example" and Action.from_json(action.to_json()) == action


def test_a_foreign_code_goes_as_it_went_before_also_when_the_country_changes() -> None:
    before = Contact(company="Acme GmbH", vat_code="DE136695976", country="DE", city="Berlin")
    sent = update_elements(before, replace(before, country="AT", city="Wien"))
    assert sent["CustomerVatCode"] == "136695976"


def test_what_is_no_e_mail_never_leaves_and_is_named() -> None:
    base = Contact(company="Acme Srl", vat_code="01234567897")
    (note,) = plan(base, replace(base, email="acme(at)esempio"), base)
    assert note.note and note.reason.key == "no_email" and note.fields[0].after == "acme(at)esempio"
    (note,) = plan(base, replace(base, mobile="347 1234567", country="CH"), replace(base, country="CH"))[-1:]
    assert note.reason.key == "no_phone"
