"""Bases of links as they are kept: packed, since a home has one for each side of each of its links.

A base is a JSON list of values in the order of `FIELDS`, null where it has none, without the nulls at its end.
Fattura24's has 0 where it says the same as HighLevel's, which is nearly everywhere, and none at its end. A base with a
field that is not among `FIELDS` is a JSON object, as all were before the migration 0033.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping
from functools import lru_cache
from typing import Any

from app.errors import StorageError
from app.store.schema.tables import dump, load

FIELDS = (
    "first_name",
    "last_name",
    "company",
    "email",
    "mobile",
    "landline",
    "street",
    "postal_code",
    "city",
    "province",
    "country",
    "vat_code",
    "fiscal_code",
    "sdi_code",
    "pec",
    "website",
    "note",
    "tags",
)
"""What stands at which place. What is kept rests on it: a new field is added at its end, and none is ever moved."""

_KNOWN = frozenset(FIELDS)
_SAME = 0


class PackedBase(Mapping[str, str]):
    """A base that is unpacked only when it is asked for anything: of 100,000 links nearly none is.

    ``text`` is the packed form, ``beside`` that of the other side where it says what is the same. Whatever is asked
    raises StorageError (database_damaged) where that is no base.
    """

    __slots__ = ("_beside", "_text")

    def __init__(self, text: str, beside: str = "") -> None:
        self._text, self._beside = text, beside

    def __getitem__(self, name: str) -> str:
        return _unpacked(self._text, self._beside)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_unpacked(self._text, self._beside))

    def __len__(self) -> int:
        return len(_unpacked(self._text, self._beside))

    def __contains__(self, name: object) -> bool:
        return name in _unpacked(self._text, self._beside)

    def __repr__(self) -> str:
        return f"PackedBase({dict(self.items())!r})"

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or the default where the base has none."""
        return _unpacked(self._text, self._beside).get(name, default)

    def items(self) -> ItemsView[str, str]:
        """Return the fields with their values."""
        return _unpacked(self._text, self._beside).items()

    def keys(self) -> KeysView[str]:
        """Return the fields."""
        return _unpacked(self._text, self._beside).keys()


def packed(highlevel: Mapping[str, str], fattura24: Mapping[str, str]) -> tuple[str, str]:
    """Return the packed forms of a link's two bases."""
    theirs, ours = dict(highlevel.items()), dict(fattura24.items())
    if not (theirs.keys() <= _KNOWN and ours.keys() <= _KNOWN):
        return dump(theirs), dump(ours)
    first, second = ([base.get(name) for name in FIELDS] for base in (theirs, ours))
    marked: list[Any] = [_SAME if a == b else b for a, b in zip(first, second, strict=True)]
    for values, nothing in ((first, None), (marked, _SAME)):
        while values and values[-1] == nothing:
            values.pop()
    return dump(first), dump(marked)


def unpacked(highlevel: str, fattura24: str) -> tuple[PackedBase, PackedBase]:
    """Return the bases of their packed forms."""
    return PackedBase(highlevel), PackedBase(fattura24, highlevel if fattura24[:1] == "[" else "")


@lru_cache(maxsize=16)  # whoever looks at a link asks both its bases several things
def _unpacked(text: str, beside: str) -> dict[str, str]:
    try:
        found = load(text)
        if not isinstance(found, list):
            return dict(found)
        if not beside:
            if None not in found:
                return dict(zip(FIELDS, found, strict=False))
            return {name: value for name, value in zip(FIELDS, found, strict=False) if value is not None}
        if beside[:1] != "[":
            raise TypeError("the other side's is no list")
        same = _unpacked(beside, "")  # that of HighLevel, which was asked for just before as a rule
        if not found:
            return same
        others = {n: v for n, v in zip(FIELDS, found, strict=False) if v != _SAME}
        if not others:
            return same
        if others.keys() <= same.keys() and None not in others.values():
            return {**same, **others}
        return {name: value for name in FIELDS if (value := (others if name in others else same).get(name)) is not None}
    except (ValueError, TypeError, LookupError) as error:
        raise StorageError("database_damaged", details="a base is none", path="ponte24.sqlite3") from error
