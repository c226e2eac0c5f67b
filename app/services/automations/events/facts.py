"""What an event knows: values by path, out of the local picture, as `app.automation.data.schemas` declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from app.automation.model import Event
from app.clock import Clock
from app.records.contact import Contact
from app.records.invoice import Invoice, to_cents
from app.services.agenda.derived.positions import Position, of_customer, positions
from app.services.agenda.derived.scheduled import scheduled
from app.services.settings import place
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.calendars import calendars
from app.services.work.people import users
from app.store import Store
from app.store.agenda.payments import Receivable
from app.sync.plan.model import Side

_FIELDS = {
    "azienda": "company",
    "persona": "person",
    "email": "email",
    "cellulare": "mobile",
    "telefono": "landline",
    "via": "street",
    "cap": "postal_code",
    "citta": "city",
    "provincia": "province",
    "paese": "country",
    "partita_iva": "vat_code",
    "codice_fiscale": "fiscal_code",
    "codice_sdi": "sdi_code",
    "pec": "pec",
    "sito": "website",
    "nota": "note",
}
Values = dict[str, Any]


def tags_of(wire: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of a contact as HighLevel sent it, lower-case and sorted."""
    tags = wire.get("tags")
    return tuple(sorted({str(t).strip().lower() for t in tags} - {""})) if isinstance(tags, list) else ()


