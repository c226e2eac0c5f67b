"""Which issued invoice a document of the payment schedule is, if it is any: never for want of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.records.alike import names_agree
from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import vat_key
from app.records.contact import Contact
from app.records.invoice import Direction, Invoice
from app.records.naming.names import split_name
from app.services.invoices.issued import IssuedInvoices
from app.store.mirrored.invoices import IssuedDocument
from app.store.mirrored.schedule import DueDocument

DOUBTFUL = "doubtful"
"""The direction of a line whose cells contradict each other."""


class Attribution(StrEnum):
    """What became of a document of the schedule.

    ``apart`` is a purchase or a tax; ``unattributed`` has the number of an issued invoice and yet may not be it, and
    waits for a person; ``no_invoice`` waits for an invoice that is not known.
    """

    INVOICE = "invoice"
    APART = "apart"
    UNATTRIBUTED = "unattributed"
    NO_INVOICE = "no_invoice"


@dataclass(frozen=True, slots=True)
class Possible:
    """The issued invoices that a document may be by number, day and kind; ``otherwise`` is what it is if it is none of
    them, and ``exactly`` whether they have its very number."""

    otherwise: Attribution
    invoices: Sequence[IssuedDocument] = ()
    exactly: bool = True


def possible(issued: IssuedInvoices, document: DueDocument) -> Possible:
    """Return which invoices a document of the schedule may be."""
    if document.direction in (Direction.RECEIVED, Direction.OTHER):
        return Possible(Attribution.APART)
    if not document.number:
        return Possible(Attribution.NO_INVOICE)
    numbered = issued.numbered(document.number)
    if not numbered:
        return _written_otherwise(issued, document)
    if document.direction == DOUBTFUL:
        return Possible(Attribution.UNATTRIBUTED)
    if document.document_date is not None:
        numbered = issued.numbered(document.number, document.document_date)
        if not numbered:
            return Possible(Attribution.NO_INVOICE)
    elif not _names_somebody(document) and document.direction != Direction.ISSUED:
        return Possible(Attribution.UNATTRIBUTED)
    return Possible(Attribution.UNATTRIBUTED, [i for i in numbered if _same_kind(document, i)])


def attribute(issued: IssuedInvoices, document: DueDocument, may_be: Possible) -> tuple[Attribution, Invoice | None]:
    """Return what a document of the schedule is, and its invoice where it is one; those it may be must be held.

    The number, the day and the kind must be the invoice's, and whoever the line names must be its customer. A line that
    names nobody is taken for an invoice only where it says that it is a sale, or has the invoice's day as well. Of
    several that it may be by all this, it is the one whose instalments it names, if there is one alone.
    """
    found = [issued.invoice(i) for i in may_be.invoices]
    if _names_somebody(document):
        found = [i for i in found if _fits(issued, document, i)]
    if may_be.exactly and len(found) > 1:
        found = [i for i in found if _same_terms(document, i)]  # numbers begin anew each year
    return (Attribution.INVOICE, found[0]) if len(found) == 1 else (may_be.otherwise, None)


def _names_somebody(document: DueDocument) -> bool:
    return bool(document.customer or document.vat_code or document.fiscal_code)


def _same_kind(document: DueDocument, issued: IssuedDocument) -> bool:
    return issued.is_credit_note == (document.sort == "credit_note") and document.sort != "other"


def _same_terms(document: DueDocument, invoice: Invoice) -> bool:
    """Tell whether every instalment that the schedule names is one of the invoice's: its day and its amount."""
    asked = Counter((part.due, part.amount) for part in invoice.asked)
    told = Counter((part.due, part.amount) for part in document.instalments)
    return bool(told) and all(part.due is not None for part in document.instalments) and told <= asked


def _written_otherwise(issued: IssuedInvoices, document: DueDocument) -> Possible:
    """Look for an invoice whose number another program writes otherwise (``0012``, ``12 / a``, ``1/26`` for
    ``FPR 1/26``): only of the line's day and customer, and only if there is one."""
    if document.document_date is None or not _names_somebody(document) or document.direction == DOUBTFUL:
        return Possible(Attribution.NO_INVOICE)
    found = issued.alike(document.number, document.document_date)
    return Possible(Attribution.NO_INVOICE, [i for i in found if _same_kind(document, i)], exactly=False)


def _fits(issued: IssuedInvoices, document: DueDocument, invoice: Invoice) -> bool:
    """Tell whether whoever a line names is the invoice's customer, as the invoice or the address book has them."""
    return any(_is(document, contact) for contact in (invoice.customer, issued.customer(invoice)) if contact)


def _is(document: DueDocument, contact: Contact) -> bool:
    fiscal = fiscal_code_key(document.fiscal_code), fiscal_code_key(contact.fiscal_code)
    vat = vat_key(document.vat_code), vat_key(contact.vat_code)
    for mine, theirs in (fiscal, vat):
        if mine and theirs:
            # two firms of one VAT group share the VAT code, and their fiscal codes tell them apart
            return mine == theirs
    if (vat[0] and vat[0] == fiscal[1]) or (fiscal[0] and fiscal[0] == vat[1]):
        return True
    return bool(document.customer) and _names_fit(document.customer, contact)


def _names_fit(name: str, contact: Contact) -> bool:
    first, last, _certain = split_name(name, contact.fiscal_code)
    said = (Contact(company=name), Contact(first_name=first, last_name=last))
    return any(names_agree(contact, person) for person in said)
