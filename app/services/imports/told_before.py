"""Which payment schedules were taken over, so that an old one takes nothing back that a newer one has told.

A file's date tells little: whoever opens an old schedule and saves it again gives it the date of today. So what each
said is remembered, too, whatever order and spelling of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.store import Store
from app.store.mirrored.schedule import DueDocument

_KEY = "schedule.told"

_MOST = 50
"""Schedules that are remembered: a year of weekly ones."""

_BITS = 128


@dataclass(frozen=True, slots=True)
class Telling:
    """A schedule: when it was written, as far as its file tells (epoch seconds), and a digest of what it says."""

    at: float
    digest: str


def digest_of(documents: Iterable[DueDocument]) -> str:
    """Return a digest of what documents say, in whatever order they come."""
    total = 0
    for d in documents:
        parts = [(str(p.amount), p.due, p.paid, p.paid_on, str(p.part_paid)) for p in d.instalments]
        said = repr((d.number, d.document_date, d.customer, d.vat_code, d.direction, parts))
        total += int.from_bytes(hashlib.blake2b(said.encode(), digest_size=_BITS // 8).digest(), "big")
    return f"{total % 2**_BITS:032x}"


def is_old(store: Store, told: Telling) -> bool:
    """Tell whether a newer schedule than this one was taken over: by its date, or because it says again what one said
    before the newest."""
    known = store.settings.get(_KEY)
    if not known or not store.schedule.read_at():
        return False
    newest, *earlier = known["digests"]
    return told.digest != newest and (told.at < known["at"] or told.digest in earlier)


def remember(store: Store, told: Telling) -> None:
    """Note that a schedule was taken over and is the newest now."""
    known = store.settings.get(_KEY, {"digests": []})
    others = [digest for digest in known["digests"] if digest != told.digest]
    store.settings.set(_KEY, {"at": told.at, "digests": [told.digest, *others][:_MOST]})
