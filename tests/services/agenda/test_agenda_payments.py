"""What a payment sets off, once: a follow-up, the note, tasks that are done; and what sets nothing off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import UsageError
from app.records.task import TaskKind, untouched
from app.services.api.agenda import AgendaSettings
from app.services.imports.importing import import_files
from app.services.invoices.own_documents import note_payments
from app.services.invoices.schedule import settle_schedule
from app.store.requests import CREATED, EXISTS, DocumentRequest
from tests.services.agenda.books import TODAY, Books, books, part

HEADER = "Cliente;Numero;Data;Scadenza;Importo;Stato;Data pagamento"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path) as made:
        yield made


def schedule(home: Books, folder: Path, *rows: str) -> None:
    file = folder / "scadenze.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    [report] = import_files(home.store, home.clock, [file])
    assert report.problem is None, report
    home.desk.refresh()


def row(number: str, state: str, paid_on: str = "", amount: str = "100,00") -> str:
    return f";{number};01/10/2026;30/11/2026;{amount};{state};{paid_on}"


def kinds(home: Books, kind: TaskKind) -> list[str]:
    return [x.task.title for x in home.desk.tasks(everything=True) if x.task.kind is kind]


def test_the_first_schedule_is_where_everything_starts(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4))
    home.invoice(customer, "6", part(100, 4))
    schedule(home, tmp_path, row("5", "pagato", "20/11/2026"), row("6", "da pagare"))
    assert [(p.kind, p.baseline) for p in home.store.payments.changes()] == [("paid", True)]
    assert kinds(home, TaskKind.FOLLOWUP) == []
    assert home.store.notes.own() == []
    schedule(home, tmp_path, row("5", "pagato", "20/11/2026"), row("6", "pagato", "26/11/2026"))
    [event] = home.store.payments.changes(after="1")
    assert (event.kind, event.baseline, event.source, event.paid_on) == ("paid", False, "schedule", TODAY)
    [followup] = [x.task for x in home.desk.tasks() if x.task.kind is TaskKind.FOLLOWUP]
    assert followup.due == TODAY + timedelta(days=7)
    assert followup.body == "Ha pagato:\n– fattura 6 del 01/10/2026: 100,00 €"
    schedule(home, tmp_path, row("5", "pagato", "20/11/2026"), row("6", "pagato", "26/11/2026"))
    assert len(home.store.payments.changes()) == 2
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1


def test_the_note_says_what_is_open_and_what_was_paid(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4), part(1_805, -10))
    home.desk.mark_paid("5", 1, date(2026, 11, 20))
    [note] = home.store.notes.own("payments")
    assert note.wanted.startswith(
        "Pagamenti Fattura24\n"
        "Da incassare: 1.805,00 €, di cui scaduti 1.805,00 €\n"
        "Ultimi pagamenti:\n"
        "– 20/11/2026, fattura 5: 100,00 € (segnato a mano)\nPonte24:pagamenti:"
    )
    assert untouched(note.wanted)
    home.later(3)  # the days alone write no note anew
    home.desk.refresh()
    assert home.store.notes.own("payments") == [note]
    schedule(home, tmp_path, row("5", "pagato", "20/11/2026"), row("5", "si", amount="1.805,00"))
    assert "Niente da incassare" in home.store.notes.own("payments")[0].wanted
    assert "Secondo lo scadenzario letto il 29/11/2026." in home.store.notes.own("payments")[0].wanted


def test_several_instalments_paid_at_once_are_one_follow_up(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4), part(200, 34))
    assert len(home.desk.mark_paid("5")) == 2
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1
    home.desk.mark_paid("5", 2, paid=False)
    home.desk.mark_paid("5", 2)
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1


def test_a_payment_taken_back_asks_about_its_follow_up(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, -4))
    home.desk.mark_paid("5")
    home.desk.mark_paid("5", paid=False)
    assert [p.kind for p in home.store.payments.changes()] == ["paid", "unpaid"]
    [question] = home.desk.questions()
    told = "Risentire Mulino Rossi dopo il pagamento (fattura 5 del 01/10/2026: 100,00 €)"
    assert (question.kind, question.items) == ("followup_unpaid", (told,))
    home.desk.answer(question.kind, question.keys, yes=True)
    assert home.desk.questions() == ()
    assert [x.task.kind for x in home.desk.tasks()] == [TaskKind.OVERDUE]


def test_what_is_paid_later_that_day_joins_the_follow_up_and_the_next_day_makes_another(home: Books) -> None:
    customer = home.customer("")
    home.invoice(customer, "5", part(100, 4), part(2, 4), part(50, 40))
    home.desk.mark_paid("5", 1)
    home.desk.mark_paid("5", 2)
    [one] = [x.task for x in home.desk.tasks() if x.task.kind is TaskKind.FOLLOWUP]
    assert one.title == "Risentire il cliente dopo il pagamento"
    assert one.body.endswith("rata 1 di 3: 100,00 €\n– fattura 5 del 01/10/2026, rata 2 di 3: 2,00 €")
    home.desk.mark_paid("5", 2, paid=False)
    assert home.desk.questions() == (), "the other was paid"
    home.desk.mark_paid("5", 2)
    home.later(1)
    home.desk.mark_paid("5", 3)
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 2


def test_a_follow_up_that_went_with_its_payment_comes_back_when_it_is_paid_after_all(home: Books) -> None:
    home.invoice(home.customer("Mulino Rossi"), "5", part(100, 4), part(70, 4))
    home.desk.mark_paid("5")
    home.desk.mark_paid("5", paid=False)
    [asked] = home.desk.questions()
    home.desk.answer(asked.kind, asked.keys, yes=True)
    home.later(3)
    home.desk.mark_paid("5", 2)
    [task] = [x.task for x in home.desk.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    assert (task.open, task.due) == (True, TODAY + timedelta(days=10))
    assert "rata 2" in task.body and "rata 1" not in task.body
    home.desk.mark_paid("5", 1)
    [task] = [x.task for x in home.desk.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    assert "rata 1" in task.body
    home.desk.remove(task.id)
    home.desk.mark_paid("5", 1, paid=False)
    home.desk.mark_paid("5", 1)
    [task] = [x.task for x in home.desk.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    assert not task.open, "what a person took away stays away"


def test_what_comes_back_takes_along_what_is_paid_with_it(home: Books) -> None:
    home.invoice(home.customer("Mulino Rossi"), "5", part(100, 4), part(70, 4))
    home.desk.mark_paid("5", 2)
    home.desk.mark_paid("5", 2, paid=False)
    [asked] = home.desk.questions()
    home.desk.answer(asked.kind, asked.keys, yes=True)
    home.desk.mark_paid("5")
    [task] = [x.task for x in home.desk.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    assert (task.open, "rata 1" in task.body, "rata 2" in task.body) == (True, True, True)


def test_the_owners_word_stands_until_the_schedule_knows(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 4))
    schedule(home, tmp_path, row("5", "da pagare"))
    home.desk.mark_paid("5", 0, TODAY)
    schedule(home, tmp_path, row("5", "da pagare"))
    settle_schedule(home.store)  # what every import of invoices does with what was said before
    home.desk.refresh()
    found = home.store.invoices.get(invoice)
    assert found is not None
    assert (found.instalments[0].paid, found.instalments[0].paid_source) == (True, "owner")
    home.desk.mark_paid("5", paid=False)
    settle_schedule(home.store)
    found = home.store.invoices.get(invoice)
    assert found is not None
    assert found.instalments[0].paid is False
    schedule(home, tmp_path, row("5", "pagato", "26/11/2026"))
    found = home.store.invoices.get(invoice)
    assert found is not None
    assert (found.instalments[0].paid, found.instalments[0].paid_source) == (True, "schedule")


def test_what_the_schedule_no_longer_names_is_asked_and_never_assumed(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4))
    home.invoice(customer, "6", part(100, 4))
    schedule(home, tmp_path, row("5", "da pagare"), row("6", "da pagare"))
    home.later(1)
    schedule(home, tmp_path, row("6", "da pagare"))
    [question] = home.desk.questions()
    assert question.kind == "gone_paid"
    assert question.items == (f"customer {customer}: 5, 30/11/2026, 100,00 €",)
    home.desk.answer("gone_paid", question.keys, yes=False)
    assert home.desk.questions() == ()
    assert [p.kind for p in home.store.payments.changes()] == []
    home.later(1)
    schedule(home, tmp_path, row("6", "da pagare"))
    [again] = home.desk.questions()
    home.desk.answer("gone_paid", again.keys, yes=True)
    assert [(p.kind, p.source, p.baseline) for p in home.store.payments.changes()] == [("paid", "owner", False)]
    assert home.desk.questions() == ()


def test_an_answer_about_one_invoice_never_pays_another_whose_number_is_its_id(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    asked_about = home.invoice(customer, "77", part(100, 4))
    other = home.invoice(customer, asked_about, part(100, 4))
    schedule(home, tmp_path, row("77", "da pagare"), row(asked_about, "da pagare"))
    home.later(1)
    schedule(home, tmp_path, row(asked_about, "da pagare"))
    [question] = home.desk.questions()
    home.desk.answer("gone_paid", question.keys, yes=True)
    paid = {i: found.instalments[0].paid for i in (asked_about, other) if (found := home.store.invoices.get(i))}
    assert paid == {asked_about: True, other: False}


def test_a_number_that_nobody_knows_is_no_id(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "77", part(100, 4))
    assert invoice != "77"
    with pytest.raises(UsageError):
        home.desk.mark_paid(invoice)
    assert home.desk.mark_paid(f"#{invoice}")


@pytest.mark.parametrize("typed", ["10/a", "10 / A", " 10/A"])
def test_a_number_is_found_in_whatever_case_and_spacing_it_is_typed(home: Books, typed: str) -> None:
    home.invoice(home.customer("Mulino Rossi"), "10/A", part(100, 4))
    assert home.desk.mark_paid(typed)


def test_an_archive_of_old_payments_sets_nothing_off(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4))
    schedule(home, tmp_path, row("5", "da pagare"))
    old = home.invoice(customer, "1", part(100, -300), on=date(2026, 1, 1))
    home.pay(old)
    from dataclasses import replace

    found = home.store.invoices.get(old)
    assert found is not None
    home.store.invoices.set_instalments(old, [replace(found.instalments[0], paid_on=date(2026, 2, 1))])
    home.desk.refresh()
    assert [(p.kind, p.baseline) for p in home.store.payments.changes()] == [("paid", True)]
    assert kinds(home, TaskKind.FOLLOWUP) == []


def test_no_follow_up_and_no_note_where_the_owner_wants_none(home: Books) -> None:
    home.desk.save_settings(AgendaSettings(followup=False, payment_note="off"))
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4))
    home.desk.mark_paid("5")
    assert home.store.notes.own() == []
    assert kinds(home, TaskKind.FOLLOWUP) == []


def test_marking_what_is_not_there_is_told(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4))
    home.invoice(customer, "5", part(100, 4), on=date(2025, 1, 1))
    home.invoice(customer, "7", part(100, 4))
    for arguments, code in (
        (("99", 0, None), "unknown_document"),
        (("5", 0, None), "ambiguous_document"),
        (("7", 2, None), "unknown_instalment"),
        (("7", 0, TODAY + timedelta(days=1)), "paid_in_future"),
    ):
        with pytest.raises(UsageError) as refused:
            home.desk.mark_paid(*arguments)
        assert refused.value.code == code
        assert refused.value.describe("it").title
    assert home.desk.mark_paid("#1") != ()
    assert home.store.payments.changes()[0].document == "fattura 5 del 01/10/2026"


def test_an_invoice_without_instalments_can_be_paid_too(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5")
    home.desk.mark_paid("5")
    found = home.store.invoices.get(invoice)
    assert found is not None
    assert [(p.amount, p.paid) for p in found.instalments] == [(Decimal(100), True)]


PARTS = "Cliente;Numero;Data;Scadenza;Importo;Stato;Residuo"


def parts(home: Books, folder: Path, *rows: str) -> None:
    file = folder / "scadenze.csv"
    file.write_text("\n".join([PARTS, *rows, ""]), encoding="utf-8")
    [report] = import_files(home.store, home.clock, [file])
    assert report.problem is None, report
    home.desk.refresh()


def test_a_part_that_was_paid_lowers_what_is_owed_and_sets_nothing_off_as_if_it_were_paid(
    home: Books, tmp_path: Path
) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(1000, 4))
    parts(home, tmp_path, ";5;01/10/2026;30/11/2026;1.000,00;da pagare;1.000,00")
    assert home.store.notes.own() == []
    [due] = [x.task for x in home.desk.tasks() if x.task.kind is TaskKind.DUE]
    assert "1.000,00" in due.title
    parts(home, tmp_path, ";5;01/10/2026;30/11/2026;1.000,00;parziale;400,00")
    [event] = home.store.payments.changes()
    assert (event.kind, event.amount_cents, event.baseline) == ("partial", 60_000, False)
    assert kinds(home, TaskKind.FOLLOWUP) == []
    [task] = [x.task for x in home.desk.tasks() if x.task.id == due.id]
    assert (task.amount_cents, task.open, "400,00" in task.title) == (40_000, True, True)
    [note] = home.store.notes.own("payments")
    assert "Da incassare: 400,00 €" in note.wanted
    assert "Pagata in parte: fattura 5, 600,00 € di 1.000,00 €" in note.wanted
    parts(home, tmp_path, ";5;01/10/2026;30/11/2026;1.000,00;parziale;100,00")
    assert [(e.kind, e.amount_cents) for e in home.store.payments.changes(after=event.id)] == [("partial", 30_000)]
    parts(home, tmp_path, ";5;01/10/2026;30/11/2026;1.000,00;pagata;0,00")
    assert [e.kind for e in home.store.payments.changes()] == ["partial", "partial", "paid"]
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1
    assert "Pagata in parte" not in home.store.notes.own("payments")[0].wanted
    assert not next(x.task for x in home.desk.tasks(everything=True) if x.task.id == due.id).open


def test_a_part_that_was_paid_before_the_first_schedule_is_history(home: Books, tmp_path: Path) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(1000, 4))
    parts(home, tmp_path, ";5;01/10/2026;30/11/2026;1.000,00;parziale;400,00")
    assert [(e.kind, e.baseline) for e in home.store.payments.changes()] == [("partial", True)]
    assert home.store.notes.own() == []


def test_a_credit_note_rewrites_a_note_that_is_there(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 4), part(300, 20))
    home.desk.mark_paid("5", 1)
    before = home.store.notes.own("payments")[0].wanted
    assert "Da incassare: 300,00 €" in before
    home.invoice(customer, "6", part(200, 0), kind="TD04")
    home.desk.refresh()
    assert "Da incassare: 100,00 €" in home.store.notes.own("payments")[0].wanted
    assert [e.kind for e in home.store.payments.changes()] == ["paid"], "a credit note is no payment"


XML = (
    "<Fattura24><Document><DocumentType>{kind}</DocumentType><CustomerName>Mulino Rossi</CustomerName>"
    "<Date>2026-11-26</Date><Payments><Payment><Date>2026-11-26</Date><Amount>80.00</Amount><Paid>true</Paid></Payment>"
    "<Payment><Date>2026-12-26</Date><Amount>20.00</Amount><Paid>false</Paid></Payment></Payments></Document></Fattura24>"
)


@pytest.mark.parametrize(
    ("kind", "state", "number", "paid"),
    [("I", CREATED, "7/2026", 1), ("I", EXISTS, "", 0), ("C", CREATED, "7/2026", 0), ("N", CREATED, "7/2026", 0)],
)
def test_an_own_document_that_is_paid_at_once_sets_off_what_a_payment_sets_off(
    home: Books, tmp_path: Path, kind: str, state: str, number: str, paid: int
) -> None:
    home.customer("Mulino Rossi")
    home.desk.refresh()
    request = DocumentRequest("r", "r", "d", "t", XML.format(kind=kind), 1.0, state, number=number)
    assert note_payments(home.store, request, home.clock.now()) is bool(paid)
    home.desk.refresh()
    events = home.store.payments.changes()
    assert [(e.kind, e.baseline, e.amount_cents, e.source) for e in events] == [
        ("paid", False, 8_000, "document")
    ] * paid
    assert len(kinds(home, TaskKind.FOLLOWUP)) == paid
    note_payments(home.store, request, home.clock.now())
    home.desk.refresh()
    assert home.store.payments.changes() == events, "the same event acts once"
    assert home.desk.questions() == ()
    # and it was no first schedule: the one that comes is the baseline all the same
    customer = home.customer("Forno")
    home.invoice(customer, "5", part(100, 4))
    schedule(home, tmp_path, row("5", "pagato", "20/11/2026"))
    assert home.store.payments.changes()[-1].baseline
    assert len(kinds(home, TaskKind.FOLLOWUP)) == paid
    assert home.desk.questions() == ()


def test_an_invoice_that_comes_after_its_own_document_is_paid_and_sets_off_nothing_more(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    xml = XML.format(kind="FE").replace("80.00", "100.00")
    note_payments(home.store, DocumentRequest("r", "r", "d", "t", xml, 1.0, CREATED, number="7"), home.clock.now())
    home.desk.refresh()
    home.invoice(customer, "7", part(100, 0), on=TODAY)
    settle_schedule(home.store)
    home.desk.refresh()
    assert [e.kind for e in home.store.payments.changes()] == ["paid"]
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1
    [invoice] = home.store.invoices.all()
    assert (invoice.instalments[0].paid, invoice.instalments[0].paid_source) == (True, "document")


def test_instalments_in_another_order_are_no_payment_and_none_taken_back(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    number = home.invoice(customer, "5", part(100, -10), part(200, 40))
    home.desk.refresh()
    home.pay(number, 1)
    home.desk.refresh()
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1
    found = home.store.invoices.get(number)
    assert found is not None
    home.store.invoices.set_instalments(number, [found.instalments[1], found.instalments[0]])
    home.desk.refresh()
    assert len(kinds(home, TaskKind.FOLLOWUP)) == 1
    assert not home.desk.questions()
    assert [c.kind for c in home.store.payments.changes(customer=customer)] == ["paid"]


def test_a_title_says_of_how_many_it_is_when_there_are_more_by_now(home: Books) -> None:
    number = home.invoice(home.customer("Mulino Rossi"), "5", part(100, 10), part(200, 40))
    home.desk.refresh()
    home.store.invoices.set_instalments(number, [part(100, 10), part(200, 40), part(50, 70)])
    home.desk.refresh()
    assert [x.task.title[:28] for x in home.desk.tasks()] == [f"Scade la rata {n} di 3 della f" for n in (1, 2, 3)]
