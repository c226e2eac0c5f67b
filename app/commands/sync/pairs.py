"""``customers``, ``link`` and ``unlink``: who belongs to whom, by hand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.commands.common.console import Output
from app.errors import ExitCode
from app.services.api.pairs import CustomerRecord
from app.services.api.runs import RunResult
from app.services.api.service import Service

_FIELDS = (
    "company",
    "first_name",
    "last_name",
    "vat_code",
    "fiscal_code",
    "sdi_code",
    "pec",
    "email",
    "mobile",
    "landline",
)
_PLACE = ("postal_code", "city", "province", "country")


def customers(
    context: typer.Context,
    search: Annotated[str, typer.Option(help="Words of the name, the city or a code.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Show the customers of Fattura24, with the contact of HighLevel that each is linked to."""
    out: Output = context.obj.output

    async def work(service: Service) -> tuple[CustomerRecord, ...]:
        return service.pairs.customers(search)

    found: tuple[CustomerRecord, ...] = context.obj.run(work)
    if as_json:
        out.data([customer_json(c) for c in found])
        return
    for one in found:
        linked = one.contact or out.say("customer_alone")
        out.result(f"{one.id:>6}  {one.title:<44} {one.values.get('city', ''):<20} {linked}")
    out.result(out.say("customers_found", n=len(found)))


def customer_json(customer: CustomerRecord) -> dict[str, Any]:
    """Return a customer as JSON, with all keys; what is blank is an empty text."""
    values = customer.values
    return {
        "id": customer.id,
        "code": customer.code,
        **{name: values.get(name, "") for name in _FIELDS},
        "address": values.get("street", ""),
        **{name: values.get(name, "") for name in _PLACE},
        "contact": customer.contact,
        "to_collect_cents": customer.to_collect_cents,
        "overdue_cents": customer.overdue_cents,
    }


def link(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="Id of the customer, as `customers` shows it, or its code.")],
    contact: Annotated[str, typer.Argument(help="Id of the contact in HighLevel.")],
) -> None:
    """Join a customer and a contact by hand, in place of what either is linked to now."""
    out: Output = context.obj.output
    done: RunResult = context.obj.run(lambda s: s.pairs.link(customer, contact))
    _say(out, done, "linked" if done.run else "linked_already")


def unlink(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="Id of the customer, as `customers` shows it, or its code.")],
) -> None:
    """Part a customer from its contact; neither is made anew on the other side."""
    out: Output = context.obj.output
    _say(out, context.obj.run(lambda s: s.pairs.unlink(customer)), "unlinked")


def _say(out: Output, done: RunResult, key: str) -> None:
    for error in done.errors:
        out.note(f"! {error.title}: {error.detail}")
    if done.failed or done.stale:
        raise typer.Exit(ExitCode.FAILED)
    out.result(out.say(key))
