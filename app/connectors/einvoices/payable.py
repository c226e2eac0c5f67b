"""What of an e-invoice's total its customer pays: not the VAT that goes to the state directly, nor what is withheld.

The format has no place for it but the payment terms, which may be missing (2.4 is optional); control 00421 and 00422
bind the VAT summary, and 2.1.1.5 names each amount that is withheld.
"""

from __future__ import annotations

from decimal import Decimal

from app.connectors.einvoices.tree import Node, read_amount

_ZERO = Decimal(0)
_SPLIT = "S"
"""EsigibilitaIVA of the "scissione dei pagamenti": the customer pays the VAT to the state."""

_NEAR = Decimal("0.05")
"""Euros by which a stated total may miss the sum of its summary."""


def payable(general: Node, body: Node, total: Decimal) -> Decimal:
    """Return what the customer owes the supplier of a document with this total, in its currency.

    A total that a program stated without the VAT of a split payment, or without what is withheld, counts as what it is.
    """
    summary = [node for goods in body.all("DatiBeniServizi") for node in goods.all("DatiRiepilogo")]
    split = sum((_amount(n, "Imposta") for n in summary if n.value("EsigibilitaIVA").upper() == _SPLIT), _ZERO)
    withheld = sum((_amount(node, "ImportoRitenuta") for node in general.all("DatiRitenuta")), _ZERO)
    deducted = split + withheld
    if not deducted:
        return total
    gross = sum((_amount(node, "ImponibileImporto") + _amount(node, "Imposta") for node in summary), _ZERO)
    if summary and abs(total - gross) > _NEAR:
        for already in (split, withheld, deducted):
            if already and abs(total - (gross - already)) <= _NEAR:
                deducted -= already
                break
    return total - deducted


def _amount(node: Node, name: str) -> Decimal:
    return read_amount(node.value(name)) or _ZERO
