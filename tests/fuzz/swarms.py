"""Still other files made to harm, of any size: each has very many of one small thing that a reader must look at."""

from __future__ import annotations

import base64
import struct
import zipfile
from io import BytesIO

from tests.connectors.einvoice_samples import body, invoice
from tests.fuzz.burdens import _in_body, _old, _record, xls
from tests.fuzz.hostile import Maker, der, envelope, header_row, workbook, zipped

_HEADER = b"Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;CAP;Citt\xc3\xa0;Provincia;Telefono;Email;Nota\n"
_SCHEDULE = b"Cliente;P.IVA;Numero;Data;Scadenza;Importo;Stato\n"
_UPON = "\u0300\u0316".encode()
"""An accent above and one below: in turn, they have to be brought into order."""


def _cells(*cells: bytes, header: bytes = _HEADER) -> Maker:
    """A table whose rows all have these cells."""
    row = b";".join(cells) + b"\n"
    return lambda n: header + row * (n // len(row) + 1)


def _cards(line: bytes) -> Maker:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bar Sport\r\n%s\r\nEND:VCARD\r\n" % line
    return lambda n: card * (n // len(card) + 1)


def _sheet(piece: bytes) -> Maker:
    return lambda n: workbook(header_row() + piece * (n // len(piece) + 1))


def _around(before: bytes, after: bytes = b"") -> Maker:
    """A workbook whose sheet has very many things before or after its rows."""

    def made(size: int) -> bytes:
        book = BytesIO(workbook(header_row()))
        out = BytesIO()
        with zipfile.ZipFile(book) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for name in given.namelist():
                data = given.read(name)
                if b"<sheetData>" in data:
                    data = data.replace(b"<sheetData>", before * (size // max(1, len(before))) + b"<sheetData>", 1)
                    data = data.replace(
                        b"</sheetData>", b"</sheetData>" + after * (size // max(1, len(after) or size)), 1
                    )
                changed.writestr(name, data)
        return out.getvalue()

    return made


def _endings(size: int) -> bytes:
    """A zip whose comment is full of ends of a directory."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", invoice(body("1")))
        made.comment = (b"PK\5\6" + b"\0" * 18) * (min(size, 65_000) // 22)
    return out.getvalue() + b"PK\5\6" * (max(0, size - 65_000) // 4)


def _extras(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for n in range(size // 60_200 + 1):
            entry = zipfile.ZipInfo(f"{n}.xml")
            entry.extra = struct.pack("<HH", 0x7777, 60_000) + b"x" * 60_000
            made.writestr(entry, b"<a/>")
    return out.getvalue()


def _marked(size: int, flag: int = 0, method: int | None = None) -> bytes:
    """A zip whose entries say that they are encrypted, or packed in a way that nobody knows."""
    data = bytearray(zipped({f"{n}.xml": b"<a/>" for n in range(size // 150 + 1)}))
    for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= flag
            if method is not None:
                data[at + place + 2 : at + place + 4] = struct.pack("<H", method)
            at = data.find(sign, at + 4)
    return bytes(data)


def _same_names(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for _ in range(size // 3_000 + 1):
            info = zipfile.ZipInfo("a.xml")
            made.NameToInfo.pop("a.xml", None)
            made.writestr(info, invoice(body("1")))
    return out.getvalue()


def _mime(size: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime\r\n"
    return head + b"X-A: b\r\n" * (size // 8) + b"\r\n" + base64.encodebytes(envelope(invoice(body("1")).encode()))


def _long_object(size: int) -> bytes:
    inside = der(0x02, b"\1") + der(0x31, der(0x30, der(0x06, b"\x81" * size))) + der(0x30, b"") + der(0x31, b"")
    return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, der(0x30, inside)))


def _algorithms(size: int) -> bytes:
    one = der(0x30, bytes.fromhex("0609608648016503040201"))
    held = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, der(0x04, invoice(body("1")).encode())))
    inside = der(0x02, b"\1") + der(0x31, one * (size // len(one))) + held + der(0x31, b"")
    return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, der(0x30, inside)))


def _in_header(piece: bytes) -> Maker:
    def made(size: int) -> bytes:
        whole = invoice(body("1")).encode()
        place = whole.index(b"</FatturaElettronicaHeader>")
        return whole[:place] + piece * (size // len(piece)) + whole[place:]

    return made


SWARMS: dict[str, tuple[str, Maker]] = {
    # text tables
    "accents above and below": (".csv", _cells(b"1", b"a" + _UPON * 2_000, b"", b"", b"b" + _UPON * 2_000)),
    "accents above and below in a header": (
        ".csv",
        lambda n: b"Rag. Sociale;a" + _UPON * min(n // 4, 40_000) + b";Email\n1;2;3\n" * 5,
    ),
    "entities within entities everywhere": (".csv", _cells(*[b"&" + b"amp;" * 240] * 11)),
    "signs of Excel within signs of Excel": (".csv", _cells(*[b"_x005F" * 140 + b"_x000D_" * 20] * 11)),
    "lines that only Unicode ends": (
        ".csv",
        lambda n: _HEADER + b"1;Bar\xe2\x80\xa8;\x0b;\x0c;\xc2\x85;\x1c\n" * (n // 22),
    ),
    "returns the wrong way round": (".csv", lambda n: _HEADER + b"1;Bar;;\n\r" * (n // 9)),
    "a header again and again": (".csv", lambda n: _HEADER * (n // len(_HEADER) + 1)),
    "lines before a header": (".csv", lambda n: b"Elenco;clienti\n" * (n // 15) + _HEADER + b"1;Bar\n"),
    "separators named": (".csv", lambda n: b"sep=;\n" * (n // 6) + _HEADER + b"1;Bar\n"),
    "letters in two encodings": (".csv", _cells(b"1", b"caff\xc3\xa8 caff\xe8 caff\x8a", b"", b"", b"\xff\xfe\x81")),
    "syllables taken apart": (".csv", _cells(b"1", "\u1112\u1161\u11ab".encode() * 100)),
    "flags": (".csv", _cells(b"1", "\U0001f3f4\U000e0067\U000e0062\U000e007f".encode() * 60)),
    "codes of one letter": (".csv", _cells(b"1", b"Bar", b"O" * 900, b"I" * 900, b"", b"", b"", b"", b"l" * 900)),
    "towns with numbers": (
        ".csv",
        _cells(b"1", b"Bar", b"", b"", b"Via 1, 2/b int. 3 - " * 45, b"0" * 900, b"Torino (TO) 10121 " * 50),
    ),
    "terms of a schedule": (
        ".csv",
        _cells(b"Bar", b"", b"1", b"01/01/2026", b"30 gg " * 150, b"1", b"", header=_SCHEDULE),
    ),
    "numbers of a schedule": (
        ".csv",
        _cells(b"Bar", b"", b"1/" * 480, b"01/01/2026", b"1/2/2026", b"1,00", b"", header=_SCHEDULE),
    ),
    "amounts of blanks and signs": (
        ".csv",
        _cells(b"Bar", b"", b"1", b"", b"1/2/2026", "\u20ac -\u00a0".encode() * 150, b"", header=_SCHEDULE),
    ),
    # cards
    "accents of a card": (".vcf", _cards(b"N:a" + _UPON * 1_000 + b";b;;;")),
    "folds of nothing": (
        ".vcf",
        lambda n: b"BEGIN:VCARD\r\nFN:Bar\r\nNOTE:x\r\n" + b" \r\n" * (n // 3) + b"END:VCARD\r\n",
    ),
    "halves of a card's name": (".vcf", _cards(b"N:" + b";" * 9_000)),
    "a picture in a card": (
        ".vcf",
        lambda n: (
            b"BEGIN:VCARD\r\nFN:Bar\r\nPHOTO;ENCODING=b:\r\n"
            + (b" " + b"A" * 74 + b"\r\n") * (n // 77)
            + b"END:VCARD\r\n"
        ),
    ),
    "versions": (".vcf", _cards(b"VERSION:2.1\r\nVERSION:4.0\r\n" * 100)),
    # workbooks
    "columns described": (".xlsx", _around(b'<cols><col min="1" max="16384" width="9"/></cols>')),
    "rules of a sheet": (
        ".xlsx",
        _around(
            b"", b'<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression"/></conditionalFormatting>'
        ),
    ),
    "a sheet as large as can be": (".xlsx", _around(b'<dimension ref="A1:XFD1048576"/>')),
    "days before all days": (
        ".xlsx",
        _sheet(b'<row><c s="1"><v>-1e308</v></c><c s="1"><v>1e308</v></c><c s="9"><v>2958466</v></c></row>'),
    ),
    "truths and errors": (
        ".xlsx",
        _sheet(b'<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2026-13-45T99</v></c></row>'),
    ),
    "accents of a sheet": (
        ".xlsx",
        _sheet(b'<row><c/><c t="inlineStr"><is><t>a' + _UPON * 900 + b"</t></is></c></row>"),
    ),
    "names of a workbook": (
        ".xlsx",
        lambda n: workbook(header_row(), parts={"docProps/custom.xml": b"<p>%s</p>" % (b"<q/>" * (n // 4))}),
    ),
    "an old workbook of sheets": (".xls", _old(_record(0x85, struct.pack("<IHB", 0, 0, 5) + b"\0abcde"))),
    "an old workbook of beginnings": (".xls", _old(_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)))),
    "an old workbook of dates": (".xls", _old(_record(0x41E, struct.pack("<HHB", 164, 200, 0) + b"d" * 200))),
    "an old workbook that goes on": (".xls", _old(_record(0x3C, b"\0" * 8))),
    "an old workbook that is locked": (
        ".xls",
        lambda n: xls(_record(0x2F, b"\0" * 54) + _record(0, b"") * (min(n, 5_000_000) // 4)),
    ),
    # e-invoices
    "texts set apart one by one": (".xml", _in_body(b"<Causale><![CDATA[a]]><![CDATA[b]]></Causale>")),
    "other data": (
        ".xml",
        _in_body(
            b"<AltriDatiGestionali><TipoDato>a</TipoDato><RiferimentoNumero>1</RiferimentoNumero></AltriDatiGestionali>"
        ),
    ),
    "customers of one invoice": (
        ".xml",
        _in_header(
            b"<CessionarioCommittente><DatiAnagrafici><Anagrafica><Denominazione>Bar</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente>"
        ),
    ),
    "accents of an invoice": (
        ".xml",
        lambda n: (
            invoice(*[body("1")] * (n // 6_000 + 1))
            .encode()
            .replace(b"<Data>", b"<Causale>a" + _UPON * 900 + b"</Causale><Data>")
        ),
    ),
    "blanks between elements": (".xml", _in_body(b" \t\r\n" * 250)),
    "days with a zone": (
        ".xml",
        lambda n: invoice(*[body("1")] * (n // 900 + 1)).encode().replace(b"</Data>", b"+02:00:00:00</Data>"),
    ),
    # signatures
    "a letter before a signature": (".p7m", _mime),
    "an object of a megabyte": (".p7m", _long_object),
    "very many algorithms": (".p7m", _algorithms),
    # archives
    "ends of a directory": (".zip", _endings),
    "more than there is to say": (".zip", _extras),
    "entries that are locked": (".zip", lambda n: _marked(n, flag=1)),
    "entries packed by nobody": (".zip", lambda n: _marked(n, method=93)),
    "entries of one name": (".zip", _same_names),
}
"""By what it is: the ending and the maker of a file of about so many bytes."""
