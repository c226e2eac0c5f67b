"""What a document that Ponte24 itself had Fattura24 make says about payments: paid at once is paid (reference:
Fattura24 1.5, tasks 1.2)."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal, InvalidOperation

from app.records.invoice import Direction, Instalment
from app.records.text.words import squeeze
from app.services.invoices.schedule import put_onto_invoices
from app.store import Store
from app.store.mirrored.schedule import DueDocument
from app.store.requests import CREATED, DocumentRequest

DOCUMENT = "document"
"""The source of what an own document says."""

_BILLS = frozenset({"I", "I-force", "R", "FE"})
"""Kinds of document by which a customer owes something; orders, credit notes and the day's takings are none."""


def note_payments(store: Store, request: DocumentRequest, now: float) -> bool:
    """Keep the paid instalments of a document that was made; tell whether there were any. What is still to be paid its
    invoice or the schedule names.

    Its number is only known where Fattura24 has answered with one. ``now`` is epoch seconds.
    """
    if request.state != CREATED or not request.number:
        return False
    document = _document(request)
    if document is None or not document.instalments:
        return False
    store.schedule.put_many([document], now, source=DOCUMENT)
    put_onto_invoices(store, [document])
    return True


def _document(request: DocumentRequest) -> DueDocument | None:
    root = ElementTree.fromstring(request.xml)  # our own text, as it was sent
    sent = root.find("Document")
    if sent is None or sent.findtext("DocumentType", "") not in _BILLS:
        return None
    parts = tuple(part for payment in sent.iter("Payment") if (part := _paid(payment)) is not None)
    return DueDocument(
        request.number,
        _day(sent.findtext("Date", "")),
        squeeze(sent.findtext("CustomerName", "")),
        sent.findtext("CustomerVatCode", ""),
        parts,
        Direction.ISSUED.value,
        sent.findtext("CustomerFiscalCode", ""),
        "invoice",
    )


def _paid(payment: ElementTree.Element) -> Instalment | None:
    if payment.findtext("Paid", "") != "true":
        return None
    try:
        amount = Decimal(payment.findtext("Amount", ""))
    except InvalidOperation:
        return None
    day = _day(payment.findtext("Date", ""))  # of a paid one it is the day of the payment
    return Instalment(amount, day, "", True, day, DOCUMENT)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
