"""How far HighLevel's clock and this computer's are apart: what HighLevel dates is told by its own.

Told by the header Date of its answers. What differs by less than a few seconds is the way of the answer, and counts as
nothing.
"""

from __future__ import annotations

from app.store import Store

AHEAD = "highlevel.ahead"
"""Setting: by how many seconds HighLevel's clock is before this computer's."""
SAME = 5.0
"""Seconds of difference that mean nothing: Date has whole ones, and an answer takes its time."""


def note(store: Store, seconds: float | None) -> None:
    """Note what an answer told; None is nothing."""
    if seconds is None:
        return
    told = round(seconds) if abs(seconds) > SAME else 0
    if abs(told - ahead(store)) > SAME or (not told and ahead(store)):
        store.settings.set(AHEAD, told)


def ahead(store: Store) -> float:
    """Return by how many seconds HighLevel's clock is before this computer's, as last noted."""
    return float(store.settings.get(AHEAD, 0))
