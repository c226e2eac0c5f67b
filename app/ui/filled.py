"""Put names into a sentence: what somebody calls himself may look like the place of the next one."""

from __future__ import annotations

import re

_PLACE = re.compile(r"%([1-9])")


def filled(words: str, *values: str) -> str:
    """Return a sentence with its places ``%1``, ``%2`` … filled, all at once: ``%2`` in a name stays ``%2``."""
    return _PLACE.sub(lambda place: values[int(place[1]) - 1] if int(place[1]) <= len(values) else place[0], words)
