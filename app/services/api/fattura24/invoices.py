"""What is known of customers and their invoices, as the window and the command line get it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.records.invoice import Direction, Invoice
    from app.services.api.charts import MonthMoney


@dataclass(frozen=True, slots=True)
class OwnVatCandidate:
    """A party that may be the owner: on how many of the documents that wait for the answer it stands.

    ``likely`` is True for at most one: it is on most of several documents and no other is on as many.
    """

    code: str
    name: str
    documents: int
    total: int
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the documents when the owner's VAT code was set; ``customers`` were made from them."""

    issued: int = 0
    received: int = 0
    other: int = 0
    customers: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What is open in one currency; ``overdue`` is the part of it whose day has passed."""

    currency: str
    open: Decimal
    overdue: Decimal


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer of Fattura24 in a list. ``linked`` says that HighLevel has it, too; ``from_invoices`` that no export
    has named it yet; ``code`` is its VAT code, else its fiscal code."""

    id: str
    title: str
    city: str
    code: str
    linked: bool
    from_invoices: bool
    documents: int
    balances: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """A customer that a search has found; ``code`` is its VAT code, else its fiscal code."""

    id: str
    title: str
    city: str
    code: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document with what is open of it after payments and credit notes. ``due`` is the first day on which a part of
    that is due; None where nothing is open or no day is named."""

    invoice: Invoice
    open: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    due: date | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """All about one customer: the values of both sides by field name (blank ones left out) and the documents, newest
    first. ``link`` is linked, unconfirmed or none; ``source`` and ``seen_at`` (epoch seconds) tell where Fattura24's
    values come from: export, write, invoice or handover, and ``told`` the same of each field. ``missing_since`` is the
    moment of the whole export that first had the customer no more (0: it is there). ``today`` is the present day where
    the business is (None: this computer's)."""

    line: CustomerLine
    fattura24: Mapping[str, str]
    highlevel: Mapping[str, str]
    link: str
    documents: tuple[DocumentLine, ...] = ()
    seen_at: float = 0.0
    source: str = "export"
    statements: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    missing_since: float = 0.0
    today: date | None = None


class InvoiceService(Protocol):
    """Customers with their invoices, and whose invoices they are. All methods touch only the local database."""

    def own_vat(self) -> str:
        """Return the owner's VAT code; blank while it is not known."""
        ...

    def own_vat_candidates(self) -> tuple[OwnVatCandidate, ...]:
        """Return who may be the owner, the most frequent first; empty when no document waits for the answer."""
        ...

    def set_own_vat(self, code: str) -> Settled:
        """Keep the owner's VAT code and settle all documents by it. Raises UsageError (own_vat_malformed)."""
        ...

    def customers(self, search: str = "") -> tuple[CustomerLine, ...]:
        """Return the customers whose name, city or codes hold all words of ``search``, by name."""
        ...

    def find(
        self, text: str, limit: int = 8, given_up: Callable[[], bool] = lambda: False
    ) -> tuple[CustomerFound, ...]:
        """Return some customers whose name, city or codes hold all the words of a text, however many there are.
        ``given_up``, asked from another thread, says that nobody waits for the answer any more."""
        ...

    def customer(self, customer_id: str) -> CustomerPage | None:
        """Return all about a customer, or None."""
        ...

    def by_month(self) -> tuple[MonthMoney, ...]:
        """Return what came in and what is overdue, month by month."""
        ...

    def documents(
        self, customer: str = "", *, overdue: bool = False, directions: Sequence[Direction] = ()
    ) -> tuple[DocumentLine, ...]:
        """Return documents, newest first: of the customers that ``customer`` finds (an id, code or part of a name;
        blank: all), only overdue ones if asked. Raises UsageError (unknown_customer)."""
        ...
