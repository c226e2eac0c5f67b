"""Whose money a line of the payment schedule is about: that report covers sales, purchases and taxes alike.

Fattura24's own page says so (manual, "Tranche di pagamento"); how an export tells them apart is not known. So a column,
the sign, the sheet and the file's name are asked in this order; what they leave open stays open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from app.records.invoice import Direction
from app.records.text.words import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SALES = _words(
    "vendita vendite attivo attiva attivi attive entrata entrate cliente clienti incasso incassi ricavo ricavi"
    " emessa emesse emesso emessi sale sales customer customers"
)
_PURCHASES = _words(
    "acquisto acquisti passivo passiva passivi passive uscita uscite fornitore fornitori costo costi spesa spese"
    " purchase purchases supplier suppliers"
)
_TAXES = _words(
    "tributo tributi tassa tasse imposta imposte f24 inps inail irpef ires irap imu erario contributi tax taxes"
)
_AUTHORITY = re.compile(r"agenzia (?:delle )?entrate|liquidazione iva|versamento iva|iva (?:trimestrale|mensile)")
_RECEIVED = re.compile(r"(?:fattur|document|not)\w+ ricevut\w+|ricevut[ei] da")
_LETTERS = {"e": True, "v": True, "+": True, "u": False, "-": False}
"""Signs and letters in a column of its own, True for sales: Entrata, Vendita, Uscita. ``A`` is Attivo in one program
and Acquisto in another, ``F`` Fattura and Fornitore: they say nothing."""

_CREDIT = re.compile(r"\b(?:not[ae] (?:di )?(?:credito|accredito)|credit notes?|n\.?[ /.]?c\.?|td0[48])\b")
_NO_INVOICE = _words("proforma preventivo ordine ddt rapportino ricevuta avviso")
_INVOICE = re.compile(r"\b(?:fattura|fatture|invoice|parcella|ft|td[0-9]{2})\b")
_LONGEST = 200


class DocumentSort(StrEnum):
    """What a line's document is, as far as it decides which invoice it can mean."""

    UNSAID = ""
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    OTHER = "other"


def by_words(text: str) -> Direction:
    """Return what a text says: a cell, a sheet's or a file's name; unknown where it says nothing or two things."""
    plain = fold(text[:_LONGEST])
    words = set(re.split(r"[^0-9a-z]+", plain))
    found = set()
    if _AUTHORITY.search(plain):
        return Direction.OTHER
    if words & _SALES:
        found.add(Direction.ISSUED)
    if words & _PURCHASES or _RECEIVED.search(plain):
        found.add(Direction.RECEIVED)
    if words & _TAXES:
        found.add(Direction.OTHER)
    return found.pop() if len(found) == 1 else Direction.UNKNOWN


def by_cell(text: str) -> Direction:
    """Return what a cell of a column for the direction says, a single letter or sign included."""
    sale = _LETTERS.get(text.strip().casefold())
    if sale is None:
        return by_words(text)
    return Direction.ISSUED if sale else Direction.RECEIVED


def line_direction(values: Mapping[str, str], kind: str, sheet: Direction, negative: bool) -> Direction | None:
    """Return the direction of a line, None where its cells contradict each other.

    ``kind`` is what the line calls its document, ``sheet`` what sheet or file say of all lines. A negative amount alone
    says that it is no sale to be collected, and no more.
    """
    said = {by_cell(values.get("direction", "")), by_words(kind)} - {Direction.UNKNOWN}
    if values.get("supplier") and not values.get("name"):
        said.add(Direction.RECEIVED)
    if values.get("amount_out") and not (values.get("amount") or values.get("amount_in")):
        said.add(Direction.RECEIVED)
    if values.get("amount_in") and not (values.get("amount") or values.get("amount_out")):
        said.add(Direction.ISSUED)
    if len(said) > 1:
        return None
    found = said.pop() if said else sheet
    sort = document_sort(f"{kind} {values.get('direction', '')}")
    return None if negative and found is Direction.ISSUED and sort is DocumentSort.INVOICE else found


def document_sort(kind: str) -> DocumentSort:
    """Return what a line's document is by what it is called."""
    plain = fold(kind[:_LONGEST])
    if _CREDIT.search(plain):
        return DocumentSort.CREDIT_NOTE
    words = set(re.split(r"[^0-9a-z]+", plain))
    if ("pro" in words and "forma" in words) or words & _NO_INVOICE:
        return DocumentSort.OTHER
    return DocumentSort.INVOICE if _INVOICE.search(plain) else DocumentSort.UNSAID
