"""The e-invoices (FatturaPA, FPR12) of the documents of type FE, as their owner can download them (reference:
Fattura24 4.1, 4.2). The names within the zip are an assumption: those that SdI asks for."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from app.sandbox.fattura24.documents import Document
from app.sandbox.fattura24.store import Fattura24Store

OWNER_VAT = "12345670017"
"""VAT code of the sandbox's account owner."""
OWNER_NAME = "Bottega Ponte di Giulia Ponti"

_NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
_CENT = Decimal("0.01")
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def invoice_files(store: Fattura24Store) -> Iterator[tuple[str, str, bytes]]:
    """Yield id, file name and content of each e-invoice."""
    invoices = [d for d in store.shelf.documents.values() if d.kind == "FE"]
    for progressive, document in enumerate(invoices, 1):
        name = f"IT{OWNER_VAT}_{progressive:05d}.xml"
        yield document.id, name, invoice_xml(document, f"{progressive:05d}").encode("utf-8")


def invoices_zip(store: Fattura24Store) -> bytes:
    """Return all e-invoices in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for _, name, data in invoice_files(store):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), data)
    return out.getvalue()


def invoice_xml(document: Document, progressive: str) -> str:
    """Return the e-invoice of a document."""
    v = document.values
    code = v.get("FeDestinationCode") or "0000000"
    pec = v.get("FeCustomerPec", "")
    header = "".join(
        (
            "<DatiTrasmissione>",
            f"<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{OWNER_VAT}</IdCodice></IdTrasmittente>",
            _tag("ProgressivoInvio", progressive),
            _tag("FormatoTrasmissione", "FPR12"),
            _tag("CodiceDestinatario", code),
            _tag("PECDestinatario", pec) if code == "0000000" else "",
            "</DatiTrasmissione>",
            "<CedentePrestatore><DatiAnagrafici>",
            f"<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{OWNER_VAT}</IdCodice></IdFiscaleIVA>",
            f"<Anagrafica>{_tag('Denominazione', OWNER_NAME)}</Anagrafica>",
            "<RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>",
            "<Sede><Indirizzo>Via del Ponte, 24</Indirizzo><CAP>40121</CAP><Comune>Bologna</Comune>",
            "<Provincia>BO</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>",
            _customer(v),
        )
    )
    body = "".join(
        (
            "<DatiGenerali><DatiGeneraliDocumento>",
            _tag("TipoDocumento", v.get("FeDocType") or "TD01"),
            _tag("Divisa", v.get("Currency") or "EUR"),
            _tag("Data", document.date),
            _tag("Numero", document.number),
            _tag("ImportoTotaleDocumento", _money(document.amount("Total"))),
            _tag("Causale", v.get("Object", "")[:200]),
            "</DatiGeneraliDocumento></DatiGenerali>",
            f"<DatiBeniServizi>{_lines(document)}{_summary(document)}</DatiBeniServizi>",
            _payments(document),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<p:FatturaElettronica versione="FPR12" xmlns:p="{_NAMESPACE}">'
        f"<FatturaElettronicaHeader>{header}</FatturaElettronicaHeader>"
        f"<FatturaElettronicaBody>{body}</FatturaElettronicaBody></p:FatturaElettronica>\n"
    )


def _customer(v: Mapping[str, str]) -> str:
    country = v.get("CustomerCountry") or "IT"
    vat = v.get("CustomerVatCode", "")
    if vat[:2] == country and country == "IT":
        vat = vat[2:]
    italian = country == "IT"
    fiscal = f"<IdFiscaleIVA>{_tag('IdPaese', country)}{_tag('IdCodice', vat)}</IdFiscaleIVA>" if vat else ""
    return "".join(
        (
            "<CessionarioCommittente><DatiAnagrafici>",
            fiscal,
            _tag("CodiceFiscale", v.get("CustomerFiscalCode", "")),
            f"<Anagrafica>{_tag('Denominazione', v['CustomerName'][:80])}</Anagrafica></DatiAnagrafici><Sede>",
            _tag("Indirizzo", v.get("CustomerAddress", "")[:60] or "-"),
            _tag("CAP", v.get("CustomerPostcode", "") if italian and v.get("CustomerPostcode") else "00000"),
            _tag("Comune", v.get("CustomerCity", "")[:60] or "-"),
            _tag("Provincia", v.get("CustomerProvince", "")) if italian else "",
            _tag("Nazione", country),
            "</Sede></CessionarioCommittente>",
        )
    )


def _net(row: Mapping[str, str]) -> Decimal:
    gross = Decimal(row.get("Qty") or "1") * Decimal(row.get("Price") or "0")
    return gross * (100 - Decimal(row.get("Discounts") or "0")) / 100


def _lines(document: Document) -> str:
    parts = []
    for number, row in enumerate(document.rows, 1):
        parts.append(
            "<DettaglioLinee>"
            + _tag("NumeroLinea", str(number))
            + _tag("Descrizione", row.get("Description", "")[:1000])
            + _tag("Quantita", f"{Decimal(row.get('Qty') or '1'):.2f}")
            + _tag("UnitaMisura", (row.get("Um") or "NR")[:10])
            + _tag("PrezzoUnitario", f"{Decimal(row.get('Price') or '0'):.2f}")
            + (
                f"<ScontoMaggiorazione><Tipo>SC</Tipo>{_tag('Percentuale', _money(Decimal(row['Discounts'])))}"
                "</ScontoMaggiorazione>"
                if row.get("Discounts")
                else ""
            )
            + _tag("PrezzoTotale", _money(_net(row)))
            + _tag("AliquotaIVA", _money(Decimal(row.get("VatCode") or "0")))
            + _tag("Natura", row.get("FeVatNature", ""))
            + "</DettaglioLinee>"
        )
    return "".join(parts)


def _summary(document: Document) -> str:
    sums: dict[tuple[Decimal, str], Decimal] = defaultdict(Decimal)
    for row in document.rows:
        sums[Decimal(row.get("VatCode") or "0"), row.get("FeVatNature", "")] += _net(row)
    return "".join(
        "<DatiRiepilogo>"
        + _tag("AliquotaIVA", _money(rate))
        + _tag("Natura", nature)
        + _tag("ImponibileImporto", _money(net))
        + _tag("Imposta", _money(net * rate / 100))
        + _tag("EsigibilitaIVA", document.values.get("VatType", ""))
        + "</DatiRiepilogo>"
        for (rate, nature), net in sums.items()
    )


def _payments(document: Document) -> str:
    if not document.payments:
        return ""
    terms = "TP02" if len(document.payments) == 1 else "TP01"
    method = document.values.get("FePaymentCode") or "MP05"
    details = "".join(
        "<DettaglioPagamento>"
        + _tag("ModalitaPagamento", method)
        + _tag("DataScadenzaPagamento", p.get("Date", ""))
        + _tag("ImportoPagamento", _money(Decimal(p.get("Amount") or "0")))
        + "</DettaglioPagamento>"
        for p in document.payments
    )
    return f"<DatiPagamento>{_tag('CondizioniPagamento', terms)}{details}</DatiPagamento>"


def _money(amount: Decimal) -> str:
    return str(amount.quantize(_CENT, ROUND_HALF_UP))


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""
