"""SaveDocument, SaveItem and GetFile: what they take, what they make of it, and what a request id does
(reference: Fattura24 1.4 to 1.6, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from app.sandbox.fattura24.wire import CUSTOMER_ELEMENTS, BadXmlError, read_document

ROME = ZoneInfo("Europe/Rome")

KINDS = ("C", "I", "I-force", "R", "FE", "N", "19")
CREDIT_NOTE = "2"
"""Number of a plain credit note: an assumption, the reference knows only the others."""
_NUMBERS = {"C": "12", "I-force": "1", "R": "3", "FE": "11", "N": CREDIT_NOTE, "19": "19"}

RUNNING = "Processing data, retry later"
EXISTS = "Document already exists"
NO_FILE = "File not found"


@dataclass(frozen=True, slots=True)
class Document:
    """One document. ``values`` are its plain elements, ``rows`` and ``payments`` theirs, in the order sent."""

    id: str
    kind: str
    number: str
    doc_type: str
    date: str
    made_at: float
    customer_id: str
    request_id: str
    values: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...] = ()
    payments: tuple[Mapping[str, str], ...] = ()
    order_id: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self)

    def amount(self, name: str) -> Decimal:
        """Return one of the totals."""
        return Decimal(self.values[name])


@dataclass(slots=True)
class Requests:
    """What became of each idRequest: the document's id, or blank where it is used up for nothing."""

    made: dict[str, str] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all."""
        self.made.clear()
        self.since.clear()


@dataclass(slots=True)
class Shelf:
    """All documents and credits of the account."""

    documents: dict[str, Document] = field(default_factory=dict)
    items: list[Mapping[str, Any]] = field(default_factory=list)
    requests: Requests = field(default_factory=Requests)
    counters: dict[tuple[str, str], int] = field(default_factory=dict)
    next_id: int = 9_000_000

    def clear(self) -> None:
        """Forget all; numbers begin anew."""
        self.documents.clear()
        self.items.clear()
        self.requests.clear()
        self.counters.clear()
        self.next_id = 9_000_000

    def make(self, xml: str, request_id: str, now: float, customer: Callable[[Mapping[str, str]], str]) -> Document:
        """Make a document of what was sent; ``customer`` puts the customer into the address book and returns its id.

        Raises BadXmlError for what the service would refuse.
        """
        found = read_document(xml)
        kind = _needed(found, "DocumentType")
        kind = "I-force" if kind.lower() == "i-force" else kind
        if kind not in KINDS:
            raise BadXmlError(f"unknown DocumentType {kind}")
        rows, payments = _group(found, "Rows", "Row"), _group(found, "Payments", "Payment")
        _check(found, kind, rows, payments)
        values = _plain(found)
        day = values.get("Date") or datetime.fromtimestamp(now, ROME).date().isoformat()
        customer_id = customer(party(found))
        replaced = [d.id for d in self.documents.values() if kind == d.kind == "19" and d.date == day]
        for old in replaced:
            del self.documents[old]
        doc_type = _NUMBERS.get(kind) or ("1" if values.get("CustomerVatCode") else "3")
        self.next_id += 1
        document = Document(
            id=str(self.next_id),
            kind=kind,
            number=values.get("Number") or self._number(doc_type, day[:4]),
            doc_type=doc_type,
            date=day,
            made_at=now,
            customer_id=customer_id,
            request_id=request_id,
            values=values,
            rows=rows,
            payments=payments,
            order_id=values.get("F24OrderId", ""),
        )
        self.documents[document.id] = document
        return document

    def add_item(self, xml: str, customer: Callable[[Mapping[str, str]], str]) -> None:
        """Record a credit. Raises BadXmlError."""
        found = read_document(xml)
        rows = _group(found, "Rows", "Row")
        if not rows or not all(row.get("Description") for row in rows):
            raise BadXmlError("no rows")
        self.items.append({"customer_id": customer(party(found)), "values": _plain(found), "rows": rows})

    def _number(self, doc_type: str, year: str) -> str:
        self.counters[doc_type, year] = count = self.counters.get((doc_type, year), 0) + 1
        return f"{count}/{year}/FE" if doc_type == "11" else f"{count}-{year}"


def party(document: Element) -> dict[str, str]:
    """Return the customer's values by the names of the address book; what was not sent is missing."""
    return {
        CUSTOMER_ELEMENTS[child.tag]: (child.text or "").strip() for child in document if child.tag in CUSTOMER_ELEMENTS
    }


def _plain(document: Element) -> dict[str, str]:
    return {child.tag: (child.text or "").strip() for child in document if not len(child)}


def _group(document: Element, group: str, name: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {part.tag: (part.text or "").strip() for part in entry} for entry in document.iterfind(f"{group}/{name}")
    )


def _needed(document: Element, name: str) -> str:
    value = (document.findtext(name) or "").strip()
    if not value:
        raise BadXmlError(f"no {name}")
    return value


def _check(
    document: Element, kind: str, rows: Iterable[Mapping[str, str]], payments: Iterable[Mapping[str, str]]
) -> None:
    """Refuse what lacks a required element or holds no number or date where one must be."""
    numbers = [_needed(document, name) for name in ("TotalWithoutTax", "VatAmount", "Total")]
    dates = [document.findtext("Date") or ""]
    rows = list(rows)
    if not rows:
        raise BadXmlError("no rows")
    for row in rows:
        if not row.get("Description"):
            raise BadXmlError("no Description")
        numbers += [row.get("Qty") or "1", row.get("Price") or "0", row.get("VatCode") or "0"]
        if kind == "FE" and not Decimal(_number_text(row.get("VatCode") or "0")) and not row.get("FeVatNature"):
            raise BadXmlError("no FeVatNature")
    for payment in payments:
        numbers.append(payment.get("Amount") or "")
        dates.append(payment.get("Date") or "")
        if kind == "19" and payment.get("Date") != (document.findtext("Date") or ""):
            raise BadXmlError("the payment of takings has another date")
    for text in numbers:
        _number_text(text)
    for text in dates:
        if text:
            try:
                date.fromisoformat(text)
            except ValueError as error:
                raise BadXmlError("no date") from error


def _number_text(text: str) -> str:
    try:
        if Decimal(text).is_finite():
            return text
    except InvalidOperation:
        pass
    raise BadXmlError("no number")
