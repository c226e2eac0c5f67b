"""Ordinary files of each kind, and what may befall them: the seeds of the fuzzer."""

from __future__ import annotations

import io
import random

import openpyxl
import xlwt

from tests.connectors.einvoice_samples import armoured, body, chunked, invoice, signed, simplified, terms, wrapped
from tests.fuzz.hostile import zipped

_BOOK = (
    "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono;Email;Pec;Nota;Tipo\r\n"
    '1;Caffè Centrale Snc;00743110157;;Via Po 12;10124;Torino;TO;Italia;011 5551234;a@b.it;;"due\nrighe";CLIENTE\r\n'
    "2;'A Pizza;07643520567;RSSMRA80A01H501U;Via Roma 3;00185;Roma;RM;Italia;333 1234567;c@d.it;;x;FORNITORE\r\n"
)
_SCHEDULE = (
    "Numero;Tipo;Data documento;Cliente;P.IVA;Scadenza;Importo;Pagato\n"
    "1/2026;Vendita;01/10/2026;Caffè Centrale Snc;00743110157;30/11/2026;1.234,50;NO\n"
)
_CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rossi;Mario;;;\r\nFN:Mario Rossi\r\nORG:Bar Sport;\r\n"
    "item1.TEL;TYPE=CELL:+39333\r\n"
    "ADR;TYPE=WORK:;;Via Po\\, 1;Torino;TO;10121;Italia\r\nNOTE;ENCODING=QUOTED-PRINTABLE:P.IVA=20=\r\n 00743110157\r\n"
    "EMAIL;TYPE=INTERNET:a@b.it\r\nEND:VCARD\r\n"
)


def _workbook() -> bytes:
    made = openpyxl.Workbook()
    for line in _SCHEDULE.splitlines():
        made.worksheets[0].append(line.split(";"))
    made.worksheets[0].append(["2", "", None, "Bar", 305.061, True, -1, "=1+1"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _old_workbook() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Scadenze")
    for number, line in enumerate(_SCHEDULE.splitlines()):
        for column, value in enumerate(line.split(";")):
            sheet.write(number, column, value)
    sheet.write(2, 6, 305.061)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def seeds() -> dict[str, bytes]:
    """Return ordinary files by a name with the ending that they have."""
    xml = invoice(body(payment=terms(("2026-03-31", "61.00"), ("2026-04-30", "61.00")))).encode()
    return {
        "book.csv": _BOOK.encode(),
        "book1252.csv": _BOOK.encode("cp1252"),
        "book16.csv": _BOOK.encode("utf-16"),
        "schedule.csv": _SCHEDULE.encode(),
        "cards.vcf": _CARDS.encode(),
        "invoice.xml": xml,
        "simple.xml": simplified().encode(),
        "signed.p7m": signed(xml),
        "pieces.p7m": chunked(xml),
        "armour.p7m": armoured(signed(xml)),
        "base64.p7m": wrapped(signed(xml)),
        "archive.zip": zipped({"a.xml": xml, "b.p7m": signed(xml), "c.zip": zipped({"d.xml": xml})}),
        "book.xlsx": _workbook(),
        "book.xls": _old_workbook(),
    }


_TOKENS = (
    *(b'"', b"'", b";", b"\n", b"\r", b"\0", b"=", b"\\", b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"<!DOCTYPE a>"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x83\xc2\xa8", b"\x88", b"\xed\xa0\x80", b"\x30\x80", b"\0\0", b"\xff" * 8),
    *(b"PK\x01\x02", b"PK\x05\x06", b"9" * 400, b"1e999", b"-", b"NaN", b"END:VCARD\n", b"BEGIN:VCARD\n", b"%PDF"),
    *(
        b"TEL;",
        b"_xD800_",
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"9999-99-99",
        b"0001-01-01",
        b"\x1b[2J",
        b"a" * 5000,
    ),
)


def mutated(seed: bytes, dice: random.Random) -> bytes:
    """Return a file with some of it changed, cut, doubled, or with something in it that does not belong there."""
    data = bytearray(seed)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(data) + 1)
        length = min(dice.choice((1, 2, 8, 64, 512)), len(data) - at)
        what = dice.randrange(7)
        if what == 0 and data:
            data[at % len(data)] = dice.randrange(256)
        elif what == 1:
            del data[at : at + length]
        elif what == 2:
            data[at:at] = dice.choice(_TOKENS)
        elif what == 3:
            data[at:at] = data[at : at + length] * dice.choice((1, 3, 50))
        elif what == 4:
            data[at : at + length] = dice.randbytes(length)
        elif what == 5:
            other = dice.randrange(len(data) + 1)
            data[at : at + length] = data[other : other + length]
        elif what == 6 and dice.random() < 0.2:
            del data[at:]
    return bytes(data)
