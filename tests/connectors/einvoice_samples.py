"""E-invoices made for the tests, and the wrappings that they come in; the people and codes in them are made up."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from asn1crypto import algos, cms, core, x509

OWN = "01234567897"
CUSTOMER = "00743110157"
ORDINARY = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
_OID_SIGNED = bytes.fromhex("06092a864886f70d010702")
_OID_DATA = bytes.fromhex("06092a864886f70d010701")

CAFFE = """<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00743110157</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>CAFFÈ CENTRALE SNC</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Po</Indirizzo><NumeroCivico>12</NumeroCivico><CAP>10124</CAP><Comune>Torino</Comune>
<Provincia>TO</Provincia><Nazione>IT</Nazione></Sede>"""

PERSON = """<DatiAnagrafici><CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale>
<Anagrafica><Nome>MARIO</Nome><Cognome>ROSSI</Cognome></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Roma 3</Indirizzo><CAP>00185</CAP><Comune>ROMA</Comune><Nazione>IT</Nazione></Sede>"""

SUMMARY = "<DatiRiepilogo><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta></DatiRiepilogo>"


def body(
    number: str = "1",
    *,
    kind: str = "TD01",
    day: str = "2026-02-28",
    total: str = "122.00",
    payment: str = "",
    extra: str = "",
    summary: str = SUMMARY,
) -> str:
    """One document; ``payment`` and ``extra`` (within DatiGenerali) are XML."""
    stated = f"<ImportoTotaleDocumento>{total}</ImportoTotaleDocumento>" if total else ""
    return f"""<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento>
<Divisa>EUR</Divisa><Data>{day}</Data><Numero>{number}</Numero>{stated}</DatiGeneraliDocumento>{extra}</DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Pane</Descrizione></DettaglioLinee>
{summary}</DatiBeniServizi>{payment}</FatturaElettronicaBody>"""


def terms(*parts: tuple[str, str], method: str = "MP05") -> str:
    """Payment terms given as (due day or blank, amount)."""
    rows = "".join(
        f"<DettaglioPagamento><ModalitaPagamento>{method}</ModalitaPagamento>"
        + (f"<DataScadenzaPagamento>{due}</DataScadenzaPagamento>" if due else "")
        + f"<ImportoPagamento>{amount}</ImportoPagamento></DettaglioPagamento>"
        for due, amount in parts
    )
    return f"<DatiPagamento><CondizioniPagamento>TP01</CondizioniPagamento>{rows}</DatiPagamento>"


def invoice(
    *bodies: str,
    supplier: str = OWN,
    customer: str = CAFFE,
    code: str = "0000000",
    pec: str = "caffe@pec.example.it",
    prefix: str = "p:",
    namespace: str = ORDINARY,
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>',
    progressive: str = "00001",
    after: str = "",
) -> str:
    """An ordinary e-invoice with these documents (none given: one)."""
    binding = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    # in the real files only the root carries the namespace; without a prefix its children inherit it
    return f"""{declaration}<{prefix}FatturaElettronica versione="FPR12" {binding}="{namespace}">
<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{OWN}</IdCodice>
</IdTrasmittente><ProgressivoInvio>{progressive}</ProgressivoInvio><CodiceDestinatario>{code}</CodiceDestinatario>
<ContattiTrasmittente><Telefono>0110000000</Telefono><Email>altri@example.it</Email></ContattiTrasmittente>
<PECDestinatario>{pec}</PECDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{supplier}</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>Il Forno S.r.l.</Denominazione></Anagrafica></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente>{customer}</CessionarioCommittente></FatturaElettronicaHeader>
{"".join(bodies) or body()}{after}</{prefix}FatturaElettronica>"""


def simplified(
    kind: str = "TD07", number: str = "S1", *, name: str = "<Denominazione>Bar Sport</Denominazione>"
) -> str:
    """A simplified e-invoice of 12.20 + 3.80."""
    other = f"<AltriDatiIdentificativi>{name}</AltriDatiIdentificativi>" if name else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?><n:FatturaElettronicaSemplificata versione="FSM10"
xmlns:n="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"><FatturaElettronicaHeader><DatiTrasmissione>
<CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione><CedentePrestatore><IdFiscaleIVA>
<IdPaese>IT</IdPaese><IdCodice>{OWN}</IdCodice></IdFiscaleIVA><Denominazione>Il Forno</Denominazione>
</CedentePrestatore><CessionarioCommittente><IdentificativiFiscali><IdFiscaleIVA><IdPaese>IT</IdPaese>
<IdCodice>{CUSTOMER}</IdCodice></IdFiscaleIVA></IdentificativiFiscali>{other}</CessionarioCommittente>
</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
<TipoDocumento>{kind}</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-01</Data><Numero>{number}</Numero>
</DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><Descrizione>Pane</Descrizione><Importo>12.20</Importo></DatiBeniServizi>
<DatiBeniServizi><Descrizione>Dolci</Descrizione><Importo>3.80</Importo></DatiBeniServizi>
</FatturaElettronicaBody></n:FatturaElettronicaSemplificata>"""


# --------------------------------------------------------------------------------------------- signatures
def _signer(content: bytes, *, attributes: bool = True) -> cms.SignerInfo:
    values: dict[str, object] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": x509.Name.build({"common_name": "Prova"}), "serial_number": 1},
        ),
        "digest_algorithm": {"algorithm": "sha256"},
        "signature_algorithm": {"algorithm": "sha256_rsa"},
        "signature": b"\x01" * 32,
    }
    if attributes:
        digest = hashlib.sha256(content).digest()
        values["signed_attrs"] = [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [digest]},
        ]
    return cms.SignerInfo(values)


def signed(content: bytes, *, detached: bool = False, attributes: bool = True, over: bytes | None = None) -> bytes:
    """A DER signature around content; ``over`` is what was signed, if it was something else."""
    inside: dict[str, object] = {"content_type": "data"}
    if not detached:
        inside["content"] = content
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": inside,
            "signer_infos": [_signer(content if over is None else over, attributes=attributes)],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def chunked(content: bytes, size: int = 100) -> bytes:
    """The same as BER of indefinite length, with the content in pieces."""
    pieces = b"".join(core.OctetString(content[i : i + size]).dump() for i in range(0, len(content), size))
    end = b"\x00\x00"
    inside = b"\x30\x80" + _OID_DATA + b"\xa0\x80\x24\x80" + pieces + end + end + end
    algorithms = cms.DigestAlgorithms([{"algorithm": "sha256"}]).dump()
    signers = cms.SignerInfos([_signer(content)]).dump()
    whole = b"\x30\x80\x02\x01\x01" + algorithms + inside + signers + end
    opening = b"\x30\x80" + _OID_SIGNED + b"\xa0\x80"
    return opening + bytes(whole) + end + end


def armoured(data: bytes) -> bytes:
    """PEM."""
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(data) + b"-----END PKCS7-----\n"


def wrapped(data: bytes, end: bytes = b"\n") -> bytes:
    """Base64 in lines."""
    return base64.encodebytes(data).replace(b"\n", end)


def archive(path: Path, entries: Mapping[str, bytes | str]) -> Path:
    """A zip of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path
