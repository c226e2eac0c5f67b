"""What the merge decides, field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.contact import Contact
from app.sync.contacts.mapping import ConflictRule, Direction, Mapping, default_mapping
from app.sync.contacts.merge import Decide, Outcome, merge, rebase
from app.sync.plan.model import Link

MAPPING = default_mapping()


def verdict(
    field: str,
    h: Contact,
    f: Contact,
    link: Link | None = None,
    mapping: Mapping = MAPPING,
    decide: Decide | None = None,
) -> Outcome:
    found = merge(h, f, link, mapping, decide) if decide else merge(h, f, link, mapping)
    return next(v.outcome for v in found if v.field == field)


def agreed(**values: str) -> tuple[Contact, Link]:
    contact = Contact().with_values(values)
    return contact, rebase(Link("l", "h", "f"), contact, contact, MAPPING)


def test_without_a_base_equal_is_equal_blank_is_filled_and_all_else_asks() -> None:
    assert verdict("email", Contact(email="A@b.it"), Contact(email="a@b.it")) is Outcome.EQUAL
    assert verdict("email", Contact(), Contact(email="a@b.it")) is Outcome.TO_HIGHLEVEL
    assert verdict("email", Contact(email="a@b.it"), Contact()) is Outcome.TO_FATTURA24
    assert verdict("email", Contact(email="a@b.it"), Contact(email="c@d.it")) is Outcome.CONFLICT


def test_the_side_that_changed_wins_and_both_changed_to_the_same_sends_nothing() -> None:
    old, link = agreed(email="old@x.it")
    new = Contact(email="new@x.it")
    assert verdict("email", new, old, link) is Outcome.TO_FATTURA24
    assert verdict("email", old, new, link) is Outcome.TO_HIGHLEVEL
    assert verdict("email", new, new, link) is Outcome.EQUAL
    assert verdict("email", new, Contact(email="other@x.it"), link) is Outcome.CONFLICT


LONG = "Edil Casa 2000 Società a Responsabilità Limitata Semplificata in Liquidazione"


def test_a_long_name_that_ends_sooner_in_fattura24_is_asked_about_and_cuts_nothing() -> None:
    old, link = agreed(company=LONG)
    for short in (LONG[:39], LONG[:48]):
        (found,) = [v for v in merge(old, Contact(company=short), link, MAPPING) if v.field == "company"]
        assert (found.outcome, found.reason) == (Outcome.CONFLICT, "name_shortened")
        assert verdict("company", Contact(company=short), old, link) is Outcome.TO_FATTURA24, (
            "there is room in HighLevel"
        )
    for other in (LONG[:20], f"{LONG[:39]} Srl", "Edil Casa Nuova"):
        assert verdict("company", old, Contact(company=other), link) is Outcome.TO_HIGHLEVEL


def test_a_blank_never_clears_unless_the_field_says_so() -> None:
    old, link = agreed(email="old@x.it")
    assert verdict("email", Contact(), old, link) is Outcome.KEEP
    clearing = MAPPING.with_rule(type(MAPPING.rule("email"))("email", "email", "Email", clears=True))
    assert verdict("email", Contact(), old, link, clearing) is Outcome.TO_FATTURA24


def test_a_direction_that_is_off_keeps_a_change_at_home() -> None:
    old, link = agreed(email="old@x.it")
    rule = MAPPING.rule("email")
    one_way = MAPPING.with_rule(type(rule)("email", "email", "Email", Direction.TO_HIGHLEVEL))
    assert verdict("email", Contact(email="new@x.it"), old, link, one_way) is Outcome.KEEP
    assert verdict("email", old, Contact(email="new@x.it"), link, one_way) is Outcome.TO_HIGHLEVEL


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Contact(first_name="Mario", last_name="Rossi"), Contact(first_name="ROSSI", last_name="MARIO")),
        (Contact(company="Rossi S.r.l."), Contact(company="ROSSI SRL")),
        (Contact(company="Rossi"), Contact(company="Rossi S.N.C.")),
        (Contact(mobile="333 1234567"), Contact(mobile="+393331234567")),
        (Contact(city="Cantù"), Contact(city="CANTU")),
        (Contact(fiscal_code="RSSMRA80A01H501U"), Contact(fiscal_code="RSSMRA80A01H50MM")),
    ],
)
def test_what_is_equal_to_a_person_is_no_change(a: Contact, b: Contact) -> None:
    assert {v.outcome for v in merge(a, b, None, MAPPING)} == {Outcome.EQUAL}


def test_a_company_keeps_its_contact_person_out_of_fattura24s_one_name() -> None:
    found = merge(
        Contact(first_name="Anna", last_name="Neri", company="Rossi Srl"), Contact(company="Rossi Srl"), None, MAPPING
    )
    assert {v.outcome for v in found if v.field in ("first_name", "last_name")} == {Outcome.KEEP}


def test_a_conflict_in_an_address_draws_its_other_differences_with_it() -> None:
    h = Contact(street="Via Roma 1", city="Torino")
    f = Contact(street="Via Milano 2", city="Torino", postal_code="10121")
    found = {v.field: v.outcome for v in merge(h, f, None, MAPPING)}
    assert found["street"] is found["postal_code"] is Outcome.CONFLICT
    assert found["city"] is Outcome.EQUAL


def test_rules_and_decisions_settle_conflicts() -> None:
    h, f = Contact(email="a@b.it"), Contact(email="c@d.it")
    rule = MAPPING.rule("email")
    ours = MAPPING.with_rule(type(rule)("email", "email", "Email", conflict=ConflictRule.HIGHLEVEL))
    assert verdict("email", h, f, None, ours) is Outcome.TO_FATTURA24
    assert verdict("email", h, f, None, MAPPING, lambda _u, _v: "fattura24") is Outcome.TO_HIGHLEVEL
    assert verdict("email", h, f, None, MAPPING, lambda _u, _v: "skip") is Outcome.KEEP


TEXTS = st.sampled_from(["", "a@x.it", "A@X.IT", "b@x.it", "c@x.it"])
CONTACTS = st.builds(Contact, email=TEXTS, city=TEXTS, mobile=st.sampled_from(["", "3331234567", "+39 333 1234567"]))


@given(CONTACTS, CONTACTS, CONTACTS, CONTACTS)
def test_i9_swapping_the_sides_mirrors_the_verdict(a: Contact, b: Contact, base_a: Contact, base_b: Contact) -> None:
    mirrored = {Outcome.TO_HIGHLEVEL: Outcome.TO_FATTURA24, Outcome.TO_FATTURA24: Outcome.TO_HIGHLEVEL}
    there = merge(a, b, Link("l", "h", "f", dict(base_a.items()), dict(base_b.items())), MAPPING)
    back = merge(b, a, Link("l", "h", "f", dict(base_b.items()), dict(base_a.items())), MAPPING)
    both_ways = {r.field for r in MAPPING if r.direction is Direction.BOTH}
    assert [mirrored.get(v.outcome, v.outcome) for v in there if v.field in both_ways] == [
        v.outcome for v in back if v.field in both_ways
    ]


@given(CONTACTS, CONTACTS)
def test_i3_a_base_moves_only_on_proven_equality(a: Contact, b: Contact) -> None:
    moved = rebase(Link("l", "h", "f"), a, b, MAPPING)
    for name in moved.base_highlevel:
        assert next(v for v in merge(a, b, None, MAPPING) if v.field == name).outcome is Outcome.EQUAL
