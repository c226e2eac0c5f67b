"""Whole e-invoices, compared with what independent readers make of the same files: ours, and any that are at hand."""

from __future__ import annotations

import re
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
from app.records.text.clean import clean_value
from tests.samples.books import DATA
from tests.samples.einvoices import KINDS, write_invoices

GIVEN = {
    path.name if path.parent.name == "net" else f"{path.parent.name}-{path.name}": path
    for path in sorted((DATA / "einvoices").glob("*/*"))
    if path.suffix in (".xml", ".p7m")
}
"""An additional check, where somebody has them."""
WHOLE = [name for name in (*KINDS, *GIVEN) if "tampered" not in name]
ORDINARY = [name for name in WHOLE if name.endswith(".xml") and "FSM10" not in name and name != "simplified.xml"]
TAMPERED = [name for name in (*KINDS, *GIVEN) if "tampered" in name]

KNOWN_TO_FAIL = {
    # what a38 cannot read
    "private-rates.xml",  # no namespace prefix
    "signed.base64-crlf.xml.p7m",  # base64 in lines
    "signed.base64-lines.xml.p7m",
    "signed.pem.xml.p7m",
    "signed.twice.xml.p7m",
    "IT02182030391_31.Base64.CRLF.xml.p7m",
    "IT02182030391_32.xml",  # an element it does not know
    "IT02182030391_32.windows-1252.xml",
}


@pytest.fixture(scope="module")
def invoices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files by name."""
    own = write_invoices(tmp_path_factory.mktemp("einvoices"))
    return {**{name: own / name for name in KINDS}, **GIVEN}


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
                "sdi_code": clean_value("sdi_code", sent.codice_destinatario),
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
            clean_value("sdi_code", found.codice_destinatario),
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


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # a38's own use of the standard library
@pytest.mark.parametrize("name", WHOLE)
def test_a38_reads_the_same(invoices: dict[str, Path], name: str) -> None:
    if name in KNOWN_TO_FAIL:
        assert read_file(invoices[name]).invoices
        with pytest.raises((ValueError, RuntimeError, SyntaxError)):
            by_a38(invoices[name])
        return
    assert [ours(i) for i in read_file(invoices[name]).invoices] == by_a38(invoices[name])


@pytest.mark.parametrize(
    "name", [n for n in WHOLE if n.endswith(".xml") and "FSM10" not in n and "simplified" not in n]
)
def test_fatturapa_reads_the_same(invoices: dict[str, Path], name: str) -> None:
    assert [ours_in_italian(i) for i in read_file(invoices[name]).invoices] == list(by_fatturapa(invoices[name]))


@pytest.mark.parametrize("start", sorted({name[:2] for name in WHOLE if name.endswith(".p7m")}))
def test_the_same_invoice_signed_in_several_ways_is_one(invoices: dict[str, Path], start: str) -> None:
    names = [name for name in WHOLE if name.startswith(start) and name.endswith(".p7m")]
    found = [read_file(invoices[name]).invoices for name in names]
    assert len(found) >= 3
    assert {(i.key, i.digest) for each in found for i in each} == {(found[0][0].key, found[0][0].digest)}


@pytest.mark.parametrize("start", [name.removesuffix(".windows-1252.xml") for name in WHOLE if "1252" in name])
def test_the_encoding_makes_no_changed_copy(invoices: dict[str, Path], start: str) -> None:
    pair = [name for name in WHOLE if name.startswith(f"{start}.")]
    assert len(pair) == 2
    assert len({tuple(i.digest for i in read_file(invoices[name]).invoices) for name in pair}) == 1


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_file_is_refused_with_what_happened(invoices: dict[str, Path], name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(invoices[name])
    words = caught.value.describe("it")
    assert caught.value.code == ("p7m_altered" if name == "signed.tampered.xml.p7m" else "p7m_damaged")
    assert name in words.title
    assert re.search("(modificato|cambiato) dopo la firma", words.meaning)
