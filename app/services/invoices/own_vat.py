"""The owner's VAT code: what tells the invoices issued from those received. It is asked for, never guessed."""

from __future__ import annotations

import re
from collections import Counter

from app.clock import Clock
from app.errors import UsageError
from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import tidy_vat, vat_key
from app.records.invoice import Direction, Invoice, direction_of
from app.services.api.fattura24.invoices import OwnVatCandidate, Settled
from app.services.invoices.customers import InvoiceCustomers
from app.store import Store

OWN_VAT = "own_vat"
_SHOWN = 5


def own_vat(store: Store) -> str:
    """Return the owner's VAT code; blank while it is not known."""
    return str(store.settings.get(OWN_VAT, "") or "")


def candidates(store: Store) -> tuple[OwnVatCandidate, ...]:
    """Return who may be the owner: each party of the documents that wait, the most frequent first."""
    waiting = store.invoices.all(Direction.UNKNOWN)
    counts: Counter[str] = Counter()
    issued: Counter[str] = Counter()
    names: dict[str, str] = {}
    for invoice in waiting:
        issued[vat_key(invoice.supplier_vat)] += 1
        parties = _parties(invoice)
        counts.update(parties.keys())
        for code, name in parties.items():
            names.setdefault(code, name)
    # of two who are on as many, the issuer comes first: Fattura24 is where its owner issues invoices
    ranked = sorted(counts.items(), key=lambda item: (-item[1], -issued[item[0]], item[0]))[:_SHOWN]
    first = ranked[0][1] if ranked else 0
    second = ranked[1][1] if len(ranked) > 1 else 0
    clear = len(waiting) > 1 and first > second and first * 2 > len(waiting)
    return tuple(
        OwnVatCandidate(code, names[code], count, len(waiting), likely=clear and count == first)
        for code, count in ranked
    )


def set_own_vat(store: Store, clock: Clock, code: str) -> Settled:
    """Keep the code and settle every document by it, customers that only wrong invoices had made included.

    Raises UsageError (own_vat_malformed) for what is no Italian VAT code: Fattura24 is for Italian businesses.
    """
    tidy = tidy_vat(code)
    if not re.fullmatch(r"[0-9]{11}", tidy) or not vat_key(tidy):
        raise UsageError("own_vat_malformed", value=code.strip()[:40])
    with store.transaction():
        store.settings.set(OWN_VAT, tidy)
        people = InvoiceCustomers(store)
        counts: Counter[Direction] = Counter()
        settled: list[tuple[str, Direction, str]] = []
        for invoice in reversed(store.invoices.all()):  # oldest first: the newest has the last word
            direction = direction_of(invoice, tidy)
            counts[direction] += 1
            customer = people.take(invoice) if direction is Direction.ISSUED else ""
            if (direction, customer) != (invoice.direction, invoice.customer_id):
                settled.append((invoice.id, direction, customer))
        people.save()
        store.invoices.assign([(number, direction, people.id_of(customer)) for number, direction, customer in settled])
        forget_unused(store)
        result = Settled(
            counts[Direction.ISSUED], counts[Direction.RECEIVED], counts[Direction.OTHER], customers=people.made
        )
        words = {"issued": str(result.issued), "received": str(result.received)}
        store.activity.add(clock.now(), "info", "own_vat_set", words)
    return result


def forget_unused(store: Store) -> None:
    """Forget customers that only invoices named when no issued invoice names them any more and nothing is linked."""
    used = store.invoices.customers() | {link.fattura24_id for link in store.links.all()}
    store.mirror.remove([c.id for c in store.mirror.all() if c.source == "invoice" and c.id not in used])


def _parties(invoice: Invoice) -> dict[str, str]:
    """Return the Italian VAT codes of both sides with their names."""
    customer = invoice.customer
    code = vat_key(customer.vat_code) or fiscal_code_key(customer.fiscal_code)
    found = {vat_key(invoice.supplier_vat): invoice.supplier_name, code: customer.title}
    return {code: name for code, name in found.items() if re.fullmatch(r"[0-9]{11}", code)}
