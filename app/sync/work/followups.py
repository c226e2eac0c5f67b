"""Follow-ups of payments as appointments: at the first free time from their day on, each at one of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.records.task import Task, due_text
from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
from app.sync.work.days import Place

BOOKED = "appointment"
"""Among what is noted with a task of the book: the appointment that stands for it."""


@dataclass(frozen=True, slots=True)
class Booking:
    """``calendar`` is where follow-ups become appointments of so many ``seconds``, with ``user`` (blank: nobody by
    name). ``free`` are moments at which one may begin (None: not known now, so they wait), ``marked`` the appointments
    that stand there by the mark of their task, ``taken`` moments that are given away already."""

    calendar: str
    seconds: float
    user: str = ""
    free: tuple[float, ...] | None = None
    marked: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class CalledOff:
    """An appointment that nobody needs any more, as it was last seen, and the task it stood for."""

    id: str
    task: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Followed:
    """What becomes of follow-ups: ``actions`` that make appointments, ``found`` those whose appointment is there
    (task and appointment), and ``tasks`` for which no time was found: they go over as tasks."""

    actions: tuple[Action, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    tasks: tuple[Task, ...] = ()


def follow(waiting: Iterable[Task], booking: Booking, place: Place, today: date) -> Followed:
    """Give each of the tasks the first free time of its day or after it."""
    actions, found, tasks = [], [], []
    taken = list(booking.taken)
    for task in sorted(waiting, key=lambda t: (t.due or today, int(t.id))):
        if (there := booking.marked.get(task.marker)) is not None:
            found.append((task.id, there))
        elif booking.free is not None:
            moment = _first(booking, max(task.due or today, today), place, taken)
            if moment is None:
                tasks.append(task)
            else:
                taken.append(moment)
                actions.append(_made(task, moment, booking, place))
    return Followed(tuple(actions), tuple(found), tuple(tasks))


def called_off(those: Iterable[CalledOff]) -> Iterator[Action]:
    """Take appointments away that nobody needs any more."""
    for one in those:
        yield Action(
            "",
            Kind.DELETE,
            Side.HIGHLEVEL,
            RecordType.APPOINTMENT,
            one.values.get("title", ""),
            fields=tuple(FieldChange(n, v, "") for n, v in one.values.items() if v),
            reason=Reason("appointment_unpaid"),
            target_id=one.id,
            source_id=one.task,
        )


def _first(booking: Booking, day: date, place: Place, taken: Iterable[float]) -> float | None:
    """Return the first free moment of a day or after it that touches none of those taken."""
    given = tuple(taken)
    for moment in booking.free or ():
        if place.local(moment)[0] >= day and all(abs(moment - other) >= booking.seconds for other in given):
            return moment
    return None


def _made(task: Task, moment: float, booking: Booking, place: Place) -> Action:
    values = {
        "title": task.title,
        "start": due_text(*place.local(moment)),
        "calendar": booking.calendar,
        "body": task.body,
        "assignee": task.assignee or booking.user,
    }
    return Action(
        "",
        Kind.CREATE,
        Side.HIGHLEVEL,
        RecordType.APPOINTMENT,
        task.title,
        fields=tuple(FieldChange(n, "", v) for n, v in values.items() if v),
        reason=Reason("appointment_followup"),
        source_id=task.id,
    )
