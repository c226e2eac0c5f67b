"""Who is linked without a question, who is asked about, and who is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.sync.contacts.keys import KeyIndex, reach
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.match import Matches, match
from app.sync.contacts.planner import make_plan
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan.model import Kind, Record, Side
from app.texts import text
from tests.sync.random_worlds import world
from tests.sync.untidy_people import make_people

WIFE = Contact(first_name="Chiara", last_name="Zanetti", mobile="+393811835118", email="lorenzo.zanetti@example.it")
FIRM = Contact(company="Vivai del Sole S.p.A.", landline="+390522771512", email="contabilita@vivaidelsole.example.it")
HOME = {"street": "Via Roma, 12", "city": "Bari", "postal_code": "70121"}
SHOP = Contact().with_values(HOME)


def found(h: Contact | list[Contact], f: Contact | list[Contact]) -> Matches:
    """Match some contacts with some customers: ``h0``, ``h1`` … and ``f0``, ``f1`` …"""
    sides: list[KeyIndex] = []
    for side, given in ((Side.HIGHLEVEL, h), (Side.FATTURA24, f)):
        contacts = given if isinstance(given, list) else [given]
        sides.append(KeyIndex(Record(side, f"{side.value[0]}{n}", c) for n, c in enumerate(contacts)))
    return match(sides[0], sides[1], {}, {})


def verdict(h: Contact, f: Contact) -> str:
    """Return ``link`` or ``ask``, with the evidence, or nothing where the two have nothing to do with each other."""
    one, other = found(h, f), found(f, h)
    if one.pairs:
        assert [p.level for p in one.pairs] == [p.level for p in other.pairs], "swapping the sides mirrors the match"
        return f"link {one.pairs[0].level}"
    assert not other.pairs
    assert one.maybe_highlevel.get("h0", {}).get("f0") == one.maybe_fattura24.get("f0", {}).get("h0")
    assert one.maybe_highlevel.get("h0", {}).get("f0") == other.maybe_highlevel.get("h0", {}).get("f0")
    return f"ask {one.maybe_highlevel['h0']['f0']}" if one.maybe_highlevel else ""


PHONE = Contact(mobile="+393811835118")
DESK = Contact(landline="+390522771512")


@pytest.mark.parametrize(
    ("h", "f", "expected"),
    [
        # a slip of the finger is no other person, also in a short word or at its beginning
        (PHONE.with_values({"first_name": "Maro", "last_name": "Bruni"}), ("Marco", "Bruni"), "link phone"),
        (PHONE.with_values({"first_name": "Simona", "last_name": "Sanna"}), ("Imona", "Sanna"), "link phone"),
        (PHONE.with_values({"first_name": "Bruno", "last_name": "Ricci"}), ("Bruno", "Rcici"), "link phone"),
        (PHONE.with_values({"first_name": "Luca", "last_name": "Monti"}), ("Lca", "Monti"), "link phone"),
        # but members of one family are two, and brothers with names nobody has heard of, too
        (PHONE.with_values({"first_name": "Marco", "last_name": "Sanna"}), ("Marica", "Sanna"), "ask phone"),
        (PHONE.with_values({"first_name": "Sara", "last_name": "Sanna"}), ("Lara", "Sanna"), "ask phone"),
        (PHONE.with_values({"first_name": "Amirr", "last_name": "Qkhan"}), ("Samirr", "Qkhan"), "ask phone"),
        # a surname alone is the whole family's
        (PHONE.with_values({"last_name": "Zanetti"}), ("Chiara", "Zanetti"), "ask phone"),
        # a first name alone, or none at all, speaks against nothing
        (PHONE.with_values({"first_name": "Chiara"}), ("Chiara", "Zanetti"), "link phone"),
        (PHONE, ("Chiara", "Zanetti"), "link phone"),
    ],
)
def test_a_telephone_proves_together_with_a_name(h: Contact, f: tuple[str, str], expected: str) -> None:
    first, last = f
    assert verdict(h, PHONE.with_values({"first_name": first, "last_name": last})) == expected


def test_a_surname_alone_is_asked_about_whatever_else_agrees() -> None:
    """Husband and wife share mailbox, telephone and home; which of them the contact is nobody can tell."""
    wife = WIFE.with_values(HOME)
    assert verdict(wife.with_values({"first_name": ""}), wife) == "ask email"
    firm = wife.with_values({"company": "Bar Sport"})
    assert verdict(firm.with_values({"first_name": ""}), firm) == "link email", "at one firm there is one of the name"


@pytest.mark.parametrize(
    ("h", "f", "expected"),
    [
        # a switchboard serves several firms, a mobile one person
        (DESK.with_values({"first_name": "Ugo", "last_name": "Neri"}), FIRM, "ask phone"),
        (
            PHONE.with_values({"first_name": "Ugo", "last_name": "Neri"}),
            FIRM.with_values({"mobile": PHONE.mobile}),
            "link phone",
        ),
        # the firm that bears the person's name is the person's
        (
            DESK.with_values({"first_name": "Ugo", "last_name": "Neri"}),
            DESK.with_values({"company": "Officina Neri di Neri Ugo"}),
            "link phone",
        ),
        # a bookkeeper's mailbox may be anybody's, even where it bears the name of a firm
        (Contact(first_name="Ugo", last_name="Neri", email=FIRM.email), FIRM, "ask email"),
        # the wife has a shop of her own, and a saint is nobody's wife
        (
            PHONE.with_values({"first_name": "Ugo", "last_name": "Neri"}),
            PHONE.with_values({"company": "Sartoria Neri di Neri Ada"}),
            "ask phone",
        ),
        (
            PHONE.with_values({"first_name": "Ugo", "last_name": "Neri"}),
            PHONE.with_values({"company": "Farmacia Santa Chiara"}),
            "link phone",
        ),
        # two things that say the same are enough
        (
            Contact(first_name="Ugo", email="info@studiobo.example.it", landline=DESK.landline),
            FIRM.with_values({"email": "info@studiobo.example.it"}),
            "link email",
        ),
        (DESK.with_values({"first_name": "Ugo", **HOME}), FIRM.with_values(HOME), "link phone"),
        (
            DESK.with_values({"first_name": "Ugo", "email": "ugo@vivaidelsole.example.it"}),
            FIRM.with_values({"email": ""}),
            "link phone",
        ),
    ],
)
def test_of_a_person_and_a_firm_more_must_agree_than_a_number(h: Contact, f: Contact, expected: str) -> None:
    assert verdict(h, f) == expected


def test_a_mailbox_of_somebody_else_does_not_spoil_the_telephone() -> None:
    """Enrico wrote from his wife's mailbox: the telephone is his all the same."""
    mail = "martina.bianchi@example.it"
    enrico = Contact(first_name="Enrico", last_name="Bianchi", mobile="+393275450290")
    martina = Contact(first_name="Martina", last_name="Bianchi", email=mail)
    matched = found(enrico.with_values({"email": mail}), [enrico, martina])
    assert [(p.highlevel, p.fattura24, p.level) for p in matched.pairs] == [("h0", "f0", "phone")]


