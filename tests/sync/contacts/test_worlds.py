"""Small worlds as they are in life: who is linked, who is asked about, and who is nobody's business."""

from __future__ import annotations

import pytest

from app.records.contact import Contact
from app.sandbox.seeding.seed_codes import vat_code
from tests.sync.contacts.test_questions import f, given, h, plan

V = [vat_code(1234567 + n, 58) for n in range(4)]
AT = {"street": "Via Roma, 12", "postal_code": "20121", "city": "Milano", "province": "MI"}


def person(first: str, last: str, **values: str) -> Contact:
    return Contact(first_name=first, last_name=last).with_values(values)


def firm(company: str, **values: str) -> Contact:
    return Contact(company=company).with_values(values)


MARIO = person("Mario", "Rossi", email="m@x.it", **AT)

WORLDS = {
    "the president is not his association": ([MARIO], [firm("ASD Calcio Giovanile", email="m@x.it", **AT)], "asked"),
    "nor by its code": ([MARIO], [firm("Calcio Giovanile", fiscal_code="91012345678", email="m@x.it", **AT)], "asked"),
    "the administrator is no condominium": ([MARIO], [firm("Condominio Via Po", email="m@x.it", **AT)], "asked"),
    "a private account is not the company's": (
        [person("Luca", "Neri", fiscal_code="NRELCU80A01F205X", email="m@x.it", **AT)],
        [firm("Nova Srl", vat_code=V[0], email="m@x.it", **AT)],
        "asked",
    ),
    "who answers for a company is": (
        [person("Luca", "Neri", email="m@x.it", **AT)],
        [firm("Nova Srl", vat_code=V[0], email="m@x.it", **AT)],
        "linked",
    ),
    "a sole trader is his firm": (
        [person("Mario", "Rossi", fiscal_code="RSSMRA80A01H501U", email="m@x.it")],
        [firm("Bar Sport di Rossi Mario", vat_code=V[0], fiscal_code="RSSMRA80A01H501U")],
        "linked",
    ),
    "a group's VAT code is no firm's own": (
        [firm("Gelateria Polo", vat_code=V[0])],
        [firm("Carrozzeria Neri", vat_code=V[0], fiscal_code=V[1])],
        "asked",
    ),
    "a firm that was renamed keeps its code": (
        [firm("Vecchio Nome Srl", vat_code=V[0])],
        [firm("Nuovo Nome Srl", vat_code=V[0], fiscal_code=V[0])],
        "linked",
    ),
    "a member of a group under its own name is itself": (
        [firm("Carrozzeria Neri", vat_code=V[0])],
        [firm("Carrozzeria Neri Srl", vat_code=V[0], fiscal_code=V[1])],
        "linked",
    ),
    "S. Maria is Santa Maria": (
        [firm("Parrocchia S. Maria Assunta", city="Milano")],
        [firm("Parrocchia Santa Maria Assunta", fiscal_code="91012345678", city="Milano")],
        "asked",
    ),
    "namesakes of two countries": (
        [person("Hans", "Müller", country="DE", city="Berlin")],
        [person("Hans", "Müller", country="AT", city="Wien")],
        "apart",
    ),
    "shops of one shopping centre": ([firm("Profumeria Lilla", **AT)], [firm("Ottica Neri Srl", **AT)], "apart"),
    "who lives in a condominium": ([MARIO], [firm("Condominio Via Roma 12", **AT)], "apart"),
    "husband and wife with one telephone": (
        [person("Anna", "Bianchi", mobile="+393331234567")],
        [person("Mario", "Rossi", mobile="+393331234567")],
        "asked",
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_a_world(name: str) -> None:
    contacts, customers, wanted = WORLDS[name]
    found = plan(given([h(n, c) for n, c in enumerate(contacts)], [f(n, c) for n, c in enumerate(customers)]))
    kinds = {a.kind.value for a in found.actions if not a.link or a.kind.value == "link"}
    asked = any(a.candidates and a.waits_for_person for a in found.actions)
    assert wanted == ("asked" if asked else "linked" if "link" in kinds else "apart")


def test_two_people_of_one_company_are_told_apart_in_the_list() -> None:
    contacts = [person("Luca", "Neri", company="Nova Srl", email="l@n.it"), person("Ugo", "Blu", company="Nova Srl")]
    found = plan(given([h(n, c) for n, c in enumerate(contacts)], [f(1, firm("Nova Srl", vat_code=V[0]))]))
    assert [a.title for a in found.actions] == ["Nova Srl (Luca Neri)", "Nova Srl (Ugo Blu)"]
