"""The command ``invoices``: documents by customer, what is open and overdue, and whose invoices they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.common.days import read_day
from app.errors import UsageError
from app.records.invoice import Direction

if TYPE_CHECKING:
    from app.commands.common.console import Output
    from app.services.api.fattura24.invoices import DocumentLine, OwnVatCandidate
    from app.services.api.imports import ImportReport
    from app.services.api.service import Service

app = typer.Typer(invoke_without_command=True, help="Documents of imported e-invoices, and what is open.")


@app.callback()
def invoices(
    context: typer.Context,
    customer: Annotated[str, typer.Option(help="Code, VAT code, fiscal code or a part of the name.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should have been paid.")] = False,
    received: Annotated[bool, typer.Option("--received", help="Those received instead of those issued.")] = False,
    own_vat: Annotated[str, typer.Option(help="Your VAT code, to tell issued from received.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """List the documents of imported e-invoices, newest first, with what is open of each."""
    if context.invoked_subcommand is not None:
        return
    out: Output = context.obj.output
    if received and overdue:
        raise UsageError("usage", details="--received --overdue")

    async def work(service: Service) -> None:
        book = service.invoices
        if own_vat:
            settled = book.set_own_vat(own_vat)
            counts = {"issued": settled.issued, "received": settled.received, "other": settled.other}
            out.note(out.say("invoices.own_vat_set", code=book.own_vat(), customers=settled.customers, **counts))
        waiting = book.own_vat_candidates() if not book.own_vat() else ()
        wanted = (Direction.RECEIVED,) if received else (Direction.ISSUED, Direction.UNKNOWN)
        lines = book.documents(customer, overdue=overdue, directions=wanted)
        if as_json:
            out.data([document_json(line) for line in lines])
        else:
            for line in lines:
                _line(out, line)
            _totals(out, lines)
            if any(line.open and all(part.paid is None for part in line.invoice.instalments) for line in lines):
                out.note(out.say("invoices.payment_unknown"))
        ask_own_vat(out, waiting)

    context.obj.run(work)


@app.command()
def paid(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Number of the invoice, or #id.")],
    instalment: Annotated[int, typer.Option(help="Which instalment, from 1 (0: all).")] = 0,
    on: Annotated[str, typer.Option(help="Day of the payment: 2026-11-30 or 30/11/2026 (default: today).")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="It was not paid after all.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Say that an invoice, or an instalment of it, was paid."""
    out: Output = context.obj.output
    day = read_day(on)

    async def work(service: Service) -> tuple[str, ...]:
        return service.agenda.mark_paid(document, instalment, day, paid=not take_back)

    changed = context.obj.run(work)
    if as_json:
        out.data({"changed": list(changed)})
        return
    word = "unchanged" if not changed else "taken_back" if take_back else "paid"
    out.result(out.say(f"invoices_paid.{word}", n=len(changed), number=document))
    if changed:
        out.note(out.say("invoices_paid.local"))


def _line(out: Output, line: DocumentLine) -> None:
    invoice = line.invoice
    kind = out.name("document_types", invoice.document_type)
    who = invoice.supplier_name if invoice.direction is Direction.RECEIVED else line.customer
    total = money(invoice.signed_total, invoice.currency, out.language)
    state = _state(out, line)
    day = invoice.date.strftime("%d/%m/%Y")
    out.result(f"{day}  {kind:<22} {invoice.number:<12} {who:<32} {total:>16}  {state}")


def _state(out: Output, line: DocumentLine) -> str:
    invoice = line.invoice
    if invoice.direction is not Direction.ISSUED:
        return out.say(f"invoices.{invoice.direction.value}")
    if invoice.is_credit_note:
        return out.say("invoices.credit")
    if not line.open:
        return out.say("invoices.settled")
    amount = out.say("invoices.open", amount=money(line.open, invoice.currency, out.language))
    if line.due is None:
        return f"{amount}, {out.say('invoices.no_due')}"
    day = line.due.strftime("%d/%m/%Y")
    return f"{amount}, {out.say('invoices.overdue' if line.overdue else 'invoices.due', date=day)}"


