"""The calendar file with names as people have them, and where other programs' files broke on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from app.records.task import Task
from app.services.agenda.calendar_file import Known, render
from app.services.agenda.desk import AgendaDesk
from app.store.agenda.appointments import StoredAppointment
from tests.services.agenda.books import TODAY, Books, books

NASTY = (
    "Torta, con panna; e \\ barra: sì",
    "END:VEVENT",
    "BEGIN:VALARM\nACTION:EMAIL",
    '"virgolette", `apici` e ^caratteri^',
    "\\n non è un a capo, \\, nemmeno",
    "=2+3|cmd",
    "https://forno.example/?a=1,2;b=3",
    "שלום עולם, مرحبا; 你好",
    "e\u0301 scomposta e é composta",
    "👩‍👩‍👧‍👦 famiglia 🇮🇹 bandiera",
    "riga\u2028separata\u2029due volte\x85tre",
    " spazi   in   mezzo ",
    "x" * 500,
    "🎂" * 500,
    "parola " * 100,
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path / "a") as made:
        yield made


def content(home: Books) -> bytes:
    return render(home.store, home.clock)[0]


def lines_of(written: bytes) -> list[bytes]:
    """The lines as RFC 5545 (3.1) cuts them: at CR LF alone, each of 75 octets at most and whole characters."""
    assert written.endswith(b"END:VCALENDAR\r\n")
    found = written.split(b"\r\n")
    assert b"\n" not in b"".join(found)
    assert b"\r" not in b"".join(found)
    for line in found:
        assert len(line) <= 75
        line.decode()
    return found


def unfolded(written: bytes) -> list[str]:
    return b"\r\n".join(lines_of(written)).replace(b"\r\n ", b"").decode().split("\r\n")


def plain(text: str) -> str:
    return " ".join("".join(c for c in text if c != "\x85").split("\n"))


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_a_nasty_name_is_one_event_that_both_libraries_read_alike(home: Books, text: str) -> None:
    customer = home.customer(text)
    home.store.tasks.add([Task(text, customer=customer, due=TODAY, body=f"{text}\n{text}")])
    start = home.clock.now() + 3600
    home.store.appointments.put(
        [StoredAppointment("e1", "cal", "c1", text, "confirmed", start, start + 1800, address=text, notes=text)]
    )
    written = content(home)
    found = unfolded(written)
    assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == 2
    assert "BEGIN:VALARM" not in found
    events = list(icalendar.Calendar.from_ical(written).walk("VEVENT"))
    others = vobject.readOne(written.decode()).vevent_list
    assert [str(e["SUMMARY"]) for e in events] == [e.summary.value for e in others]
    task, appointment = sorted(events, key=lambda e: str(e["UID"]), reverse=True)
    name = home.store.mirror.titles([customer])[customer]
    assert str(task["SUMMARY"]).startswith(plain(text).strip())
    assert plain(name) in str(task["SUMMARY"])
    assert str(task["DESCRIPTION"]).count("\n") == (2 * text.count("\n") + 1)
    assert plain(str(appointment["SUMMARY"])) == plain(text)
    assert plain(str(appointment["LOCATION"])) == plain(text)


@pytest.mark.parametrize("sign", ["🎂", "è", " ", ",", "\n", "\\", "\u200d"])
def test_whatever_falls_on_a_fold_is_neither_lost_nor_cut(home: Books, sign: str) -> None:
    """Some writers take a blank of the text for the one that marks the fold, or part a backslash from its letter."""
    for shift in range(0, 80, 3):
        body = "a" * shift + sign * 60 + "z"
        task = home.store.tasks.add([Task("x", due=TODAY, body=body)])[0]
        written = content(home)
        lines_of(written)
        (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
        assert str(event["DESCRIPTION"]) == body
        (other,) = vobject.readOne(written.decode()).vevent_list
        assert other.description.value == body
        home.desk.remove(task.id)


def test_a_name_is_kept_over_restarts_zones_and_the_order_of_writing(home: Books, tmp_path: Path) -> None:
    home.desk.add("Chiamare", due=TODAY, at=time(9))
    home.desk.add("Scrivere", due=TODAY)

    def names() -> dict[str, str]:
        return {str(e["SUMMARY"]): str(e["UID"]) for e in icalendar.Calendar.from_ical(content(home)).walk("VEVENT")}

    before = names()
    home.store.settings.set("highlevel.cache", {"location": {"timezone": "Pacific/Auckland"}})
    assert names() == before
    other = AgendaDesk(home.store, home.clock, lambda: "en")
    other.refresh()
    assert names() == before
    known = Known()
    assert render(home.store, home.clock, known)[0] == render(home.store, home.clock, known)[0] == content(home)


@pytest.mark.parametrize("zone", ["Europe/Rome", "Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2028, 2, 29)])
def test_a_day_is_that_day_in_every_zone_and_a_time_is_the_locations(home: Books, zone: str, day: date) -> None:
    home.store.settings.set("highlevel.cache", {"location": {"timezone": zone}})
    home.store.tasks.add([Task("Giorno", due=day), Task("Ora", due=day, at=time(9))])
    found: dict[str, Any] = {
        str(e["SUMMARY"]): e.decoded("dtstart") for e in icalendar.Calendar.from_ical(content(home)).walk("VEVENT")
    }
    assert found["Giorno"] == day
    assert found["Ora"] == datetime.combine(day, time(9), ZoneInfo(zone)).astimezone(UTC)


def test_one_called_off_counts_one_more_change_and_has_a_stamp_in_utc(home: Books) -> None:
    start = home.clock.now() + 3600
    one = StoredAppointment("e1", "cal", "c1", "Visita", "confirmed", start, start + 1800, seen_at=home.clock.now())
    home.store.appointments.put([one])
    (before,) = icalendar.Calendar.from_ical(content(home)).walk("VEVENT")
    kept = home.store.appointments.get_many(["e1"])["e1"]
    home.store.appointments.put([replace(kept, status="cancelled", revision=kept.revision + 1)])
    (after,) = icalendar.Calendar.from_ical(content(home)).walk("VEVENT")
    assert str(after["UID"]) == str(before["UID"])
    counted: list[Any] = [before["SEQUENCE"], after["SEQUENCE"]]
    assert counted[1] == counted[0] + 1
    assert str(after["STATUS"]) == "CANCELLED"
    assert after.decoded("dtstamp").utcoffset() == timedelta(0)
    assert all(b"DTSTAMP:" not in line or line.endswith(b"Z") for line in lines_of(content(home)))
