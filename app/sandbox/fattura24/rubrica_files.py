"""The address book as Excel workbook and as vCards.

An assumption: that Fattura24 exports both is known, their columns and fields are not (reference: Fattura24 3). The
workbook has the columns of the CSV; the cards have what such cards usually carry, the codes as extensions.
"""

from __future__ import annotations

import io
import quopri
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from openpyxl import Workbook

from app.sandbox.fattura24.rubrica import COLUMNS, row_of, without_zeros
from app.sandbox.fattura24.store import Customer

VcardVersion = Literal["2.1", "3.0", "4.0"]
VCARD_VERSIONS: tuple[str, ...] = get_args(VcardVersion)


def export_xlsx(
    customers: Iterable[Customer],
    *,
    damaged: bool = False,
    concatenated: bool = False,
    prefixed: bool = False,
    code_is_id: bool = False,
) -> bytes:
    """Return the address book as a workbook of one sheet; `damaged`: codes became numbers, leading zeros are lost."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rubrica")
    sheet.append(list(COLUMNS))
    for customer in customers:
        row = row_of(customer, code_is_id=code_is_id, concatenated=concatenated, prefixed=prefixed)
        cells: list[str | int | None] = [value or None for value in row.values()]
        if damaged:
            cells = [int(without_zeros(c)) if isinstance(c, str) and c.isascii() and c.isdigit() else c for c in cells]
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def export_vcard(customers: Iterable[Customer], version: VcardVersion = "3.0") -> bytes:
    """Return the address book as vCards, one after the other."""
    lines: list[str] = []
    for customer in customers:
        lines += ["BEGIN:VCARD", f"VERSION:{version}"]
        lines += (_line(name, value, version) for name, value in _properties(customer, version))
        lines.append("END:VCARD")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line, version)).encode("utf-8")


def _properties(c: Customer, version: VcardVersion) -> Iterator[tuple[str, list[str]]]:
    def kind(name: str) -> str:
        return name.upper() if version == "2.1" else f"TYPE={name}"

    yield "UID", [f"fattura24-{c.code}"]
    yield "FN", [c.name]
    yield "N", [c.name, "", "", "", ""]
    if c.vat_code:
        yield "ORG", [c.name]
    yield f"ADR;{kind('work')}", ["", "", c.address, c.city, c.province, c.postal_code, c.country]
    for name, value in (
        (f"TEL;{kind('work')}", c.landline),
        (f"TEL;{kind('cell')}", c.mobile),
        (f"TEL;{kind('fax')}", c.fax),
        ("EMAIL", c.email),
        ("URL", c.website),
        ("NOTE", c.note),
        ("X-PARTITA-IVA", c.vat_code),
        ("X-CODICE-FISCALE", c.fiscal_code),
        ("X-PEC", c.pec),
        ("X-CODICE-DESTINATARIO", c.sdi_code),
        ("X-TIPO", c.kind),
    ):
        if value:
            yield name, [value]


def _line(name: str, values: list[str], version: VcardVersion) -> str:
    if version == "2.1":
        text = ";".join(v.replace(";", r"\;") for v in values)
        if not text.isascii() or "\n" in text:
            quoted = quopri.encodestring(text.encode("utf-8"), quotetabs=False).decode("ascii")
            # one line: soft breaks of the encoding are not what every reader expects here
            quoted = quoted.replace("=\n", "").replace("\n", "=0D=0A")
            return f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted}"
        return f"{name}:{text}"
    escaped = (
        v.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\r\n", r"\n").replace("\n", r"\n")
        for v in values
    )
    return f"{name}:{';'.join(escaped)}"


def _folded(line: str, version: VcardVersion) -> list[str]:
    """Break a line so that none has more than 75 bytes (3.0 and 4.0); a letter is never cut."""
    if version == "2.1" or len(line.encode("utf-8")) <= 75:
        return [line]
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode("utf-8")) > 74:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]