class Facts:
    """Reads the picture as it is now; what is read once is kept, so one is made for each pass. ``snapshot`` turns what
    HighLevel sent into a contact."""

    def __init__(self, store: Store, clock: Clock, snapshot: Snapshot) -> None:
        self._store, self._clock, self._snapshot = store, clock, snapshot
        self._clients: dict[tuple[str, str], Values] = {}

    @cached_property
    def today(self) -> date:
        """The present day where the business is."""
        return place.today(self._store, self._clock)

    @cached_property
    def now(self) -> float:
        """The moment of this pass (epoch seconds)."""
        return self._clock.now()

    @cached_property
    def positions(self) -> Mapping[str, Position]:
        """All instalments of sales, those included that only the schedule names, by key."""
        invoiced = positions(self._store)
        return {p.key: p for p in (*invoiced, *scheduled(self._store, (p.invoice for p in invoiced)))}

    @cached_property
    def standing(self) -> Mapping[str, Receivable]:
        """How each instalment stood at the last look, and since when, by key."""
        return self._store.payments.standing()

    @cached_property
    def _by_customer(self) -> dict[str, str]:
        return self._store.links.contacts()

    @cached_property
    def _by_contact(self) -> dict[str, str]:
        return {contact: customer for customer, contact in self._by_customer.items()}

    @cached_property
    def _staff(self) -> dict[str, str]:
        return {user.id: user.name for user in users(self._store)}

    @cached_property
    def _calendars(self) -> dict[str, str]:
        return {one.id: one.name for one in calendars(self._store)}

    def people(self, customer: str = "", contact: str = "") -> tuple[str, str]:
        """Return customer and contact of a person, each by the link where only the other is known."""
        return (
            customer or self._by_contact.get(contact, ""),
            contact or (self._by_customer.get(customer, "") if customer else ""),
        )

    def client(self, customer: str, contact: str) -> Values:
        """Return ``cliente.*``: Fattura24's value, else HighLevel's."""
        key = (customer, contact)
        if key not in self._clients:
            self._clients[key] = self._client(customer, contact)
        return self._clients[key]

    def event(
        self,
        key: str,
        kind: str,
        record: str,
        person: tuple[str, str],
        values: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
        at: float = 0.0,
        *,
        parameters: Mapping[str, Any] | None = None,
    ) -> Event:
        """Return an event about a person (customer, contact) with what is known of them; ``at`` 0 is now."""
        customer, contact = self.people(*person)
        # of an event about nobody there is nobody to know anything of, not even where they are not
        told = {**(self.client(customer, contact) if customer or contact else {}), **values}
        return Event(key, kind, record, customer, contact, at or self.now, told, before or {}, parameters or {})

    def _client(self, customer: str, contact: str) -> Values:
        known = self._store.mirror.get(customer) if customer else None
        cached = self._store.highlevel.get(contact) if contact else None
        there = self._snapshot.record(Side.HIGHLEVEL, contact) if cached else None
        both = [c for c in (known.contact if known else None, there.contact if there else None) if c]
        values: Values = {f"cliente.{name}": value for name, field in _FIELDS.items() if (value := _first(both, field))}
        if title := next((c.title for c in both if c.title), ""):
            values["cliente.nome"] = title
        if cached and (tags := tags_of(cached.wire)):
            values["cliente.etichette"] = list(tags)
        values["cliente.in_highlevel"] = cached is not None
        values["cliente.in_fattura24"] = known is not None
        if known is not None:
            values |= self._owed(customer)
        return values

    def _owed(self, customer: str) -> Values:
        found = of_customer(self._store.invoices.of_customer(customer))
        owed = sum(p.open_cents for p in found if p.state != "paid")
        late = sum(p.open_cents for p in found if p.state != "paid" and p.due is not None and p.due < self.today)
        return {"cliente.da_incassare": owed, "cliente.scaduto": late}

    def invoice(self, invoice: Invoice) -> Values:
        """Return ``fattura.*`` of a document."""
        values: Values = {
            "fattura.numero": invoice.number,
            "fattura.data": invoice.date.isoformat(),
            "fattura.totale": to_cents(invoice.total),
            "fattura.fornitore": invoice.supplier_name,
            "fattura.riferimenti": ", ".join(invoice.refers_to),
        }
        mine = of_customer([invoice]) if not invoice.is_credit_note else []
        values["fattura.residuo"] = sum(p.open_cents for p in mine)
        if dues := [p.due for p in mine if p.due is not None and p.open_cents]:
            values["fattura.scadenza"] = min(dues).isoformat()
        return _told(values)

    def instalment(self, position: Position) -> Values:
        """Return ``fattura.*`` and ``rata.*`` of an instalment."""
        values: Values = {
            "fattura.numero": position.invoice.number,
            "fattura.totale": to_cents(position.invoice.total),
            "fattura.residuo": position.open_cents,
            "rata.numero": position.number,
            "rata.importo": position.amount_cents,
            "rata.da_incassare": 0 if position.state == "paid" else position.open_cents,
            "rata.certa": self.sure(position),
        }
        if position.dated:
            values["fattura.data"] = position.invoice.date.isoformat()
        if position.due is not None:
            values["rata.scadenza"] = values["fattura.scadenza"] = position.due.isoformat()
            values["rata.giorni_di_ritardo"] = max(0, (self.today - position.due).days)
        if position.paid_on is not None:
            values["rata.pagata_il"] = position.paid_on.isoformat()
        return _told(values)

    @cached_property
    def schedule_read_on(self) -> date:
        """The day on which a schedule was last imported."""
        at = self._store.schedule.read_at()
        return place.local(self._store, at).date() if at else date.min

    def sure(self, position: Position) -> bool:
        """Tell whether somebody has said how the instalment stands after its day: a schedule read since, the owner, an
        own document. Without that it is only perhaps unpaid."""
        if position.state != "open":
            return position.state == "paid"
        return position.source != "schedule" or (position.due is not None and self.schedule_read_on > position.due)

    def task(self, book: Mapping[str, Any]) -> Values:
        """Return ``attivita.*`` of a task of the book, as its difference was noted."""
        return _told(
            {
                "attivita.titolo": book.get("title"),
                "attivita.testo": book.get("body"),
                "attivita.scadenza": book.get("due"),
                "attivita.ora": book.get("time"),
                "attivita.tipo": book.get("kind"),
                "attivita.assegnata_a": self._staff.get(str(book.get("assignee")), book.get("assignee")),
                "attivita.fatta": bool(book.get("completed")),
            }
        )

    def staff(self, user: str) -> str:
        """Return how a user of HighLevel is called; the id where nobody knows."""
        return self._staff.get(user, user)

    def appointment(self, row: Mapping[str, Any]) -> Values:
        """Return ``appuntamento.*``, moments in the zone of the business."""
        status = str(row.get("status") or "")
        return _told(
            {
                "appuntamento.titolo": row.get("title"),
                "appuntamento.inizio": place.local(self._store, float(row.get("starts_at") or 0)).isoformat(),
                "appuntamento.fine": place.local(self._store, float(row.get("ends_at") or 0)).isoformat(),
                "appuntamento.stato": status,
                "appuntamento.calendario": self._calendars.get(str(row.get("calendar")), ""),
                "appuntamento.indirizzo": row.get("address"),
                "appuntamento.note": row.get("notes"),
            }
        )


def _first(both: Iterable[Contact], field: str) -> str:
    return next((str(value) for c in both if (value := getattr(c, field))), "")


def _told(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "")}
