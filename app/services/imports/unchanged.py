"""Most rows of an export say what is known already: they are told at once, without weighing who said what and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.quick_records import comparer
from app.records.complete import completed
from app.records.contact import Contact
from app.records.provenance import UNITS
from app.store import Customer

_same_values = comparer(Contact)


def says_the_same(
    row: ImportedCustomer,
    kind: str,
    before: Customer,
    at: float,
    statements: Collection[str],
    invoiced: Sequence[Contact],
    *,
    bare: bool,
) -> bool:
    """Tell whether a row of an export of the moment ``at`` leaves a customer as it is kept, but for that moment.

    True only where weighing each value would come to the same: an export has said all of it before, no later than now,
    and nobody else anything since. ``statements`` are the units that the row states, ``kind`` is what it says the
    customer is. ``bare`` is a file without columns, whose cells and spelling say nothing of Fattura24's. What a link
    knows of a name is not asked here.
    """
    rest = before.provenance
    return (
        before.source == "export"
        and before.seen_at <= at
        and row.code in ("", before.code)
        and kind == before.kind
        and _same_values(row.contact, before.contact)
        and not before.superseded
        and (row.raw == before.raw or (bare and bool(before.raw)))
        and (before.name_certain or not row.name_certain)
        and row.further == before.further
        and (not row.further or all(name in statements for name, _value in row.further))
        and row.held_vat in ("", before.held_vat)
        and (bare or (row.odd_codes == before.odd_codes and row.held_name == before.held_name))
        and len(rest) + len(statements) == len(UNITS)
        and rest.keys().isdisjoint(statements)
        and ("export", at) not in rest.values()
        and all(completed(before.contact, one) == before.contact for one in invoiced)
    )
