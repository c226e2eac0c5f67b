"""How large a page of a list HighLevel grants, where it refused a larger one: each run need not be refused anew."""

from __future__ import annotations

from collections.abc import Mapping

from app.store import Store

TRIED_AGAIN = 30 * 86_400.0
"""Seconds after which the larger page is asked for once more: the largest is not settled (reference: HighLevel 11)."""

_SIZES = "highlevel.page_sizes"


def known(store: Store, now: float) -> Mapping[str, int]:
    """Return the sizes by list that were granted after a refusal, as far as that is not long ago."""
    kept = store.settings.get(_SIZES, {})
    return kept["sizes"] if kept and 0 <= now - kept["at"] < TRIED_AGAIN else {}


def keep(store: Store, sizes: Mapping[str, int], now: float) -> None:
    """Keep the sizes as a run leaves them."""
    if dict(sizes) != dict(known(store, now)):
        store.settings.set(_SIZES, {"sizes": dict(sizes), "at": now})
