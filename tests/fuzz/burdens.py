"""Files of ordinary kinds with very much of one thing in them, as `hostile.HOSTILE`."""

from __future__ import annotations

import base64
import struct
import zipfile
from io import BytesIO

from tests.connectors.einvoice_samples import body, invoice
from tests.fuzz.hostile import Maker, der, envelope, header_row, workbook, zipped

_HEADER = b"Cod.;Rag. Sociale;P.IVA;Indirizzo;CAP;Citt\xc3\xa0;Provincia;Paese;Telefono;Cellulare;Email;Nota\n"
_SCHEDULE = b"Data scadenza;Data doc.;Numero doc.;Rag. Sociale;Importo;Pagato\n"
_ROW = ("1", "Bar Sport", "", "Via Po 1", "10121", "Torino", "TO", "", "", "", "", "")
_PLACES = ("code", "name", "vat", "street", "cap", "city", "province", "country", "phone", "mobile", "email", "note")
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _cell(place: str, piece: str, longest: int = 990) -> Maker:
    """A table in which one cell of each row is made of the same piece again and again."""
    row = list(_ROW)
    row[_PLACES.index(place)] = piece * max(1, (9_900 if place == "note" else longest) // len(piece.encode()))
    line = ";".join(row).encode() + b"\n"
    return lambda n: _HEADER + line * (n // len(line) + 1)


def _property(line: str) -> Maker:
    card = f"BEGIN:VCARD\nFN:Bar Sport\n{line}\nEND:VCARD\n".encode()
    return lambda n: card * (n // len(card) + 1)


def _sheet(piece: bytes, before: bytes = b"", after: bytes = b"") -> Maker:
    return lambda n: workbook(header_row() + before + piece * (n // len(piece)) + after)


def _part(name: str, piece: bytes, root: bytes) -> Maker:
    def made(size: int) -> bytes:
        inside = piece * (size // len(piece))
        return workbook(header_row(), parts={name: b"<%s %s>%s</%s>" % (root, _MAIN, inside, root)})

    return made


def _in_body(piece: bytes) -> Maker:
    def made(size: int) -> bytes:
        whole = invoice(body("1")).encode()
        place = whole.index(b"<DatiBeniServizi>")
        return whole[:place] + piece * (size // len(piece)) + whole[place:]

    return made


def _attached(size: int) -> bytes:
    letters = base64.b64encode(b"%PDF" + bytes(size * 3 // 4))
    return _in_body(
        b"<Allegati><NomeAttachment>a.pdf</NomeAttachment><Attachment>%s</Attachment></Allegati>" % letters
    )(len(letters) + 200)


def _wrapped(times: int) -> Maker:
    def made(size: int) -> bytes:
        inside = invoice(body("1")).encode() + b" " * size
        for _ in range(times):
            inside = envelope(inside)
        return inside

    return made


def _beside(tag: int) -> Maker:
    """A signed envelope with very many certificates (0) or revocations (1) beside its content."""

    def made(size: int) -> bytes:
        held = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, der(0x04, invoice(body("1")).encode())))
        more = der(0xA0 + tag, der(0x30, der(0x02, b"\1") * 30) * (size // 92))
        inside = der(0x02, b"\1") + der(0x31, b"") + held + more + der(0x31, b"")
        return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, der(0x30, inside)))

    return made


def _nested_octets(size: int) -> bytes:
    content = der(0x04, invoice(body("1")).encode())
    for _ in range(min(size // 8, 3_000)):
        content = der(0x24, content)
    inside = der(0x02, b"\1") + der(0x31, b"")
    inside += der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, content)) + der(0x31, b"")
    return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, der(0x30, inside))) + b"\0" * size


def _lined(width: int) -> Maker:
    def made(size: int) -> bytes:
        letters = base64.b64encode(envelope(invoice(body("1")).encode() + b" " * size))
        return b"\n".join(letters[n : n + width] for n in range(0, len(letters), width))

    return made


def _blocks(size: int) -> bytes:
    block = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(envelope(b"<a/>")) + b"-----END PKCS7-----\n"
    return block * (size // len(block) + 1)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def ole(stream: bytes, chain: int = 0) -> bytes:
    """An old workbook around a stream; ``chain`` spoils the list of its sectors: 1 a loop, 2 one beyond the end, 3 a
    header that promises very many."""
    stream += bytes(max(0, 4096 - len(stream)))
    sectors = -(-len(stream) // 512)
    tables = -(-(sectors + 140) // 127)
    links = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    links += [tables + 2 + n for n in range(sectors - 1)] + [0xFFFFFFFE]
    if chain == 1:
        links[-1] = tables + 1
    if chain == 2:
        links[tables + 1 + sectors // 2] = 0x00FFFFFF
    links += [0xFFFFFFFF] * (tables * 128 - len(links))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    listed = min(tables, 109)
    head += struct.pack(
        "<IIIIIIIII", 0, 0xFFFFFF if chain == 3 else listed, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    head += struct.pack("<109I", *range(listed), *[0xFFFFFFFF] * (109 - listed))
    entries = b""
    for name, kind, child, start, size in (
        ("Root Entry", 5, 1, 0xFFFFFFFE, 0),
        ("Workbook", 2, 0xFFFFFFFF, tables + 1, len(stream)),
    ):
        letters = (name + "\0").encode("utf-16-le")
        entries += letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, *[0xFFFFFFFF] * 2, child)
        entries += bytes(36) + struct.pack("<III", start, size, 0)
    folder = entries.ljust(512, b"\0")
    return head + struct.pack(f"<{len(links)}I", *links) + folder + stream.ljust(sectors * 512, b"\0")


def xls(records: bytes, more: bytes = b"", chain: int = 0) -> bytes:
    """An old workbook of one sheet with these records, ``more`` standing before the sheet; up to some 6 MB."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0x7CC, 0, 6)) + _record(0xE0, bytes(20))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0x7CC, 0, 6)) + records + _record(0x0A, b"")
    at = len(begin) + 4 + 11 + len(more) + 4
    listed = _record(0x85, struct.pack("<IBBBB", at, 0, 0, 3, 0) + b"Uno")
    return ole(begin + listed + more + _record(0x0A, b"") + sheet, chain)


def _old(piece: bytes) -> Maker:
    return lambda n: xls(piece * (min(n, 5_000_000) // len(piece)))


def _numbers(size: int) -> bytes:
    """Rows of very many small numbers in old records."""
    held = struct.pack("<HI", 0, 0x02) * 200
    rows = range(size // (len(held) + 10))
    return xls(b"".join(_record(0xBD, struct.pack("<HH", n % 65536, 0) + held + struct.pack("<H", 199)) for n in rows))


def _texts(size: int) -> bytes:
    """Shared texts of an old workbook that promise more than there are."""
    return xls(
        b"", _record(0xFC, struct.pack("<II", 0xFFFFFF, 0xFFFFFF)) + _record(0x3C, b"\1\0\0a" * 2_000) * (size // 8_004)
    )


def _method(method: int) -> Maker:
    return lambda n: zipped({"a.xml": invoice(body("1")).encode() + b" " * n, "b.xml": b"<a/>"}, method)


def _dictionary(size: int) -> bytes:
    """An entry whose unpacking asks for four gigabytes of memory."""
    made = _method(zipfile.ZIP_LZMA)(size)
    place = made.index(b"\x09\x04\x05\x00") + 5
    return made[:place] + b"\xff" * 4 + made[place + 4 :]


def _folders(size: int) -> bytes:
    return zipped({f"{'a/' * 40}{i}/": b"" for i in range(min(size // 250, 45_000))})


def _commented(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", invoice(body("1")))
        for n in range(size // 60_000):
            entry = zipfile.ZipInfo(f"{n}.xml")
            entry.comment = b"x" * 60_000
            made.writestr(entry, b"<a/>")
        made.comment = b"PK\x05\x06" * 16_000
    return out.getvalue()


BURDENS: dict[str, tuple[str, Maker]] = {
    # tables
    "one line": (".csv", lambda n: _HEADER + b"x" * n),
    "one line of cells": (".csv", lambda n: _HEADER + b"x;" * (n // 2)),
    "lines that end with a return alone": (".csv", lambda n: (_HEADER + b"1;Bar\n" * (n // 6)).replace(b"\n", b"\r")),
    "a late row of very many columns": (".csv", lambda n: _HEADER + b"1;Bar\n" * 2_000 + b";" * n + b"\n"),
    "rows of nothing": (".csv", lambda n: _HEADER + b";;;;;;;;;;;\n" * (n // 12)),
    "a note of lines": (".csv", lambda n: _HEADER + (b'1;Bar;;;;;;;;;;"' + b"a\n" * 250 + b'"\n') * (n // 517)),
    "a note of quotes": (".csv", lambda n: _HEADER + (b'1;Bar;;;;;;;;;;"' + b'""' * 240 + b'"\n') * (n // 500)),
    "separators of three kinds": (".csv", lambda n: b"Rag. Sociale;Email\n" + b"a;b,c\td|e\n" * (n // 10)),
    "names of one word": (".csv", _cell("name", "x")),
    "names of forms": (".csv", _cell("name", "S.R.L. ")),
    "names of dots": (".csv", _cell("name", ". ")),
    "names of titles": (".csv", _cell("name", "Dott. ")),
    "names with marks upon marks": (".csv", _cell("name", "a\u0300\u0301\u0302\u0303")),
    "names of joined faces": (".csv", _cell("name", "\U0001f468\u200d\U0001f469\u200d")),
    "names of brackets": (".csv", _cell("name", "((")),
    "names of blanks": (".csv", _cell("name", "a" + " " * 400)),
    "codes of codes": (".csv", _cell("vat", "P.IVA 00743110157 C.F. ")),
    "codes of dots": (".csv", _cell("vat", "0.")),
    "towns of dashes": (".csv", _cell("city", "Roma - ")),
    "towns of brackets": (".csv", _cell("city", "Roma (RM) ")),
    "streets of towns": (".csv", _cell("street", " - TORINO")),
    "streets of abbreviations": (".csv", _cell("street", "V.le ")),
    "phones of phones": (".csv", _cell("phone", "011 5551234 / ")),
    "phones of signs": (".csv", _cell("mobile", "+-(")),
    "phones of zeros": (".csv", _cell("mobile", "0")),
    "addresses of addresses": (".csv", _cell("email", "a@b.it, ")),
    "addresses of dots": (".csv", _cell("email", "a.")),
    "addresses in brackets": (".csv", _cell("email", "<a@")),
    "sites of slashes": (".csv", _cell("email", "www.a/")),
    "countries of words": (".csv", _cell("country", "repubblica ")),
    "notes of entities in entities": (".csv", _cell("note", "&amp;amp;")),
    "notes of hidden signs": (".csv", _cell("note", "\u200b\u2060\ufeff")),
    "notes of line ends": (".csv", _cell("note", "\u2028\u2029\x85")),
    "amounts of dots": (".csv", lambda n: _SCHEDULE + (b"1/1/2027;1/1/2026;1;Bar;" + b"1." * 25 + b";\n") * (n // 80)),
    "days of slashes": (".csv", lambda n: _SCHEDULE + (b"1/" * 40 + b";1/1/2026;1;Bar;1;\n") * (n // 100)),
    "terms of payment": (
        ".csv",
        lambda n: _SCHEDULE + (b"30 gg " * 100 + b"d.f.f.m.;1/1/2026;1;Bar;1;\n") * (n // 640),
    ),
    # cards
    "soft ends in folded lines": (".vcf", lambda n: b"BEGIN:VCARD\nFN;QUOTED-PRINTABLE:a=\n" + b" =3D=\n" * (n // 6)),
    "cards in cards": (".vcf", lambda n: b"BEGIN:VCARD\nFN:a\nAGENT:\n" * (n // 24) + b"END:VCARD\n" * (n // 24)),
    "lines that end with a return": (".vcf", lambda n: b"BEGIN:VCARD\rFN:a\rTEL:1\rEND:VCARD\r" * (n // 33)),
    "labels of groups": (".vcf", _property("\n".join(f"item{i}.TEL:0{i}\nitem{i}.X-ABLabel:x" for i in range(200)))),
    "categories": (".vcf", _property("CATEGORIES:" + "a," * 20_000)),
    "halves of names": (".vcf", _property("N:" + "a;" * 20_000)),
    "escapes": (".vcf", _property("NOTE:" + r"\n\,\;" * 9_000)),
    "very many addresses": (".vcf", _property("\n".join(["ADR;TYPE=WORK:;;Via Po;Torino;TO;10121;Italia"] * 400))),
    "very many mails": (".vcf", _property("\n".join(f"EMAIL;PREF={i}:a{i}@b.it" for i in range(400)))),
    "letters in other letters": (".vcf", _property("FN;CHARSET=UTF-16;QUOTED-PRINTABLE:" + "=00=61" * 9_000)),
    # workbooks
    "empty rows": (".xlsx", _sheet(b"<row/>")),
    "empty cells": (".xlsx", _sheet(b"<c/>", b"<row>", b"</row>")),
    "cells without a row": (".xlsx", _sheet(b"<c><v>1</v></c>")),
    "one cell again and again": (".xlsx", _sheet(b'<c r="B9"><v>1</v></c>', b"<row>", b"</row>")),
    "rows that go back": (".xlsx", _sheet(b'<row r="9"><c r="B9"><v>1</v></c></row><row r="2"/>')),
    "texts in a cell": (".xlsx", _sheet(b"<is><t>ab</t></is>", b'<row><c t="inlineStr">', b"</c></row>")),
    "one text": (".xlsx", lambda n: workbook(b'<row><c t="inlineStr"><is><t>%s</t></is></c></row>' % (b"x" * n))),
    "comments": (".xlsx", _sheet(b"<!-- x -->")),
    "instructions": (".xlsx", _sheet(b"<?x y?>")),
    "texts outside": (".xlsx", _sheet(b"<![CDATA[x]]>")),
    "formulas": (".xlsx", _sheet(b"<row><c><f>1+1+1+1</f></c><c><f>1+1+1+1</f></c></row>")),
    "merged cells": (".xlsx", _sheet(b'<mergeCell ref="A1:Z9"/>', b"<mergeCells>", b"</mergeCells>")),
    "links": (".xlsx", _sheet(b'<hyperlink ref="A1" r:id="x"/>', b"<hyperlinks>", b"</hyperlinks>")),
    "things in things": (".xlsx", lambda n: workbook(b"<ext>" * (n // 11) + b"</ext>" * (n // 11))),
    "runs of a text": (".xlsx", _part("xl/sharedStrings.xml", b"<r><rPr><b/></rPr><t>a</t></r>", b"sst")),
    "texts of runs": (".xlsx", _part("xl/sharedStrings.xml", b"<si><r><t>a</t></r><r><t>b</t></r></si>", b"sst")),
    "sounds of a text": (".xlsx", _part("xl/sharedStrings.xml", b"<si><rPh><t>a</t></rPh></si>", b"sst")),
    "texts of nothing": (".xlsx", _part("xl/sharedStrings.xml", b"<si/>", b"sst")),
    "styles": (".xlsx", _part("xl/styles.xml", b'<cellXfs><xf numFmtId="165"/></cellXfs>', b"styleSheet")),
    "formats": (".xlsx", _part("xl/styles.xml", b'<numFmt numFmtId="165" formatCode="dd/mm"/>', b"styleSheet")),
    "a long format": (
        ".xlsx",
        lambda n: workbook(
            header_row(),
            parts={
                "xl/styles.xml": b'<styleSheet><numFmt numFmtId="165" formatCode="%s"/></styleSheet>'
                % (b"[$" * (n // 2))
            },
        ),
    ),
    "names of places": (
        ".xlsx",
        _part("xl/workbook.xml", b'<definedName name="x">Uno!$A$1</definedName>', b"workbook"),
    ),
    "links to other books": (
        ".xlsx",
        lambda n: workbook(header_row(), parts={f"xl/externalLinks/e{i}.xml": b"<a/>" for i in range(n // 400)}),
    ),
    "bytes before the zip": (".xlsx", lambda n: b"PK\x03\x04" + b"x" * n + workbook(header_row())),
    # old workbooks
    "old numbers": (".xls", _numbers),
    "old texts": (".xls", _texts),
    "old sectors in a loop": (".xls", lambda n: xls(_record(0x0, b"") * (min(n, 5_000_000) // 4), chain=1)),
    "old sectors beyond the end": (".xls", lambda n: xls(_record(0x0, b"") * (min(n, 5_000_000) // 4), chain=2)),
    "very many old sectors": (".xls", lambda n: xls(_record(0x0, b"") * (min(n, 5_000_000) // 4), chain=3)),
    "old sizes": (".xls", _old(_record(0x200, struct.pack("<IIHHH", 0, 0x7FFFFFFF, 0, 0xFFFF, 0)))),
    "old rows": (".xls", _old(_record(0x208, struct.pack("<HHHHHHI", 65535, 0, 65535, 0, 0, 0, 0)))),
    "old labels": (".xls", _old(_record(0x204, struct.pack("<HHHHB", 65535, 255, 0, 4, 0) + b"abcd"))),
    "old formulas": (
        ".xls",
        _old(_record(0x06, bytes(6) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)) + _record(0x207, b"\1\0\0a")),
    ),
    "old notes": (".xls", _old(_record(0x1C, struct.pack("<HHHHH", 1, 1, 0, 1, 0) + b"\0"))),
    # e-invoices
    "an attachment": (".xml", _attached),
    "very many attachments": (
        ".xml",
        _in_body(b"<Allegati><NomeAttachment>a</NomeAttachment><Attachment>YQ==</Attachment></Allegati>"),
    ),
    "reasons": (".xml", _in_body(b"<Causale>abc</Causale>")),
    "instalments": (
        ".xml",
        _in_body(
            b"<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05"
            b"</ModalitaPagamento><ImportoPagamento>1.00</ImportoPagamento></DettaglioPagamento></DatiPagamento>"
        ),
    ),
    "summaries": (
        ".xml",
        _in_body(b"<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><Imposta>1.00</Imposta></DatiRiepilogo>"),
    ),
    "comments in an invoice": (".xml", _in_body(b"<!-- x -->")),
    "instructions in an invoice": (".xml", _in_body(b"<?x y?>")),
    "texts set apart": (".xml", _in_body(b"<![CDATA[x]]>")),
    "signs by their number": (".xml", _in_body(b"&#65;")),
    "one long text": (".xml", lambda n: _in_body(b"<Causale>%s</Causale>" % (b"x" * n))(n + 19)),
    "a long instruction": (".xml", lambda n: _in_body(b"<?x %s?>" % (b"y" * n))(n + 6)),
    "elements in elements": (".xml", lambda n: b"<a>" * (n // 7) + b"</a>" * (n // 7)),
    "prefixes": (".xml", lambda n: b"<a>%s</a>" % b"".join(b'<p%d:b xmlns:p%d="u"/>' % (i, i) for i in range(n // 26))),
    "an invoice in UTF-16": (".xml", lambda n: _in_body(b"<Causale>abc</Causale>")(n // 2).decode().encode("utf-16")),
    "an invoice in UTF-32": (".xml", lambda n: _in_body(b"<Causale>abc</Causale>")(n // 4).decode().encode("utf-32")),
    "zeros in an invoice": (".xml", _in_body(b"\0")),
    # signatures
    "wrapped three times": (".p7m", _wrapped(3)),
    "wrapped six times": (".p7m", _wrapped(6)),
    "certificates": (".p7m", _beside(0)),
    "revocations": (".p7m", _beside(1)),
    "octets in octets": (".p7m", _nested_octets),
    "a letter a line": (".p7m", _lined(1)),
    "blocks of armour": (".p7m", _blocks),
    "tags that go on": (".p7m", lambda n: b"\x30\x80\x1f" + b"\xff" * n),
    "lengths that go on": (".p7m", lambda n: b"\x30\x80\x04\xfe" + b"\xff" * n),
    # archives
    "packed by bzip2": (".zip", _method(zipfile.ZIP_BZIP2)),
    "packed by lzma": (".zip", _method(zipfile.ZIP_LZMA)),
    "a dictionary of gigabytes": (".zip", _dictionary),
    "folders": (".zip", _folders),
    "comments of an archive": (".zip", _commented),
    "signatures in an archive": (
        ".zip",
        lambda n: zipped({f"{i}.p7m": envelope(invoice(body(str(i))).encode()) for i in range(n // 2_500)}),
    ),
    # others
    "letters of a mailbox": (".mbox", lambda n: b"From: a@b.it\nSubject: x\n\nciao\n" * (n // 30)),
    "a page called .xls": (".xls", lambda n: b"<html><table>" + b"<tr><td>a</td></tr>" * (n // 19)),
}
"""As `hostile.HOSTILE`."""
