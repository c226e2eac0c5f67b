"""What the ten methods answer, as values (reference: Fattura24 1.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from app.connectors.fattura24.answer import Answer, child_text

ROME = ZoneInfo("Europe/Rome")

_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What TestKey tells about the account; blank or None where it does not say.

    ``expire`` is dd/mm/yyyy, ``calls_24h`` the calls of the last 24 hours as Fattura24 counts them.
    """

    account_id: str
    email: str
    plan_type: str
    expire: str
    calls_24h: int | None


@dataclass(frozen=True, slots=True)
class SavedCustomer:
    """The answer of SaveCustomer: the address book's id and an echo, of which it is not known whether it
    shows what is stored or what was sent. ``shortened`` names the elements that were too long."""

    id: str
    echo: Mapping[str, str]
    shortened: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of a request to make a document (reference: Fattura24 1.6)."""

    CREATED = "created"
    RUNNING = "running"
    """The same idRequest is still being worked on (-4): ask again with the same one, later."""
    EXISTS = "exists"
    """The same idRequest was worked on before; which document came of it the API does not tell."""
    REFUSED = "refused"
    """Nothing was made, and this idRequest is used up."""


@dataclass(frozen=True, slots=True)
class SavedDocument:
    """The answer of SaveDocument. ``doc_type`` is Fattura24's number for the kind (1 invoice, 3 receipt, 11 e-invoice
    …); ``return_code`` and ``details`` are what it said."""

    outcome: Outcome
    doc_id: str = ""
    number: str = ""
    doc_type: str = ""
    return_code: int | None = None
    details: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A document as PDF. ``name`` is the service's own name for it, without any folder; blank if it gave none."""

    content: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call of the log: ``at`` in epoch seconds as far as the date could be read, ``delivery_ms`` milliseconds."""

    date: str
    at: float | None
    service: str
    source: str
    delivery_ms: int | None


@dataclass(frozen=True, slots=True)
class CallLog:
    """The calls of the last 24 hours: ``total`` and one page of ``entries`` with the keys date, serviceName, source
    and deliveryTime (milliseconds), in the service's order."""

    total: int
    entries: tuple[Mapping[str, str], ...]

    @property
    def calls(self) -> tuple[LoggedCall, ...]:
        """The entries as values."""
        return tuple(
            LoggedCall(
                e.get("date", ""),
                log_moment(e.get("date", "")),
                e.get("serviceName", ""),
                e.get("source", ""),
                _whole_number(e.get("deliveryTime", "")),
            )
            for e in self.entries
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A layout for printing. ``kind`` is what it is for (``Fattura``, ``FatturaFe``, ``Ordine`` …)."""

    id: str
    kind: str
    document_type: str
    description: str
    note: str
    created: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """An account of the chart ("piano dei conti"); only a ``leaf`` can be booked to. ``code`` has its levels joined
    by ``^``."""

    id: str
    parent_id: str
    code: str
    export_code: str
    description: str
    leaf: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Numerator:
    """A series of numbers ("sezionale"). ``uses`` tells for each document type 0 off, 1 usable, 2 the default."""

    id: str
    code: str
    preview: str
    export_code: str
    uses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numerators:
    """All series, and the names of the document types by number."""

    document_types: Mapping[str, str]
    series: tuple[Numerator, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """An article. ``price`` is net; the stock figures are None where Fattura24 keeps none."""

    id: str
    code: str
    description: str
    category: str
    note: str
    price: Decimal | None
    vat_id: str
    unit_id: str
    sales_account: str
    purchase_account: str
    in_stock: Decimal | None = None
    minimum: Decimal | None = None
    arriving: Decimal | None = None
    reserved: Decimal | None = None


def read_templates(root: Element) -> tuple[Template, ...]:
    """Return the layouts: every element named ``modello…``."""
    return tuple(
        Template(
            child_text(e, "id"),
            e.tag.removeprefix("modello"),
            child_text(e, "idTipoDocumento"),
            child_text(e, "descrizione"),
            child_text(e, "nota"),
            child_text(e, "dataCreazione"),
            _yes(child_text(e, "isDefault")),
        )
        for e in root.iter()
        if e.tag.startswith("modello") and len(e)
    )


def read_chart(root: Element) -> tuple[LedgerAccount, ...]:
    """Return the chart of accounts."""
    return tuple(
        LedgerAccount(
            child_text(e, "id"),
            child_text(e, "parentId"),
            child_text(e, "codice"),
            child_text(e, "codiceExport"),
            child_text(e, "descrizione"),
            _yes(child_text(e, "ultimoLivello")),
            child_text(e, "attivo") != "0",
        )
        for e in root.iter("pdc")
    )


def read_numerators(root: Element) -> Numerators:
    """Return the series and the document types; both call their parts ``doc``, only those of a series have a state."""
    types = {child_text(e, "id"): child_text(e, "des") for e in root.iter("doc") if e.find("des") is not None}
    series = tuple(
        Numerator(
            child_text(e, "id"),
            child_text(e, "code"),
            child_text(e, "anteprima"),
            child_text(e, "codExport"),
            {child_text(d, "id"): _whole_number(child_text(d, "stato")) or 0 for d in e.findall("doc")},
        )
        for e in root.iter("sezionale")
    )
    return Numerators(types, series)


def read_products(root: Element) -> tuple[Product, ...]:
    """Return the articles; the stock of each follows it as a sibling."""
    found: list[Product] = []
    stock: Element | None = None
    for e in reversed([e for e in root.iter() if e.tag in ("prodotto", "magazzino")]):
        if e.tag == "magazzino":
            stock = e
            continue
        figures = (
            (None,) * 4
            if stock is None
            else tuple(
                _decimal(child_text(stock, n))
                for n in ("magGiacenza", "magScortaMinima", "magInArrivo", "magImpegnata")
            )
        )
        stock = None
        found.append(
            Product(
                child_text(e, "id"),
                child_text(e, "codice"),
                child_text(e, "descrizione"),
                child_text(e, "categoria"),
                child_text(e, "nota"),
                _decimal(child_text(e, "importo")),
                child_text(e, "idIva"),
                child_text(e, "idUnita"),
                _account(child_text(e, "idPdcVendita")),
                _account(child_text(e, "idPdcAcquisto")),
                *figures,
            )
        )
    return tuple(reversed(found))


def read_saved_document(answer: Answer, body: str, details: str) -> SavedDocument | None:
    """Return the outcome of SaveDocument, or None where the answer does not tell.

    That the request was made before is told by words alone ("already exists", whatever the return code): the one
    place where the wording counts, because the reference knows no other sign (reference: Fattura24 1.3, 1.6).
    """
    code, doc_id = answer.return_code, answer.id_of("docId")
    if code == 0 and doc_id:
        number, kind = answer.values.get("docNumber", ""), answer.values.get("docType", "")
        return SavedDocument(Outcome.CREATED, doc_id, number, kind, code, details)
    # what it tells of itself, where it does: what was sent, which may come back, can hold these words as well
    words = (answer.description or body).lower()
    if not answer.values.get("docId") and "already exists" in words:
        return SavedDocument(Outcome.EXISTS, return_code=code, details=details)
    if code == -4:
        return SavedDocument(Outcome.RUNNING, return_code=code, details=details)
    if code is not None and code < 0:
        return SavedDocument(Outcome.REFUSED, return_code=code, details=details)
    return None


def log_moment(date: str) -> float | None:
    """Return the epoch seconds of a date of the call log, in Italian time unless it says otherwise.

    How the log writes dates is not known; the usual Italian and ISO forms are read.
    """
    found = re.fullmatch(r"(\d\d)[/-](\d\d)[/-](\d{4})[ T](\d\d)[:.](\d\d)(?:[:.](\d\d))?(?:\.\d+)?", date.strip())
    try:
        if found:
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=ROME).timestamp()
        moment = datetime.fromisoformat(date.strip().replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=ROME)).timestamp()
    except (ValueError, OverflowError):
        return None


def _whole_number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"-?[0-9]{1,12}", value) else None


def _decimal(value: str) -> Decimal | None:
    """Return a number as it may be printed; one with an exponent is none that this service writes."""
    return Decimal(value.replace(",", ".")) if _DECIMAL.fullmatch(value) else None


def _account(value: str) -> str:
    """Return the id of a ledger account; the service writes -1 for none (reference: Fattura24 9)."""
    return "" if value == "-1" else value


def _yes(value: str) -> bool:
    return value.lower() in ("1", "true", "si", "sì")
