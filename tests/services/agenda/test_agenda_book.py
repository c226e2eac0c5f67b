"""The book by hand, the checklist for new customers, and what Home shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import UsageError
from app.records.task import TaskKind
from app.services.api.agenda import AgendaSettings, ChecklistLine
from app.store import CachedContact
from tests.services.agenda.books import TODAY, Books, books, part


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path) as made:
        yield made


def test_an_own_task_goes_its_way(home: Books) -> None:
    customer = home.customer("Bar Centrale", contact="c1")
    made = home.desk.add(
        "  Portare   il campionario ", customer="bar centrale", due=TODAY, at=time(9, 30), body="Due\r\n"
    )
    assert (made.task.title, made.task.customer, made.contact, made.task.body) == (
        "Portare il campionario",
        customer,
        "c1",
        "Due",
    )
    assert home.desk.move(made.task.id, TODAY + timedelta(1)).task.at == time(9, 30)
    assert home.desk.move(made.task.id, None).task.at is None
    assert home.desk.done(made.task.id).task.completed
    assert home.desk.tasks() == ()
    assert home.desk.reopen(made.task.id).task.open
    assert home.desk.remove(made.task.id).task.removed
    assert [x.task.id for x in home.desk.tasks(everything=True)] == [made.task.id]
    assert [x.task.id for x in home.desk.tasks(customer, everything=True)] == [made.task.id]


def test_what_cannot_be_is_refused_and_nothing_is_kept(home: Books) -> None:
    home.customer("Bar Uno")
    home.customer("Bar Due")
    for arguments, code in (
        ({"title": "  "}, "task_without_title"),
        ({"title": "x", "at": time(9)}, "task_time_without_day"),
        ({"title": "x", "customer": "zzz"}, "unknown_customer"),
        ({"title": "x", "customer": "bar"}, "ambiguous_customer"),
    ):
        with pytest.raises(UsageError) as refused:
            home.desk.add(**arguments)
        assert refused.value.code == code
    with pytest.raises(UsageError, match="unknown_task"):
        home.desk.done("77")
    assert home.store.tasks.count() == 0


def test_tasks_of_a_contact_without_customer_are_shown_with_its_name(home: Books) -> None:
    from app.records.task import Task

    home.store.highlevel.put([CachedContact("c9", {"firstName": "Paolo", "lastName": "Neri"}, 1.0, 1.0)])
    home.store.tasks.add([Task("Richiamare", TaskKind.HIGHLEVEL, contact="c9"), Task("Senza nessuno")])
    assert [(x.customer_name, x.contact) for x in home.desk.tasks()] == [("Paolo Neri", "c9"), ("", "")]


def test_a_customer_that_only_an_invoice_names_gets_a_checklist_once(home: Books) -> None:
    known = home.customer("Bar Centrale")
    home.invoice(known, "1", part(10, 40))
    home.desk.refresh()
    new = home.customer("Nuovo Cliente", source="invoice")
    home.invoice(new, "2", part(10, 40))
    found = [x for x in home.desk.tasks() if x.task.kind is TaskKind.ONBOARDING]
    assert [(x.task.title, x.task.due, x.customer_name) for x in found] == [
        ("Dare il benvenuto e presentarsi", TODAY + timedelta(1), "Nuovo Cliente"),
        ("Controllare i dati per la fattura: partita IVA, codice SDI, PEC", TODAY + timedelta(3), "Nuovo Cliente"),
        ("Telefonare per sapere come è andata", TODAY + timedelta(14), "Nuovo Cliente"),
    ]
    home.desk.remove(found[0].task.id)
    home.invoice(new, "3", part(10, 41))
    home.later(1)
    assert len([x for x in home.desk.tasks() if x.task.kind is TaskKind.ONBOARDING]) == 2


def test_the_owners_own_checklist_and_the_assignees_are_used(home: Books) -> None:
    lines = (ChecklistLine("Spedire il listino", 0), ChecklistLine("Sentire", 5, "u2"))
    home.desk.save_settings(AgendaSettings(checklist=lines, assignees={"onboarding": "u1"}))
    assert home.desk.settings().checklist == lines
    home.invoice(home.customer("Nuovo", source="invoice"), "2", part(10, 40))
    found = [x.task for x in home.desk.tasks() if x.task.kind is TaskKind.ONBOARDING]
    assert [(t.title, t.due, t.assignee) for t in found] == [
        ("Spedire il listino", TODAY, "u1"),
        ("Sentire", TODAY + timedelta(5), "u2"),
    ]


def test_an_archive_full_of_new_customers_asks_first_and_an_old_one_is_not_new(home: Books) -> None:
    home.invoice(home.customer("Vecchio", source="invoice"), "0", part(10, None), on=date(2024, 1, 1))
    for n in range(11):
        home.invoice(home.customer(f"Nuovo {n}", source="invoice"), f"{n + 1}", part(10, None))
    assert home.desk.tasks() == ()
    [question] = home.desk.questions()
    assert (question.kind, len(question.items)) == ("many_new", 11)
    home.desk.answer("many_new", question.keys[:2], yes=True)
    home.desk.answer("many_new", question.keys[2:], yes=False)
    assert home.desk.questions() == ()
    assert len(home.desk.tasks()) == 6


def test_home_shows_what_is_due_and_overdue(home: Books) -> None:
    customer = home.customer("Bar Centrale")
    home.invoice(customer, "1", part("1805.60", -3), part("100", 0), part("50", 6), part("7", 7))
    home.desk.add("Oggi", due=TODAY)
    summary = home.desk.summary()
    assert (summary.today, summary.week, summary.overdue) == (2, 3, 1)
    [money] = summary.money
    assert (money.overdue, money.week, money.open) == (Decimal("1805.60"), Decimal(150), Decimal("1962.60"))


@pytest.mark.parametrize("changes", [{"hour": "25:00"}, {"hour": "x"}, {"followup_days": -1}, {"unknown_back": 9999}])
def test_choices_that_make_no_sense_are_refused(home: Books, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        home.desk.save_settings(AgendaSettings(**changes))  # type: ignore[arg-type]
    assert home.desk.settings() == AgendaSettings()


def test_the_address_books_note_goes_up_only_where_it_is_wanted(home: Books) -> None:
    customer = home.customer("Bar Centrale", contact="c1")
    home.customer("Bar Solo")
    [known] = home.store.mirror.get_many([customer]).values()
    home.store.mirror.put(replace(known, raw={"Ragione sociale": "Bar Centrale", "Nota": "Chiuso il lunedì"}))
    home.desk.refresh()
    assert home.store.notes.own() == []
    home.desk.save_settings(AgendaSettings(address_book_note=True))
    [note] = home.store.notes.own()
    assert (note.kind, note.customer) == ("address_book", customer)
    assert note.wanted.split("\n")[0] == "Chiuso il lunedì"
    assert note.wanted.split("\n")[1].startswith("Ponte24:nota:")
    home.store.notes.put_own([replace(note, note="n1", base=note.wanted, answer=note.wanted)])
    home.store.mirror.put(replace(known, raw={"Nota": "Chiuso il martedì"}))
    home.desk.refresh()
    [after] = home.store.notes.own()
    assert (after.note, after.wanted.split("\n")[0]) == ("n1", "Chiuso il martedì")
    home.store.mirror.put(replace(known, raw={}))
    home.desk.refresh()
    assert home.store.notes.own() == [after]


def test_who_has_left_highlevel_gets_no_new_tasks_and_keeps_the_old_ones(home: Books) -> None:
    staff = [{"id": "u1", "name": "Anna"}, {"id": "u2", "name": "Bruno"}]
    home.store.settings.set("agenda.users", {"location": "l", "at": home.clock.now(), "users": staff})
    lines = (ChecklistLine("Telefonare", 1, "u2"), ChecklistLine("Scrivere", 2, "u1"))
    assigned = {"own": "u2", "due": "u2"}
    home.desk.save_settings(replace(home.desk.settings(), checklist=lines, assignees=assigned))
    mine = home.desk.add("Mia")
    home.desk.refresh()
    home.store.settings.set("agenda.users", {"location": "l", "at": home.clock.now(), "users": staff[:1]})
    new = home.customer("Nuovo Cliente", source="invoice")
    home.invoice(new, "2", part(10, 4), on=TODAY)
    home.desk.add("Dopo")
    found = {x.task.title.split(" ")[0]: (x.task.assignee, x.assignee_name) for x in home.desk.tasks()}
    assert found["Mia"] == ("u2", "u2"), mine
    assert (found["Dopo"], found["Telefonare"], found["Scade"]) == (("", ""), ("", ""), ("", ""))
    assert found["Scrivere"] == ("u1", "Anna")
    assert home.desk.settings().assignees == assigned, "the choice itself stays: the person may come back"


def test_what_a_paste_brings_along_is_left_out(home: Books) -> None:
    task = home.desk.add("zero\x00uno\x0b due\ud83d", body="a\x07b\rc\td").task
    assert (task.title, task.body) == ("zero uno due\ufffd", "ab\nc\td")
