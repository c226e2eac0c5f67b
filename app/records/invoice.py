"""Invoices and their instalments, as far as a customer relationship needs them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from app.records.contact import Contact

CREDIT_NOTES = frozenset({"TD04", "TD08"})
"""Credit notes, ordinary and simplified; their amounts are positive in the file and lower what is due."""

SELF_INVOICES = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD27", "TD28", "TD29"})
"""Documents that a business addresses to itself or to the tax agency (reference: Fattura24 4.2): the "customer" there
is the owner. Beside those the reference names, TD20 to TD23 and TD27 are self-invoices by the format's own list."""

INVOICES = frozenset({"TD01", "TD02", "TD03", "TD05", "TD06", "TD07", "TD09", "TD24", "TD25", "TD26"})
"""Documents that share one numbering: the exchange system refuses a second one of a year with the same number, whatever
its type of these (control 00404); credit notes may bear the number of an invoice."""

_CENT = Decimal("0.01")


class Direction(StrEnum):
    """On which side of a document the owner stands; ``unknown`` until the owner's VAT code is known, ``other`` where
    the owner is neither side."""

    ISSUED = "issued"
    RECEIVED = "received"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of what a document asks for.

    ``due`` is None where the file names no date, ``method`` the format's code (MP01 to MP23). Whether it is ``paid``
    is never in an e-invoice (reference: Fattura24 4.2): None until another source says so, which ``paid_source`` names.
    ``part_paid`` is what of an unpaid one that source knows as paid already (0: nothing).
    """

    amount: Decimal
    due: date | None = None
    method: str = ""
    paid: bool | None = None
    paid_on: date | None = None
    paid_source: str = ""
    part_paid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What makes a document one and the same, whatever file it comes in (reference: Fattura24 4.4)."""

    supplier_vat: str
    document_type: str
    number: str
    date: date


@dataclass(frozen=True, slots=True)
class Invoice:
    """One document of an e-invoice file.

    ``supplier_vat`` and ``supplier_name`` are those of the cedente; ``customer`` are the values of the cessionario, PEC
    and recipient code included; ``name_certain`` is False where the order of a person's name is a guess. ``total`` is
    as the document states it, or the sum of its VAT summary; ``payable`` is what of it the customer pays (less under
    split payment and with withholding tax), None where it is not known. ``refers_to`` are the numbers of the invoices
    that a credit note names. ``file`` is where it was read (inside an archive after a ``/``), ``digest`` what tells a
    changed copy.
    ``id`` and ``customer_id`` (the mirror's) are given by the store; blank until then.
    """

    supplier_vat: str
    document_type: str
    number: str
    date: date
    total: Decimal
    payable: Decimal | None = None
    currency: str = "EUR"
    direction: Direction = Direction.UNKNOWN
    supplier_name: str = ""
    customer: Contact = field(default_factory=Contact)
    name_certain: bool = True
    instalments: tuple[Instalment, ...] = ()
    refers_to: tuple[str, ...] = ()
    file: str = ""
    digest: str = ""
    id: str = ""
    customer_id: str = ""

    @property
    def key(self) -> DocumentKey:
        """What the document is recognised by."""
        return DocumentKey(self.supplier_vat, self.document_type, self.number, self.date)

    @property
    def is_credit_note(self) -> bool:
        """True where the document lowers what is due."""
        return self.document_type in CREDIT_NOTES

    @property
    def is_self_invoice(self) -> bool:
        """True where the customer is the supplier, or the owner on the supplier's behalf."""
        if self.document_type in SELF_INVOICES:
            return True
        from app.records.codes.fiscal_code import fiscal_code_key
        from app.records.codes.vat import vat_key

        supplier = vat_key(self.supplier_vat)
        return bool(supplier) and supplier in (
            vat_key(self.customer.vat_code),
            fiscal_code_key(self.customer.fiscal_code),
        )

    @property
    def asked(self) -> tuple[Instalment, ...]:
        """What the document asks for: its instalments, or without terms the whole as one.

        Three thirds of 100.00 are 99.99: cents that only rounding has lost or added are the last instalment's.
        """
        whole = self.total if self.payable is None else self.payable
        parts = self.instalments
        if not parts:
            return (Instalment(whole),)
        rest = whole - sum((part.amount for part in parts), Decimal(0))
        if rest == 0 or abs(rest) >= len(parts) * _CENT or self.is_choice:
            return parts
        return (*parts[:-1], replace(parts[-1], amount=parts[-1].amount + rest))

    @property
    def is_choice(self) -> bool:
        """True where the instalments are several ways to pay the whole: each of them asks for all of it."""
        if len(self.instalments) < 2:
            return False
        amounts = {part.amount for part in self.instalments}
        whole = {self.total, self.total if self.payable is None else self.payable}
        return len(amounts) == 1 and amounts <= whole and min(amounts) > 0

    @property
    def signed_total(self) -> Decimal:
        """The total as it counts for the customer: a credit note's is below zero, however the file writes it."""
        return -abs(self.total) if self.is_credit_note else self.total


def numbered_together(kind: str) -> frozenset[str]:
    """Return the types of documents that share their numbering with one of this type."""
    return next((kinds for kinds in (INVOICES, CREDIT_NOTES) if kind in kinds), frozenset({kind}))


@lru_cache(maxsize=4096)
def number_key(number: str) -> tuple[str, ...]:
    """Return what the number of a document is compared by where two programs write it: its letters and figures, without
    case, spaces, marks and leading zeros (``0012 / a`` is ``12/A``)."""
    parts = re.findall(r"[^\W\d_]+|\d+", number.casefold())
    return tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def is_short_for(said: str, number: str) -> bool:
    """Tell whether a number is another one without its section or its year: ``1/26`` for ``FPR 1/26``, ``1`` for
    ``1/2026``. Only a hint: what else is said must agree."""
    a, b = number_key(said), number_key(number)
    if not a or not b or a == b:
        return bool(a) and a == b
    figures_a, figures_b = ([p for p in parts if p.isdigit()] for parts in (a, b))
    letters_a, letters_b = ({p for p in parts if not p.isdigit()} for parts in (a, b))
    if letters_a and letters_b and letters_a != letters_b:
        return False
    shorter, longer = sorted((figures_a, figures_b), key=len)
    return bool(shorter) and shorter == longer[: len(shorter)] and all(len(p) in (2, 4) for p in longer[len(shorter) :])


def direction_of(invoice: Invoice, own_vat: str) -> Direction:
    """Return on which side the owner stands (reference: Fattura24 4.2); unknown while ``own_vat`` is blank."""
    from app.records.codes.fiscal_code import fiscal_code_key
    from app.records.codes.vat import vat_key

    own = vat_key(own_vat)
    if not own:
        return Direction.UNKNOWN
    if vat_key(invoice.supplier_vat) == own:
        return Direction.ISSUED
    customer = invoice.customer
    received = own in (vat_key(customer.vat_code), fiscal_code_key(customer.fiscal_code))
    return Direction.RECEIVED if received else Direction.OTHER


def to_cents(amount: Decimal) -> int:
    """Return an amount as whole cents, halves away from zero."""
    return int(amount.quantize(_CENT, ROUND_HALF_UP).scaleb(2))


def from_cents(cents: int) -> Decimal:
    """Return whole cents as an amount with two places."""
    return Decimal(cents).scaleb(-2)
