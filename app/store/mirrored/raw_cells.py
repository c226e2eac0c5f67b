"""An export's cells as they are kept: the names of the columns once for all rows, and no cell that the contact repeats.

A row is a list: the key of its names in ``raw_names``, then its cells in their order, each as a text or as the place
where the same text stands in the row. What does not fit that, and what older versions kept, is an object of its cells
by column. The key is made of the names, so that it means the same in every transaction and for ever.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.tables import dump, load, raw_names

CODE, KIND = "code", "kind"
"""What stands in a row beside the values of its contact."""

PLACES = (
    *("first_name", "last_name", "company", "email", "mobile", "landline", "street", "postal_code", "city"),
    *("province", "country", "vat_code", "fiscal_code", "sdi_code", "pec", "website", "note"),
    *("held_name", "held_vat", CODE, KIND),
)
"""Values of a contact by their number in a row. The order is kept on disk: another one is added at the end."""

MOST_SETS = 2_000
"""Sets of names that are kept; a table has some dozens, by the cells that are blank, hostile cards have any number."""

_Names = tuple[str, ...]


class Row(NamedTuple):
    """The cells of a row by column, and what else stands in it: the contact's values as they are kept, code, kind."""

    cells: Mapping[str, str]
    values: Mapping[str, Any]
    code: str
    kind: str


class RawCells:
    """Writes and reads the cells of rows; knows the sets of names that it has met."""

    def __init__(self) -> None:
        self._known: dict[str, _Names] = {}

    def packed(self, connection: Connection, rows: Sequence[Row]) -> list[str]:
        """Return how the cells of rows are kept; part of the transaction that keeps the rows."""
        kept = self._kept(connection, {tuple(row.cells) for row in rows if row.cells})
        return [_packed(kept.get(tuple(row.cells)), row) for row in rows]

    def cells(self, connection: Connection, packed: str, told: Callable[[], Sequence[str]]) -> dict[str, str]:
        """Return the cells of a row by the names of their columns; ``told`` returns what stands in the same row, in the
        order of `PLACES`. Raises StorageError (database_damaged)."""
        found = load(packed)
        if isinstance(found, dict):
            return found
        key, *cells = found
        names = self._known.get(key)
        if names is None:
            kept = connection.scalar(select(raw_names.c.names).where(raw_names.c.key == key))
            names = self._known[key] = tuple(load(kept)) if kept else ()
        values = told()
        try:
            return dict(zip(names, [cell if cell.__class__ is str else values[cell] for cell in cells], strict=False))
        except IndexError:  # of a later version
            known = [(n, c) for n, c in zip(names, cells, strict=False) if isinstance(c, str) or c < len(values)]
            return {n: c if isinstance(c, str) else values[c] for n, c in known}

    def _kept(self, connection: Connection, sets: Iterable[_Names]) -> dict[_Names, str]:
        """Return the keys of sets of names that are kept, or may be from now on."""
        found: dict[_Names, str] = {}
        new: dict[str, _Names] = {}
        wanted = {names: _key(names) for names in sets}
        keys = sorted(set(wanted.values()))
        there: dict[str, _Names] = {}
        for begin in range(0, len(keys), 500):
            some = raw_names.c.key.in_(keys[begin : begin + 500])
            there |= {key: tuple(load(names)) for key, names in connection.execute(select(raw_names).where(some))}
        room = -1
        for names, key in wanted.items():
            if key not in there and key not in new:
                if room < 0:
                    room = MOST_SETS - (connection.scalar(select(func.count()).select_from(raw_names)) or 0)
                if len(new) >= room:
                    continue
                new[key] = names
            if there.get(key, new.get(key)) == names:  # another set might have the same key, if somebody looks for one
                found[names] = key
        if new:
            rows = [{"key": key, "names": dump(names)} for key, names in new.items()]
            connection.execute(insert(raw_names).on_conflict_do_nothing(), rows)
        return found


def _key(names: _Names) -> str:
    digest = hashlib.blake2b(dump(names).encode(), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def _packed(key: str | None, row: Row) -> str:
    if key is None:
        return dump(row.cells)
    places = {value: n for n, name in enumerate(PLACES) if (value := row.values.get(name))}
    for name, value in ((CODE, row.code), (KIND, row.kind)):
        if value:
            places.setdefault(value, PLACES.index(name))
    return dump([key, *(places.get(cell, cell) for cell in row.cells.values())])
