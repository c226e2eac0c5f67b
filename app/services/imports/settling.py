"""What an address book proves about customers that Ponte24 has sent, or handed over, without being sure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from app.records.compare import same
from app.store import Store, StoredLink
from app.store.sync.handovers import Handover
from app.sync.contacts.policy import note_key

SETTLING = 120.0
"""Seconds that an export must be newer than a write to prove that it never arrived."""


def settle(
    store: Store, at: float, confirmed: Set[str], sent_at: Mapping[str, float], *, whole: bool, lacks: int
) -> None:
    """Settle customers whose create had no answer, and those that were handed over as a file.

    ``confirmed`` are customers without a code that an export of the moment ``at`` has named now; ``sent_at`` tells when
    each was sent; ``lacks`` is how many known customers it has not. Only an export that lacks nobody proves that a
    create never arrived: then it may be sent again. Of what was handed over the owner is asked instead.
    """
    handed = store.handovers.open()
    creates = {item.customer for item in handed if item.kind == "create"}
    sure: list[StoredLink] = []
    absent: list[StoredLink] = []
    for link in store.links.all():
        if link.confirmed:
            continue
        if link.fattura24_id in confirmed:
            sure.append(replace(link, confirmed=True))
        elif link.fattura24_id in creates:
            continue
        elif whole and not lacks and at > sent_at.get(link.fattura24_id, at) + SETTLING:
            absent.append(link)
    store.links.put_many(sure)
    store.links.remove([link.id for link in absent])
    store.mirror.remove([link.fattura24_id for link in absent])
    for link in absent:
        store.decisions.remove(note_key(link.id, "unconfirmed"))
    _settle_handed(store, at, handed, confirmed, whole=whole)


def _settle_handed(store: Store, at: float, handed: list[Handover], confirmed: Set[str], *, whole: bool) -> None:
    """Confirm what the export shows; ask about what a newer whole one does not."""
    customers = store.mirror.get_many(item.customer for item in handed)
    arrived: list[Handover] = []
    missing: list[Handover] = []
    for item in handed:
        customer = customers.get(item.customer)
        if item.kind == "create":
            there = item.customer in confirmed
        else:
            newer = customer is not None and customer.source == "export" and customer.seen_at > item.at
            there = newer and all(same(n, customer.contact.get(n), v) for n, v in item.goal.items())  # type: ignore[union-attr]
        if there:
            arrived.append(item)
        elif whole and at > item.at + SETTLING:
            missing.append(item)
    store.handovers.settle([item.id for item in arrived], "confirmed", at)
    store.handovers.settle([item.id for item in missing], "missing", at)
    store.mirror.put_many(
        replace(customers[item.customer], source="handover") for item in arrived if item.kind == "create"
    )
