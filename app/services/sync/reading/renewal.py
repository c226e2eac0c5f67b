"""What is kept of both sides, brought once into the form in which both are read now.

HighLevel's contacts are decoded anew when the rules change. The mirror of Fattura24 and what was last agreed are not
read again: kept in an earlier form ("Roma RM" as a town), they would look changed beside contacts in the present one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.records.contact import CONTACT_FIELDS, Contact
from app.records.normalise import normalise
from app.store import Store

FORM = 1
"""The number of the form; to be raised whenever `normalise` makes something else of a value than before."""

_KEY = "records.form"

_AT_ONCE = 500
"""Customers that are held whole."""


def renew(store: Store) -> int:
    """Bring the mirror and the bases of all links into the present form, if they may be in an earlier one; return how
    many records changed. Raises StorageError; then nothing has changed."""
    if store.settings.get(_KEY, 0) == FORM:
        return 0
    with store.transaction():
        other = [one.id for batch in store.mirror.batches() for one in batch if normalise(one.contact) != one.contact]
        for at in range(0, len(other), _AT_ONCE):
            found = store.mirror.get_many(other[at : at + _AT_ONCE]).values()
            store.mirror.put_many(replace(one, contact=normalise(one.contact)) for one in found)
        links = [
            replace(link, base_highlevel=highlevel, base_fattura24=fattura24)
            for link in store.links.all()
            for highlevel, fattura24 in [(_renewed(link.base_highlevel), _renewed(link.base_fattura24))]
            if (highlevel, fattura24) != (link.base_highlevel, link.base_fattura24)
        ]
        store.links.put_many(links)
        store.settings.set(_KEY, FORM)
    return len(other) + len(links)


def _renewed(base: Mapping[str, str]) -> dict[str, str]:
    values = {name: value for name, value in base.items() if value and name in CONTACT_FIELDS}
    return {**base, **{n: v for n, v in normalise(Contact().with_values(values)).items() if n in base}}
