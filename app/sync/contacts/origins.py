"""Fattura24's keys of a customer, as HighLevel's custom field "Fattura24 ID" holds one of them."""

from __future__ import annotations

from collections.abc import Iterable

API_PREFIX = "API-"
LOCAL_PREFIX = "P24-"


def _lasting(key: str) -> int:
    """Return how lasting a key is: the address book's code, the id of an answer, one that only a computer here gave."""
    return 0 if key.startswith(LOCAL_PREFIX) else 1 if key.startswith(API_PREFIX) else 2


def unmarked(there: Iterable[str], mine: tuple[str, ...]) -> bool:
    """Tell whether a contact with the keys ``there`` is to be given the first of a customer's keys.

    Not where it bears one of them, nor one as good that is not known here: Ponte24 on another computer wrote that, from
    an address book which this one has not seen yet. Each putting its own in the other's place would never end.
    """
    keys = tuple(there)
    if not mine or set(keys) & set(mine):
        return False
    best = _lasting(mine[0])
    return not any(_lasting(key) > best or _lasting(key) == best < 2 for key in keys)
