"""A small PDF made by hand: one page, a standard font, the lines of a document."""

from __future__ import annotations

from collections.abc import Sequence

from app.sandbox.fattura24.documents import Document

_TOP, _LEADING, _MOST = 790, 16, 44


def document_pdf(document: Document) -> bytes:
    """Return a document as PDF."""
    values = document.values
    lines = [
        f"Documento {document.number} del {document.date}",
        f"Tipo {document.kind} ({document.doc_type}), id {document.id}",
        values.get("CustomerName", ""),
        f"{values.get('CustomerAddress', '')} {values.get('CustomerPostcode', '')} {values.get('CustomerCity', '')}",
        values.get("Object", ""),
        *(f"{r.get('Qty', '1')} x {r.get('Description', '')}: {r.get('Price', '')}" for r in document.rows),
        f"Imponibile {values['TotalWithoutTax']}  IVA {values['VatAmount']}  Totale {values['Total']}",
        *(f"Pagamento {p.get('Date', '')}: {p.get('Amount', '')}" for p in document.payments),
    ]
    return _page([" ".join(line.split()) for line in lines][:_MOST])


def _page(lines: Sequence[str]) -> bytes:
    shown = [f"BT /F1 11 Tf 56 {_TOP} Td {_LEADING} TL"]
    shown += [f"({_escaped(line)}) Tj T*" for line in lines]
    content = "\n".join([*shown, "ET"]).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
