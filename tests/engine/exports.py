"""The address book as its owner may export and save it: the same customers in every shape that loses a little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.rubrica_files import export_vcard, export_xlsx
from app.sandbox.fattura24.store import Customer

SHAPES = ("", "cp1252", "reversed", "upper", "spaced", "prefixed", "excel", "damaged", "vcard", "vcard 2.1")
FILES = {"excel": "rubrica.xlsx", "damaged": "rubrica.xlsx", "vcard": "rubrica.vcf", "vcard 2.1": "rubrica.vcf"}
"""What a file is called, where its shape is no CSV."""


def export(customers: Iterable[Customer], shape: str = "") -> bytes:
    """Return the address book in a shape: another encoding or order, names and towns in upper case, blanks around
    the values, VAT codes with their country; as a workbook, also one in which Excel took codes for numbers; as
    vCards."""
    found = list(customers)
    if shape == "reversed":
        found.reverse()
    elif shape == "upper":
        found = [replace(c, name=c.name.upper(), city=c.city.upper(), address=c.address.upper()) for c in found]
    elif shape == "spaced":
        found = [replace(c, name=f" {c.name} ", city=f"{c.city} ", email=f"{c.email} ".lstrip()) for c in found]
    if shape in ("excel", "damaged"):
        return export_xlsx(found, damaged=shape == "damaged")
    if shape.startswith("vcard"):
        return export_vcard(found, "2.1" if shape.endswith("2.1") else "3.0")
    return export_csv(found, "cp1252" if shape == "cp1252" else "utf-8-sig", prefixed=shape == "prefixed")


def file_name(content: bytes) -> str:
    """Return what a saved export is called, by what it is."""
    if content.startswith(b"PK"):
        return FILES["excel"]
    return FILES["vcard"] if content.startswith(b"BEGIN:VCARD") else "rubrica.csv"
