"""The calendar file as other libraries read it; what other programs' files got wrong is played here."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import FileRefused
from app.records.task import Task, TaskKind
from app.services.agenda.calendar_file import NAME, render
from app.services.api.agenda import AgendaSettings
from app.store.agenda.appointments import StoredAppointment
from tests.services.agenda.books import TODAY, Books, books, part


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path / "a") as made:
        yield made


def events(content: bytes) -> list[Any]:
    found = vobject.readOne(content.decode())
    assert found.version.value == "2.0"
    assert found.prodid.value
    return list(getattr(found, "vevent_list", []))


def read_again(content: bytes) -> list[Any]:
    """The events as the library has them that also wrote them."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def content(home: Books) -> bytes:
    return render(home.store, home.clock)[0]


def test_a_task_is_a_whole_day_that_blocks_no_time_in_both_libraries(home: Books) -> None:
    home.invoice(home.customer("Mulino Rossi"), "5", part(100, 4))
    home.desk.refresh()
    written = content(home)
    [event] = events(written)
    assert event.dtstart.value == TODAY + timedelta(4)
    assert event.dtend.value == TODAY + timedelta(5)
    assert event.transp.value == "TRANSPARENT"
    assert event.summary.value == "Scade la fattura 5: 100,00 € (Mulino Rossi)"
    [other] = read_again(written)
    assert other.decoded("dtstart") == TODAY + timedelta(4)
    assert other["DTSTART"].params["VALUE"] == "DATE"
    assert b"\r\n" in written
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_the_name_of_an_event_stays_and_its_changes_are_counted(home: Books) -> None:
    made = home.desk.add("Chiamare", due=TODAY)
    [before] = events(content(home))
    home.desk.move(made.task.id, TODAY + timedelta(1))
    [after] = events(content(home))
    assert after.uid.value == before.uid.value
    assert (int(before.sequence.value), int(after.sequence.value)) == (0, 1)
    home.desk.edit(made.task.id, title="Chiamare Anna", body="", due=TODAY, at=None, assignee="")
    assert int(events(content(home))[0].sequence.value) == 2


def test_the_same_tasks_give_the_same_bytes_whenever_they_are_written(home: Books) -> None:
    home.desk.add("Chiamare", due=TODAY)
    before = content(home)
    home.later(2)
    assert content(home) == before


def test_two_homes_in_one_calendar_do_not_overwrite_each_other(home: Books, tmp_path: Path) -> None:
    home.desk.add("Chiamare", due=TODAY)
    with books(tmp_path / "b") as other:
        other.desk.add("Scrivere", due=TODAY)
        names = {events(content(book))[0].uid.value for book in (home, other)}
    assert len(names) == 2
    assert all(name.endswith("@ponte24") for name in names)


def test_a_time_is_a_moment_and_a_day_never_becomes_one(home: Books) -> None:
    home.desk.add("Prima ora estiva", due=date(2027, 3, 28), at=time(9))
    home.desk.add("Giorno del cambio", due=date(2027, 3, 28))
    home.desk.add("Ora legale finita", due=date(2026, 10, 25), at=time(9))
    found = {e.summary.value: e.dtstart.value for e in events(content(home))}
    assert found["Prima ora estiva"] == datetime(2027, 3, 28, 7, tzinfo=UTC)
    assert found["Giorno del cambio"] == date(2027, 3, 28)
    assert found["Ora legale finita"] == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_done_and_removed_tasks_and_those_without_a_day_are_not_in_it(home: Books) -> None:
    one = home.desk.add("uno", due=TODAY)
    two = home.desk.add("due", due=TODAY)
    home.desk.add("tre")
    home.desk.done(one.task.id)
    home.desk.remove(two.task.id)
    assert events(content(home)) == []


