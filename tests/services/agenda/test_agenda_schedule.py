"""Instalments that only the schedule names: a task for each sale, none for purchases, and none twice when the invoice
comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.records.task import TaskKind
from app.services.imports.importing import import_files
from app.services.invoices.schedule import settle_schedule
from tests.services.agenda.books import TODAY, Books, books, part

HEADER = "Tipo;Nominativo;Numero;Data;Scadenza;Importo;Stato"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path) as made:
        yield made


def schedule(home: Books, folder: Path, *rows: str, header: str = HEADER) -> None:
    file = folder / "scadenze.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    [report] = import_files(home.store, home.clock, [file])
    assert report.problem is None, report
    home.desk.refresh()


def row(kind: str, who: str, number: str, days: int, state: str = "da pagare", on: str = "01/10/2026") -> str:
    due = (TODAY + timedelta(days=days)).strftime("%d/%m/%Y")
    return f"{kind};{who};{number};{on};{due};100,00;{state}"


def test_a_sale_without_invoice_gets_its_task_and_a_purchase_none(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    schedule(
        home,
        tmp_path,
        row("vendita", "Mulino Rossi", "5", 4),
        row("vendita", "Sconosciuto", "6", -4),
        row("acquisto", "Mulino Rossi", "77", -4),
        row("tributo", "Erario", "F24", -4),
    )
    found = [(x.task.kind, x.task.title, x.task.customer, x.customer_name) for x in home.desk.tasks()]
    assert found == [
        (TaskKind.OVERDUE, "Sollecitare la fattura 6: 100,00 €", "", ""),
        (TaskKind.DUE, "Scade la fattura 5: 100,00 €", customer, "Mulino Rossi"),
    ]
    assert home.desk.tasks()[0].task.body.endswith("(Sconosciuto)")
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4, "pagato"))
    done = {x.task.title: x.task.completed for x in home.desk.tasks(everything=True)}
    assert done["Scade la fattura 5: 100,00 €"]


def test_its_invoice_takes_the_task_over_and_makes_no_second(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4), row("vendita", "Mulino Rossi", "6", 4))
    first, second = home.desk.tasks()
    home.desk.remove(second.task.id)
    home.invoice(customer, "5", part(100, 4))
    home.invoice(customer, "6", part(100, 4))
    settle_schedule(home.store)
    [left] = home.desk.tasks()
    assert left.task.id == first.task.id
    assert left.task.reference.endswith("|TD01|5|2026-10-01#1")
    home.later(6)
    assert [x.task.title for x in home.desk.tasks()] == [
        "Sollecitare la fattura 5: 100,00 €",
        "Sollecitare la fattura 6: 100,00 €",
    ]
    assert len(home.store.payments.standing()) == 2
    assert home.store.payments.changes() == []


def test_a_payment_seen_before_its_invoice_is_no_second_event(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4))
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4, "pagato"))
    assert [(p.kind, p.baseline, p.customer) for p in home.store.payments.changes()] == [("paid", False, customer)]
    home.invoice(customer, "5", part(100, 4))
    settle_schedule(home.store)
    home.desk.refresh()
    assert len(home.store.payments.changes()) == 1


def test_lines_that_do_not_say_whose_money_it_is_count_only_for_known_customers(home: Books, tmp_path: Path) -> None:
    home.customer("Mulino Rossi")
    header = "Nominativo;Numero;Scadenza;Importo"
    due = (TODAY + timedelta(days=3)).strftime("%d/%m/%Y")
    schedule(home, tmp_path, f"Mulino Rossi;5;{due};100,00", f"Fornitore Mai Visto;9;{due};50,00", header=header)
    [line] = home.desk.tasks()
    assert line.customer_name == "Mulino Rossi"
    assert line.task.body == f"Fattura 5, scadenza {due}, da incassare 100,00 €."
    assert line.task.origin == "due:schedule|5|#1"


def test_two_customers_of_one_name_are_not_guessed_between(home: Books, tmp_path: Path) -> None:
    home.customer("Mulino Rossi")
    home.customer("Mulino Rossi")
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4))
    [line] = home.desk.tasks()
    assert line.task.customer == ""
    assert date.fromisoformat("2026-11-30") == line.task.due


def test_the_address_book_may_come_after_the_schedule(home: Books, tmp_path: Path) -> None:
    schedule(home, tmp_path, row("vendita", "Mulino Rossi", "5", 4))
    [before] = home.desk.tasks()
    customer = home.customer("Mulino Rossi")
    [after] = home.desk.tasks()
    assert (before.task.customer, after.task.customer, after.task.id) == ("", customer, before.task.id)
