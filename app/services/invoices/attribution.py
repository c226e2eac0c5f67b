"""Which issued invoice a document of the payment schedule is, if it is any: never for want of another."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from app.records.alike import names_agree
from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import vat_key
from app.records.contact import Contact
from app.records.invoice import Direction, Invoice, is_short_for
from app.records.naming.names import split_name
from app.store import Store
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


def attribute(store: Store, document: DueDocument) -> tuple[Attribution, Invoice | None]:
    """Return what a document of the schedule is, and its invoice where it is one.

    The number, the day and the kind must be the invoice's, and whoever the line names must be its customer. A line that
    names nobody is taken for an invoice only where it says that it is a sale, or has the invoice's day as well. Of
    several that it may be by all this, it is the one whose instalments it names, if there is one alone.
    """
    if document.direction in (Direction.RECEIVED, Direction.OTHER):
        return Attribution.APART, None
    if not document.number:
        return Attribution.NO_INVOICE, None
    numbered = store.invoices.with_number(document.number)
    if not numbered:
        return _written_otherwise(store, document)
    if document.direction == DOUBTFUL:
        return Attribution.UNATTRIBUTED, None
    found = [i for i in numbered if i.is_credit_note == (document.sort == "credit_note") and document.sort != "other"]
    if document.document_date is not None:
        found = [i for i in found if i.date == document.document_date]
        if not found and all(i.date != document.document_date for i in numbered):
            return Attribution.NO_INVOICE, None
    named = bool(document.customer or document.vat_code or document.fiscal_code)
    if named:
        found = [i for i in found if _fits(store, document, i)]
    elif document.direction != Direction.ISSUED and document.document_date is None:
        found = []
    if len(found) > 1:
        found = [i for i in found if _same_terms(document, i)]  # numbers begin anew each year
    if len(found) == 1:
        return Attribution.INVOICE, found[0]
    return Attribution.UNATTRIBUTED, None


def _same_terms(document: DueDocument, invoice: Invoice) -> bool:
    """Tell whether every instalment that the schedule names is one of the invoice's: its day and its amount."""
    asked = Counter((part.due, part.amount) for part in invoice.asked)
    told = Counter((part.due, part.amount) for part in document.instalments)
    return bool(told) and all(part.due is not None for part in document.instalments) and told <= asked


def _written_otherwise(store: Store, document: DueDocument) -> tuple[Attribution, Invoice | None]:
    """Look for an invoice whose number another program writes otherwise (``0012``, ``12 / a``, ``1/26`` for
    ``FPR 1/26``): only of the line's day and customer, and only if there is one."""
    named = document.customer or document.vat_code or document.fiscal_code
    if document.document_date is None or not named or document.direction == DOUBTFUL:
        return Attribution.NO_INVOICE, None
    found = [
        i
        for i in store.invoices.issued_on(document.document_date)
        if is_short_for(document.number, i.number)
        and i.is_credit_note == (document.sort == "credit_note")
        and document.sort != "other"
        and _fits(store, document, i)
    ]
    return (Attribution.INVOICE, found[0]) if len(found) == 1 else (Attribution.NO_INVOICE, None)


def _fits(store: Store, document: DueDocument, invoice: Invoice) -> bool:
    """Tell whether whoever a line names is the invoice's customer, as the invoice or the address book has them."""
    known = store.mirror.get(invoice.customer_id) if invoice.customer_id else None
    return any(_is(document, contact) for contact in (invoice.customer, known.contact if known else None) if contact)


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
