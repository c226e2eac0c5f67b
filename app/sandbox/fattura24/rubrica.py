"""The export of the address book as CSV (reference: Fattura24 3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal, get_args

from app.sandbox.fattura24.store import Customer

Encoding = Literal["utf-8-sig", "utf-8", "cp1252"]
ENCODINGS: tuple[str, ...] = get_args(Encoding)

COLUMNS: dict[str, str] = {
    "Cod.": "code",
    "Rag. Sociale": "name",
    "Riferimento": "contact_person",
    "P.IVA": "vat_code",
    "Cod. fiscale": "fiscal_code",
    "Indirizzo": "address",
    "CAP": "postal_code",
    "Città": "city",
    "Provincia": "province",
    "Paese": "country",
    "Telefono": "landline",
    "Cellulare": "mobile",
    "FAX": "fax",
    "Email": "email",
    "Pec": "pec",
    "Cod. Destinatario": "sdi_code",
    "IBAN": "iban",
    "Web": "website",
    "Nota": "note",
    "Tipo": "kind",
}
"""Header of the export, in its order, and the field of each column."""


def without_zeros(text: str) -> str:
    """What is left of a cell after Excel took it for a number: leading zeros are lost."""
    return str(int(text)) if text.isascii() and text.isdigit() else text


def row_of(
    customer: Customer, *, code_is_id: bool = False, concatenated: bool = False, prefixed: bool = False
) -> dict[str, str]:
    """Return a record's cells by column; the variants are those of `export_csv`."""
    values = customer.as_dict()
    if code_is_id:
        values["code"] = customer.id
    if concatenated and customer.address:
        place = f"{customer.city} {customer.province}".strip().upper()
        values["address"] = f"{customer.address.upper()} - {place}" if place else customer.address.upper()
    if prefixed and len(customer.vat_code) == 11 and customer.vat_code.isdigit():
        values["vat_code"] = f"IT{customer.vat_code}"
    return {column: values[field] for column, field in COLUMNS.items()}


def export_csv(
    customers: Iterable[Customer],
    encoding: Encoding = "utf-8-sig",
    *,
    damaged: bool = False,
    quote_all: bool = False,
    concatenated: bool = False,
    prefixed: bool = False,
    code_is_id: bool = False,
) -> bytes:
    """Return the address book as CSV with `;` and CRLF.

    `damaged`: as re-saved by Excel; `quote_all`: every cell in quotes; `concatenated`: city and province
    repeated in the address ("VIA X, 1 - ROMA RM"); `prefixed`: P.IVA with its country (IT…). What the encoding
    cannot write becomes a question mark.
    """
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=";",
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    writer.writerow(COLUMNS)
    for customer in customers:
        row = row_of(customer, code_is_id=code_is_id, concatenated=concatenated, prefixed=prefixed)
        cells = list(row.values())
        writer.writerow([without_zeros(cell) for cell in cells] if damaged else cells)
    return out.getvalue().encode(encoding, "replace")
