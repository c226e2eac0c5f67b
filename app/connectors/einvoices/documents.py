"""From the XML of an e-invoice to records: the customer, the documents, what is due and when.

Reads the ordinary format in every version and the simplified one (reference: Fattura24 4.1 to 4.3). A body that makes
no sense is refused with its number and reason, and the others go on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.connectors.einvoices.payable import payable
from app.connectors.einvoices.tree import Node, rate_key, read_amount
from app.errors import FileRefused
from app.records.codes.tax_cell import codes_of
from app.records.codes.vat import canonical_vat, tidy_vat
from app.records.contact import Contact
from app.records.invoice import SELF_INVOICES, Instalment, Invoice, from_cents, to_cents
from app.records.naming.casing import tidy_case
from app.records.naming.names import is_company, split_name
from app.records.normalise import normalise
from app.records.text.words import squeeze

INVOICE_ROOTS = frozenset({"FatturaElettronica", "FatturaElettronicaSemplificata"})
SDI_ROOTS = frozenset(
    {
        "RicevutaConsegna",
        "NotificaScarto",
        "NotificaMancataConsegna",
        "NotificaEsito",
        "NotificaDecorrenzaTermini",
        "AttestazioneTrasmissioneFattura",
        "NotificaEsitoCommittente",
        "ScartoEsitoCommittente",
        "MetadatiInvioFile",
        "FileMetadati",
    }
)
"""Messages of the exchange system and its metadata, told by their root and not by their name (reference: 4.4)."""

MAX_BODIES = 5_000
"""Documents of one file; those that are sent together are some dozens."""
_MOST_DAYS = 3650
_NOBODYS = "OO"
"""The country that stands for "no code at all" (guide of the tax agency: OO and eleven nines)."""
_NUMBER = re.compile(r"[1-8]|9(?=.*[0-8])|[0-8](?=.*9)")
"""A code that is more than zeros, or nines, over and over."""
_ZERO = Decimal(0)
_TAXED = ("ImponibileImporto", "Imposta")


@dataclass(frozen=True, slots=True)
class RefusedBody:
    """A document that could not be read: its place in the file (1-based) and the reason, a key under ``refused``."""

    body: int
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


def documents(root: Node, file: str) -> Iterator[Invoice | RefusedBody]:
    """Yield the documents of an e-invoice, in the order of the file; ``file`` is remembered with each.

    The direction is unknown until somebody compares with the owner's VAT code.
    """
    simplified = root.name == "FatturaElettronicaSemplificata"
    header = root.first("FatturaElettronicaHeader")
    bodies = list(root.all("FatturaElettronicaBody"))
    if len(bodies) > MAX_BODIES:
        raise FileRefused("archive_too_many", limit=str(MAX_BODIES))
    if header is None or not bodies:
        yield RefusedBody(1, "einvoice_incomplete")
        return
    supplier = header.first("CedentePrestatore") or Node("")
    supplier_vat = _vat(supplier if simplified else supplier.first("DatiAnagrafici") or Node(""))
    customer, certain = _customer(header, simplified)
    name = _name(supplier if simplified else supplier.first("DatiAnagrafici/Anagrafica") or Node(""))
    parties = _parties_digest(header)
    for number, body in enumerate(bodies, 1):
        yield _document(
            body,
            number,
            Invoice(
                supplier_vat,
                "",
                "",
                date.min,
                _ZERO,
                supplier_name=name,
                customer=customer,
                name_certain=certain,
                file=file,
                digest=parties,
            ),
            simplified,
        )


def _document(body: Node, place: int, party: Invoice, simplified: bool) -> Invoice | RefusedBody:
    general = body.first("DatiGenerali/DatiGeneraliDocumento")
    if general is None:
        return RefusedBody(place, "einvoice_incomplete")
    kind, number = general.value("TipoDocumento").upper(), squeeze(general.value("Numero"))
    if not re.fullmatch(r"TD[0-9]{2}", kind):
        return RefusedBody(place, "einvoice_no_type")
    # a self-invoice may stand for a supplier abroad who has no code; it is passed over whoever that is
    if not party.supplier_vat and kind not in SELF_INVOICES:
        return RefusedBody(place, "einvoice_no_supplier")
    if not number:
        return RefusedBody(place, "einvoice_no_number")
    day = _date(general.value("Data"))
    if day is None:
        return RefusedBody(place, "einvoice_no_date", {"number": number})
    total = _simplified_total(body) if simplified else _total(general, body)
    if total is None:
        return RefusedBody(place, "einvoice_no_total", {"number": number})
    digest = hashlib.sha256(party.digest.encode())
    for part in body.children:
        digest.update(part.name.encode() + part.content)
    return Invoice(
        party.supplier_vat,
        kind,
        number,
        day,
        total,
        currency=(general.value("Divisa") or "EUR").upper(),
        supplier_name=party.supplier_name,
        customer=party.customer,
        name_certain=party.name_certain,
        payable=_cents(payable(general, body, total)),
        instalments=tuple(_instalments(body, day)),
        refers_to=tuple(dict.fromkeys(_references(body))),
        file=party.file,
        digest=digest.hexdigest(),
    )


def _parties_digest(header: Node) -> str:
    """Cover what of the header belongs to the document: not the numbers of its transmission, which copies differ in."""
    digest = hashlib.sha256()
    for part in header.children:
        if part.name == "DatiTrasmissione":
            digest.update(f"{part.value('CodiceDestinatario')}|{part.value('PECDestinatario')}".encode())
        else:
            digest.update(part.name.encode() + part.content)
    return digest.hexdigest()


# ------------------------------------------------------------------------------------------------ parties
def _vat(party: Node) -> str:
    """Return a VAT code with the prefix of any country but Italy; blank for placeholders such as OO99999999999.

    A code too short to be recognised by, such as San Marino's five digits, is kept: it is somebody's all the same.
    """
    country = party.value("IdFiscaleIVA/IdPaese").upper()
    code = tidy_vat(party.value("IdFiscaleIVA/IdCodice"))
    if not code or country in ("", "IT"):
        return code
    body = code.removeprefix(country)
    if not re.fullmatch(r"[A-Z]{2}", country) or country == _NOBODYS or not _NUMBER.search(body):
        return ""
    return canonical_vat(body, country, stated=True)


def _name(identity: Node) -> str:
    """Return a company's name, or first and last name; a sole trader may have both, and then the company's counts."""
    whole = squeeze(identity.value("Denominazione"))
    return whole or squeeze(f"{identity.value('Nome')} {identity.value('Cognome')}")


def _customer(header: Node, simplified: bool) -> tuple[Contact, bool]:
    """Return the customer's values, and whether the order of a person's name is certain.

    There are no phones and no e-mail but the PEC: those in the file belong to others (reference: Fattura24 4.2).
    """
    party = header.first("CessionarioCommittente") or Node("")
    codes = party.first("IdentificativiFiscali" if simplified else "DatiAnagrafici") or Node("")
    other = party.first("AltriDatiIdentificativi") if simplified else party
    seat = (other or Node("")).first("Sede") or Node("")
    identity = (other if simplified else codes.first("Anagrafica")) or Node("")
    vat, fiscal = codes_of(_vat(codes), codes.value("CodiceFiscale"))
    first, last, company, certain = _split(identity, vat, fiscal)
    sent = header.first("DatiTrasmissione") or Node("")
    contact = Contact(
        first_name=tidy_case(first),
        last_name=tidy_case(last),
        company=tidy_case(company, company=True),
        street=tidy_case(_street(seat), company=True),
        postal_code=seat.value("CAP"),
        city=tidy_case(squeeze(seat.value("Comune")), company=True),
        province=seat.value("Provincia"),
        country=seat.value("Nazione") or ("IT" if seat.children else ""),
        vat_code=vat,
        fiscal_code=fiscal,
        sdi_code=sent.value("CodiceDestinatario"),
        pec=sent.value("PECDestinatario"),
    )
    return normalise(contact), certain


def _split(identity: Node, vat: str, fiscal: str) -> tuple[str, str, str, bool]:
    """Return first name, last name, company and whether the first two are certain."""
    whole = squeeze(identity.value("Denominazione"))
    if not whole:
        return squeeze(identity.value("Nome")), squeeze(identity.value("Cognome")), "", True
    if is_company(whole, vat, fiscal):
        return "", "", whole, True
    first, last, certain = split_name(whole, fiscal)
    return first, last, "", certain


def _street(seat: Node) -> str:
    street, number = squeeze(seat.value("Indirizzo")), squeeze(seat.value("NumeroCivico"))
    if not number or re.search(rf"(?:^|[\s,]){re.escape(number)}$", street, re.IGNORECASE):
        return street
    return f"{street}, {number}" if street else number


# ------------------------------------------------------------------------------------------------ amounts
def _total(general: Node, body: Node) -> Decimal | None:
    """Return the total as stated, else the sum of the VAT summary with its roundings; None where there is neither.

    Stamp duty that is charged is a line and in the summary already; ``DatiBollo`` alone charges nobody.
    """
    stated = read_amount(general.value("ImportoTotaleDocumento"))
    if stated is not None:
        return _cents(stated)
    summary = [node for goods in body.all("DatiBeniServizi") for node in goods.all("DatiRiepilogo")]
    if not summary:
        return None
    whole = sum((read_amount(node.value(part)) or _ZERO for node in summary for part in _TAXED), _ZERO)
    return _cents(
        whole + (read_amount(general.value("Arrotondamento")) or _ZERO) + _left_outside(general, body, summary)
    )


def _left_outside(general: Node, body: Node, summary: list[Node]) -> Decimal:
    """Return the roundings of the VAT summary that its taxable amounts do not contain.

    By the format they do (control 00422: the taxable amount is lines plus funds plus rounding); where the lines show
    that a program wrote the taxable amount without it, it comes on top.
    """
    rounded = {rate: _ZERO for node in summary if read_amount(node.value("Arrotondamento")) for rate in (_rate(node),)}
    if not rounded:
        return _ZERO
    lines = dict(rounded)
    for goods in body.all("DatiBeniServizi"):
        for rate, amount in goods.sums.items():
            if rate in lines:
                lines[rate] += amount
    for fund in general.all("DatiCassaPrevidenziale"):
        if (rate := _rate(fund)) in lines:
            lines[rate] += read_amount(fund.value("ImportoContributoCassa")) or _ZERO
    outside = _ZERO
    for rate, whole in lines.items():
        nodes = [node for node in summary if _rate(node) == rate]
        taxed = sum((read_amount(node.value("ImponibileImporto")) or _ZERO for node in nodes), _ZERO)
        rounding = sum((read_amount(node.value("Arrotondamento")) or _ZERO for node in nodes), _ZERO)
        if whole and abs(taxed - whole) < abs(taxed - whole - rounding) and _cents(taxed) == _cents(whole):
            outside += rounding
    return outside


def _rate(node: Node) -> str:
    """Return the VAT rate of a line, a fund or a part of the summary, as the key under which lines are added up."""
    return rate_key(node.value("AliquotaIVA"), node.value("Natura"))


def _simplified_total(body: Node) -> Decimal | None:
    """Return the sum of the gross amounts (reference: Fattura24 4.3), None where there is none."""
    amounts = [read_amount(goods.value("Importo")) for goods in body.all("DatiBeniServizi")]
    known = [a for a in amounts if a is not None]
    return _cents(sum(known, _ZERO)) if known else None


def _instalments(body: Node, issued: date) -> Iterator[Instalment]:
    for paying in body.all("DatiPagamento"):
        for part in paying.all("DettaglioPagamento"):
            amount = read_amount(part.value("ImportoPagamento"))
            if amount is not None:
                yield Instalment(_cents(amount), _due(part, issued), part.value("ModalitaPagamento").upper())


def _due(part: Node, issued: date) -> date | None:
    """Return the day stated, else the first day of the term plus its length.

    A day in an earlier century than the document is a program's blank (1899-12-30, 0001-01-01) or a slip (0024-03-31).
    """
    stated = _date(part.value("DataScadenzaPagamento"))
    if stated is not None and stated.year // 100 < issued.year // 100 and (issued - stated).days > _MOST_DAYS:
        stated = None
    start, days = _date(part.value("DataRiferimentoTerminiPagamento")), part.value("GiorniTerminiPagamento")
    if stated is not None or start is None or not re.fullmatch(r"[0-9]{1,4}", days) or int(days) > _MOST_DAYS:
        return stated
    if start.year // 100 < issued.year // 100 and (issued - start).days > _MOST_DAYS:
        return None
    return start + timedelta(days=int(days)) if start.year < date.max.year - 10 else None


def _references(body: Node) -> Iterator[str]:
    for linked in (general for general in body.all("DatiGenerali")):
        for node in linked.all("DatiFattureCollegate"):
            if number := squeeze(node.value("IdDocumento")):
                yield number
        # the simplified format names the invoice that is corrected
        if number := squeeze(linked.value("DatiFatturaRettificata/NumeroFR")):
            yield number


def _cents(amount: Decimal) -> Decimal:
    return from_cents(to_cents(amount))


def _date(text: str) -> date | None:
    """Read a date; a time zone or a time after it is passed over (reference: Fattura24 4.6)."""
    found = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:$|[TZ+\s-])", text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
