"""Files with a trick in them, of any size: what they lead to must not be followed, opened, computed or believed."""

from __future__ import annotations

import base64
import stat
import zipfile
from io import BytesIO

from tests.connectors.einvoice_samples import body, invoice
from tests.fuzz.hostile import Maker, envelope, header_row, workbook, zipped

_BOOK = "Cod.;Rag. Sociale;P.IVA;Email;Nota\n1;Bar Sport;00743110157;a@b.it;x\n"
_SCHEDULE = "Data scadenza;Data doc.;Numero doc.;Rag. Sociale;Importo;Pagato\n"
_ENTITIES = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;&x;">]>'
_LAUGHS = b"<!DOCTYPE a [<!ENTITY l0 'ha'>%s]>" % b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12)
)
_OUT = (
    b'<Relationships><Relationship Id="r1" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument'
    b'/2006/relationships/worksheet" Target="%s"/></Relationships>'
)
_EXTERNAL = "xl/_rels/workbook.xml.rels"


def _invoice(what: bytes, place: bytes = b"<FatturaElettronicaBody>") -> bytes:
    return invoice(body("1")).encode().replace(place, place + what, 1)


def _replaced(old: str, new: str) -> bytes:
    text = invoice(body("1"))
    assert old in text, old
    return text.replace(old, new).encode()