def test_a_companys_two_codes_are_one_number() -> None:
    one = Contact(company="Acme Srl", vat_code="40644650562")
    assert verdict(one, Contact(company="Acme", fiscal_code="40644650562")) == "link vat_code"
    twice = found([one, one], Contact(company="Acme", fiscal_code="40644650562"))
    assert not twice.pairs
    assert set(twice.maybe_fattura24["f0"]) == {"h0", "h1"}


def test_a_code_that_fails_its_check_contradicts_nothing() -> None:
    firm = FIRM.with_values({"vat_code": "01234567897"})
    assert verdict(firm, firm.with_values({"vat_code": "01234567987"})) == "link email", "two digits swapped"
    assert verdict(firm, firm.with_values({"vat_code": "07643520567"})) == "ask email", "two sound codes are two firms"
    codes = {"vat_code": "", "fiscal_code": "01234567897"}
    assert verdict(FIRM.with_values(codes), FIRM.with_values({**codes, "fiscal_code": "07643520567"})) == "ask email"
    person = WIFE.with_values({"fiscal_code": "RSSMRA80A01H501U"})
    assert verdict(person, person.with_values({"fiscal_code": "RSSMRA80A10H501U"})) == "link email"
    assert verdict(person, person.with_values({"fiscal_code": "RSSMRA81A01H501V"})) == "ask email"


