"""A payment schedule gives instalments by document and says which are paid."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.clock import SystemClock
from app.connectors.exports.schedule.written import parse_amount, parse_day, parse_term
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.services.api.imports import ImportReport
from app.services.imports.importing import import_files
from app.services.imports.unmatched import Unmatched
from app.services.invoices.schedule import merge, settle_schedule
from app.store import Store

HEADER = "Cliente;P.IVA;Numero;Data;Scadenza;Importo;Stato;Data pagamento"
FIRST = "Bar Sport;00743110157;12/FE;01/10/2026;30/11/2026;1.200,50;da pagare;"
SECOND = "Bar Sport;00743110157;12/FE;01/10/2026;31/12/2026;1.200,50;;"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    yield opened
    opened.close()


def take(
    store: Store, folder: Path, *rows: str, header: str = HEADER, even_old: bool = False, at: float = 0.0
) -> ImportReport:
    path = folder / "scadenze.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    if at:
        os.utime(path, (at, at))
    return import_files(store, SystemClock(), [path], even_old=even_old)[0]


def invoice(number: str = "12/FE", *parts: Instalment) -> Invoice:
    return Invoice(
        supplier_vat="12345678903",
        document_type="TD01",
        number=number,
        date=date(2026, 10, 1),
        total=Decimal("2401.00"),
        direction=Direction.ISSUED,
        customer=Contact(company="Bar Sport", vat_code="00743110157"),
        instalments=parts,
        digest="d",
    )


def test_instalments_by_document_and_a_payment_that_is_reported(store: Store, tmp_path: Path) -> None:
    report = take(store, tmp_path, FIRST, SECOND)
    assert (report.content, report.read, report.new) == ("schedule", 2, 2)
    assert report.warnings[0] == ("schedule_without_invoice", {"count": "2"})
    document = store.schedule.all()[0]
    assert (document.number, document.document_date) == ("12/FE", date(2026, 10, 1))
    assert [p.paid for p in document.instalments] == [False, None]
    same = take(store, tmp_path, FIRST, SECOND)
    assert (same.new, same.changed, same.unchanged) == (0, 0, 2)
    paid = take(store, tmp_path, FIRST.replace("da pagare;", "Pagato;20/11/2026"), SECOND)
    assert (paid.new, paid.changed, paid.unchanged) == (0, 1, 1)
    assert [(r.reason, r.params["due"]) for r in paid.remarks] == [("instalment_paid", "30/11/2026")]
    assert store.schedule.all()[0].instalments[0].paid_on == date(2026, 11, 20)
    back = take(store, tmp_path, FIRST, SECOND, even_old=True)
    assert [r.reason for r in back.remarks] == ["instalment_unpaid"]


def test_a_state_that_nobody_knows_changes_nothing_and_is_told(store: Store, tmp_path: Path) -> None:
    report = take(store, tmp_path, FIRST.replace("da pagare", "Stornata"), SECOND, FIRST.replace("da pagare", "-"))
    told = dict(report.warnings)
    assert told["state_unread"] == {"value": "Stornata", "count": "1", "lines": "2"}
    assert {p.paid for d in store.schedule.all() for p in d.instalments} == {None}


@pytest.mark.parametrize("resaved", [True, False])
def test_an_old_schedule_takes_no_payment_back(store: Store, tmp_path: Path, resaved: bool) -> None:
    """Whether it has its old date, or was opened, put in another order and saved again today."""
    parts = (Instalment(Decimal("1200.50"), date(2026, 11, 30)), Instalment(Decimal("1200.50"), date(2026, 12, 31)))
    store.invoices.put_many([invoice("12/FE", *parts)], 0.0)
    other = "Nova;12345670587;7/FE;01/10/2026;30/11/2026;80,00;da pagare;"
    take(store, tmp_path, FIRST, SECOND, other, at=1_000_000.0)
    take(store, tmp_path, FIRST.replace("da pagare;", "Pagato;20/11/2026"), SECOND, at=2_000_000.0)
    new = "" if resaved else "Neri;;9/FE;01/10/2026;30/11/2026;50,00;da pagare;"
    rows = [other, FIRST, SECOND] if resaved else [FIRST, SECOND, new]
    report = take(store, tmp_path, *rows, at=3_000_000.0 if resaved else 1_500_000.0)
    assert [(key, params["value"]) for key, params in report.warnings if key == "said_before"] == [
        ("said_before", "12/FE (Bar Sport)")
    ]
    assert not report.remarks
    assert [p.paid for p in store.invoices.with_number("12/FE")[0].instalments] == [True, None]
    kept = {d.number: [p.paid for p in d.instalments] for d in store.schedule.all()}
    assert kept["12/FE"] == [True, None], "an invoice that comes later is told the newer word"
    assert ("9/FE" in kept) is not resaved, "what nobody has told before is taken"
    named_no_more = {number for number, _day in store.schedule.left_out()}
    assert named_no_more == ({"7/FE"} if resaved else {"7/FE", "9/FE"}), "the newest one still counts"


def test_the_schedule_says_what_is_paid_of_an_invoice(store: Store, tmp_path: Path) -> None:
    parts = (Instalment(Decimal("1200.50"), date(2026, 11, 30), "MP05"), Instalment(Decimal("1200.50"), None, "MP05"))
    store.invoices.put_many([invoice("12/FE", *parts)], 0.0)
    report = take(store, tmp_path, FIRST.replace("da pagare", "si"), SECOND)
    assert not report.warnings
    found = store.invoices.with_number("12/FE")[0].instalments
    assert [(p.paid, p.method, p.paid_source) for p in found] == [(True, "MP05", "schedule"), (None, "MP05", "")]
    assert found[1].due == date(2026, 12, 31)


def test_an_invoice_that_comes_later_takes_what_was_kept(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, FIRST, SECOND)
    store.invoices.put_many([invoice()], 0.0)
    settle_schedule(store)
    assert [p.amount for p in store.invoices.with_number("12/FE")[0].instalments] == [Decimal("1200.50")] * 2


def test_what_the_document_says_is_not_forgotten_for_a_schedule_of_open_ones() -> None:
    known = (Instalment(Decimal(10), date(2026, 1, 1), paid=True), Instalment(Decimal(20), date(2026, 2, 1)))
    said = (Instalment(Decimal(20), date(2026, 2, 1), paid=False, paid_source="schedule"),)
    assert merge(known, said) == (known[0], Instalment(Decimal(20), date(2026, 2, 1), "", False, None, "schedule"))
    assert merge((), said) == said
    assert merge(known, (Instalment(Decimal(99), date(2026, 2, 1)),)) == known


@pytest.mark.parametrize(
    ("asked", "said", "paid"),
    [("102", "100", True), ("100", "102", True), ("102", "99", None), ("102", "101", None)],
)
def test_the_stamp_duty_may_be_in_one_amount_alone(asked: str, said: str, paid: bool | None) -> None:
    known = (Instalment(Decimal(asked), date(2026, 11, 30)), Instalment(Decimal(300), date(2026, 12, 31)))
    line = Instalment(Decimal(said), date(2026, 11, 30), paid=True, paid_source="schedule")
    merged = merge(known, (line,))
    assert [(p.amount, p.paid) for p in merged] == [(Decimal(asked), paid), (Decimal(300), None)]
    elsewhere = replace(line, due=date(2026, 11, 29))
    assert merge(known, (elsewhere,)) == known, "of another day it is another payment"


def test_one_line_for_all_of_a_day_and_all_lines_of_a_day_for_one() -> None:
    day, paid_on = date(2026, 11, 30), date(2026, 12, 1)
    two = (Instalment(Decimal(100), day), Instalment(Decimal(2), day), Instalment(Decimal(50), date(2026, 12, 31)))
    line = Instalment(Decimal(102), day, paid=True, paid_on=paid_on, paid_source="schedule")
    assert [(p.amount, p.paid, p.paid_on) for p in merge(two, (line,))] == [
        (Decimal(100), True, paid_on),
        (Decimal(2), True, paid_on),
        (Decimal(50), None, None),
    ]
    one = (Instalment(Decimal(102), day),)
    apart = (replace(line, amount=Decimal(100)), replace(line, amount=Decimal(2)))
    assert [(p.amount, p.paid, p.paid_on) for p in merge(one, apart)] == [(Decimal(102), True, paid_on)]
    half = (apart[0], replace(apart[1], paid=False, paid_on=None))
    assert [(p.paid, p.part_paid) for p in merge(one, half)] == [(False, Decimal(100))]


def test_a_payment_of_no_instalment_of_the_invoice_is_said_and_not_told_as_paid(store: Store, tmp_path: Path) -> None:
    store.invoices.put_many([invoice("12/FE", Instalment(Decimal(700), date(2026, 11, 30), "MP05"))], 0.0)
    assert take(store, tmp_path, FIRST).remarks == ()
    told = take(store, tmp_path, FIRST.replace("da pagare;", "Pagato;20/11/2026"))
    assert [(r.reason, r.params["amount"]) for r in told.remarks] == [("instalment_unmatched", "1200,50")]
    assert take(store, tmp_path, FIRST.replace("da pagare;", "Pagato;20/11/2026")).remarks == (), "once"


def test_rows_without_sense_are_refused_with_line_and_reason(store: Store, tmp_path: Path) -> None:
    report = take(
        store,
        tmp_path,
        FIRST,
        FIRST.replace("30/11/2026", "boh"),
        FIRST.replace("1.200,50", "tanto"),
        ";;;01/10/2026;30/11/2026;5;;",
    )
    assert [(r.line, r.reason) for r in report.refused] == [
        (3, "day_unreadable"),
        (4, "amount_unreadable"),
        (5, "document_missing"),
    ]
    assert report.new == 1


@pytest.mark.parametrize(
    ("header", "row", "paid"),
    [
        ("Numero;Scadenza;Importo;Residuo", "1;30/11/2026;10;0", True),
        ("Numero;Scadenza;Importo;Residuo", "1;30/11/2026;10;4,00", False),
        ("Numero;Scadenza;Importo;Importo pagato", "1;30/11/2026;10;10", True),
        ("Numero;Scadenza;Importo;Importo pagato", "1;30/11/2026;10;3", False),
        ("Numero;Scadenza;Importo;Data pagamento", "1;30/11/2026;10;01/11/2026", True),
        ("Numero;Scadenza;Importo;Data pagamento", "1;30/11/2026;10;", None),
        ("Numero;Scadenza;Importo;Pagato", "1;30/11/2026;10;10,00", True),
        ("Numero;Scadenza;Importo;Stato", "1;30/11/2026;10;Da incassare", False),
        ("Numero;Scadenza;Importo;Stato", "1;30/11/2026;10;chissà", None),
    ],
)
def test_every_way_to_say_paid(store: Store, tmp_path: Path, header: str, row: str, paid: bool | None) -> None:
    assert take(store, tmp_path, row, header=header).new == 1
    assert store.schedule.all()[0].instalments[0].paid is paid


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1234.5", "1234.5"),
        ("€ 1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234.50", "1234.50"),
        ("-12,00", "-12.00"),
        ("(12,00)", "-12.00"),
        ("12,00-", "-12.00"),
        ("1.234,50 € -", "-1234.50"),
        ("− 12,00", "-12.00"),
        ("–€ 12,00", "-12.00"),
        ("12", "12"),
        ("0,5", "0.5"),
        ("dodici", None),
        ("", None),
        ("9" * 40, None),
        ("1..2", None),
        ("€ 12,-", "12"),
        ("12.--", "12"),
        ("1,234,567.89", "1234567.89"),
        ("12.34.56", None),
        ("1.23,45", None),
        ("12,505", None),  # twelve, or twelve thousand: only its table can tell
        ("1.234.567,895", "1234567.895"),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    assert parse_amount(text) == (Decimal(amount) if amount is not None else None)


def test_a_number_of_a_workbook_is_that_number(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Numero", "Scadenza", "Importo"])
    values = [305.061, 1234.125, 61.005, 61.004999999999995, 1000, -15.255, 0.125, 1e-05, "305,061", "1.234,50-"]
    for number, value in enumerate(values):
        sheet.append([str(number), date(2026, 11, 30), value])
    book.save(tmp_path / "scadenze.xlsx")
    report = import_files(store, SystemClock(), [tmp_path / "scadenze.xlsx"])[0]
    assert not report.refused
    found = {d.number: d.instalments[0].amount for d in store.schedule.all()}
    assert [str(found[str(n)]) for n in range(len(values))] == [
        *("305.06", "1234.13", "61.01", "61.01", "1000.00", "-15.26", "0.13", "0.00", "305.06", "-1234.50")
    ]


def test_one_cell_tells_how_a_file_writes_its_decimals(store: Store, tmp_path: Path) -> None:
    rows = ["1;30/11/2026;305.061", "2;30/11/2026;61.5", "3;30/11/2026;1000"]
    take(store, tmp_path, *rows, header="Numero;Scadenza;Importo")
    assert [str(d.instalments[0].amount) for d in store.schedule.all()] == ["305.06", "61.50", "1000.00"]


@pytest.mark.parametrize(
    ("other", "amount"), [("12,50", "305.06"), ("1,000.50", "305061.00"), ("12.5", "305061.00"), ("1.000,5", "305.06")]
)
def test_the_comma_of_three_digits_is_told_by_the_other_cells(
    store: Store, tmp_path: Path, other: str, amount: str
) -> None:
    take(store, tmp_path, "1;30/11/2026;305,061", f"2;30/11/2026;{other}", header="Numero;Scadenza;Importo")
    assert str(store.schedule.all()[0].instalments[0].amount) == amount


def test_a_comma_that_nothing_tells_is_refused_and_not_guessed(store: Store, tmp_path: Path) -> None:
    report = take(store, tmp_path, "1;30/11/2026;305,061", "2;30/11/2026;12", header="Numero;Scadenza;Importo")
    assert [(r.line, r.reason) for r in report.refused] == [(2, "amount_unreadable")]


def test_one_day_tells_that_a_file_writes_months_first(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "1;1/2/2026;10", "2;12/31/2026;10", header="Numero;Scadenza;Importo")
    assert [d.instalments[0].due for d in store.schedule.all()] == [date(2026, 1, 2), date(2026, 12, 31)]
    report = take(
        store, tmp_path, "3;1/2/2026;10", "4;12/31/2026;10", "5;31/12/2026;10", header="Numero;Scadenza;Importo"
    )
    assert [(r.line, r.reason) for r in report.refused] == [(3, "day_unreadable")]


def test_a_date_that_a_spreadsheet_writes_for_a_blank_is_refused(store: Store, tmp_path: Path) -> None:
    report = take(store, tmp_path, "1;30/12/1899;5", "2;30/11/2026;5", header="Numero;Scadenza;Importo")
    assert [(r.line, r.reason) for r in report.refused] == [(2, "day_unreadable")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/11/2026", date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("30-11-26", date(2026, 11, 30)),
        ("2026-11-30 00:00:00", date(2026, 11, 30)),
        ("31/02/2026", None),
        ("30 novembre 2026", date(2026, 11, 30)),
        ("30-nov-26", date(2026, 11, 30)),
        ("30-Nov-26", date(2026, 11, 30)),
        ("lun 30/11/2026", date(2026, 11, 30)),
        ("1° gennaio 2027", date(2027, 1, 1)),
        ("30 / 11 / 2026", date(2026, 11, 30)),
        ("20261130", date(2026, 11, 30)),
        ("46356", None),  # a spreadsheet's number: it may count from 1900 or from 1904
        ("30 foo 2026", None),
        ("", None),
        ("novembre", None),
        ("2026-11-29T23:00:00.000Z", date(2026, 11, 30)),  # midnight in Rome
        ("2026-11-30T00:00:00+01:00", date(2026, 11, 30)),
        ("2026-11-29 23:00:00", date(2026, 11, 30)),  # the same by a program that does not say so
        ("2026-06-29T22:00:00", date(2026, 6, 30)),
        ("2026-06-29T23:00:00", date(2026, 6, 29)),  # in summer this is no midnight
        ("2026-11-30 18:30", date(2026, 11, 30)),
        ("Nov 30, 2026", date(2026, 11, 30)),
        ("30112026", date(2026, 11, 30)),
        ("30/11/2026 - 31/12/2026", None),  # two days are none
        ("30/11/2026 (prorogata)", date(2026, 11, 30)),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ("vista fattura", "15/10/2026"),
        ("30 gg d.f.", "14/11/2026"),
        ("30 gg d.f.f.m.", "30/11/2026"),
        ("60 GG. F.M.", "31/12/2026"),
        ("30 gg data fattura fine mese", "30/11/2026"),
        ("30 gg d.f.m.", "30/11/2026"),
        ("31/12/9999", None),  # a program's "never"
        ("30/60 gg", None),
        ("rimessa diretta", None),
    ],
)
def test_terms_of_payment_are_days_of_a_document_that_has_one(
    store: Store, tmp_path: Path, term: str, due: str | None
) -> None:
    report = take(store, tmp_path, f"1;15/10/2026;{term};10", header="Numero;Data documento;Scadenza;Importo")
    found = [p.due.strftime("%d/%m/%Y") for d in store.schedule.all() for p in d.instalments if p.due]
    assert found == ([due] if due else [])
    assert [r.reason for r in report.refused] == ([] if due else ["day_unreadable"])


def test_a_term_that_months_and_days_end_otherwise_is_nobodys_guess() -> None:
    assert parse_term("30 gg f.m.", date(2026, 1, 31)) is None
    assert parse_term("30 gg f.m.", date(2026, 1, 15)) == date(2026, 2, 28)
    assert parse_term("30 gg f.m.", None) is None


def test_signs_that_nobody_sees_and_euros_in_words(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "1;31/12/2026\u200b;euro 12,50", "2;31/12/2026;€. 7,50=", header="Numero;Scadenza;Importo")
    assert [(p.due, str(p.amount)) for d in store.schedule.all() for p in d.instalments] == [
        (date(2026, 12, 31), "12.50"),
        (date(2026, 12, 31), "7.50"),
    ]


@pytest.mark.parametrize(
    ("number", "day", "who", "settled"),
    [
        ("12", "01/10/2026", "Bar Sport srl", True),
        ("0012 / fe", "01/10/2026", "Bar Sport srl", True),
        ("12/FE/2026", "01/10/2026", "Bar Sport srl", True),
        ("12", "02/10/2026", "Bar Sport srl", False),
        ("12", "01/10/2026", "Pizzeria Luna", False),
        ("12", "", "Bar Sport srl", False),
        ("12/A", "01/10/2026", "Bar Sport srl", False),
        ("2", "01/10/2026", "Bar Sport srl", False),
    ],
)
def test_a_number_written_otherwise_is_the_invoices_if_day_and_customer_are(
    store: Store, tmp_path: Path, number: str, day: str, who: str, settled: bool
) -> None:
    sold = replace(invoice("12/FE"), customer=Contact(company="Bar Sport S.r.l."), date=date(2026, 10, 1))
    store.invoices.put_many([sold], 0.0)
    row = f"{who};{number};{day};30/11/2026;100,00;SI"
    take(store, tmp_path, row, header="Cliente;Numero;Data documento;Scadenza;Importo;Pagato")
    assert [p.paid for p in store.invoices.with_number("12/FE")[0].instalments] == ([True] if settled else [])


def test_a_document_of_very_many_instalments_is_compared_and_merged_as_one_of_few() -> None:
    parts = tuple(Instalment(Decimal(10), date(2026, 1, 1), f"MP{n}", False) for n in range(4000))
    paid = tuple(replace(part, paid=True) for part in parts)
    known = Unmatched(parts)
    assert all(known.take_moved(part) is parts[n] for n, part in enumerate(paid))
    assert not known.left and known.take_moved(paid[0]) is None
    assert [p.paid for p in merge(parts, paid)] == [True] * len(parts)


def test_the_first_whose_payment_stood_otherwise_is_the_one_that_has_moved() -> None:
    one = Instalment(Decimal(10), date(2026, 1, 1), "a", True)
    two, three = replace(one, paid=None, method="b"), replace(one, paid=False, method="c")
    known = Unmatched([one, two, three])
    assert known.take_moved(replace(one, method="z")) is two
    assert not known.take(two) and known.take(one)
    assert known.take_moved(one) is three and known.left == 0


def test_the_same_schedule_again_only_notes_that_it_was_there(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, FIRST, SECOND, "Bar Sport;00743110157;13/FE;01/10/2026;30/11/2026;5,00;;")
    before = store.schedule.read_at()
    said: list[str] = []
    with store.database.transaction() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(said.append)
        report = take(store, tmp_path, FIRST, SECOND)
        driver.set_trace_callback(None)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert store.schedule.read_at() > before
    assert store.schedule.left_out() == {("13/FE", "2026-10-01")}
    changing = {line.split()[0] for line in said if " schedule " in line and not line.startswith(("SELECT", "--"))}
    assert changing == {"UPDATE"}


@pytest.mark.parametrize("direction", ["vendita", "acquisto"])
def test_a_line_without_direction_beside_one_with(store: Store, tmp_path: Path, direction: str) -> None:
    header = f"{HEADER};Tipo"
    bare, told = f"{FIRST};", f"{FIRST};{direction}"
    take(store, tmp_path, bare, told, header=header)
    for _ in range(2):
        take(store, tmp_path, told, header=header)
        assert [len(d.instalments) for d in store.schedule.all()] == [1]


@pytest.mark.parametrize(
    ("state", "paid", "on"),
    [
        ("Pagata il 25/11/2026", True, date(2026, 11, 25)),
        ("INCASSATO (24/11/2026)", True, date(2026, 11, 24)),
        ("Saldata con bonifico", True, None),
        ("Parzialmente pagata", False, None),
        ("Pagata in parte", False, None),
        ("Stornata", None, None),
    ],
)
def test_what_a_state_says_in_more_than_one_word(
    store: Store, tmp_path: Path, state: str, paid: bool | None, on: date | None
) -> None:
    store.invoices.put_many([invoice("12/FE", Instalment(Decimal("1200.50"), date(2026, 11, 30), "MP05"))], 0.0)
    take(store, tmp_path, FIRST.replace("da pagare", state))
    [part] = store.invoices.with_number("12/FE")[0].instalments
    assert (part.paid, part.paid_on) == (paid, on)


@pytest.mark.parametrize("settled", ["-20,00", "-1.200,50"])
def test_money_that_went_the_other_way_pays_nothing(store: Store, tmp_path: Path, settled: str) -> None:
    store.invoices.put_many([invoice("12/FE", Instalment(Decimal("1200.50"), date(2026, 11, 30), "MP05"))], 0.0)
    header = "Numero;Scadenza;Importo;Importo pagato"
    report = take(store, tmp_path, f"12/FE;30/11/2026;1.200,50;{settled}", header=header)
    document = store.schedule.all()[0]
    assert (report.problem, [(p.paid, p.part_paid) for p in document.instalments]) == (None, [(False, Decimal(0))])
