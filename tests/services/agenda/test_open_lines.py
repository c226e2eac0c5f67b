"""What is kept of the open tasks between two looks is never older than what there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.records.contact import Contact
from app.records.task import TaskLink
from app.services.work.people import USERS
from tests.services.agenda.books import Books, books


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path) as made:
        yield made


def test_every_change_of_what_a_line_shows_is_seen(home: Books) -> None:
    customer = home.customer("Rossi", contact="h1")
    line = home.desk.add("Chiamare", customer=customer, assignee="u1")

    def shown() -> tuple[object, ...]:
        return tuple(
            (x.task.title, x.customer_name, x.assignee_name, x.in_highlevel, x.contact) for x in home.desk.tasks()
        )

    assert shown() == (("Chiamare", "Rossi", "u1", False, "h1"),)
    assert home.desk.tasks() is home.desk.tasks(), "nothing has changed: nothing is read"
    home.store.settings.set(USERS, {"users": [{"id": "u1", "name": "Anna"}]})
    home.store.task_links.put([TaskLink(line.task.id, "h1", "t1")])
    known = home.store.mirror.get_many([customer])[customer]
    home.store.mirror.put(replace(known, contact=Contact(company="Rossi S.r.l.")))
    assert shown() == (("Chiamare", "Rossi S.r.l.", "Anna", True, "h1"),)
    home.desk.edit(line.task.id, title="Scrivere", body="", due=None, at=None, assignee="")
    assert [x.task.title for x in home.desk.tasks()] == ["Scrivere"]
    other = home.desk.add("Altro")
    home.desk.done(line.task.id)
    assert [x.task.title for x in home.desk.tasks()] == ["Altro"]
    home.desk.remove(other.task.id)
    assert shown() == ()