def _links(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for n in range(size // 200 + 1):
            entry = zipfile.ZipInfo(f"l{n}.xml")
            entry.create_system = 3
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, "/etc/passwd")
    return out.getvalue()


_NAMES = (
    "/etc/x.xml",
    "../../x.xml",
    "..\\..\\x.xml",
    "C:\\x.xml",
    "CON.xml",
    "a\nb.xml",
    "\u202exml.exe",
    "@.xml",
)


def _named(size: int) -> bytes:
    data = invoice(body("1")).encode()[: max(100, size // 40)]
    made = zipped(dict.fromkeys((*_NAMES, "n" * 60000), data))
    return made.replace(b"@.xml", b"\0.xml")  # of this name nothing is left


def _cells(value: bytes, kind: bytes = b"n") -> Maker:
    return lambda n: workbook(header_row() + b'<row><c t="%s"><v>%s</v></c></row>' % (kind, value) * (n // 100 + 1))


def _charset(name: str, piece: bytes) -> Maker:
    def made(size: int) -> bytes:
        line = b"FN;CHARSET=%s:%s\n" % (name.encode(), piece * (min(size, 50_000) // len(piece)))
        return (b"BEGIN:VCARD\nFN:Bar Sport\n" + line + b"END:VCARD\n") * (size // len(line) + 1)

    return made


TRICKS: dict[str, tuple[str, Maker]] = {
    # XML that leads elsewhere
    "entities of a file": (".xml", lambda n: b"<?xml version='1.0'?>" + _ENTITIES + b"<a>&y;</a>" + b" " * n),
    "a billion laughs": (".xml", lambda n: b"<?xml version='1.0'?>" + _LAUGHS + b"<a>&l11;</a>" + b" " * n),
    "an included file": (
        ".xml",
        lambda n: _invoice(
            b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>' * (n // 90)
        ),
    ),
    "a style sheet": (".xml", lambda n: b'<?xml-stylesheet href="file:///etc/passwd"?>' + _invoice(b" " * n)),
    "a document type in UTF-16": (
        ".xml",
        lambda n: (_LAUGHS + b"<a>&l11;</a>").decode().encode("utf-16") + b" \0" * (n // 2),
    ),
    "a document type in UTF-7": (
        ".xml",
        lambda n: (
            b"<?xml version='1.0' encoding='UTF-7'?>" + _LAUGHS.decode().encode("utf-7") + b"+ADw-a/+AD4-" * (n // 12)
        ),
    ),
    "entities in a sheet": (
        ".xlsx",
        lambda n: workbook(
            b"", parts={"xl/worksheets/sheet1.xml": _LAUGHS + b"<worksheet>&l11;</worksheet>" + b" " * n}
        ),
    ),
    "entities in shared texts": (
        ".xlsx",
        lambda n: workbook(header_row(), parts={"xl/sharedStrings.xml": _LAUGHS + b"<sst>&l11;</sst>" + b" " * n}),
    ),
    "entities in the workbook": (
        ".xlsx",
        lambda n: workbook(b"", parts={"xl/workbook.xml": _ENTITIES + b"<a>&y;</a>"}),
    ),
    "entities in relations": (
        ".xlsx",
        lambda n: workbook(b"", parts={_EXTERNAL: _LAUGHS + b"<a>&l11;</a>" + b" " * n}),
    ),
    "entities in styles": (
        ".xlsx",
        lambda n: workbook(header_row(), parts={"xl/styles.xml": _LAUGHS + b"<styleSheet>&l11;</styleSheet>"}),
    ),
    "a sheet on another host": (".xlsx", lambda n: workbook(b"", parts={_EXTERNAL: _OUT % b"http://203.0.113.9/x"})),
    "a sheet in a file": (".xlsx", lambda n: workbook(b"", parts={_EXTERNAL: _OUT % b"file:///etc/passwd"})),
    "a sheet outside": (".xlsx", lambda n: workbook(b"", parts={_EXTERNAL: _OUT % b"../../../../etc/passwd"})),
    # archives
    "links in an archive": (".zip", _links),
    "names in an archive": (".zip", _named),
    "a signature in an archive in a signature": (
        ".p7m",
        lambda n: envelope(
            zipped({"a.p7m": envelope(zipped({"b.p7m": envelope(invoice(body("1")).encode() + b" " * n)}))})
        ),
    ),
    # numbers and days
    "amounts without end": (
        ".xml",
        lambda n: _replaced("<ImportoTotaleDocumento>122.00", "<ImportoTotaleDocumento>" + "9" * min(n, 900)),
    ),
    "amounts with an exponent": (
        ".xml",
        lambda n: _replaced("<ImportoTotaleDocumento>122.00", "<ImportoTotaleDocumento>1E+999999999"),
    ),
    "an amount that is none": (
        ".xml",
        lambda n: _replaced("<ImportoTotaleDocumento>122.00", "<ImportoTotaleDocumento>NaN"),
    ),
    "amounts of a schedule": (
        ".csv",
        lambda n: (_SCHEDULE + f"31/12/2026;01/12/2026;1;Bar;{'9' * 400};1E+99999999\n" * (n // 460 + 1)).encode(),
    ),
    "days of a schedule": (
        ".csv",
        lambda n: (_SCHEDULE + "9999-99-99;0000-00-00;1;Bar;1;1\n99999999;-1;2;Bar;1;1\n" * (n // 60 + 1)).encode(),
    ),
    "numbers beyond numbers": (".xlsx", _cells(b"1e999")),
    "numbers of many digits": (".xlsx", _cells(b"9" * 5_000)),
    "a shared text that is not there": (".xlsx", _cells(b"99999999999999999999", b"s")),
    "a shared text below none": (".xlsx", _cells(b"-1", b"s")),
    "days beyond days": (".xlsx", _cells(b"1e300", b"d")),
    "rows far away": (
        ".xlsx",
        lambda n: workbook(header_row() + b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>' * (n // 60)),
    ),
    # tables
    "rows of ten thousand columns": (".csv", lambda n: (_BOOK + "a;" * 10_000 + "\n").encode() * (n // 20_000 + 1)),
    "NUL bytes": (".csv", lambda n: (_BOOK + "2;Bar\0Due;\0\0;\0;\0\n" * (n // 20 + 1)).encode()),
    "nothing but NUL bytes": (".csv", lambda n: b"\0" * n),
    "UTF-16 without its mark": (".csv", lambda n: (_BOOK * (n // 100 + 1)).encode("utf-16-le")),
    "UTF-16 the other way round": (".csv", lambda n: (_BOOK * (n // 100 + 1)).encode("utf-16-be")),
    "UTF-7": (".csv", lambda n: (_BOOK * (n // 60 + 1)).encode("utf-7")),
    "UTF-32": (".csv", lambda n: (_BOOK * (n // 200 + 1)).encode("utf-32")),
    "EBCDIC": (".csv", lambda n: (_BOOK * (n // 60 + 1)).encode("cp500")),
    "halves of letters": (".csv", lambda n: _BOOK.encode() + b"2;\xed\xa0\x80 Bar;;;\n" * (n // 16)),
    "commands of a terminal": (".csv", lambda n: _BOOK.encode() + b"2;\x1b]0;x\x07\x1b[2J;;;\n" * (n // 20)),
    # cards
    "a picture": (
        ".vcf",
        lambda n: (
            b"BEGIN:VCARD\nFN:Bar\nPHOTO;ENCODING=BASE64:"
            + base64.encodebytes(b"x" * n).replace(b"\n", b"\n ")
            + b"\nEND:VCARD\n"
        ),
    ),
    "a picture on one line": (
        ".vcf",
        lambda n: (
            b"BEGIN:VCARD\nFN:Bar\nPHOTO;ENCODING=B:" + b"A" * n + b"\nEND:VCARD\nBEGIN:VCARD\nFN:Due\nEND:VCARD\n"
        ),
    ),
    "letters as punycode": (".vcf", _charset("punycode", b"a-zq")),
    "letters as idna": (".vcf", _charset("idna", b"xn--a.")),
    "letters as escapes": (".vcf", _charset("unicode_escape", b"\\ud800\\q")),
    "letters as UTF-7": (".vcf", _charset("utf-7", b"+2AA-")),
    "letters as nothing": (".vcf", _charset("undefined", b"a")),
    "letters as rot13": (".vcf", _charset("rot13", b"a")),
    "cards in UTF-16": (
        ".vcf",
        lambda n: ("BEGIN:VCARD\nFN:Bar\ud83dx\nEND:VCARD\n" * (n // 80 + 1)).encode("utf-16", "surrogatepass"),
    ),
    "days of a card": (
        ".vcf",
        lambda n: b"BEGIN:VCARD\nFN:Bar\nBDAY:9999-99-99\nREV:1e999\nEND:VCARD\n" * (n // 60 + 1),
    ),
}
"""As `hostile.HOSTILE`."""
