"""Make events of the differences that the database noted with the picture, in one transaction with letting these go.

A crash before it leaves the differences for the next pass, one after it leaves the events: none is lost or doubled.
Of a kind of thing of which no whole picture was known, everything is the baseline and makes no event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from app.automation.model import Event
from app.automation.triggers.contacts import PATH_OF
from app.clock import parse_iso
from app.connectors.highlevel.http.markup import plain_text
from app.records.compare import same
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.invoice import Direction
from app.records.task import MARKER
from app.services.agenda.derived.newcomers import OLD
from app.services.agenda.shown import READ_AT as APPOINTMENTS_READ_AT
from app.services.automations.events.facts import Facts, tags_of
from app.services.settings import place
from app.services.sync.reading import clocks
from app.services.sync.reading.snapshot import READ_AT, Decode, is_customer
from app.services.work.highlevel import task_from_wire
from app.services.work.reading import READABLE
from app.store import Store
from app.store.automations.events import Observation, StoredEvent

AT_ONCE = 500
"""Differences in one transaction: the window must not wait for it."""

_DND = ("dnd", "dndSettings", "inboundDndSettings")
_EDITED = ("title", "body", "due", "time", "assignee")


def stored(event: Event) -> StoredEvent:
    """Return an event as the store keeps it: about a customer, else a contact, else nobody."""
    subject = f"customer:{event.customer}" if event.customer else f"contact:{event.contact}" if event.contact else ""
    body = event.to_json()
    for column in ("key", "kind", "record", "at", "cause", "depth"):
        body.pop(column, None)
    return StoredEvent(event.key, event.kind, event.record, subject, event.at, body, event.cause, event.depth)


def event_of(kept: StoredEvent) -> Event:
    """Return the event that `stored` has kept."""
    return Event(kept.key, kept.kind, kept.record, at=kept.at, cause=kept.run, depth=kept.depth, **dict(kept.body))


def whole_pictures(store: Store) -> set[str]:
    """Return the kinds of things of which a whole picture is known now."""
    known = {"book", "payment", "run", "link", "note"}
    for kind, there in (
        ("contact", bool(store.settings.get(READ_AT))),
        ("customer", store.mirror.count() > 0),
        ("task", bool(store.settings.get(READABLE))),
        ("appointment", bool(store.settings.get(APPOINTMENTS_READ_AT))),
        ("invoice", bool(store.invoices.counts())),
    ):
        if there:
            known.add(kind)
    return known


@dataclass(slots=True)
class Observer:
    """Makes events for one pass; ``decode`` turns what HighLevel sent into a record by the present mapping."""

    store: Store
    facts: Facts
    decode: Decode

    def take_in(self) -> int:
        """Make events of the oldest differences and return how many differences there were (0: all are done)."""
        store = self.store
        with store.transaction():
            found = store.events.observations(AT_ONCE)
            if not found:
                return 0
            known = store.automations.baselines()
            depths = self._depths(found)
            fresh = [o for o in found if o.kind in known]
            events = [_with_cause(event, one, depths) for one in fresh for event in self._events(one, fresh)]
            store.events.add(stored(event) for event in events)
            store.events.observed(found[-1].seq)
            store.automations.take_baseline(whole_pictures(store), self.facts.now)
        return len(found)

    def _depths(self, found: Sequence[Observation]) -> Mapping[str, int]:
        causes = {o.cause for o in found if o.cause}
        return {run.id: run.depth + 1 for run in self.store.automation_runs.get_many(causes).values()}

    def _events(self, one: Observation, batch: Sequence[Observation]) -> Iterator[Event]:
        match one.kind:
            case "contact":
                yield from self._contact(one)
            case "customer":
                yield from self._customer(one)
            case "book":
                yield from self._book(one)
            case "task":
                yield from self._task(one)
            case "note":
                yield from self._note(one)
            case "appointment":
                yield from self._appointment(one)
            case "invoice":
                yield from self._invoice(one, batch)
            case "payment":
                yield from self._payment(one, batch)
            case "run":
                yield from self._run(one)

    # --- contacts of HighLevel ---

    def _contact(self, one: Observation) -> Iterator[Event]:
        person, record = ("", one.record), f"contact:{one.record}"
        root, at = f"hl:contact:{one.record}", self._changed_at(one.after)
        if not one.before:
            yield self.facts.event(f"{root}:created", "highlevel.ContactCreate", record, person, {}, at=at)
            # between two looks it was made and labelled: each label that it has was put on it meanwhile
            if tags := sorted(tags_of(one.after)):
                values, key = {"etichette.aggiunte": tags}, f"{root}:tag:created"
                yield self.facts.event(key, "highlevel.ContactTagUpdate", record, person, values, at=at)
            return
        if not one.after:
            values = _client(self.decode(one.before, self.facts.now).contact)
            yield self.facts.event(f"{root}:deleted", "highlevel.ContactDelete", record, person, values)
            return
        old, new = (set(tags_of(wire)) for wire in (one.before, one.after))
        if old != new:
            values = {"etichette.aggiunte": sorted(new - old), "etichette.tolte": sorted(old - new)}
            before = {"cliente.etichette": sorted(old)}
            yield self.facts.event(
                f"{root}:tag:{one.seq}", "highlevel.ContactTagUpdate", record, person, _filled(values), before, at
            )
        # a search and a read by id do not tell the same: what one of them leaves out has not changed
        if any(n in one.before and n in one.after and one.before[n] != one.after[n] for n in _DND):
            yield self.facts.event(f"{root}:dnd:{one.seq}", "highlevel.ContactDndUpdate", record, person, {}, at=at)
        was, now = (self.decode(wire, self.facts.now).contact for wire in (one.before, one.after))
        if before := _changed(was, now):
            yield self.facts.event(f"{root}:{one.seq}", "highlevel.ContactUpdate", record, person, {}, before, at)

    def _changed_at(self, wire: Mapping[str, Any]) -> float:
        """Return when HighLevel says that a contact was changed last: what was changed before an automation was
        switched on must not set it off because it was read after."""
        moment = wire.get("dateUpdated") or wire.get("dateAdded")
        try:
            return self._here(parse_iso(moment)) if isinstance(moment, str) else self.facts.now
        except ValueError:
            return self.facts.now

    def _here(self, moment: float) -> float:
        """Return a moment of HighLevel's clock by this computer's, none that is still to come."""
        return min(self.facts.now, moment - clocks.ahead(self.store))

    # --- Fattura24's customers ---

    def _customer(self, one: Observation) -> Iterator[Event]:
        if not is_customer(str(one.after.get("kind", ""))):
            return
        person, record = (one.record, ""), f"customer:{one.record}"
        root = f"f24:customer:{one.record}"
        if not one.before:
            yield self.facts.event(f"{root}:new", "f24.customer_new", record, person, {})
            return
        missing = float(one.after.get("missing_since") or 0)
        if missing and not one.before.get("missing_since"):
            yield self.facts.event(f"{root}:missing:{missing:.0f}", "f24.customer_missing", record, person, {})
        was, now = (_of_mirror(side.get("contact", {})) for side in (one.before, one.after))
        if before := _changed(was, now):
            yield self.facts.event(f"{root}:{one.seq}", "f24.customer_changed", record, person, {}, before)

    # --- tasks, notes, appointments ---

    def _book(self, one: Observation) -> Iterator[Event]:
        if not one.before:
            return
        person = (str(one.after.get("customer") or ""), str(one.after.get("contact") or ""))
        record, values = f"task:{one.record}", self.facts.task(one.after)
        old = self.facts.task(one.before)
        before = {name: old.get(name, "") for name in values if old.get(name) != values.get(name)}
        if one.after.get("completed") and not one.before.get("completed"):
            yield self.facts.event(
                f"task:done:{one.record}:{one.seq}", "task.completed", record, person, values, before
            )
        if any(one.after.get(n) != one.before.get(n) for n in _EDITED):
            yield self.facts.event(f"task:{one.record}:{one.seq}", "task.edited", record, person, values, before)

    def _task(self, one: Observation) -> Iterator[Event]:
        now = one.after or one.before
        contact = str(now.get("contact") or "")
        task = task_from_wire(now.get("wire", {}), contact)
        linked = self.store.task_links.of_highlevel([one.record]).get(one.record)
        record = f"task:{linked.task}" if linked else f"task:highlevel:{one.record}"
        person = ("", task.contact or contact)
        day = self._day(task.moment)
        values: dict[str, Any] = _filled(
            {
                "attivita.titolo": task.title,
                "attivita.testo": task.body,
                "attivita.scadenza": day,
                "attivita.tipo": "highlevel",
                "attivita.assegnata_a": self.facts.staff(task.assignee),
            }
        ) | {"attivita.fatta": task.completed}
        root = f"hl:task:{one.record}"
        if not one.after:
            yield self.facts.event(f"{root}:deleted", "highlevel.TaskDelete", record, person, values)
        elif not one.before:
            if not task.marker:  # those that Ponte24 itself has made are no news
                yield self.facts.event(f"{root}:created", "highlevel.TaskCreate", record, person, values)
        elif task.completed and not task_from_wire(one.before.get("wire", {}), contact).completed:
            yield self.facts.event(f"{root}:completed:{one.seq}", "highlevel.TaskComplete", record, person, values)

    def _day(self, moment: float) -> str:
        return place.local(self.store, moment).date().isoformat() if moment else ""

    def _note(self, one: Observation) -> Iterator[Event]:
        text = str(one.after.get("text") or "")
        if MARKER in text:
            return
        person, record = ("", str(one.after.get("contact") or "")), f"note:{one.record}"
        root, values = f"hl:note:{one.record}", _filled({"nota.testo": plain_text(text)})
        if not one.before:
            at = self._here(float(one.after.get("added_at") or 0) or self.facts.now + 86_400)
            yield self.facts.event(f"{root}:created", "highlevel.NoteCreate", record, person, values, at=at)
        elif one.after.get("gone_at") and not one.before.get("gone_at"):
            yield self.facts.event(f"{root}:deleted", "highlevel.NoteDelete", record, person, values)
        elif one.after.get("text") != one.before.get("text"):
            yield self.facts.event(f"{root}:{one.seq}", "highlevel.NoteUpdate", record, person, values)

    def _appointment(self, one: Observation) -> Iterator[Event]:
        person, record = ("", str(one.after.get("contact") or "")), f"appointment:{one.record}"
        values, root = self.facts.appointment(one.after), f"hl:event:{one.record}"
        if not one.before:
            yield self.facts.event(f"{root}:created", "highlevel.AppointmentCreate", record, person, values)
            return
        if one.after.get("gone_at") and not one.before.get("gone_at"):
            yield self.facts.event(f"{root}:deleted", "highlevel.AppointmentDelete", record, person, values)
            return
        was = self.facts.appointment(one.before)
        before = {name: was.get(name, "") for name in values if was.get(name) != values[name]}
        yield self.facts.event(f"{root}:{one.seq}", "highlevel.AppointmentUpdate", record, person, values, before)
        if one.after.get("status") != one.before.get("status"):
            key = f"{root}:{one.after.get('status')}:{one.seq}"
            yield self.facts.event(key, "appointment.status", record, person, values, before)

    # --- documents and payments ---

    def _invoice(self, one: Observation, batch: Sequence[Observation]) -> Iterator[Event]:
        invoice = self.store.invoices.get(one.record)
        if invoice is None:
            return
        key = invoice.key
        document = f"{key.supplier_vat}|{key.document_type}|{key.number}|{key.date.isoformat()}"
        record, values = f"invoice:{document}", self.facts.invoice(invoice)
        person = (invoice.customer_id, "")
        if invoice.direction is Direction.RECEIVED:
            yield self.facts.event(f"f24:received:{document}", "f24.invoice_received", record, ("", ""), values)
        elif invoice.direction is not Direction.ISSUED:
            return
        elif invoice.is_credit_note:
            yield self.facts.event(f"f24:doc:{document}", "f24.credit_note_new", record, person, values)
        else:
            yield self.facts.event(f"f24:doc:{document}", "f24.invoice_new", record, person, values)
            if invoice.customer_id and invoice.date >= self.facts.today - timedelta(days=OLD.days):
                of = [i for i in self.store.invoices.of_customer(invoice.customer_id) if not i.is_credit_note]
                now_seen = {o.record for o in batch if o.kind == "invoice"}
                first = min(of, key=lambda i: (i.date, int(i.id)), default=None)
                if first is not None and first.id == invoice.id and all(i.id in now_seen for i in of):
                    name = f"f24:first:{invoice.customer_id}"
                    yield self.facts.event(name, "f24.first_invoice", record, person, values)

    def _payment(self, one: Observation, batch: Sequence[Observation]) -> Iterator[Event]:
        row = one.after
        key, customer = str(row.get("key")), str(row.get("customer") or "")
        position = self.facts.positions.get(key)
        values: dict[str, Any] = self.facts.instalment(position) if position is not None else {}
        partial = row.get("kind") == "partial"
        amount = {} if partial else {"rata.importo": row.get("amount_cents")}  # of a part it is what was paid now
        values |= _filled({**amount, "rata.incassato": row.get("amount_cents"), "rata.pagata_il": row.get("paid_on")})
        record, person = f"instalment:{key}", (customer, "")
        if row.get("kind") == "paid":
            yield self.facts.event(f"f24:paid:{key}:{one.record}", "f24.instalment_paid", record, person, values)
            last = max(int(o.record) for o in batch if o.kind == "payment" and o.after.get("customer") == customer)
            if customer and int(one.record) == last and not self._owes(customer):
                name = f"f24:settled:{customer}:{one.record}"
                yield self.facts.event(name, "f24.customer_settled", f"customer:{customer}", person, values)
        elif partial:
            yield self.facts.event(f"f24:partial:{key}:{one.record}", "f24.instalment_partial", record, person, values)
        elif row.get("kind") == "unpaid":
            yield self.facts.event(f"f24:unpaid:{key}:{one.record}", "f24.instalment_unpaid", record, person, values)

    def _owes(self, customer: str) -> bool:
        """Tell whether anything of a customer is still open, in an invoice or in the schedule alone."""
        return any(p.open_cents > 0 and p.customer == customer for p in self.facts.positions.values())

    def _run(self, one: Observation) -> Iterator[Event]:
        result = one.after.get("result") or {}
        errors = [e for e in result.get("errors", ()) if isinstance(e, Mapping)]
        if one.after.get("state") == "failed" or errors:
            told = "; ".join(dict.fromkeys(str(e.get("detail") or e.get("title") or "") for e in errors))[:500]
            values = _filled({"sincronizzazione.problema": told})
            yield self.facts.event(f"run:{one.record}:failed", "run.failed", f"run:{one.record}", ("", ""), values)


def _with_cause(event: Event, one: Observation, depths: Mapping[str, int]) -> Event:
    return replace(event, cause=one.cause, depth=depths.get(one.cause, 1)) if one.cause else event


def _of_mirror(values: Mapping[str, Any]) -> Contact:
    kept = {n: v for n, v in values.items() if n in CONTACT_FIELDS}
    if "tags" in kept:
        kept["tags"] = tuple(kept["tags"])
    return Contact(**kept)


def _changed(was: Contact, now: Contact) -> dict[str, Any]:
    """Return what stood before, by path, of each field that is another one to a person."""
    before: dict[str, Any] = {}
    for name in CONTACT_FIELDS:
        if name != "tags" and not same(name, was.get(name), now.get(name)):
            path = PATH_OF[name]
            before[path] = was.person if path == PATH_OF["first_name"] else was.get(name)
    return before


def _client(contact: Contact) -> dict[str, Any]:
    found = {PATH_OF[name]: value for name, value in contact.items() if value and name not in ("first_name", "tags")}
    if contact.person:
        found[PATH_OF["first_name"]] = contact.person
    if contact.title:
        found["cliente.nome"] = contact.title
    return found


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
