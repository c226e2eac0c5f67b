"""Events that time brings: days that were reached, data that grew old, an hour of the clock.

Each is keyed by the fact and the threshold, so that however often it is looked at there is only one. Nothing is made
for thresholds that no automation has, and nothing for days that passed before it was switched on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.automation.model import Automation, Event
from app.automation.offer.registry import all_triggers
from app.records.task import Task
from app.services.agenda.derived.positions import Position
from app.services.automations.events.facts import Facts
from app.services.calls.counting import calls_made
from app.services.settings import place
from app.store import Store
from app.sync.plan.budget import DAY, used
from app.sync.plan.model import Plan

WEEK = timedelta(days=7)
LATE = timedelta(days=7)
"""How long after its day an event is still made: for a computer that was off."""


@dataclass(frozen=True, slots=True)
class Watching:
    """An automation that looks at events, and since when (epoch seconds)."""

    automation: Automation
    since: float

    def parameter(self, name: str) -> Any:
        """Return a parameter of its trigger, or what it is at first."""
        trigger = self.automation.trigger
        return all_triggers()[trigger.kind].value(trigger.parameters, name)


Looked = dict[str, object]
"""Of what instalments were looked at last, by trigger: the same again brings nothing new."""


def due_events(
    store: Store, facts: Facts, watching: Iterable[Watching], plan: Plan | None = None, looked: Looked | None = None
) -> list[Event]:
    """Return the events that the present moment brings; most of them have been made before. ``plan`` is the open
    one, ``looked`` is kept by the caller once the events are."""
    by_kind: dict[str, list[Watching]] = {}
    for one in watching:
        by_kind.setdefault(one.automation.trigger.kind, []).append(one)
    ticker = _Ticker(store, facts, plan, {} if looked is None else looked)
    return [event for kind, those in by_kind.items() for event in ticker.events(kind, those)]


@dataclass(slots=True)
class _Ticker:
    store: Store
    facts: Facts
    plan: Plan | None
    looked: Looked

    def events(self, kind: str, those: list[Watching]) -> Iterator[Event]:
        match kind:
            case "f24.instalment_due_soon":
                yield from self._instalments(kind, those, -1)
            case "f24.instalment_overdue":
                yield from self._instalments(kind, those, 1)
            case "task.due" | "task.overdue":
                yield from self._tasks(kind, self._first_day(those))
            case "appointment.soon":
                yield from self._appointments(those)
            case "f24.export_stale":
                yield from self._stale(those)
            case "f24.subscription_expiring":
                yield from self._subscription(those)
            case "f24.calls_low":
                yield from self._calls(those)
            case "run.needs_person":
                yield from self._needs_person()
            case "clock.schedule":
                for one in those:
                    yield from self._clock(one)

    def _first_day(self, those: Iterable[Watching]) -> date:
        return min(place.local(self.store, one.since).date() for one in those)

    def _about(
        self,
        key: str,
        kind: str,
        record: str,
        person: tuple[str, str],
        values: Mapping[str, Any],
        parameters: Mapping[str, Any] | None = None,
    ) -> Event:
        return self.facts.event(key, kind, record, person, values, parameters=parameters)

    # --- instalments: before their day, after it ---

    def _instalments(self, kind: str, those: list[Watching], sign: int) -> Iterator[Event]:
        today = self.facts.today
        # deriving every instalment anew at each tick would be much, where neither the money nor the day is another
        watching = sorted((one.automation.id, one.since, int(one.parameter("days"))) for one in those)
        store = self.store
        stamp = (store.payments.revision(), store.changes.newest(), store.schedule.read_at(), today, watching)
        if self.looked.get(kind) == stamp:
            return
        self.looked[kind] = stamp
        first: dict[int, date] = {}
        for one in those:
            days = int(one.parameter("days"))
            day = place.local(self.store, one.since).date()
            first[days] = min(first.get(days, day), day)
        for position in self.facts.positions.values():
            if position.due is None or position.open_cents <= 0 or position.state not in ("open", "unknown"):
                continue
            for days, begun in first.items():
                reached = position.due + timedelta(days=sign * days)
                if sign < 0 and not (reached <= today <= position.due and max(reached, self._known(position)) >= begun):
                    continue
                # only a source that spoke after the day can say that it is overdue
                if sign > 0 and not (reached <= today and self._just_overdue(position, reached, begun)):
                    continue
                key = f"{kind}:{position.key}:{position.due.isoformat()}:{days}"
                yield self._about(
                    key,
                    kind,
                    f"instalment:{position.key}",
                    (position.customer, ""),
                    self.facts.instalment(position),
                    {"days": days},
                )

    def _known(self, position: Position) -> date:
        """Return the day since which the instalment has been known as it is."""
        standing = self.facts.standing.get(position.key)
        return place.local(self.store, standing.since).date() if standing is not None else date.min

    def _just_overdue(self, position: Position, reached: date, begun: date) -> bool:
        if not self.facts.sure(position):
            return False
        said = self.facts.schedule_read_on
        # the schedule may have come long after the day: what it says then is news of that day
        return max(reached, said) >= begun

    # --- tasks and appointments ---

    def _tasks(self, kind: str, begun: date) -> Iterator[Event]:
        today = self.facts.today
        for task in self.store.tasks.all(only_open=True):
            if task.due is None:
                continue
            reached = task.due if kind == "task.due" else task.due + timedelta(days=1)
            if max(begun, today - LATE) <= reached <= today and (kind == "task.overdue" or task.due == today):
                key = f"{kind}:{task.id}:{task.due.isoformat()}"
                person = (task.customer, task.contact)
                yield self._about(key, kind, f"task:{task.id}", person, self.facts.task(book_values(task)))

    def _appointments(self, those: list[Watching]) -> Iterator[Event]:
        now = self.facts.now
        hours = {int(one.parameter("hours")) for one in those}
        for one in self.store.appointments.between(now, now + max(hours) * 3600.0):
            if one.status == "cancelled" or one.gone_at:
                continue
            row = {"title": one.title, "starts_at": one.starts_at, "ends_at": one.ends_at, "status": one.status}
            row |= {"calendar": one.calendar, "address": one.address, "notes": one.notes}
            for wanted in hours:
                if one.starts_at - wanted * 3600.0 <= now:
                    key = f"hl:event:{one.id}:soon:{one.starts_at:.0f}:{wanted}"
                    yield self._about(
                        key,
                        "appointment.soon",
                        f"appointment:{one.id}",
                        ("", one.contact),
                        self.facts.appointment(row),
                        {"hours": wanted},
                    )

    # --- Fattura24 itself ---

    def _stale(self, those: list[Watching]) -> Iterator[Event]:
        newest = {"address_book": self.store.mirror.newest_export_at(), "schedule": self.store.schedule.read_at()}
        week = self.facts.today.isocalendar()
        for what, days in {(str(o.parameter("what")), int(o.parameter("days"))) for o in those}:
            at = newest.get(what, 0.0)
            age = int((self.facts.now - at) // 86_400)
            if at and age > days:
                key = f"f24:stale:{what}:{days}:{week.year}-{week.week:02}"
                values = {"esportazione.tipo": what, "esportazione.giorni": age}
                yield self._about(key, "f24.export_stale", "", ("", ""), values, {"what": what, "days": days})

    def _subscription(self, those: list[Watching]) -> Iterator[Event]:
        extra = (self.store.settings.get("account.fattura24") or {}).get("extra") or {}
        try:
            ends = datetime.strptime(str(extra.get("expire") or ""), "%d/%m/%Y").date()
        except ValueError:
            return
        left = (ends - self.facts.today).days
        for days in {int(o.parameter("days")) for o in those}:
            if 0 <= left <= days:
                values = {"abbonamento.scade_il": ends.isoformat(), "abbonamento.giorni": left}
                key = f"f24:expire:{ends.isoformat()}:{days}"
                yield self._about(key, "f24.subscription_expiring", "", ("", ""), values, {"days": days})

    def _calls(self, those: list[Watching]) -> Iterator[Event]:
        left = DAY.limit - used(calls_made(self.store, self.facts.now), DAY, self.facts.now)
        for calls in {int(o.parameter("calls")) for o in those}:
            if left < calls:
                key = f"f24:calls:{self.facts.today.isoformat()}:{calls}"
                values = {"chiamate.rimaste": max(0, left)}
                yield self._about(key, "f24.calls_low", "", ("", ""), values, {"calls": calls})

    # --- Ponte24's own work, and the clock ---

    def _needs_person(self) -> Iterator[Event]:
        if self.plan is None:
            return
        waiting = sorted(
            f"{a.kind.value}|{a.side.value}|{a.link or a.source_id or a.title}"
            for a in self.plan.actions
            if a.waits_for_person and a.included
        )
        if waiting:
            digest = hashlib.sha256("\n".join(waiting).encode()).hexdigest()[:16]
            values = {"sincronizzazione.in_attesa": len(waiting)}
            yield self._about(f"run:waiting:{digest}", "run.needs_person", "", ("", ""), values)

    def _clock(self, one: Watching) -> Iterator[Event]:
        """Make an event for the newest hour of the clock that has passed since the automation looks; those before it
        that the computer slept through are made up for by this one, or left out as the owner chose."""
        zone, now = place.zone(self.store), self.facts.now
        try:
            at = time.fromisoformat(str(one.parameter("time")))
        except ValueError:
            return
        weekdays = {int(day) for day in one.parameter("weekdays") or ()}
        local = datetime.fromtimestamp(now, zone)
        for back in range(8):
            day = local.date() - timedelta(days=back)
            slot = datetime.combine(day, at, zone).timestamp()
            if day.weekday() not in weekdays or slot > now:
                continue
            missed = now - slot > 3600.0
            if slot > one.since and not (missed and one.parameter("missed") == "skip"):
                key = f"clock:{one.automation.id}:{day.isoformat()}T{at:%H:%M}"
                if self.store.events.get(key) is not None:
                    return
                event = self._about(
                    key, "clock.schedule", "", ("", ""), week_values(self.facts), {"automation": one.automation.id}
                )
                yield replace(event, at=slot)
            return


def week_values(facts: Facts) -> dict[str, Any]:
    """Return ``settimana.*``: what is due in the week that begins today, and what is overdue."""
    today, told, lines = facts.today, {"n": 0, "cents": 0, "late": 0}, []
    for position in sorted(facts.positions.values(), key=lambda p: (p.due or date.max, p.key)):
        if position.due is None or position.open_cents <= 0:
            continue
        if position.due < today:
            told["late"] += position.open_cents
        elif position.due < today + WEEK:
            told["n"] += 1
            told["cents"] += position.open_cents
            lines.append(_line(position))
    values: dict[str, Any] = {
        "settimana.scadenze": told["n"],
        "settimana.importo": told["cents"],
        "settimana.scaduto": told["late"],
    }
    if lines:
        values["settimana.elenco"] = "\n".join(lines[:50])
    return values


def _line(position: Position) -> str:
    cents = position.open_cents
    amount = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02} €"
    assert position.due is not None
    return f"{position.due:%d/%m} · {position.invoice.customer.title} · {position.invoice.number} · {amount}"


def book_values(task: Task) -> dict[str, Any]:
    """Return a task as its differences are noted."""
    return {
        "title": task.title,
        "body": task.body,
        "due": task.due.isoformat() if task.due else "",
        "time": task.at.strftime("%H:%M") if task.at else "",
        "kind": task.kind.value,
        "assignee": task.assignee,
        "completed": task.completed,
    }
