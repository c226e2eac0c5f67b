"""Tasks and appointments as a calendar file (.ics, RFC 5545) for telephones, Outlook and Thunderbird.

A task is an event of a whole day that blocks no time: calendars show those, and few show tasks. Each keeps its name
(UID) for ever and counts its changes (SEQUENCE), so that importing the file again changes events and makes none twice.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app import __version__
from app.clock import Clock
from app.errors import FileRefused
from app.services.agenda.lines import task_lines
from app.services.api.agenda import AgendaSettings, TaskLine
from app.services.settings import place
from app.store import Store
from app.store.agenda.appointments import StoredAppointment
from app.texts import text
from app.whole_file import PRIVATE, write_whole

if TYPE_CHECKING:
    from icalendar import Event

NAME = "ponte24.ics"
"""The file in the folder of the owner's choice."""

BACK, AHEAD = timedelta(days=7), timedelta(days=60)
"""The span of appointments that is read, and therefore written."""

_TOKEN, _FAILED = "agenda.calendar_token", "agenda.calendar_failed"
_TIMED = timedelta(minutes=30)
_CANCELLED = ("cancelled", "invalid")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_log = logging.getLogger(__name__)


class Known(dict[str, tuple[object, bytes]]):
    """Events as they were last put into words, by name: what each was made of, and its words."""


def write(store: Store, clock: Clock, file: Path, language: str = "it") -> int:
    """Write the calendar and return how many events it holds. Raises FileRefused (calendar_not_written)."""
    content, count = render(store, clock, language=language)
    try:
        _write(file, content)
    except OSError as error:
        raise FileRefused("calendar_not_written", file=str(file), details=str(error)) from error
    return count


def keep_up_to_date(store: Store, clock: Clock, settings: AgendaSettings, known: Known, language: str = "it") -> None:
    """Write the file in the folder of the owner's choice anew, if there is one. A folder that cannot be written is
    noted once and hinders nothing."""
    if not settings.calendar_folder:
        return
    file = Path(settings.calendar_folder).expanduser() / NAME
    try:
        content, _count = render(store, clock, known, language=language)
        if not file.exists() or file.read_bytes() != content:
            _write(file, content)
        if store.settings.get(_FAILED):
            store.settings.remove(_FAILED)
    except OSError as error:
        _log.info("the calendar file could not be written: %s", type(error).__name__)
        if not store.settings.get(_FAILED):
            store.settings.set(_FAILED, True)
            store.activity.add(clock.now(), "warning", "calendar_not_written", {"file": str(file)})


def render(store: Store, clock: Clock, known: Known | None = None, *, language: str = "it") -> tuple[bytes, int]:
    """Return the calendar and how many events it holds: open tasks with a day, and appointments. The same content
    gives the same bytes, whenever it is written. ``known`` keeps events from one writing to the next."""
    from icalendar import Calendar  # not before it is needed: a start need not wait for it

    calendar = Calendar()
    calendar.add("prodid", f"-//Ponte24//Ponte24 {__version__}//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Ponte24")
    head, end = calendar.to_ical().rsplit(b"END:VCALENDAR", 1)
    token, zone = _token(store), place.zone(store)
    before, after = known if known is not None else {}, Known()
    events: list[bytes] = []

    def put(uid: str, of: object, make: Callable[[], Event]) -> None:
        # ten thousand events take seconds to put into words, and a tick changes one of them
        words = before[uid][1] if uid in before and before[uid][0] == of else make().to_ical()
        after[uid] = (of, words)
        events.append(words)

    for line in task_lines(store, store.tasks.all(only_open=True)):
        if line.task.due is not None:
            uid = f"task-{line.task.id}.{token}@ponte24"
            put(uid, (line.task, line.customer_name, zone.key), partial(_task, uid, line, zone))
    now = clock.now()
    for one in store.appointments.between(now - BACK.total_seconds(), now + AHEAD.total_seconds()):
        uid = f"appointment-{one.id}.{token}@ponte24"
        put(uid, (one, language), partial(_appointment, uid, one, language))
    if known is not None:
        known.clear()
        known.update(after)
    return head + b"".join(events) + b"END:VCALENDAR" + end, len(events)


def _task(uid: str, line: TaskLine, zone: ZoneInfo) -> Event:
    task = line.task
    assert task.due is not None
    title = f"{task.heading} ({line.customer_name})" if line.customer_name else task.heading
    if task.at is None:
        start, end = task.due, task.due + timedelta(days=1)
    else:
        start = datetime.combine(task.due, task.at, zone).astimezone(UTC)
        end = start + _TIMED
    event = _event(uid, title, task.revision, task.changed_at or task.created_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("transp", "TRANSPARENT")
    event.add("categories", [task.kind.value])
    if task.body:
        event.add("description", _clean(task.body))
    return event


def _appointment(uid: str, one: StoredAppointment, language: str) -> Event:
    cancelled = bool(one.gone_at) or one.status in _CANCELLED
    # Google takes no notice of STATUS in a file: the title has to say that it will not take place
    title = text("agenda.ics.cancelled", language, title=one.title) if cancelled else one.title
    event = _event(uid, title, one.revision, one.seen_at)
    event.add("dtstart", datetime.fromtimestamp(one.starts_at, UTC))
    event.add("dtend", datetime.fromtimestamp(max(one.ends_at, one.starts_at), UTC))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if one.address:
        event.add("location", _clean(one.address))
    if one.notes:
        event.add("description", _clean(one.notes))
    return event


def _event(uid: str, title: str, revision: int, changed_at: float) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("summary", " ".join(_clean(title).split("\n")))
    event.add("sequence", max(0, revision - 1))
    stamp = datetime.fromtimestamp(int(changed_at), UTC)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    return event


def _clean(text: str) -> str:
    """Return a text without the control characters that RFC 5545 (3.1) forbids."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _token(store: Store) -> str:
    """Return what tells this home's events from another's in the same calendar."""
    token = store.settings.get(_TOKEN)
    if not token:
        token = secrets.token_hex(4)
        store.settings.set(_TOKEN, token)
    return str(token)


def _write(file: Path, content: bytes) -> None:
    write_whole(file, content, mode=PRIVATE)  # a calendar program may read it at any moment, others may not
