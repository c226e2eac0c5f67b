"""The address book as its owner may export and save it: the same customers in every shape that loses a little."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from app.records.codes.fiscal_code import is_person_code
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.rubrica_files import export_vcard, export_xlsx
from app.sandbox.fattura24.store import Customer
from tests.engine.people import PEOPLE

_CSV = ("cp1252", "reversed", "upper", "spaced", "prefixed", "reordered", "unicode", "labelled", "one cell", "titled")
SHAPES = ("", *_CSV, "excel", "damaged", "vcard", "vcard 2.1")
FILES = {"excel": "rubrica.xlsx", "damaged": "rubrica.xlsx", "vcard": "rubrica.vcf", "vcard 2.1": "rubrica.vcf"}
"""What a file is called, where its shape is no CSV."""


def export(customers: Iterable[Customer], shape: str = "") -> bytes:
    """Return the address book in a shape: another encoding or order, names and towns in upper case, blanks around
    the values, VAT codes with their country; columns in another order with commas, or as Excel's "Unicode text"; tax
    codes behind labels, or both in one cell; a title before people's names; as a workbook, also one in which Excel took
    codes for numbers; as vCards."""
    found = list(customers)
    if shape == "reversed":
        found.reverse()
    elif shape == "upper":
        found = [replace(c, name=c.name.upper(), city=c.city.upper(), address=c.address.upper()) for c in found]
    elif shape == "spaced":
        found = [replace(c, name=f" {c.name} ", city=f"{c.city} ", email=f"{c.email} ".lstrip()) for c in found]
    elif shape == "labelled":
        found = [
            replace(c, vat_code=_behind("P.IVA ", c.vat_code), fiscal_code=_behind("C.F. ", c.fiscal_code))
            for c in found
        ]
    elif shape == "one cell":
        found = [_in_one_cell(c) for c in found]
    elif shape == "titled":
        # before a firm, or two names in one cell, a title would be another name and no shape of the same one
        found = [replace(c, name=f"Dott. {c.name}") if _is_person(c) else c for c in found]
    if shape in ("reordered", "unicode"):
        return _resaved(export_csv(found), comma=shape == "reordered")
    if shape in ("excel", "damaged"):
        return export_xlsx(found, damaged=shape == "damaged")
    if shape.startswith("vcard"):
        return export_vcard(found, "2.1" if shape.endswith("2.1") else "3.0")
    return export_csv(found, "cp1252" if shape == "cp1252" else "utf-8-sig", prefixed=shape == "prefixed")


_PERSONS = {frozenset((p.first_name.casefold(), p.last_name.casefold())) for p in PEOPLE if p.last_name}


def _is_person(c: Customer) -> bool:
    return is_person_code(c.fiscal_code) and frozenset(c.name.casefold().split()) in _PERSONS


def _behind(label: str, code: str) -> str:
    return f"{label}{code}" if code else ""


def _in_one_cell(c: Customer) -> Customer:
    if not (c.vat_code and is_person_code(c.fiscal_code)):
        return c
    return replace(c, vat_code=f"P.IVA {c.vat_code} - C.F. {c.fiscal_code}", fiscal_code="")


def _resaved(content: bytes, *, comma: bool) -> bytes:
    """Return a CSV as another program saves it: the columns the other way round, commas and quotes; or UTF-16, tabs."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    out = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if comma else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter="," if comma else "\t", quoting=quoting).writerows(r[::-1] if comma else r for r in rows)
    return out.getvalue().encode("utf-8" if comma else "utf-16")


def file_name(content: bytes) -> str:
    """Return what a saved export is called, by what it is."""
    if content.startswith(b"PK"):
        return FILES["excel"]
    return FILES["vcard"] if content.startswith(b"BEGIN:VCARD") else "rubrica.csv"
