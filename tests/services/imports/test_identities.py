"""Who is who by the codes of files: groups, namesakes, placeholders and codes from abroad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.services.imports.importing import import_files
from app.services.invoices.own_vat import set_own_vat
from app.store import Customer, Store
from tests.connectors.einvoice_samples import OWN, body, invoice

HEADER = "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;Città;Paese;Telefono;Cellulare;Email;Tipo"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), ManualClock())
    set_own_vat(opened, ManualClock(), OWN)
    yield opened
    opened.close()


def party(name: str, *, country: str = "IT", code: str = "", fiscal: str = "", nation: str = "IT") -> str:
    vat = f"<IdFiscaleIVA><IdPaese>{country}</IdPaese><IdCodice>{code}</IdCodice></IdFiscaleIVA>" if code else ""
    own = f"<CodiceFiscale>{fiscal}</CodiceFiscale>" if fiscal else ""
    return (
        f"<DatiAnagrafici>{vat}{own}<Anagrafica><Denominazione>{name}</Denominazione></Anagrafica></DatiAnagrafici>"
        f"<Sede><Indirizzo>Via Uno 1</Indirizzo><CAP>00184</CAP><Comune>Roma</Comune><Nazione>{nation}</Nazione></Sede>"
    )


def take(store: Store, folder: Path, **files: str) -> list[Customer]:
    paths = []
    for name, text in files.items():
        ending = "csv" if ";" in text.splitlines()[0] else "xml"
        path = folder / f"{name}.{ending}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    for report in import_files(store, ManualClock(), paths):
        assert report.problem is None and not report.refused
    return store.mirror.all()


def book(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


def test_the_firms_of_a_vat_group_are_two_and_each_has_its_invoices(store: Store, tmp_path: Path) -> None:
    a = party("Banca Alfa Spa", code="11991500015", fiscal="00799960158")
    b = party("Leasing Beta Spa", code="11991500015", fiscal="02224410023")
    found = take(
        store,
        tmp_path,
        one=invoice(body("1"), customer=a),
        two=invoice(body("2"), customer=b),
        three=invoice(body("3"), customer=a),
    )
    assert [c.contact.title for c in found] == ["Banca Alfa Spa", "Leasing Beta Spa"]
    assert {i.number: i.customer_id for i in store.invoices.all()} == {"1": "1", "2": "2", "3": "1"}
    row = "7;LEASING BETA SPA;11991500015;02224410023;Via Due 2;Biella;Italia;;;;CLIENTE"
    assert [(c.code, c.contact.fiscal_code) for c in take(store, tmp_path, rubrica=book(row))] == [
        ("", "00799960158"),
        ("7", "02224410023"),
    ]


def test_namesakes_whose_codes_differ_by_omocodia_keep_their_own_invoices(store: Store, tmp_path: Path) -> None:
    rows = (
        "1;Rossi Mario;;RSSMRA80A01H501U;Via Uno 1;Roma;Italia;;;uno@prova.example;CLIENTE",
        "2;Rossi Mario;;RSSMRA80A01H50MM;Via Due 2;Milano;Italia;;;due@prova.example;CLIENTE",
    )
    take(store, tmp_path, rubrica=book(*rows))
    found = take(
        store,
        tmp_path,
        one=invoice(body("1"), customer=party("Rossi Mario", fiscal="RSSMRA80A01H501U")),
        two=invoice(body("2"), customer=party("Rossi Mario", fiscal="RSSMRA80A01H50MM")),
    )
    assert len(found) == 2
    assert {i.number: i.customer_id for i in store.invoices.all()} == {"1": "1", "2": "2"}


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        ([("GR", "027408226"), ("EL", "027408226"), ("GR", "EL027408226")], "EL027408226"),
        ([("DE", "136695976"), ("DE", "DE136695976"), ("DE", "DEDE136695976")], "DE136695976"),
        ([("IT", "00743110157"), ("IT", "IT00743110157"), ("IT", "ITIT00743110157")], "00743110157"),
        ([("SM", "05426"), ("SM", "SM05426")], "SM05426"),
        ([("HR", "33392005961"), ("HR", "HR33392005961")], "HR33392005961"),
    ],
)
def test_one_code_however_its_country_is_written(
    store: Store, tmp_path: Path, codes: list[tuple[str, str]], kept: str
) -> None:
    files = {
        f"f{n}": invoice(body(str(n)), customer=party("Prova SA", country=country, code=code, nation=kept[:2]))
        for n, (country, code) in enumerate(codes)
    }
    (customer,) = take(store, tmp_path, **files)
    assert customer.contact.vat_code == kept


@pytest.mark.parametrize("code", ["OO99999999999", "99999999999", "00000000000", "0", "XXXXXXXXXXX"])
def test_a_placeholder_makes_nobody_the_same(store: Store, tmp_path: Path, code: str) -> None:
    rows = (
        f"1;Alpha Trading Ltd;{code};;Main Street 1;London;Regno Unito;;;a@alpha.example;CLIENTE",
        f"2;Omega Import Inc;{code};;Broadway 2;New York;Stati Uniti;;;o@omega.example;CLIENTE",
    )
    found = take(store, tmp_path, rubrica=book(*rows))
    assert [c.contact.vat_code for c in found] == ["", ""], "what is no code is never sent as one"


def test_phones_of_rows_belong_to_the_rows_country(store: Store, tmp_path: Path) -> None:
    rows = (
        "1;Alfa SA;;;Via Nassa 1;Lugano;Svizzera;091 911 11 11;;;CLIENTE",
        "2;Beta SL;;;Gran Via 1;Madrid;Spagna;91 123 45 67;;;CLIENTE",
        "3;Gamma Oy;;;Esplanadi 1;Helsinki;Finlandia;09 1234567;;;CLIENTE",
        "4;Delta GmbH;;;Marienplatz 1;München;Germania;089 1234567;;;CLIENTE",
        "5;Epsilon Srl;;;Via Po 1;Torino;Italia;011 5551234 / 333 1234567;;;CLIENTE",
    )
    found = take(store, tmp_path, rubrica=book(*rows))
    assert [c.contact.landline for c in found] == [
        "+41919111111",
        "+34911234567",
        "+35891234567",
        "+49891234567",
        "+390115551234",
    ]
    assert found[-1].further == (("landline", "+393331234567"),)
