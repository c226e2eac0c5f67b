"""Customers with their invoices, and what is open: implements `app.services.api.fattura24.invoices.InvoiceService`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from app.clock import Clock
from app.records.contact import Contact
from app.records.invoice import Direction, Invoice
from app.records.provenance import unit_of
from app.records.receivable import Account, OpenItem, accounts
from app.records.text.words import fold
from app.services.api.charts import MonthMoney
from app.services.api.fattura24.invoices import (
    Balance,
    CustomerFound,
    CustomerLine,
    CustomerPage,
    DocumentLine,
    OwnVatCandidate,
    Settled,
)
from app.services.invoices import own_vat as owner
from app.services.invoices.finding import find_customers, holds
from app.services.invoices.months import money_by_month
from app.services.invoices.schedule import settle_schedule
from app.services.sync.reading.snapshot import Snapshot, is_customer
from app.store import Customer, Store, StoredLink
from app.store.mirrored.searching import search
from app.sync.plan.model import Side

_ZERO = Decimal(0)


class InvoiceBook:
    """Reads customers, documents and accounts from the store. ``snapshot`` gives the present state of both sides."""

    def __init__(self, store: Store, clock: Clock, snapshot: Callable[[], Snapshot]) -> None:
        self._store, self._clock, self._snapshot = store, clock, snapshot

    def own_vat(self) -> str:
        """Return the owner's VAT code; blank while it is not known."""
        return owner.own_vat(self._store)

    def own_vat_candidates(self) -> tuple[OwnVatCandidate, ...]:
        """Return who may be the owner, the most frequent first; empty when no document waits for the answer."""
        return owner.candidates(self._store)

    def set_own_vat(self, code: str) -> Settled:
        """Keep the owner's VAT code and settle all documents by it. Raises UsageError (own_vat_malformed)."""
        with self._store.transaction():
            settled = owner.set_own_vat(self._store, self._clock, code)
            settle_schedule(self._store)  # a schedule speaks of issued invoices, which only now are known as such
        return settled

    def customers(self, search: str = "") -> tuple[CustomerLine, ...]:
        """Return the customers whose name, city or codes hold all words of ``search``, by name."""
        documents = self._store.invoices.by_customer()
        links = {link.fattura24_id: link for link in self._store.links.all()}
        wanted = fold(search).split()
        lines = [
            self._line(customer, links.get(customer.id), documents.get(customer.id, ()))
            for customer in self._store.mirror.all()
            if (is_customer(customer.kind) or customer.id in links or customer.id in documents)
            and holds(customer, wanted)
        ]
        return tuple(sorted(lines, key=lambda line: (fold(line.title), line.city, int(line.id))))

    def find(
        self, text: str, limit: int = 8, given_up: Callable[[], bool] = lambda: False
    ) -> tuple[CustomerFound, ...]:
        """Return some customers whose name, city or codes hold all the words of a text, however many there are."""
        words = fold(text).split()
        found = search(self._store.database, words, lambda customer: holds(customer, words), limit, given_up)
        return tuple(
            CustomerFound(c.id, c.contact.title, c.contact.city, c.contact.vat_code or c.contact.fiscal_code)
            for c in found
        )

    def customer(self, customer_id: str) -> CustomerPage | None:
        """Return all about a customer, or None."""
        customer = self._store.mirror.get(customer_id)
        if customer is None:
            return None
        link = self._store.links.by_fattura24(customer_id)
        documents = self._store.invoices.of_customer(customer_id)
        other = self._snapshot().record(Side.HIGHLEVEL, link.highlevel_id) if link and link.highlevel_id else None
        return CustomerPage(
            self._line(customer, link, documents),
            _values(customer.contact),
            _values(other.contact) if other else {},
            "none" if link is None else "linked" if link.confirmed else "unconfirmed",
            self._lines(documents, customer.contact.title),
            customer.seen_at,
            customer.source,
            {
                n: customer.statements[unit_of(n)]
                for n in _values(customer.contact)
                if unit_of(n) in customer.statements
            },
            customer.missing_since,
            self._today(),
        )

    def by_month(self) -> tuple[MonthMoney, ...]:
        """Return what came in and what is overdue, month by month."""
        return money_by_month(self._store, self._today())

    def documents(
        self, customer: str = "", *, overdue: bool = False, directions: Sequence[Direction] = ()
    ) -> tuple[DocumentLine, ...]:
        """Return documents, newest first. Raises UsageError (unknown_customer)."""
        titles = {c.id: c.contact.title for c in self._store.mirror.all()}
        found = self._store.invoices.all(*directions)
        if customer:
            ids = find_customers(self._store, customer)
            found = [i for i in found if i.customer_id in ids]
        by_customer: dict[str, list[Invoice]] = defaultdict(list)
        for invoice in found:
            by_customer[invoice.customer_id].append(invoice)
        lines = [line for key, invoices in by_customer.items() for line in self._lines(invoices, titles.get(key, ""))]
        kept = [line for line in lines if line.overdue or not overdue]
        return tuple(sorted(kept, key=lambda line: (line.invoice.date, int(line.invoice.id)), reverse=True))

    # --- helpers ---

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now()).date()

    def _line(self, customer: Customer, link: StoredLink | None, documents: Sequence[Invoice]) -> CustomerLine:
        contact = customer.contact
        return CustomerLine(
            customer.id,
            contact.title,
            contact.city,
            contact.vat_code or contact.fiscal_code,
            link is not None and bool(link.highlevel_id),
            customer.source == "invoice",
            len(documents),
            tuple(_balance(account, self._today()) for account in accounts(documents).values()),
        )

    def _lines(self, documents: Sequence[Invoice], title: str) -> tuple[DocumentLine, ...]:
        """Return the documents of one customer with what is open of each; of those received nothing is told."""
        today = self._today()
        items: dict[str, list[OpenItem]] = defaultdict(list)
        for account in accounts(i for i in documents if i.direction is Direction.ISSUED).values():
            for item in account.items:
                items[item.invoice.id].append(item)
        return tuple(_document(invoice, items.get(invoice.id, ()), today, title) for invoice in documents)


def _document(invoice: Invoice, items: Iterable[OpenItem], today: date, title: str) -> DocumentLine:
    left = list(items)
    return DocumentLine(
        invoice,
        sum((item.open for item in left), _ZERO),
        sum((item.open for item in left if item.is_overdue(today)), _ZERO),
        min((item.due for item in left if item.due is not None), default=None),
        title or invoice.customer.title,
    )


def _balance(account: Account, today: date) -> Balance:
    return Balance(account.currency, account.open, account.overdue(today))


def _values(contact: Contact) -> dict[str, str]:
    return {name: value for name, value in contact.items() if value}
