"""Lines of purchases and taxes never settle an invoice that the owner issued, and doubtful ones wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.clock import SystemClock
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.services.api.imports import ImportReport
from app.services.imports.importing import import_files
from app.services.invoices.schedule import settle_schedule
from app.store import Customer, Store

OPEN = Instalment(Decimal("100.00"), date(2026, 11, 30), "MP05")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    opened.invoices.put_many([invoice()], 0.0)
    yield opened
    opened.close()


def invoice(kind: str = "TD01", number: str = "5", day: date = date(2026, 10, 1)) -> Invoice:
    return Invoice(
        supplier_vat="12345678903",
        document_type=kind,
        number=number,
        date=day,
        total=Decimal("100.00"),
        direction=Direction.ISSUED,
        customer=Contact(company="Bar Sport", vat_code="00743110157"),
        instalments=(OPEN,),
        digest="d",
    )


def take(store: Store, folder: Path, text: str, name: str = "scadenze.csv") -> ImportReport:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_files(store, SystemClock(), [path])[0]


def paid(store: Store) -> bool | None:
    return store.invoices.with_number("5")[0].instalments[0].paid


BASE = "Numero;Scadenza;Importo;Pagato"


@pytest.mark.parametrize(
    ("header", "row", "key"),
    [
        ("Soggetto;", "Mulino Rossi Srl;", "schedule_unattributed"),
        ("Soggetto;P.IVA;", "Bar Sport;07643520567;", "schedule_unattributed"),
        ("", "", "schedule_unattributed"),
        ("Cliente;Tipo;", "Bar Sport;Acquisto;", "schedule_apart"),
        ("Cliente;Tipo;", "Bar Sport;Fattura fornitore;", "schedule_apart"),
        ("Cliente;Tipo;", "Bar Sport;Fattura ricevuta;", "schedule_apart"),
        ("Cliente;Attivo/Passivo;", "Bar Sport;Passivo;", "schedule_apart"),
        ("Cliente;Entrata/Uscita;", "Bar Sport;U;", "schedule_apart"),
        ("Cliente;Segno;", "Bar Sport;-;", "schedule_apart"),
        ("Cliente;Categoria;", "Bar Sport;Tributi;", "schedule_apart"),
        ("Cliente;Tipo;", "Bar Sport;F24;", "schedule_apart"),
        ("Cliente;Fornitore;", ";Bar Sport;", "schedule_apart"),
        ("Cliente;Tipo;", "Bar Sport;Nota di credito;", "schedule_unattributed"),
        ("Cliente;Tipo documento;", "Bar Sport;Proforma;", "schedule_unattributed"),
        ("Cliente;Tipo documento;Direzione;", "Bar Sport;Fattura di vendita;Uscita;", "schedule_unattributed"),
    ],
)
def test_no_other_line_settles_an_issued_invoice(store: Store, tmp_path: Path, header: str, row: str, key: str) -> None:
    report = take(store, tmp_path, f"{header}{BASE}\n{row}5;30/11/2026;100,00;SI\n")
    assert report.problem is None and not report.refused
    assert paid(store) is None
    assert report.warnings == ((key, {"count": "1"}),)
    assert [r.reason for r in report.remarks] == (["unattributed"] if key == "schedule_unattributed" else [])
    settle_schedule(store)
    assert paid(store) is None, "nor does it when invoices come later"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Cliente;", "BAR SPORT S.R.L.;"),
        ("Cliente;P.IVA;", "tutt'altro nome;IT00743110157;"),
        ("Cliente;Tipo;", "Bar Sport;Vendita;"),
        ("Tipo;", "Fattura di vendita;"),
        ("Data documento;", "01/10/2026;"),
        ("Cod. cliente;", "C7;"),
    ],
)
def test_the_line_of_a_sale_does(store: Store, tmp_path: Path, header: str, row: str) -> None:
    contact = Contact(company="Bar Sport", vat_code="00743110157")
    store.mirror.put(Customer("", "C7", "", contact, "CLIENTE", {}, "export", 1.0, True))
    assert not take(store, tmp_path, f"{header}{BASE}\n{row}5;30/11/2026;100,00;SI\n").warnings
    assert paid(store) is True


@pytest.mark.parametrize("name", ["scadenze acquisti.csv", "Scadenzario_Fornitori_2026.csv", "passive.csv", "f24.csv"])
def test_the_name_of_the_file_says_whose_lines_they_are(store: Store, tmp_path: Path, name: str) -> None:
    report = take(store, tmp_path, f"Soggetto;{BASE}\nBar Sport;5;30/11/2026;100,00;SI\n", name)
    assert paid(store) is None and report.warnings[0][0] == "schedule_apart"


def test_the_name_of_the_sheet_does_too(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Acquisti"
    sheet.append(["Soggetto", *BASE.split(";")])
    sheet.append(["Bar Sport", "5", "30/11/2026", 100, "SI"])
    book.save(tmp_path / "scadenze.xlsx")
    report = import_files(store, SystemClock(), [tmp_path / "scadenze.xlsx"])[0]
    assert paid(store) is None and report.warnings[0][0] == "schedule_apart"


def test_what_comes_in_and_what_goes_out_have_columns_of_their_own(store: Store, tmp_path: Path) -> None:
    text = "Soggetto;Numero;Scadenza;Entrate;Uscite;Pagato\nBar Sport;5;30/11/2026;;100,00;SI\n"
    assert take(store, tmp_path, text).warnings[0][0] == "schedule_apart"
    assert paid(store) is None
    take(store, tmp_path, text.replace(";;100,00;", ";100,00;;"))
    assert paid(store) is True


def test_a_credit_note_of_the_same_number_is_settled_by_its_own_line(store: Store, tmp_path: Path) -> None:
    store.invoices.put_many([invoice("TD04", day=date(2026, 10, 9))], 0.0)
    take(store, tmp_path, f"Cliente;Tipo;{BASE}\nBar Sport;Nota di credito;5;30/11/2026;100,00;SI\n")
    state = {i.document_type: i.instalments[0].paid for i in store.invoices.with_number("5")}
    assert state == {"TD01": None, "TD04": True}


def test_a_later_file_that_does_not_say_does_not_turn_a_purchase_into_a_sale(store: Store, tmp_path: Path) -> None:
    rows = "Bar Sport;{}5;30/11/2026;100,00;SI\n"
    take(store, tmp_path, f"Soggetto;Tipo;{BASE}\n" + rows.format("Acquisto;"))
    take(store, tmp_path, f"Soggetto;{BASE}\n" + rows.format(""))
    assert paid(store) is None
    assert [d.direction for d in store.schedule.all()] == ["received"]


def test_a_direction_that_is_told_later_replaces_one_that_was_not_known(store: Store, tmp_path: Path) -> None:
    rows = "Altri srl;{}9;30/11/2026;100,00;NO\n"
    take(store, tmp_path, f"Soggetto;{BASE}\n" + rows.format(""))
    take(store, tmp_path, f"Soggetto;Tipo;{BASE}\n" + rows.format("Acquisto;"))
    assert [(d.number, d.direction) for d in store.schedule.all()] == [("9", "received")]


def test_two_firms_of_one_vat_group_are_two(store: Store, tmp_path: Path) -> None:
    customer = Contact(company="Gruppo Uno", vat_code="00743110157", fiscal_code="00743110157")
    store.invoices.put_many(
        [Invoice("12345678903", "TD01", "8", date(2026, 10, 1), Decimal(100), direction=Direction.ISSUED,
                 customer=customer, instalments=(OPEN,), digest="e")], 0.0
    )  # fmt: skip
    row = "Gruppo Due;00743110157;07643520567;8;30/11/2026;100,00;SI"
    report = take(store, tmp_path, f"Cliente;P.IVA;Cod. fiscale;{BASE}\n{row}\n")
    assert report.warnings[0][0] == "schedule_unattributed"
    assert store.invoices.with_number("8")[0].instalments[0].paid is None


@pytest.mark.parametrize(
    ("due", "amount", "which"),
    [
        ("30/11/2026", "100,00", 2026),
        ("30/11/2025", "100.00", 2025),
        ("30/11/2026", "99,00", None),  # of neither
        ("15/12/2026", "100,00", None),  # moved to another day: of which, nobody can tell
    ],
)
def test_of_two_years_invoices_with_one_number_the_instalment_tells_which(
    store: Store, tmp_path: Path, due: str, amount: str, which: int | None
) -> None:
    last_year = replace(
        invoice(day=date(2025, 10, 1)), instalments=(replace(OPEN, due=date(2025, 11, 30)),), digest="e"
    )
    store.invoices.put_many([last_year], 0.0)
    report = take(store, tmp_path, f"Cliente;Numero;Scadenza;Importo;Pagato\nBar Sport;5;{due};{amount};sì\n")
    found = {i.date.year: i.instalments[0].paid for i in store.invoices.with_number("5")}
    assert found == {2025: True if which == 2025 else None, 2026: True if which == 2026 else None}
    assert bool(report.warnings) is (which is None)


LINE = "Bar Sport;5;30/11/2026;100,00;Sì"


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        (f"Scadenzario fornitori al 30/11/2026\n\nRagione sociale;{BASE}\n{LINE}\n", None),
        (f"Scadenzario clienti al 30/11/2026\n\nRagione sociale;{BASE}\n{LINE}\n", True),
        (f"Scadenzario clienti e fornitori\nRagione sociale;{BASE}\n{LINE}\n", True),
        (f"Ragione sociale;{BASE}\nCLIENTI;;;;\nAltri;9;30/11/2026;7,00;No\nFORNITORI;;;;\n{LINE}\n", None),
        (f"Ragione sociale;{BASE}\nFornitori;;;;\nAltri;9;30/11/2026;7,00;No\nClienti;;;;\n{LINE}\n", True),
    ],
    ids=["title of purchases", "title of sales", "title of both", "section of purchases", "section of sales"],
)
def test_a_title_above_and_a_heading_between_say_whose_the_lines_are(
    store: Store, tmp_path: Path, text: str, settled: bool | None
) -> None:
    report = take(store, tmp_path, text)
    assert not report.refused
    assert paid(store) is settled


def test_a_total_is_no_line_and_ticks_are_read(store: Store, tmp_path: Path) -> None:
    line = f"Cliente;{BASE}\nBar Sport;5;30/11/2026;100,00;"
    report = take(store, tmp_path, f"{line}✓\nTotale:;;;100,00;\n;Totale;;100,00;\n")
    assert (report.read, report.refused) == (1, ())
    assert paid(store) is True
    take(store, tmp_path, f"{line}☐\n", "b.csv")
    assert paid(store) is False
