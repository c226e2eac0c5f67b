"""What happens in the small firm these days: invoices that fall due, a new client, an appointment tomorrow.

It is told into a running world, because it hangs on the present day; the worlds of tests know nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from app.sandbox.fattura24.store import Customer
from app.sandbox.state import SandboxState

_ROME = ZoneInfo("Europe/Rome")
_RATE = Decimal(22)


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment: days from today, gross amount, and whether it is paid."""

    days: int
    amount: str
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """An invoice: how many days ago, for what, and its instalments."""

    days_ago: int
    what: str
    dues: tuple[Due, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the instalments, VAT included."""
        return sum((Decimal(due.amount) for due in self.dues), Decimal(0))


SALES = (
    Sale(42, "Rinfresco per l'inaugurazione", (Due(-12, "1805.60"),)),
    Sale(20, "Colazioni degli ultimi due mesi", (Due(-5, "610.00", paid=True), Due(3, "610.00"))),
    Sale(6, "Ceste natalizie, acconto", (Due(24, "976.00"),)),
)
"""Three invoices that are due: one is late, one half paid and due this week, one has time."""

FIRST_ORDER = Sale(1, "Torta e buffet per 60 persone", (Due(29, "1220.00"),))
"""What the new client was invoiced for."""

NEWCOMER: Mapping[str, str] = {
    "name": "Gelateria Artica S.r.l.", "vat_code": "04815160371", "fiscal_code": "04815160371",
    "address": "Via Emilia Ponente, 112", "postal_code": "40133", "city": "Bologna", "province": "BO",
    "country": "IT", "sdi_code": "M5UXCR1", "kind": "CLIENTE",
}  # fmt: skip
"""A client who is in no address book yet: known from the invoice alone."""

TASKS = (
    ("Richiamare per il pagamento del rinfresco", "Ha promesso il bonifico entro la settimana.", -2),
    ("Portare il campionario delle ceste", "", 1),
    ("Confermare il numero degli invitati", "Chiedere di Marta.", 5),
)
_NOTE = "Paga sempre a fine mese; per i solleciti scrivere all'amministrazione."


@dataclass(frozen=True, slots=True)
class Story:
    """What was told: the ids of the invoices, of the contacts they go to, and of the appointment."""

    documents: tuple[str, ...]
    contacts: tuple[str, ...]
    newcomer: str
    appointment: str


def tell_story(state: SandboxState) -> Story:
    """Add the story to the world that `state` holds, as its owner's work: it counts as no call and no write.

    Raises ValueError where fewer than three customers with a VAT code are in both systems.
    """
    with state.lock:
        pairs = _both_sides(state)
        today = datetime.fromtimestamp(state.clock.now(), _ROME)
        documents = [_invoice(state, customer, sale, today) for (_, customer), sale in zip(pairs, SALES, strict=True)]
        newcomer = Customer(id=state.fattura24.new_id(), code=state.fattura24.new_code(), **NEWCOMER)
        documents.append(_invoice(state, newcomer, FIRST_ORDER, today))
        state.fattura24.put(newcomer)
        contacts = [contact for contact, _ in pairs]
        appointment = _work(state, contacts, today)
        return Story(tuple(documents), tuple(contacts), newcomer.id, appointment)


def _both_sides(state: SandboxState) -> list[tuple[str, Customer]]:
    """Return three firms that are in both systems and that everybody recognises."""
    found = []
    cases = {contact for case in state.world.truth["cases"] for contact in case["highlevel"]}
    for pair in state.world.truth["pairs"]:
        if pair["highlevel"] in cases:
            continue  # made to be doubtful
        customer = state.fattura24.customers.get(pair["fattura24"])
        contact = state.highlevel.contacts.get(pair["highlevel"])
        if customer is None or contact is None or not pair.get("evidence"):
            continue
        if customer.vat_code.isdigit() and contact.get("companyName") and customer.postal_code:
            found.append((contact["id"], customer))
    if len(found) < len(SALES):
        raise ValueError("the world is too small for the story")
    return found[: len(SALES)]


def _invoice(state: SandboxState, customer: Customer, sale: Sale, today: datetime) -> str:
    """Put an e-invoice on Fattura24's shelf and return its id."""
    made_at = today - timedelta(days=sale.days_ago)
    store = state.fattura24
    document = store.shelf.make(
        _xml(customer, sale, today, made_at), "", made_at.timestamp(), lambda _values: customer.id
    )
    return document.id


def _xml(customer: Customer, sale: Sale, today: datetime, made_at: datetime) -> str:
    net = (sale.total * 100 / (100 + _RATE)).quantize(Decimal("0.01"))
    payments = "".join(
        "<Payment>"
        + _tag("Date", (today + timedelta(days=due.days)).date().isoformat())
        + _tag("Amount", due.amount)
        + _tag("Paid", "true" if due.paid else "false")
        + "</Payment>"
        for due in sale.dues
    )
    values = {
        "DocumentType": "FE",
        "CustomerName": customer.name,
        "CustomerAddress": customer.address,
        "CustomerPostcode": customer.postal_code,
        "CustomerCity": customer.city,
        "CustomerProvince": customer.province,
        "CustomerCountry": "IT",
        "CustomerVatCode": customer.vat_code,
        "CustomerFiscalCode": customer.fiscal_code.upper(),
        "FeDestinationCode": customer.sdi_code if len(customer.sdi_code) == 7 else "0000000",
        "FePaymentCode": "MP05",
        "Date": made_at.date().isoformat(),
        "Object": sale.what,
        "TotalWithoutTax": str(net),
        "VatAmount": str(sale.total - net),
        "Total": str(sale.total),
    }
    row = _tag("Description", sale.what) + _tag("Qty", "1") + _tag("Price", str(net)) + _tag("VatCode", str(_RATE))
    head = "".join(_tag(name, value) for name, value in values.items() if value)
    parts = f"<Payments>{payments}</Payments><Rows><Row>{row}</Row></Rows>"
    return f"<Fattura24><Document>{head}{parts}</Document></Fattura24>"


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _work(state: SandboxState, contacts: Sequence[str], today: datetime) -> str:
    """Give the story's contacts their tasks, a note and tomorrow's appointment in HighLevel; returns its id."""
    user = str(state.highlevel.users[0]["id"])
    for contact, (title, body, days) in zip(contacts, TASKS, strict=True):
        due = (today + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
        values: dict[str, Any] = {"contactId": contact, "title": title, "dueDate": due.isoformat(), "assignedTo": user}
        state.owner.create("tasks", {**values, "body": body or None})
    state.owner.create("notes", {"contactId": contacts[0], "body": _NOTE, "userId": user})
    calendar = next(iter(state.highlevel.records.calendars.values()))
    start = (today + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    made = state.owner.create(
        "appointments",
        {
            "contactId": contacts[2],
            "calendarId": calendar["id"],
            "title": "Scelta delle ceste natalizie",
            "startTime": start.isoformat(),
            "endTime": (start + timedelta(minutes=30)).isoformat(),
            "appointmentStatus": "confirmed",
            "assignedUserId": user,
            "address": "In negozio, Via del Ponte 24",
        },
    )
    return str(made["id"])