@pytest.mark.parametrize(
    ("h", "f", "expected"),
    [
        (Contact(first_name="Beppe", last_name="Battaglia"), ("Giuseppe", "Battaglia", ""), "ask place"),
        (Contact(first_name="Paola", last_name="Virale"), ("Paola", "Vitale", ""), "ask place"),
        (Contact(company="Libreria La Rroca SPA"), ("", "", "Libreria La Rocca S.p.A."), "ask place"),
        (Contact(company="Officina Nord Snc"), ("", "", "Officina Nord Srl"), "ask name"),
        (
            Contact(first_name="Valentina", last_name="Farina"),
            ("", "", "Ottica Farina di Farina Valentina"),
            "ask place",
        ),
        # neighbours, a family, and two shops under one roof
        (Contact(first_name="Ugo", last_name="Battaglia"), ("Anna", "Battaglia", ""), ""),
        (Contact(first_name="Paola", last_name="Neri"), ("Ugo", "Vitale", ""), ""),
        (Contact(company="Bar Centrale"), ("", "", "Libreria La Rocca S.p.A."), ""),
        (Contact(company="Capannone 2"), ("", "", "Capannone 3"), ""),
    ],
)
def test_one_address_asks_about_names_that_are_alike(h: Contact, f: tuple[str, str, str], expected: str) -> None:
    first, last, company = f
    there = SHOP.with_values({"first_name": first, "last_name": last, "company": company})
    assert verdict(h.with_values(HOME), there) == expected
    assert verdict(replace(h, street="Via Roma", city="Bari"), replace(there, street="Via Roma")) in ("", "ask name")


def test_tax_codes_that_differ_end_the_question() -> None:
    shop = SHOP.with_values({"company": "Libreria La Rroca", "vat_code": "01234567897"})
    assert verdict(shop, shop.with_values({"company": "Libreria La Rocca", "vat_code": "07643520567"})) == ""


@pytest.mark.parametrize("seed", range(40))
def test_only_records_within_reach_bear_on_each_other(seed: int) -> None:
    given = world(seed)
    h, f = KeyIndex(given.highlevel.records), KeyIndex(given.fattura24.records)
    matched = match(h, f, {}, {})
    joined = [(p.highlevel, p.fattura24) for p in matched.pairs]
    joined += [(a, b) for a, others in matched.maybe_highlevel.items() for b in others]
    joined += [(a, b) for b, others in matched.maybe_fattura24.items() for a in others]
    for a, b in joined:
        assert set(reach(h.records[a])) & set(reach(f.records[b]))


def test_an_untidy_business_is_linked_without_a_mistake() -> None:
    """The benchmark's promise at a small size: nothing linked that is not one, nearly all linked that a key proves."""
    people = make_people(1500, seed=11)
    truth, keyed = people.pairs(), people.keyed()
    matched = match(KeyIndex(people.highlevel), KeyIndex(people.fattura24), {}, {})
    linked = {(p.highlevel, p.fattura24) for p in matched.pairs}
    assert linked <= truth
    assert len(linked & keyed) >= 0.99 * len(keyed) > 500
    asked = {(a, b) for a, others in matched.maybe_highlevel.items() for b in others}
    asked |= {(a, b) for b, others in matched.maybe_fattura24.items() for a in others}
    rest = truth - linked
    assert len(asked & rest) >= 0.85 * len(rest), "what cannot be proven is asked about"
    assert len(asked & truth) >= 0.6 * len(asked), "and few questions are in vain"


def test_the_order_of_the_input_does_not_matter() -> None:
    people = make_people(400, seed=3)
    one = match(KeyIndex(people.highlevel), KeyIndex(people.fattura24), {}, {})
    other = match(KeyIndex(people.highlevel[::-1]), KeyIndex(people.fattura24[::-1]), {}, {})
    assert one == other


def test_the_question_says_what_it_rests_on() -> None:
    shop = SHOP.with_values({"company": "Libreria La Rroca"})
    known = Record(Side.FATTURA24, "f0", shop.with_values({"company": "Libreria La Rocca"}), ("1",))
    given = PlanInput(SideState([Record(Side.HIGHLEVEL, "h0", shop)]), SideState([known]), [], default_mapping(), 1.0)
    (action,) = make_plan(given, "p").plan.actions
    assert (action.kind, action.reason.key) == (Kind.CONFLICT, "place_only")
    assert action.choices == ("link:f0", "new", "skip")
    assert "indirizzo" in text("reasons.place_only", "it")


def test_husband_and_wife_with_one_mailbox_are_told_apart_by_their_full_names() -> None:
    anna = Contact(first_name="Anna", last_name="De Luca", email="casa.deluca@example.it")
    paolo = anna.with_values({"first_name": "Paolo"})
    matched = found(anna, [paolo, anna])
    assert [(p.highlevel, p.fattura24) for p in matched.pairs] == [("h0", "f1")]
    both = found([paolo, anna], [anna, paolo])
    assert [(p.highlevel, p.fattura24) for p in both.pairs] == [("h0", "f1"), ("h1", "f0")]
    for others in ([anna, anna], [anna, anna.with_values({"first_name": ""})], [anna, Contact(email=anna.email)]):
        assert not found(anna, others).pairs, "another might be meant"
    assert not found([anna, Contact(email=anna.email)], [anna, paolo]).pairs