def test_appointments_are_in_it_with_what_became_of_them(home: Books) -> None:
    start = home.clock.now() + 3600
    one = StoredAppointment(
        "e1", "cal", "c1", "Visita; con, segni", "confirmed", start, start + 1800, address="Via Po 1"
    )
    home.store.appointments.put([one, replace(one, id="e2", status="cancelled"), replace(one, id="e3", gone_at=1.0)])
    found = {e.uid.value.split(".")[0]: e for e in events(content(home))}
    assert found["appointment-e1"].dtstart.value == datetime.fromtimestamp(start, UTC)
    assert found["appointment-e1"].transp.value == "OPAQUE"
    assert found["appointment-e1"].location.value == "Via Po 1"
    assert found["appointment-e1"].summary.value == "Visita; con, segni"
    assert [found[f"appointment-{i}"].status.value for i in ("e1", "e2", "e3")] == [
        "CONFIRMED",
        "CANCELLED",
        "CANCELLED",
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120),
    body=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300),
)
def test_whatever_stands_in_a_task_comes_out_of_the_file_as_it_went_in(home: Books, title: str, body: str) -> None:
    """Commas, semicolons, backslashes, blanks at a fold, line breaks, signs of several bytes."""
    if not title.strip():
        return
    task = home.store.tasks.add([Task(title, due=TODAY, body=body)])[0]
    try:
        written = content(home)
        assert all(len(line) <= 75 for line in written.split(b"\r\n"))
        written.decode()  # no sign was torn apart
        [event] = read_again(written)
        assert str(event["SUMMARY"]) == title
        assert str(event.get("DESCRIPTION", "")) == body
        [other] = events(written)
        assert other.summary.value == title
    finally:
        home.desk.remove(task.id)


def test_no_name_is_in_the_file_twice(home: Books) -> None:
    for n in range(30):
        home.desk.add(f"n {n}", due=TODAY)
    names = [e.uid.value for e in events(content(home))]
    assert len(names) == len(set(names)) == 30


def test_the_file_is_kept_up_to_date_in_the_owners_folder(home: Books, tmp_path: Path) -> None:
    folder = tmp_path / "cloud"
    folder.mkdir()
    home.desk.save_settings(AgendaSettings(calendar_folder=str(folder)))
    file = folder / NAME
    assert events(file.read_bytes()) == []
    made = home.desk.add("Chiamare", due=TODAY)
    assert len(events(file.read_bytes())) == 1
    home.desk.done(made.task.id)
    assert events(file.read_bytes()) == []
    home.invoice(home.customer("Mulino"), "5", part(100, 4))
    home.desk.refresh()
    assert len(events(file.read_bytes())) == 1
    assert [p.name for p in folder.iterdir()] == [NAME]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_is_gone_hinders_nothing_and_is_told_once(home: Books, tmp_path: Path) -> None:
    home.desk.save_settings(AgendaSettings(calendar_folder=str(tmp_path / "gone")))
    home.desk.add("uno", due=TODAY)
    home.desk.add("due", due=TODAY)
    assert [a.key for a in home.store.activity.recent(10)] == ["calendar_not_written"]
    (tmp_path / "gone").mkdir()
    home.desk.add("tre", due=TODAY)
    assert len(events((tmp_path / "gone" / NAME).read_bytes())) == 3


def test_an_export_tells_how_many_and_why_not(home: Books, tmp_path: Path) -> None:
    home.desk.add("uno", due=TODAY)
    assert home.desk.export(tmp_path / "x.ics") == 1
    with pytest.raises(FileRefused) as refused:
        home.desk.export(tmp_path / "no" / "x.ics")
    assert refused.value.code == "calendar_not_written"


def test_signs_that_no_calendar_takes_are_left_out(home: Books) -> None:
    home.store.tasks.add([Task("a\x00b\x0bc\nd", due=TODAY, body="x\x07\r\ny\tz")])
    written = content(home)
    [event] = events(written)
    assert (event.summary.value, event.description.value) == ("abc d", "x\ny\tz")


def test_kinds_are_categories(home: Books) -> None:
    home.store.tasks.add([Task("x", TaskKind.HIGHLEVEL, due=TODAY, contact="c1")])
    [event] = read_again(content(home))
    assert event["CATEGORIES"].cats == ["highlevel"]


def test_long_titles_with_emoji_are_folded_between_characters(home: Books) -> None:
    title = "🎂 Torta à la crème, " * 12
    home.desk.add(title, due=TODAY, body="🎂" * 200 + "\nà; b, c\\d")
    written = content(home)
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    [event] = events(written)
    assert event.summary.value == " ".join(title.split())
    assert event.description.value == "🎂" * 200 + "\nà; b, c\\d"
