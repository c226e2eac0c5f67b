"""An e-mail or a phone that many have, the accountant's or a switchboard's, is nobody's own: it tells nobody apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.sandbox.seeding.seed_codes import vat_code
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.planner import link_id, make_plan
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan.explaining import explain
from app.sync.plan.model import Action, Kind, Link, Plan, Record, Side

STUDIO = "studio@commercialista.it"
SWITCHBOARD = "+390612345678"
NAMES = [
    "Acciaierie",
    "Bottega",
    "Cantina",
    "Distilleria",
    "Edilizia",
    "Falegnameria",
    "Gelateria",
    "Idraulica",
    "Lavanderia",
    "Marmista",
    "Nocciole",
    "Oreficeria",
    "Pescheria",
    "Quadri",
    "Ristorante",
    "Sartoria",
    "Tipografia",
    "Ulivi",
    "Vetreria",
    "Zootecnica",
    "Autofficina",
    "Birrificio",
    "Cartiera",
    "Drogheria",
    "Ferramenta",
    "Giardini",
    "Impianti",
    "Libreria",
    "Mulino",
    "Noleggi",
]
FIRMS = [
    Contact(company=f"{name} Srl", vat_code=vat_code(2_000_000 + n, 58), email=STUDIO, city="Bari")
    for n, name in enumerate(NAMES)
]


def h(n: int, contact: Contact, **more: object) -> Record:
    return Record(Side.HIGHLEVEL, f"h{n}", contact, **more)  # type: ignore[arg-type]


def f(n: int, contact: Contact) -> Record:
    return Record(Side.FATTURA24, f"f{n}", contact, (str(1000 + n),))


def plan(contacts: list[Contact], customers: list[Contact], linked: int = 0) -> Plan:
    links = [Link(link_id(f"h{n}", f"f{n}"), f"h{n}", f"f{n}") for n in range(linked)]
    sides = (
        [h(n, c, origins=(str(1000 + n),) if n < linked else ()) for n, c in enumerate(contacts)],
        [f(n, c) for n, c in enumerate(customers)],
    )
    return make_plan(PlanInput(SideState(sides[0]), SideState(sides[1]), links, default_mapping(), 1.0), "p").plan


def made(found: Plan, side: Side) -> list[Action]:
    return [
        a for a in found.actions if a.kind is Kind.CREATE and a.side is side and a.record == "contact" and not a.note
    ]


def test_the_accountant_is_asked_about_nobody() -> None:
    """Thirty firms are reached at their accountant's, who is a contact: no question lists thirty firms."""
    found = plan([Contact(first_name="Carla", last_name="Verdi", email=STUDIO)], FIRMS)
    assert not [a for a in found.actions if a.candidates]
    (carla,) = made(found, Side.FATTURA24)
    assert "30" in explain(carla, "it") and "non dice chi è" in explain(carla, "it")
    firms = made(found, Side.HIGHLEVEL)
    assert len(firms) == 30
    assert not [f for a in firms for f in a.fields if f.name == "email"], "HighLevel would refuse the second one"
    assert all("non viene scritt" in explain(a, "it") for a in firms)


def test_the_firm_of_that_name_is_still_found() -> None:
    studio = Contact(company="Studio Verdi", email=STUDIO)
    found = plan([studio], [*FIRMS, replace(studio, city="Bari")])
    assert [a.reason.key for a in found.actions if a.kind is Kind.LINK] == ["matched_email"]


def test_a_stronger_sign_is_not_held_up_by_it() -> None:
    """The accountant is a customer by herself: her own phone links her, whoever else has her mailbox."""
    carla = Contact(first_name="Carla", last_name="Verdi", email=STUDIO, mobile="+393401234567")
    found = plan([carla], [*FIRMS, replace(carla, email="carla@verdi.it")])
    assert [a.reason.key for a in found.actions if a.kind is Kind.LINK] == ["matched_phone"]


def test_four_of_a_family_are_still_asked_about() -> None:
    found = plan([Contact(first_name="Carla", email="casa@rossi.it")], [
        Contact(first_name=n, last_name="Rossi", email="casa@rossi.it") for n in ("Ada", "Ivo", "Ugo")
    ])  # fmt: skip
    assert [len(a.candidates) for a in found.actions if a.kind is Kind.CONFLICT]


@pytest.mark.parametrize("name", ["mobile", "landline"])
def test_a_switchboard_makes_no_twins(name: str) -> None:
    people = [
        Contact(first_name=n, last_name=s).with_values({name: SWITCHBOARD})
        for n, s in (("Ada", "Neri"), ("Ivo", "Gallo"), ("Ugo", "Riva"), ("Eva", "Longo"), ("Pia", "Costa"))
    ]
    found = plan([], people)
    assert len(made(found, Side.HIGHLEVEL)) == 5
    assert not [a for a in found.actions if a.waits_for_person]
    twice = plan([], [*people, people[0]])
    assert [a.title for a in twice.actions if a.kind is Kind.CONFLICT] == ["Ada Neri", "Ada Neri"]


def test_a_linked_contact_is_not_filled_with_it_and_is_told_so() -> None:
    """Two blank contacts would both be given the one e-mail, and HighLevel takes it once."""
    found = plan([replace(firm, email="") for firm in FIRMS], FIRMS, linked=30)
    assert {(a.reason.key, a.note) for a in found.actions} == {("shared_by_many", True)}
    assert "HighLevel lo accetta in un contatto solo" in explain(found.actions[0], "it")


def test_what_no_service_can_read_is_not_said_to_have_no_room() -> None:
    (action,) = made(plan([], [Contact(company="Ferro Srl", email="ferro(at)posta", city="Bari")]), Side.HIGHLEVEL)
    assert "non è un'e-mail" in explain(action, "it") and "non ha posto" not in explain(action, "it")


def test_a_country_that_nobody_knows_does_not_keep_the_customer_out() -> None:
    """HighLevel refused the whole contact for it, at every run anew."""
    firm = Contact(company="Ferro Srl", email="info@ferro.it", country="Itallia", city="Bari")
    (action,) = made(plan([], [firm]), Side.HIGHLEVEL)
    assert {f.name for f in action.fields} >= {"company", "email", "city"}
    assert "country" not in {f.name for f in action.fields}
    assert "Paese: così com'è scritto" in explain(action, "it")
    (note,) = plan([replace(firm, country="")], [firm], linked=1).actions
    assert (note.reason.key, note.note) == ("no_country", True)


def test_two_codes_in_one_field_are_sent_nowhere() -> None:
    """Pushed together they were a VAT code of 22 digits."""
    firm = Contact(company="Ferro Srl", email="info@ferro.it", vat_code="51000200587 / 51000210586")
    for contacts, customers, side in (([firm], [], Side.FATTURA24), ([], [firm], Side.HIGHLEVEL)):
        (action,) = made(plan(contacts, customers), side)
        assert "vat_code" not in {f.name for f in action.fields}
        assert "Partita IVA: così com'è scritto" in explain(action, "it")
