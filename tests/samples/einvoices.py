"""Whole e-invoices (FatturaPA) of our own, with every block that independent readers ask for, and their wrappings.

`write_invoices` writes what the format's publisher and real programs write: to public bodies and to private
customers, one body and several, with instalments, withholding, discounts, transport and attachments, simplified
(FSM10), in windows-1252, with and without namespace prefix, and one invoice signed (``.p7m``) as DER, as BER of
indefinite length, as PEM, as base64, as base64 in lines and in lines that end in CRLF, signed twice, and altered
after it was signed, with and without a change of length. Signatures are real ones, by a certificate made on the
spot. Names, codes and amounts are made up.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

ORDINARY = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SIMPLIFIED = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"
SUPPLIER = "01234567897"


@dataclass(frozen=True)
class Party:
    """A customer as an e-invoice names it."""

    name: str = "Caffè Centrale S.n.c."
    vat_code: str = "00743110157"
    fiscal_code: str = ""
    street: str = "Via Po 12"
    postal_code: str = "10124"
    city: str = "Torino"
    province: str = "TO"
    sdi_code: str = "M5UXCR1"
    pec: str = ""


@dataclass(frozen=True)
class Document:
    """One body: net amounts by VAT rate, and instalments as (due day, amount)."""

    number: str = "12"
    day: str = "2026-01-18"
    kind: str = "TD01"
    nets: tuple[tuple[str, str, str], ...] = (("22.00", "25.00", "5.50"),)
    """Rate, net and tax of each summary."""
    total: str = "30.50"
    """As stated; blank where the file states none."""
    parts: tuple[tuple[str, str], ...] = (("2026-02-18", "30.50"),)
    method: str = "MP05"
    rich: bool = False
    """With the blocks that real programs add: causes, orders, delivery notes, withholding, discounts, attachment."""
    lines: tuple[str, ...] = field(default=("Pane di segale & farro", "Focaccia «alta»"))


_PRIVATE = Party()
_BODY = Party("Comune di Cittanova", "", "80012345670", "Piazza del Popolo 1", "00145", "Roma", "RM", sdi_code="UFYAGJ")
_CERTIFIED = Party("Pasticceria Àncora & Figli", "12345678903", "12345678903", sdi_code="0000000", pec="ancora@pec.it")

_CAUSES = "<Causale>Fornitura di gennaio</Causale><Causale>Segue causale</Causale>"
_WITHHELD = (
    "<DatiRitenuta><TipoRitenuta>RT02</TipoRitenuta><ImportoRitenuta>27.55</ImportoRitenuta>"
    "<AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
)
_DISCOUNT = "<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione>"
_ORDERS = (
    "<DatiOrdineAcquisto><RiferimentoNumeroLinea>1</RiferimentoNumeroLinea><IdDocumento>66685</IdDocumento>"
    "<NumItem>1</NumItem></DatiOrdineAcquisto>"
    "<DatiContratto><IdDocumento>99/bis</IdDocumento><Data>2026-01-02</Data></DatiContratto>"
    "<DatiDDT><NumeroDDT>12</NumeroDDT><DataDDT>2026-01-10</DataDDT></DatiDDT>"
    "<DatiTrasporto><DatiAnagraficiVettore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>24681012141</IdCodice>"
    "</IdFiscaleIVA><Anagrafica><Denominazione>Trasporti spa</Denominazione></Anagrafica></DatiAnagraficiVettore>"
    "</DatiTrasporto>"
)
_ATTACHED = (
    "<Allegati><NomeAttachment>nota.txt</NomeAttachment><FormatoAttachment>TXT</FormatoAttachment>"
    "<Attachment>dW5hIG5vdGE=</Attachment></Allegati>"
)


def _codes(party: Party) -> str:
    vat = f"<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{party.vat_code}</IdCodice></IdFiscaleIVA>"
    fiscal = f"<CodiceFiscale>{party.fiscal_code}</CodiceFiscale>"
    return (vat if party.vat_code else "") + (fiscal if party.fiscal_code else "")


def _seat(party: Party) -> str:
    return (
        f"<Sede><Indirizzo>{escape(party.street)}</Indirizzo><CAP>{party.postal_code}</CAP>"
        f"<Comune>{escape(party.city)}</Comune><Provincia>{party.province}</Provincia><Nazione>IT</Nazione></Sede>"
    )


def _body(document: Document) -> str:
    rich = document.rich
    stated = f"<ImportoTotaleDocumento>{document.total}</ImportoTotaleDocumento>" if document.total else ""
    general = (
        f"<DatiGeneraliDocumento><TipoDocumento>{document.kind}</TipoDocumento><Divisa>EUR</Divisa>"
        f"<Data>{document.day}</Data><Numero>{escape(document.number)}</Numero>{_WITHHELD if rich else ''}"
        f"{_DISCOUNT if rich else ''}{stated}{_CAUSES if rich else ''}</DatiGeneraliDocumento>{_ORDERS if rich else ''}"
    )
    rate, net, _ = document.nets[0]
    lines = "".join(
        f"<DettaglioLinee><NumeroLinea>{n}</NumeroLinea><Descrizione>{escape(text)}</Descrizione><Quantita>1.00</Quantita>"
        f"<PrezzoUnitario>{net}</PrezzoUnitario><PrezzoTotale>{net if n == 1 else '0.00'}</PrezzoTotale>"
        f"<AliquotaIVA>{rate}</AliquotaIVA></DettaglioLinee>"
        for n, text in enumerate(document.lines, 1)
    )
    summaries = "".join(
        f"<DatiRiepilogo><AliquotaIVA>{rate}</AliquotaIVA><ImponibileImporto>{net}</ImponibileImporto>"
        f"<Imposta>{tax}</Imposta><EsigibilitaIVA>I</EsigibilitaIVA></DatiRiepilogo>"
        for rate, net, tax in document.nets
    )
    parts = "".join(
        f"<DettaglioPagamento><ModalitaPagamento>{document.method}</ModalitaPagamento>"
        f"<DataScadenzaPagamento>{due}</DataScadenzaPagamento><ImportoPagamento>{amount}</ImportoPagamento>"
        "</DettaglioPagamento>"
        for due, amount in document.parts
    )
    terms = "TP01" if len(document.parts) > 1 else "TP02"
    paid = f"<DatiPagamento><CondizioniPagamento>{terms}</CondizioniPagamento>{parts}</DatiPagamento>" if parts else ""
    return (
        f"<FatturaElettronicaBody><DatiGenerali>{general}</DatiGenerali><DatiBeniServizi>{lines}{summaries}"
        f"</DatiBeniServizi>{paid}{_ATTACHED if rich else ''}</FatturaElettronicaBody>"
    )


def invoice(
    *documents: Document,
    customer: Party = _PRIVATE,
    progressive: str = "00001",
    prefix: str = "p:",
    encoding: str = "UTF-8",
) -> str:
    """Return an ordinary e-invoice with these documents; the format follows from the length of the SdI code."""
    shape = "FPA12" if len(customer.sdi_code) == 6 else "FPR12"
    binding = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    pec = f"<PECDestinatario>{customer.pec}</PECDestinatario>" if customer.pec else ""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<{prefix}FatturaElettronica versione="{shape}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" '
        f'{binding}="{ORDINARY}">\n'
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese>"
        f"<IdCodice>{SUPPLIER}</IdCodice></IdTrasmittente><ProgressivoInvio>{progressive}</ProgressivoInvio>"
        f"<FormatoTrasmissione>{shape}</FormatoTrasmissione><CodiceDestinatario>{customer.sdi_code}</CodiceDestinatario>"
        f"{pec}</DatiTrasmissione>\n<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>"
        f"<IdCodice>{SUPPLIER}</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Il Forno S.r.l.</Denominazione>"
        "</Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici><Sede><Indirizzo>Viale Roma 543</Indirizzo>"
        "<CAP>07100</CAP><Comune>Sassari</Comune><Provincia>SS</Provincia><Nazione>IT</Nazione></Sede>"
        f"</CedentePrestatore>\n<CessionarioCommittente><DatiAnagrafici>{_codes(customer)}<Anagrafica>"
        f"<Denominazione>{escape(customer.name)}</Denominazione></Anagrafica></DatiAnagrafici>{_seat(customer)}"
        f"</CessionarioCommittente></FatturaElettronicaHeader>\n"
        + "\n".join(map(_body, documents or (Document(),)))
        + f"\n</{prefix}FatturaElettronica>\n"
    )


def simplified(customer: Party = _PRIVATE, amounts: Sequence[str] = ("12.20", "3.80")) -> str:
    """Return a simplified e-invoice (FSM10): amounts with VAT in them, no payment terms."""
    goods = "".join(
        f"<DatiBeniServizi><Descrizione>Merce {n}</Descrizione><Importo>{amount}</Importo>"
        "<DatiIVA><Aliquota>22.00</Aliquota></DatiIVA></DatiBeniServizi>"
        for n, amount in enumerate(amounts, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ns2:FatturaElettronicaSemplificata versione="FSM10" xmlns:ns2="{SIMPLIFIED}">'
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese>"
        f"<IdCodice>{SUPPLIER}</IdCodice></IdTrasmittente><ProgressivoInvio>00001</ProgressivoInvio>"
        "<FormatoTrasmissione>FSM10</FormatoTrasmissione><CodiceDestinatario>0000000</CodiceDestinatario>"
        "<PECDestinatario>caffe@pec.it</PECDestinatario></DatiTrasmissione><CedentePrestatore><IdFiscaleIVA>"
        f"<IdPaese>IT</IdPaese><IdCodice>{SUPPLIER}</IdCodice></IdFiscaleIVA><Denominazione>Il Forno</Denominazione>"
        "<Sede><Indirizzo>Viale Roma 543</Indirizzo><CAP>07100</CAP><Comune>Sassari</Comune><Provincia>SS</Provincia>"
        "<Nazione>IT</Nazione></Sede><RegimeFiscale>RF01</RegimeFiscale></CedentePrestatore><CessionarioCommittente>"
        f"<IdentificativiFiscali>{_codes(customer)}</IdentificativiFiscali><AltriDatiIdentificativi>"
        f"<Denominazione>{escape(customer.name)}</Denominazione>{_seat(customer)}</AltriDatiIdentificativi>"
        "</CessionarioCommittente></FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali>"
        "<DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-01</Data>"
        f"<Numero>S123</Numero></DatiGeneraliDocumento></DatiGenerali>{goods}</FatturaElettronicaBody>"
        "</ns2:FatturaElettronicaSemplificata>\n"
    )


# --------------------------------------------------------------------------------------------- signatures
@cache
def _signer() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prova di firma")])
    day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # expired, as most are when a file is read
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(day).not_valid_after(day + datetime.timedelta(days=365))
    return builder.sign(key, hashes.SHA256()), key


def signed(content: bytes) -> bytes:
    """Return a real signature around content, as DER."""
    certificate, key = _signer()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def indefinite(der: bytes, size: int = 1000) -> bytes:
    """Return the same signature as BER of indefinite length with its content in pieces, as signing programs write."""
    data = cms.ContentInfo.load(der)["content"]
    inner = data["encap_content_info"]["content"].native
    pieces = b"".join(core.OctetString(inner[i : i + size]).dump() for i in range(0, len(inner), size))
    end = b"\x00\x00"
    inside = b"\x30\x80" + core.ObjectIdentifier("1.2.840.113549.1.7.1").dump() + b"\xa0\x80\x24\x80" + pieces + end * 3
    parts = [data[name].dump() for name in ("digest_algorithms", "certificates", "signer_infos")]
    whole = b"\x30\x80" + data["version"].dump() + parts[0] + inside + parts[1] + parts[2] + end
    signed_data = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return bytes(b"\x30\x80" + signed_data + b"\xa0\x80" + whole + end + end)


def lines(data: bytes, end: bytes) -> bytes:
    """Return base64 in lines of 64 letters."""
    text = base64.b64encode(data)
    return b"".join(text[i : i + 64] + end for i in range(0, len(text), 64))


def armoured(data: bytes) -> bytes:
    """Return PEM."""
    return b"-----BEGIN PKCS7-----\n" + lines(data, b"\n") + b"-----END PKCS7-----\n"


def tampered(signature: bytes) -> bytes:
    """Return a signature whose content was altered afterwards, without a change of length."""
    place = signature.index(b"<ImportoTotaleDocumento>") + len(b"<ImportoTotaleDocumento>")
    return signature[:place] + b"9" + signature[place + 1 :]


def longer(signature: bytes) -> bytes:
    """Return a signature into whose content a letter was typed, so that its lengths are wrong, too."""
    place = signature.index(b"<Divisa>")
    return signature[:place] + b" " + signature[place:]


_FIRST = Document()
_SECOND = Document("456", "2026-01-20", parts=(("2026-03-31", "30.50"),), method="MP12")
_SPLIT = Document("31/bis", total="", parts=(("2026-02-28", "15.25"), ("2026-03-31", "15.25")), rich=True)
_RATES = Document("7", nets=(("22.00", "100.00", "22.00"), ("10.00", "50.00", "5.00")), total="177.00", parts=())
_CREDIT = Document("NC1", kind="TD04", parts=(), rich=True)


@cache
def _signature() -> bytes:
    return signed(invoice(Document("31", rich=True), customer=_CERTIFIED, progressive="31").encode())


def _pair(encoding: str) -> str:
    return invoice(_SPLIT, _RATES, customer=_CERTIFIED, progressive="32", encoding=encoding)


KINDS: dict[str, Callable[[], bytes]] = {
    "public.xml": lambda: invoice(_FIRST, customer=_BODY).encode(),
    "public-rich.xml": lambda: invoice(_SPLIT, customer=_BODY, progressive="00002").encode(),
    "public-two.xml": lambda: invoice(_FIRST, _SECOND, customer=_BODY, progressive="00003").encode(),
    "private.xml": lambda: invoice(_FIRST).encode(),
    "private-rich.xml": lambda: invoice(_SPLIT, progressive="00005").encode(),
    "private-two.xml": lambda: invoice(_FIRST, _SECOND, progressive="00006").encode(),
    "private-rates.xml": lambda: invoice(_RATES, progressive="00007", prefix="").encode(),
    "private-mark.xml": lambda: b"\xef\xbb\xbf" + invoice(_CREDIT, progressive="00008", prefix="ns0:").encode(),
    "simplified.xml": lambda: simplified().encode(),
    "pair.xml": lambda: _pair("UTF-8").encode(),
    "pair.windows-1252.xml": lambda: _pair("windows-1252").encode("cp1252"),
    "signed.der.xml.p7m": _signature,
    "signed.ber.xml.p7m": lambda: indefinite(_signature()),
    "signed.pem.xml.p7m": lambda: armoured(_signature()),
    "signed.base64.xml.p7m": lambda: base64.b64encode(_signature()),
    "signed.base64-lines.xml.p7m": lambda: lines(_signature(), b"\n"),
    "signed.base64-crlf.xml.p7m": lambda: lines(_signature(), b"\r\n"),
    "signed.twice.xml.p7m": lambda: signed(_signature()),
    "signed.tampered.xml.p7m": lambda: tampered(_signature()),
    "signed.tampered-longer.xml.p7m": lambda: longer(indefinite(_signature())),
}
"""What there is of each kind, by the name of its file."""


def write_invoices(folder: Path) -> Path:
    """Write one file of each kind into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in KINDS.items():
        (folder / name).write_bytes(make())
    return folder
