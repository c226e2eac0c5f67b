"""Files that are made to cost a reader dear, each with a size: the time it takes must not grow faster than n log n."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

from tests.connectors.einvoice_samples import body, invoice

Maker = Callable[[int], bytes]

_HEADER = b"Cod.;Rag. Sociale;Indirizzo;Email;Nota\n"
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SHA256 = bytes.fromhex("0609608648016503040201")
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def overlapping(entry: str, data: bytes, times: int) -> bytes:
    """A zip that lists the same bytes again and again, under names of their own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(entry, data)
        first = made.filelist[0]
        for number in range(times):
            twin = zipfile.ZipInfo(f"{number}{entry}")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, field, getattr(first, field))
            made.filelist.append(twin)
    return out.getvalue()


def workbook(sheet: bytes, texts: bytes = b"", sheets: int = 1, parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one sheet, listed as often as wished."""
    listed = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="r1"/>' % (n, n + 1) for n in range(sheets))
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return zipped(
        {
            "xl/workbook.xml": b"<workbook %s xmlns:r='r'><sheets>%s</sheets></workbook>" % (_MAIN, listed),
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="r1" Type="%sworksheet" '
            b'Target="worksheets/sheet1.xml"/></Relationships>' % kind,
            "xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (_MAIN, sheet),
            "xl/sharedStrings.xml": b"<sst %s>%s</sst>" % (_MAIN, texts or b"<si><t>x</t></si>"),
            **(parts or {}),
        }
    )


def header_row() -> bytes:
    """A row by which a sheet is an address book."""
    names = ("Cod.", "Rag. Sociale", "Indirizzo", "Email", "Nota")
    return b"<row>%s</row>" % b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % n.encode() for n in names)


def der(tag: int, content: bytes) -> bytes:
    """One ASN.1 element."""
    length = len(content)
    return bytes([tag]) + (bytes([length]) if length < 128 else b"\x84" + length.to_bytes(4, "big")) + content


def envelope(content: bytes, signers: bytes = b"", piece: int = 0) -> bytes:
    """A signed envelope; its content in pieces of a length (0: whole)."""
    held = der(0x04, content)
    if piece:
        held = der(0x24, b"".join(der(0x04, content[n : n + piece]) for n in range(0, len(content), piece)))
    inside = der(0x02, b"\1") + der(0x31, b"") + der(0x30, _DATA + der(0xA0, held)) + der(0x31, signers)
    return der(0x30, _SIGNED + der(0xA0, der(0x30, inside)))


def signer(content: bytes, attributes: int = 1) -> bytes:
    """A signer who signed this content, with the same attribute as often as wished."""
    digest = der(0x04, hashlib.sha256(content).digest())
    said = der(0x30, _DIGEST + der(0x31, digest)) * attributes
    return der(0x30, der(0x02, b"\1") + der(0x30, b"") + der(0x30, _SHA256) + der(0xA0, said))


def _card(lines: bytes) -> bytes:
    return b"BEGIN:VCARD\nFN:Bar Sport\n%s\nEND:VCARD\n" % lines


def _xml(size: int) -> bytes:
    return b"<a>%s</a>" % (b"x" * size)


def _lines(size: int) -> bytes:
    line = b"<DettaglioLinee><AliquotaIVA>22</AliquotaIVA><PrezzoTotale>1</PrezzoTotale></DettaglioLinee>"
    return invoice(body(total="", summary="@")).encode().replace(b"@", line * (size // len(line)))


HOSTILE: dict[str, tuple[str, Maker]] = {
    # text tables
    "apostrophes that never close": (".csv", lambda n: _HEADER + b"'a;" * min(n // 3, 60_000)),
    "apostrophes and blanks": (".csv", lambda n: _HEADER + (b"' " * 50_000 + b"\n") * (n // 100_000 + 1)),
    "stray quotes": (".csv", lambda n: _HEADER + b'"a;b\n' * (n // 5)),
    "stray quotes in a table of two columns": (".csv", lambda n: b"Rag. Sociale;Email\n" + b'"a\n' * (n // 3)),
    "doubled quotes": (".csv", lambda n: _HEADER + (b'"' + b'""' * 90_000 + b"\n") * (n // 180_000 + 1)),
    "quotes inside quotes": (".csv", lambda n: _HEADER + (b'"' + b'"a' * 90_000 + b"\n") * (n // 180_000 + 1)),
    "separators": (".csv", lambda n: _HEADER + (b";" * 190_000 + b"\n") * (n // 190_000 + 1)),
    "entities": (".csv", lambda n: _HEADER + (b"1;" + b"&amp;" * 30_000 + b"\n") * (n // 150_000 + 1)),
    "a header of very many columns": (".csv", lambda n: b"Rag. Sociale;" * min(n // 13, 15_000) + b"\na;b\n"),
    "marks": (".csv", lambda n: _HEADER + b"\xef\xbb\xbf\n" * (n // 4)),
    "nothing but line ends": (".csv", lambda n: _HEADER + b"\n" * min(n, 240_000)),
    "accents of nobody": (".csv", lambda n: _HEADER + b"1;caff\x88;x;y;z\n" * (n // 16)),
    "encoded twice": (".csv", lambda n: _HEADER + b"1;caff\xc3\x83\xc2\xa8;x;y;z\n" * (n // 19)),
    "long cells": (
        ".csv",
        lambda n: _HEADER + (b"1;Bar;" + b"x" * 900 + b";y;" + b"z" * 9_000 + b"\n") * (n // 10_000),
    ),
    # cards
    "back slashes": (".vcf", lambda n: _card((b"ADR:" + b"\\" * 50_000 + b"\n") * (n // 50_000 + 1))),
    "lines without colon": (".vcf", lambda n: _card(b"NOTE:x\n" + b"y\n" * (n // 2))),
    "soft line ends": (".vcf", lambda n: _card(b"NOTE;QUOTED-PRINTABLE:x=\n" + b"=\n" * (n // 2))),
    "folded lines": (".vcf", lambda n: _card(b"NOTE:x\n" + b" y\n" * (n // 3))),
    "quoted parameters": (".vcf", lambda n: _card((b'TEL;"' + b'";"' * 1_300 + b":1\n") * (n // 4_000))),
    "parameters": (".vcf", lambda n: _card((b"TEL" + b";A" * 2_000 + b":1\n") * (n // 4_000))),
    "properties": (".vcf", lambda n: _card(b"TEL:1\n" * (n // 6))),
    "addresses of signs": (".vcf", lambda n: _card(b"EMAIL:" + b"@" * 50_000) * (n // 50_000 + 1)),
    "notes of codes": (".vcf", lambda n: _card(b"NOTE:" + b"p.iva " * 300) * (n // 2_000)),
    "cards that never end": (".vcf", lambda n: b"BEGIN:VCARD\nFN:x\n" * (n // 18)),
    # signatures
    "marks before a signature": (".p7m", lambda n: b"\xef\xbb\xbf " * (n // 4) + envelope(_xml(10))),
    "signers": (".p7m", lambda n: envelope(_xml(n), signer(_xml(n)) * (n // 200))),
    "attributes": (".p7m", lambda n: envelope(_xml(100), signer(_xml(100), n // 60))),
    "octets one by one": (".p7m", lambda n: envelope(_xml(n), b"", 1)),
    "structures in structures": (".p7m", lambda n: b"\x30\x80" * (n // 2)),
    "ends of nothing": (".p7m", lambda n: b"\x30\x80" + b"\0\0" * (n // 2)),
    "armour": (".p7m", lambda n: b"-----BEGIN CMS-----\n" + b"a:b\n" * (n // 4)),
    "armour that nearly ends": (".p7m", lambda n: b"-----BEGIN CMS-----" + b"-----END " * (n // 9)),
    "base64 of nothing": (".p7m", lambda n: b"A" * n),
    # e-invoices
    "a long namespace": (".xml", lambda n: b'<a xmlns="%s">%s</a>' % (b"x" * (n // 2), b"<b/>" * (n // 8))),
    "attributes of a tag": (".xml", lambda n: b"<a %s/>" % b" ".join(b'a%d="1"' % i for i in range(n // 10))),
    "tags with attributes": (".xml", lambda n: b"<a>%s</a>" % (b'<b x="1" y="2"/>' * (n // 16))),
    "names": (".xml", lambda n: b"<a>%s</a>" % b"".join(b"<b%d/>" % i for i in range(n // 9))),
    "a comment": (".xml", lambda n: b"<a><!--%s--></a>" % (b"x" * n)),
    "letters in other words": (".xml", lambda n: b"<a>%s</a>" % (b"x&amp;" * (n // 6))),
    "lines of an invoice": (".xml", _lines),
    "bodies": (".xml", lambda n: invoice(*[body(str(i)) for i in range(n // 900)]).encode()),
    # workbooks
    "a sheet listed again": (".xlsx", lambda n: workbook(b"<row><c><v>1</v></c></row>" * 50, sheets=n // 200)),
    "a shared text in every cell": (
        ".xlsx",
        lambda n: workbook(
            header_row() + b"<row>%s</row>" % (b'<c t="s"><v>0</v></c>' * 5) * (n // 60),
            b"<si><t>%s</t></si>" % (b"x" * 30_000),
        ),
    ),
    "cells": (".xlsx", lambda n: workbook(b"<row>%s</row>" % (b"<c><v>1</v></c>" * 500) * (n // 500))),
    "rows": (".xlsx", lambda n: workbook(header_row() + b"<row><c><v>1</v></c></row>" * (n // 10))),
    "columns far away": (".xlsx", lambda n: workbook(b'<row><c r="ZZZZ1"><v>1</v></c></row>' * (n // 10))),
    "names in a sheet": (".xlsx", lambda n: workbook(b"".join(b"<b%d/>" % i for i in range(n // 9)))),
    "relations": (
        ".xlsx",
        lambda n: workbook(
            b"", parts={"_rels/.rels": b"<R>%s</R>" % (b'<Relationship Id="a" Target="b"/>' * (n // 36))}
        ),
    ),
    "parts that share bytes": (".xlsx", lambda n: overlapping("xl/worksheets/a.xml", b"<a/>" * 1000, n // 100)),
    # archives
    "entries that share bytes": (".zip", lambda n: overlapping("a.xml", _lines(20_000), n // 100)),
    "entries of nothing": (".zip", lambda n: zipped({f"{i}.xml": b"" for i in range(n // 150)})),
    "many invoices": (".zip", lambda n: zipped({f"{i}.xml": invoice(body(str(i))).encode() for i in range(n // 2000)})),
    "archives of bodies": (
        ".zip",
        lambda n: zipped({f"{i}.xml": invoice(*[body("1")] * 100).encode() for i in range(n // 90_000 + 1)}),
    ),
    "archives in archives": (
        ".zip",
        lambda n: zipped({f"{i}.zip": zipped({"a.xml": _xml(1000)}) for i in range(n // 2000)}),
    ),
    "blanks of an archive": (".zip", lambda n: zipped({"a.xml": b" " * (n * 20)})),
}
"""By what it is: the ending and the maker of a file of about so many bytes (of what it unpacks to)."""
