"""What must hold before a document is sent: a refused one burns its idRequest (reference: Fattura24 1.6)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from app.connectors.fattura24.requests import Chargeability, Document, DocumentType, Row
from app.errors import ErrorText, UsageError
from app.texts import has_text, text

NATURE = re.compile(r"N1|N2\.[12]|N3\.[1-6]|N4|N5|N6\.[1-9]|N7")
"""Reasons for a rate of 0; N2, N3 and N6 alone are not allowed since 2021 (reference: Fattura24 1.5)."""

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field (``rows[2].price``), a key under ``document_problems``, its parameters."""

    name: str
    key: str
    params: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return it in words."""
        path = f"document_problems.{self.key}"
        words = text(path, language, **self.params) if has_text(path, language) else self.key
        return f"{self.name}: {words}"


class DocumentInvalid(UsageError):
    """A description that cannot be sent as it is; ``problems`` name each field and its reason."""

    code = "document_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(n=len(problems))
        self.problems = tuple(problems)

    def describe(self, language: str) -> ErrorText:
        """Return the error with every problem on a line of its own."""
        words = super().describe(language)
        return ErrorText(
            words.title, "\n  ".join([words.meaning, *(p.say(language) for p in self.problems)]), words.action, ""
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a document, to the cent; ``by_rate`` has net amount and VAT of each rate (percent)."""

    net: Decimal
    vat: Decimal
    by_rate: Mapping[Decimal, tuple[Decimal, Decimal]]

    @property
    def gross(self) -> Decimal:
        """Net and VAT together."""
        return self.net + self.vat


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, halves up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def totals_of(rows: Sequence[Row]) -> Totals:
    """Add up rows: VAT is computed once for each rate, as e-invoices do."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for row in rows:
        nets[row.vat_rate] += row.net
    by_rate = {rate: (cents(net), cents(cents(net) * rate / 100)) for rate, net in sorted(nets.items())}
    return Totals(
        sum((n for n, _ in by_rate.values()), Decimal(0)), sum((v for _, v in by_rate.values()), Decimal(0)), by_rate
    )


def completed(document: Document) -> Document:
    """Return the document with its totals, and an e-invoice with the recipient code that stands for "none".

    `0000000` in Italy and `XXXXXXX` abroad (reference: Fattura24 1.5). Raises DocumentInvalid.
    """
    problems = list(_problems(document))
    if problems:
        raise DocumentInvalid(problems)
    sums = totals_of(document.rows)
    changed: dict[str, object] = {}
    for name, value in (("total_without_tax", sums.net), ("vat_amount", sums.vat), ("total", sums.gross)):
        if getattr(document, name) is None:
            changed[name] = value
    customer = document.customer
    if document.type is DocumentType.E_INVOICE and not customer.destination_code:
        recipient = "0000000" if customer.is_italian else "XXXXXXX"
        changed["customer"] = customer.model_copy(update={"destination_code": recipient})
    return document.model_copy(update=changed)


def _problems(document: Document) -> Iterator[Problem]:
    yield from _sums(document)
    yield from _payments(document)
    for place, row in enumerate(document.rows, 1):
        yield from _nature(row, f"rows[{place}].vat_nature", document.type)
    if document.fe_vat_nature and not NATURE.fullmatch(document.fe_vat_nature):
        yield Problem("fe_vat_nature", "nature_unknown", {"value": document.fe_vat_nature})
    if document.fe_parameters:
        yield from _parameters(document.fe_parameters)
    if document.type is DocumentType.TAKINGS:
        yield from _takings(document)
    if document.type is DocumentType.E_INVOICE:
        yield from _e_invoice(document)


def _sums(document: Document) -> Iterator[Problem]:
    sums = totals_of(document.rows)
    # whether each row or only each rate is rounded differs between programs: as many cents as there are rows
    room = CENT * max(1, len(document.rows))
    for name, given, computed in (
        ("total_without_tax", document.total_without_tax, sums.net),
        ("vat_amount", document.vat_amount, sums.vat),
        ("total", document.total, sums.gross),
    ):
        if given is not None and abs(given - computed) > room:
            yield Problem(name, "sum_differs", {"given": f"{given:.2f}", "computed": f"{computed:.2f}"})
    parts = (document.total_without_tax, document.vat_amount, document.total)
    if None not in parts:
        net, vat, total = (part or Decimal(0) for part in parts)
        if net + vat != total:
            yield Problem("total", "total_differs", {"given": f"{total:.2f}", "computed": f"{net + vat:.2f}"})


def _payments(document: Document) -> Iterator[Problem]:
    if not document.payments:
        return
    sums = totals_of(document.rows)
    paid = sum((p.amount for p in document.payments), Decimal(0))
    due = document.total if document.total is not None else sums.gross
    if document.vat_type is Chargeability.SPLIT:  # a public customer pays the VAT to the state itself
        due = document.total_without_tax if document.total_without_tax is not None else sums.net
    advance = document.type is DocumentType.ORDER and paid < due
    if paid != due and not advance:
        yield Problem("payments", "payments_differ", {"given": f"{paid:.2f}", "computed": f"{due:.2f}"})


def _nature(row: Row, name: str, kind: DocumentType) -> Iterator[Problem]:
    if row.vat_nature and not NATURE.fullmatch(row.vat_nature):
        yield Problem(name, "nature_unknown", {"value": row.vat_nature})
    elif row.vat_nature and row.vat_rate:
        yield Problem(name, "nature_with_rate", {"rate": f"{row.vat_rate:f}"})
    elif not row.vat_nature and not row.vat_rate and kind is DocumentType.E_INVOICE:
        yield Problem(name, "nature_missing")


def _parameters(given: str) -> Iterator[Problem]:
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(re.fullmatch(r"\d+(\.\d+)+", key) for key in found):
        yield Problem("fe_parameters", "parameters_unreadable")


def _takings(document: Document) -> Iterator[Problem]:
    if document.date is None:
        yield Problem("date", "date_missing")
    if not document.payments:
        yield Problem("payments", "takings_payment")
    for place, payment in enumerate(document.payments, 1):
        if payment.date != document.date:
            yield Problem(f"payments[{place}].date", "takings_date")


def _e_invoice(document: Document) -> Iterator[Problem]:
    customer = document.customer
    if not (customer.vat_code or customer.fiscal_code):
        yield Problem("customer.vat_code", "tax_code_missing")
    if customer.vat_code and customer.is_italian and not (customer.destination_code or customer.pec):
        yield Problem("customer.destination_code", "recipient_missing")
    if document.send_email:
        yield Problem("send_email", "email_not_with_fe")
    for name in ("address", "postcode", "city"):
        if not getattr(customer, name):
            yield Problem(f"customer.{name}", "address_missing")
