"""Customers by a part of what is written of them, without reading all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from app.records.text.words import fold
from app.store.mirrored.mirror import PLAIN, Customer, plain_customer
from app.store.schema.database import Database
from app.store.schema.tables import load
from app.store.schema.tables import mirror as table

_ACCENTED = frozenset("aceinou")
"""Letters that a name may have with an accent, which the database keeps as a number."""

_AT_MOST = 2_000
"""So many rows that may fit are looked at for the sake of accents: words of vowels alone would fit all of them."""


def _never() -> bool:
    return False


def search(
    database: Database,
    words: Sequence[str],
    fits: Callable[[Customer], bool],
    limit: int,
    given_up: Callable[[], bool] = _never,
) -> tuple[Customer, ...]:
    """Return up to ``limit`` customers that hold all of the folded words and that ``fits`` lets through, those that
    hold them as they are typed first. The database looks through its rows by itself and gives only what may fit.
    ``given_up`` says that nobody waits for the answer any more: what was found so far is returned."""
    found: dict[str, Customer] = {}
    for loosely in (False, True):
        patterns = [_pattern(word, loosely) for word in words]
        if not words or given_up() or (loosely and not any(_ACCENTED & set(word) for word in words)):
            break
        holds = and_(*(table.c.contact.like(p, escape="\\") | table.c.code.like(p, escape="\\") for p in patterns))
        with database.reading() as connection:
            for count, row in enumerate(connection.execute(select(*PLAIN).where(holds)).yield_per(100)):
                if len(found) >= limit or given_up() or (loosely and count >= _AT_MOST):
                    return tuple(found.values())
                if not _may_hold(row, words):
                    continue
                customer = plain_customer(row)
                if customer.id not in found and fits(customer):
                    found[customer.id] = customer
    return tuple(found.values())


def _may_hold(row: Row[Any], words: Sequence[str]) -> bool:
    """Tell whether any of a row's texts hold the words: making a customer of it takes ten times as long."""
    texts = [value for value in load(row.contact).values() if isinstance(value, str)]
    text = fold(" ".join((*texts, row.code)))
    return all(word in text for word in words)


def _pattern(word: str, loosely: bool) -> str:
    """Return what a row must be like; loosely, any letter may stand where one may have an accent."""
    parts = ("%" if loosely and c in _ACCENTED else f"\\{c}" if c in "%_\\" else c for c in word)
    return f"%{''.join(parts)}%"