def _totals(out: Output, lines: Iterable[DocumentLine]) -> None:
    opened: dict[str, Decimal] = defaultdict(Decimal)
    late: dict[str, Decimal] = defaultdict(Decimal)
    none = True
    for line in lines:
        none = False
        opened[line.invoice.currency] += line.open
        late[line.invoice.currency] += line.overdue
    if none:
        out.result(out.say("invoices.none"))
    for currency, amount in sorted(opened.items()):
        if amount:
            words = {"amount": money(amount, currency, out.language)}
            out.result(out.say("invoices.total", overdue=money(late[currency], currency, out.language), **words))


def document_json(line: DocumentLine) -> dict[str, Any]:
    """Return a document as JSON; amounts are decimal texts, days ISO 8601 or null."""
    invoice = line.invoice
    return {
        "direction": invoice.direction.value,
        "type": invoice.document_type,
        "number": invoice.number,
        "date": invoice.date.isoformat(),
        "currency": invoice.currency,
        "total": str(invoice.signed_total),
        "open": str(line.open),
        "overdue": str(line.overdue),
        "due": line.due.isoformat() if line.due else None,
        "supplier": {"name": invoice.supplier_name, "vat_code": invoice.supplier_vat},
        "customer": {
            "id": invoice.customer_id or None,
            "name": line.customer,
            "vat_code": invoice.customer.vat_code,
            "fiscal_code": invoice.customer.fiscal_code,
        },
        "instalments": [
            {
                "due": part.due.isoformat() if part.due else None,
                "amount": str(part.amount),
                "method": part.method,
                "paid": part.paid,
                "paid_on": part.paid_on.isoformat() if part.paid_on else None,
            }
            for part in invoice.instalments
        ],
        "file": invoice.file,
    }


def imported(out: Output, report: ImportReport) -> None:
    """Print what an import of e-invoices read, took, passed over and refused."""
    counts = {"read": report.read, "new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    out.result(out.say("imported", file=str(report.file), refused=len(report.refused), **counts))
    if report.issued or report.received:
        out.result(out.say("invoices.imported", issued=report.issued, received=report.received))
    if report.new_customers:
        out.result(out.say("invoices.customers", n=report.new_customers))
    for group, rows in (("remarks", report.remarks), ("refused", report.refused)):
        for row in rows:
            reason = out.name(group, row.reason, **dict(row.params))
            out.note(out.say("invoices.skipped", name=row.where or report.file.name, reason=reason))
    ask_own_vat(out, report.own_vat_candidates)


def import_json(report: ImportReport) -> dict[str, Any]:
    """Return what is particular to an import of e-invoices as JSON."""
    return {
        "content": report.content,
        "issued": report.issued,
        "received": report.received,
        "new_customers": report.new_customers,
        "remarks": [{"where": r.where, "line": r.line, "reason": r.reason, **dict(r.params)} for r in report.remarks],
        "own_vat_candidates": [
            {"vat_code": c.code, "name": c.name, "documents": c.documents, "likely": c.likely}
            for c in report.own_vat_candidates
        ],
    }


def ask_own_vat(out: Output, candidates: Iterable[OwnVatCandidate]) -> None:
    """Ask which VAT code is the owner's, where documents wait for the answer."""
    found = list(candidates)
    if not found:
        return
    out.note(out.say("invoices.ask_own_vat"))
    for c in found:
        out.note(out.say("invoices.candidate", code=c.code, name=c.name, documents=c.documents, total=c.total))
    out.note(out.say("invoices.answer_own_vat"))


def money(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount with its currency as the language writes it."""
    text = f"{amount:,.2f}"
    if language == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{text} {'€' if currency == 'EUR' else currency}"
