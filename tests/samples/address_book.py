"""An address book as Fattura24 exports it, in every form that reaches an importer, with the truth beside it.

`write_book` writes the same customers as ``rubrica.csv`` (UTF-8 with byte order mark), ``rubrica-cp1252.csv``,
``rubrica-excel-damaged.csv`` (a spreadsheet took the codes for numbers: leading zeros are lost), ``rubrica.xlsx`` and
``rubrica.vcf`` (names and addresses; the VAT code stands in the note), and ``truth.json`` with the values that an
importer should arrive at, row by row. The people are made up (`app.sandbox.seeding.seed_people`), their codes have
valid check digits. In the rows they look as people type them: shouted, surname first, the city once more behind
the street, a VAT code with its country, codes in small letters, a phone in five ways of writing, notes with quotes,
separators, line breaks and formulas. The same seed gives the same book.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from stdnum.luhn import calc_check_digit

from app.sandbox.seeding.seed_people import Identity, PeopleMaker

COLUMNS = (
    "Cod.", "Rag. Sociale", "Riferimento", "P.IVA", "Cod. fiscale", "Indirizzo", "CAP", "Città", "Provincia", "Paese",
    "Telefono", "Cellulare", "FAX", "Email", "Pec", "Cod. Destinatario", "IBAN", "Web", "Nota", "Tipo",
)  # fmt: skip
FILES = ("rubrica.csv", "rubrica-cp1252.csv", "rubrica-excel-damaged.csv", "rubrica.xlsx", "rubrica.vcf")
_NUMBERS = ("P.IVA", "CAP", "Cod. Destinatario")
_NOTES = (
    "", "", "", "cliente storico; paga a 60 gg", 'chiamare "prima" delle 9', "riga uno\nriga due", '=HYPERLINK("http://x")',
)  # fmt: skip
_MOBILES: tuple[Callable[[str], str], ...] = (
    lambda n: f"+39 {n[:3]} {n[3:]}",
    lambda n: f"0039 {n}",
    lambda n: f"{n[:3]}-{n[3:]}",
    lambda n: f"{n[:3]}/{n[3:6]}.{n[6:]}",
    lambda n: n,
)

Truth = dict[str, str]
Row = dict[str, str]


def truth_of(who: Identity, code: str, dice: random.Random) -> Truth:
    """Return what an importer should arrive at."""
    vat, fiscal = who.vat_code, who.fiscal_code
    if vat.isdigit() and dice.random() < 0.12:  # the zero in front that spreadsheets lose
        vat = "0" + vat[1:10]
        vat += calc_check_digit(vat)
        fiscal = vat if fiscal == who.vat_code else fiscal
    mobile, landline = who.mobile.removeprefix("+39"), who.landline.removeprefix("+39")
    return {
        "code": code,
        "company": who.company,
        "first_name": "" if who.company else who.first_name,
        "last_name": "" if who.company else who.last_name,
        "vat_code": vat,
        "fiscal_code": fiscal,
        "street": who.street,
        "postal_code": who.postal_code,
        "city": who.city,
        "province": who.province,
        "country": who.country,
        "email": who.email if dice.random() < 0.85 else "",
        "pec": who.pec,
        "sdi_code": who.sdi_code,
        "mobile": dice.choice(_MOBILES)(mobile) if mobile else "",
        "landline": f"{landline[:-7]} {landline[-7:]}" if landline else "",
        "kind": who.kind,
    }


def row_of(truth: Truth, country_name: str, dice: random.Random) -> Row:
    """Return the row that somebody typed for these values; only what a reader can undo is changed."""
    person = f"{truth['last_name']} {truth['first_name']}" if dice.random() < 0.5 else _person(truth)
    name = truth["company"] or person
    loud = dice.random() < 0.4
    street, city, vat = truth["street"], truth["city"], truth["vat_code"]
    if truth["country"] == "IT":
        if dice.random() < 0.1:
            street = f"{street} - {city.upper()} {truth['province']}"
        if vat and dice.random() < 0.06:
            vat = f"IT{vat}"
    values = (
        truth["code"],
        name.upper() if loud else name,
        "Elena Mariani" if truth["company"] and dice.random() < 0.4 else "",
        vat,
        truth["fiscal_code"].lower() if dice.random() < 0.08 else truth["fiscal_code"],
        street,
        truth["postal_code"],
        city.upper() if dice.random() < 0.3 else city,
        truth["province"],
        dice.choice((truth["country"], country_name, country_name.title())),
        truth["landline"],
        truth["mobile"],
        "",
        truth["email"].upper() if dice.random() < 0.08 else truth["email"],
        truth["pec"],
        truth["sdi_code"],
        "",
        "",
        dice.choice(_NOTES),
        truth["kind"],
    )
    return dict(zip(COLUMNS, values, strict=True))


def _person(truth: Truth) -> str:
    return f"{truth['first_name']} {truth['last_name']}"


def damaged(row: Row) -> Row:
    """Return a row after a spreadsheet took codes for numbers."""
    return {k: (str(int(v)) if k in _NUMBERS and v.isascii() and v.isdigit() else v) for k, v in row.items()}


def as_csv(rows: list[Row], encoding: str) -> bytes:
    """Return rows as Fattura24 writes them: semicolons, quotes only where they are needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(list(row.values()) for row in rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[Row]) -> bytes:
    """Return rows as a workbook of one sheet, all cells text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Rubrica"
    sheet.append(list(COLUMNS))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row.values(), 1):
            if value:
                cell = sheet.cell(number, column, value)
                cell.data_type = "s"  # a note that looks like a formula is text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_vcf(rows: list[Row]) -> bytes:
    """Return rows as cards of version 3.0, which hold less than the columns do."""

    def text(value: str) -> str:
        return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")

    lines: list[str] = []
    for row in rows:
        place = (row["Indirizzo"], row["Città"], row["Provincia"], row["CAP"], row["Paese"])
        name = text(row["Rag. Sociale"])
        lines += [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"FN:{name}",
            f"N:{name};;;;",
            f"ORG:{name}",
            f"EMAIL;TYPE=INTERNET:{row['Email']}",
            f"TEL;TYPE=CELL:{row['Cellulare']}",
            f"TEL;TYPE=WORK:{row['Telefono']}",
            f"ADR;TYPE=WORK:;;{';'.join(map(text, place))}",
            f"NOTE:P.IVA {row['P.IVA']}",
            "END:VCARD",
        ]
    return "\r\n".join([*lines, ""]).encode()


def write_book(folder: Path, count: int, seed: int = 24) -> Path:
    """Write the address book in all its forms into a folder, and ``truth.json``; return the folder."""
    maker, dice = PeopleMaker(seed), random.Random(f"rows-{seed}")
    everybody = [maker.anybody() for _ in range(count)]
    truths = [truth_of(who, str(1001 + n), dice) for n, who in enumerate(everybody)]
    rows = [row_of(truth, who.country_name, dice) for truth, who in zip(truths, everybody, strict=True)]
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "rubrica.csv": as_csv(rows, "utf-8-sig"),
        "rubrica-cp1252.csv": as_csv(rows, "cp1252"),
        "rubrica-excel-damaged.csv": as_csv([damaged(row) for row in rows], "utf-8-sig"),
        "rubrica.xlsx": as_xlsx(rows),
        "rubrica.vcf": as_vcf(rows),
        "truth.json": json.dumps(truths, ensure_ascii=False, indent=0).encode(),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return folder
