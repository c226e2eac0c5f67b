"""Real events and records to try an automation with, always out of the local store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.automation.model import Automation, Event, Trigger
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.trial import sample_event
from app.errors import UsageError
from app.services.agenda.derived.positions import Position
from app.services.api.automations.automations import SampleEvent
from app.services.automations.events.facts import Facts
from app.services.automations.events.observing import event_of
from app.services.automations.events.ticking import book_values, week_values
from app.store import Store

MOST = 20
_PERSONAL = ("cliente", "fattura", "rata", "attivita", "appuntamento", "nota")
_KINDS = ("customer", "contact", "instalment", "invoice", "task", "appointment")


def called(event: Event, language: str) -> str:
    """Return what to call an event: whom it is about, and what tells it apart from the person's others."""
    values = event.values
    parts = [values.get("cliente.nome"), values.get("fattura.numero"), values.get("attivita.titolo")]
    parts.append(values.get("appuntamento.titolo"))
    told = " · ".join(str(part) for part in parts if part)
    kind = all_triggers().get(event.kind)
    said = kind.say(event.parameters, language) if kind else event.kind
    return told or said[:1].upper() + said[1:]


class Samples:
    """Finds what fits a trigger, and makes events of records; their keys begin with ``try:`` and are never kept."""

    def __init__(self, store: Store, facts: Facts, language: str) -> None:
        self._store, self._facts, self._language = store, facts, language

    def of(self, trigger: Trigger, limit: int = MOST) -> tuple[SampleEvent, ...]:
        """Return what there is to try: real events that the trigger wants, the newest first, then what the records of
        today would make."""
        kind = all_triggers()[trigger.kind]
        found = []
        for kept in self._store.events.recent(trigger.kind, limit):
            if not kept.body:  # only its key is left
                continue
            event = event_of(kept)
            if kind.wants(trigger.parameters, event):
                found.append(SampleEvent(event, called(event, self._language)))
        for record, title in self._records(trigger):
            if len(found) >= limit:
                break
            kind_of, _, name = record.partition(":")
            event_now = self._about(trigger, kind_of, name)
            if event_now is not None:
                found.append(SampleEvent(event_now, title, happened=False))
        if not found and not set(_PERSONAL) & set(schema_of(trigger.kind).groups):
            now = self._of_now(trigger)
            found.append(SampleEvent(now, called(now, self._language), happened=False))
        return tuple(found)

    def _of_now(self, trigger: Trigger) -> Event:
        """Return the event that this moment would make, where it is about no record: what is not known is invented."""
        kind = all_triggers()[trigger.kind]
        parameters = {name: kind.value(trigger.parameters, name) for name in kind.derived}
        values = dict(sample_event(Automation("", "", trigger)).values)
        if "settimana" in kind.groups:
            values = week_values(self._facts)
        if "esportazione" in kind.groups:
            what = str(kind.value(trigger.parameters, "what"))
            at = self._store.mirror.newest_export_at() if what == "address_book" else self._store.schedule.read_at()
            # it is to be seen what would be said once they are old
            age = max(int((self._facts.now - at) // 86_400) if at else 0, int(kind.value(trigger.parameters, "days")))
            values = {"esportazione.tipo": what, "esportazione.giorni": age}
        return Event(f"try:{trigger.kind}", trigger.kind, at=self._facts.now, values=values, parameters=parameters)

    def event(self, trigger: Trigger, record: str) -> Event:
        """Return an event about a record: its id, or the key of an event; blank is the newest sample. Raises UsageError
        (unknown_record, automation_no_sample)."""
        if not record:
            first = next(iter(self.of(trigger, 1)), None)
            if first is None:
                raise UsageError("automation_no_sample")
            return first.event
        kept = self._store.events.get(record)
        if kept is not None:
            return event_of(kept)
        kind, _, name = record.partition(":")
        if not name or kind not in _KINDS:
            kind, name = ("customer", record) if self._store.mirror.get(record) else ("contact", record)
        found = self._about(trigger, kind, name)
        if found is None:
            raise UsageError("unknown_record", record=record[:80])
        return found

    def _records(self, trigger: Trigger) -> Iterator[tuple[str, str]]:
        """Yield ids and titles of records that an event of the trigger could be about."""
        groups = schema_of(trigger.kind).groups
        if "rata" in groups:
            open_first = sorted(self._facts.positions.values(), key=lambda p: (p.state == "paid", p.due is None, p.key))
            for position in open_first[:MOST]:
                yield f"instalment:{position.key}", _called(position)
        elif "fattura" in groups:
            for invoice in self._store.invoices.all()[:MOST]:
                yield f"invoice:{invoice.id}", f"{invoice.customer.title} · {invoice.number}"
        elif "attivita" in groups:
            for task in self._store.tasks.all(only_open=True)[:MOST]:
                yield f"task:{task.id}", self._named(task.customer, task.contact, task.title)
        elif "appuntamento" in groups:
            now = self._facts.now
            for one in self._store.appointments.between(now - 30 * 86_400, now + 60 * 86_400)[:MOST]:
                yield f"appointment:{one.id}", self._named("", one.contact, one.title)
        elif "cliente" in groups:
            if trigger.kind.startswith("highlevel."):
                for _, contact in zip(range(MOST), self._store.highlevel.each(), strict=False):
                    values = self._facts.client(*self._facts.people("", contact.id))
                    yield f"contact:{contact.id}", str(values.get("cliente.nome") or contact.id)
            else:
                for _, customer in zip(range(MOST), self._store.mirror.plain(), strict=False):
                    yield f"customer:{customer.id}", customer.contact.title

    def _named(self, customer: str, contact: str, title: str) -> str:
        """Return what a thing of a person is called, the person first."""
        name = (
            self._facts.client(*self._facts.people(customer, contact)).get("cliente.nome")
            if customer or contact
            else ""
        )
        return f"{name} · {title}" if name else title

    def _about(self, trigger: Trigger, kind: str, name: str) -> Event | None:
        match kind:
            case "customer":
                there = self._store.mirror.get(name) is not None
                return self._event(trigger, f"customer:{name}", (name, ""), {}) if there else None
            case "contact":
                there = self._store.highlevel.get(name) is not None
                return self._event(trigger, f"contact:{name}", ("", name), {}) if there else None
            case "instalment":
                position = self._facts.positions.get(name)
                if position is None:
                    return None
                values = self._facts.instalment(position)
                return self._event(trigger, f"instalment:{name}", (position.customer, ""), values)
            case "invoice":
                invoice = self._store.invoices.get(name) if name.isdecimal() else None
                if invoice is None:
                    return None
                values = self._facts.invoice(invoice)
                return self._event(trigger, f"invoice:{name}", (invoice.customer_id, ""), values)
            case "task":
                task = self._store.tasks.get(name)
                if task is None:
                    return None
                values = self._facts.task(book_values(task))
                return self._event(trigger, f"task:{name}", (task.customer, task.contact), values)
            case "appointment":
                one = self._store.appointments.get_many([name]).get(name)
                if one is None:
                    return None
                row = {n: getattr(one, n) for n in ("title", "starts_at", "ends_at", "status", "calendar", "notes")}
                return self._event(
                    trigger,
                    f"appointment:{name}",
                    ("", one.contact),
                    self._facts.appointment({**row, "address": one.address}),
                )
        return None

    def _event(self, trigger: Trigger, record: str, person: tuple[str, str], values: Mapping[str, Any]) -> Event:
        customer, contact = self._facts.people(*person)
        known: dict[str, Any] = dict(self._facts.client(customer, contact)) if customer or contact else {}
        known |= values
        groups = schema_of(trigger.kind).groups
        if "settimana" in groups:
            known |= week_values(self._facts)
        if "etichette" in groups:
            tag = str(trigger.parameters.get("tag") or "cliente")
            removed = trigger.parameters.get("change") == "removed"
            known["etichette.tolte" if removed else "etichette.aggiunte"] = [tag]
        kind = all_triggers()[trigger.kind]
        return Event(
            f"try:{trigger.kind}:{record}",
            trigger.kind,
            record,
            customer,
            contact,
            self._facts.now,
            known,
            parameters={name: kind.value(trigger.parameters, name) for name in kind.derived},
        )


def _called(position: Position) -> str:
    day = f"{position.due:%d/%m/%Y}" if position.due else "–"
    return f"{position.invoice.customer.title} · {position.invoice.number} · {day}"
