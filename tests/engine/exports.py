"""The address book as its owner may export and save it: the same customers in every shape that loses a little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.store import Customer

SHAPES = ("", "cp1252", "reversed", "upper", "spaced", "prefixed")


def export(customers: Iterable[Customer], shape: str = "") -> bytes:
    """Return the address book in a shape: another encoding or order, names and towns in upper case, blanks around
    the values, VAT codes with their country."""
    found = list(customers)
    if shape == "reversed":
        found.reverse()
    elif shape == "upper":
        found = [replace(c, name=c.name.upper(), city=c.city.upper(), address=c.address.upper()) for c in found]
    elif shape == "spaced":
        found = [replace(c, name=f" {c.name} ", city=f"{c.city} ", email=f"{c.email} ".lstrip()) for c in found]
    return export_csv(found, "cp1252" if shape == "cp1252" else "utf-8-sig", prefixed=shape == "prefixed")
