"""Every instalment of the invoices issued, with what is open of it after payments and credit notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.records.invoice import Instalment, Invoice, to_cents
from app.records.receivable import accounts
from app.store import Store


@dataclass(frozen=True, slots=True)
class Position:
    """One instalment; ``number`` of ``parts`` counts from 1, amounts are whole cents.

    ``state`` is paid, open (a source says so), unknown (none does: an e-invoice never says), or settled (a credit note
    has taken it off). ``own_key`` is there where only the payment schedule names it; ``dated`` is False where that does
    not say the document's day. ``part_cents`` is what of an instalment that is not paid was paid already,
    ``credited_cents`` what a credit note took off one before it was paid.
    """

    invoice: Invoice
    number: int
    parts: int
    amount_cents: int
    open_cents: int
    state: str
    due: date | None
    paid_on: date | None
    source: str
    own_key: str = ""
    dated: bool = True
    part_cents: int = 0
    credited_cents: int = 0

    @property
    def paid_cents(self) -> int:
        """What was paid, where it was: the amount less what a credit note had taken off it by then."""
        return self.amount_cents - self.credited_cents

    @property
    def key(self) -> str:
        """What the instalment is recognised by, ever (reference: tasks 4)."""
        return self.own_key or position_key(self.invoice, self.number)

    @property
    def earlier_keys(self) -> tuple[str, ...]:
        """What it was recognised by while only the schedule named it."""
        if self.own_key:
            return ()
        number, on = self.invoice.number, self.invoice.date
        return scheduled_key(number, on, self.number), scheduled_key(number, None, self.number)

    @property
    def customer(self) -> str:
        """The mirror's id of the customer."""
        return self.invoice.customer_id


def position_key(invoice: Invoice, number: int) -> str:
    """Return the key of an instalment, counted from 1."""
    key = invoice.key
    return f"{key.supplier_vat}|{key.document_type}|{key.number}|{key.date.isoformat()}#{number}"


def scheduled_key(number: str, on: date | None, part: int) -> str:
    """Return the key of an instalment that only the schedule names, counted from 1."""
    return f"schedule|{number}|{on.isoformat() if on else ''}#{part}"


def positions(store: Store) -> list[Position]:
    """Return the instalments of every issued invoice that belongs to a customer, by their days; credit notes
    only lower them."""
    found = [p for documents in store.invoices.by_customer().values() for p in of_customer(documents)]
    return sorted(found, key=lambda p: (p.due or date.max, int(p.invoice.id), p.number))


def of_customer(documents: Iterable[Invoice]) -> list[Position]:
    """Return the instalments of one customer's documents."""
    found = list(documents)
    known = accounts(found).values()
    left = {(item.invoice.id, item.seq): to_cents(item.open) for account in known for item in account.items}
    credited = {place: to_cents(taken) for account in known for place, taken in account.credited.items()}
    return [
        _position(invoice, n, part, left.get((invoice.id, n), 0), credited.get((invoice.id, n), 0))
        for invoice in found
        if not invoice.is_credit_note
        for n, part in enumerate(invoice.asked)
    ]


def _position(invoice: Invoice, n: int, part: Instalment, open_cents: int, credited: int) -> Position:
    if part.paid:
        state = "paid"
    elif not open_cents:
        state = "settled"
    else:
        state = "unknown" if part.paid is None else "open"
    return Position(
        invoice,
        n + 1,
        max(1, len(invoice.instalments)),
        to_cents(part.amount),
        open_cents,
        state,
        part.due,
        part.paid_on,
        part.paid_source,
        part_cents=0 if part.paid else to_cents(part.part_paid),
        credited_cents=credited,
    )
