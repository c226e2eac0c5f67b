"""Real e-invoices, compared with what independent readers make of the same files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import a38.codec
import fatturapa
import pytest

from app.connectors.einvoices.files import read_file
from app.errors import FileRefused
from app.records.invoice import Invoice

DATA = Path(os.environ.get("PONTE24_DATA") or Path(__file__).parents[3] / ".." / "shared" / "data") / "einvoices"
FILES = sorted(f for f in DATA.glob("*/*") if f.suffix in (".xml", ".p7m"))
WHOLE = [f for f in FILES if "tampered" not in f.name]
pytestmark = pytest.mark.skipif(not FILES, reason=f"no sample e-invoices in {DATA} (PONTE24_DATA)")

KNOWN_TO_FAIL = {
    # (file, reader): what the reader cannot do
    ("IT02182030391_31.Base64.CRLF.xml.p7m", "a38"),  # base64 in lines
    ("IT02182030391_32.xml", "a38"),  # an element it does not know
    ("IT02182030391_32.windows-1252.xml", "a38"),
}


def by_a38(path: Path) -> list[dict[str, Any]]:
    codec = a38.codec.P7M() if path.suffix == ".p7m" else a38.codec.XML()
    loaded = codec.load(str(path))
    root = loaded[0] if isinstance(loaded, list) else loaded
    header = root.fattura_elettronica_header
    sent, party = header.dati_trasmissione, header.cessionario_committente
    simple = not hasattr(party, "dati_anagrafici")
    codes = party.identificativi_fiscali if simple else party.dati_anagrafici
    other = party.altri_dati_identificativi if simple else party.dati_anagrafici.anagrafica
    seat = other.sede if simple else party.sede
    found = []
    for body in root.fattura_elettronica_body:
        general = body.dati_generali.dati_generali_documento
        if simple:
            total = sum(g.importo for g in body.dati_beni_servizi)
        elif general.importo_totale_documento is not None:
            total = general.importo_totale_documento
        else:
            summary = body.dati_beni_servizi.dati_riepilogo
            total = sum(s.imponibile_importo + s.imposta + (s.arrotondamento or 0) for s in summary)
        parts = [p for block in getattr(body, "dati_pagamento", ()) for p in block.dettaglio_pagamento]
        found.append(
            {
                "type": general.tipo_documento,
                "number": general.numero,
                "date": general.data.isoformat(),
                "total": total,
                "vat": (codes.id_fiscale_iva.id_codice if codes.id_fiscale_iva else None) or "",
                "fiscal": codes.codice_fiscale or "",
                "name": other.denominazione.casefold(),
                "street": seat.indirizzo.casefold(),
                "postal_code": seat.cap,
                "sdi_code": sent.codice_destinatario,
                "pec": sent.pec_destinatario or "",
                "parts": [(str(p.data_scadenza_pagamento), p.modalita_pagamento, p.importo_pagamento) for p in parts],
            }
        )
    return found


def ours(invoice: Invoice) -> dict[str, Any]:
    contact = invoice.customer
    return {
        "type": invoice.document_type,
        "number": invoice.number,
        "date": invoice.date.isoformat(),
        "total": invoice.total,
        "vat": contact.vat_code,
        "fiscal": contact.fiscal_code,
        "name": contact.title.casefold(),
        "street": contact.street.casefold(),
        "postal_code": contact.postal_code,
        "sdi_code": contact.sdi_code,
        "pec": contact.pec,
        "parts": [(str(p.due), p.method, p.amount) for p in invoice.instalments],
    }


def italian(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def by_fatturapa(path: Path) -> Iterator[tuple[str, ...]]:
    for found in fatturapa.parse(path.read_bytes()):
        parts = [f"{p.scadenza} {p.importo}" for p in found.pagamenti]
        party = found.cessionario
        yield (
            found.tipo_documento_codice,
            found.numero,
            found.data,
            party.id_codice,
            party.codice_fiscale,
            party.denominazione.casefold(),
            party.cap,
            found.codice_destinatario,
            *parts,
        )


def ours_in_italian(invoice: Invoice) -> tuple[str, ...]:
    contact = invoice.customer
    parts = [f"{p.due.strftime('%d/%m/%Y') if p.due else ''} {italian(p.amount)}" for p in invoice.instalments]
    return (
        invoice.document_type,
        invoice.number,
        invoice.date.strftime("%d/%m/%Y"),
        contact.vat_code,
        contact.fiscal_code,
        contact.title.casefold(),
        contact.postal_code,
        contact.sdi_code,
        *parts,
    )


def test_there_is_what_the_tests_speak_of() -> None:
    assert len(FILES) == 15
    assert {f.name for f in FILES} >= {name for name, _ in KNOWN_TO_FAIL}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # a38's own use of the standard library
@pytest.mark.parametrize("path", WHOLE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a38_reads_the_same(path: Path) -> None:
    if (path.name, "a38") in KNOWN_TO_FAIL:
        with pytest.raises((ValueError, RuntimeError)):
            by_a38(path)
        return
    assert [ours(i) for i in read_file(path).invoices] == by_a38(path)


@pytest.mark.parametrize(
    "path",
    [f for f in WHOLE if f.suffix == ".xml" and "FSM10" not in f.name],
    ids=lambda p: f"{p.parent.name}/{p.name}",
)
def test_fatturapa_reads_the_same(path: Path) -> None:
    assert [ours_in_italian(i) for i in read_file(path).invoices] == list(by_fatturapa(path))


def test_the_same_invoice_signed_in_three_ways_is_one() -> None:
    found = [read_file(f).invoices for f in WHOLE if f.suffix == ".p7m"]
    assert len(found) == 3
    assert {(i.key, i.digest) for invoices in found for i in invoices} == {(found[0][0].key, found[0][0].digest)}


def test_the_encoding_makes_no_changed_copy() -> None:
    pair = [f for f in WHOLE if f.name.startswith("IT02182030391_32")]
    assert len({tuple(i.digest for i in read_file(f).invoices) for f in pair}) == 1


def test_the_tampered_file_is_refused_with_what_happened() -> None:
    tampered = next(f for f in FILES if "tampered" in f.name)
    with pytest.raises(FileRefused) as caught:
        read_file(tampered)
    words = caught.value.describe("it")
    assert caught.value.code == "p7m_damaged"
    assert tampered.name in words.title
    assert "modificato dopo la firma" in words.meaning
