"""Reading lists that are paged by a cursor or by an offset, on which records may move while they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.connectors.highlevel.http.refusals import names_property
from app.errors import RequestRefused

PASSES = 3
"""How often a list is read from its start at most, because it moved meanwhile."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


class _Marked(_Identified, Protocol):
    @property
    def search_after(self) -> Sequence[Any]: ...


T = TypeVar("T", bound=_Identified)
M = TypeVar("M", bound=_Marked)
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """New records of one page.

    ``collected`` counts the different ones so far. ``complete`` is True on the last page if nothing can have
    been missed: only then does absence prove anything. What cannot be read has no id, and counts as missed.
    """

    items: Sequence[T]
    collected: int
    complete: bool


async def offset_pages(
    fetch: Callable[[int, int], Awaitable[Sequence[T]]], limit: int, least: int
) -> AsyncIterator[Page[T]]:
    """Yield a list page by page; ``fetch`` takes limit (2 or more) and skip.

    ``least`` is a page size that the service grants for sure: a page below both it and ``limit`` is the last
    one, and it is what is asked for once ``limit`` is refused, because the largest size is not settled
    (reference: HighLevel 11). A shorter page than asked for may also mean that the service grants less.
    Pages overlap by one record; if that one is not where it was, something was added or removed, and the
    list is read once more.
    """
    seen: set[str] = set()
    for number in range(1, PASSES + 1):
        steady, skip, last, legible = True, 0, "", True
        while True:
            try:
                found = await fetch(limit, skip)
            except RequestRefused as refused:
                if limit <= least or not names_property(refused, "limit"):
                    raise
                limit = least
                continue
            legible = legible and all(one.id for one in found)
            if last and (not found or found[0].id != last):
                steady = False
            fresh = [one for one in found if one.id and one.id not in seen]
            seen.update(one.id for one in fresh)
            ended = len(found) < min(limit, least) or (bool(last) and found[-1].id == last)
            over = ended and (steady or number == PASSES)
            yield Page(fresh, len(seen), over and steady and legible)
            if over:
                return
            if ended:
                break
            last = found[-1].id
            skip += len(found) - 1


async def cursor_pages(
    fetch: Callable[[int, int, Sequence[Any]], Awaitable[Sequence[M]]],
    limit: int,
    least: int,
    lowered: Callable[[int], object] = lambda _: None,
) -> AsyncIterator[Page[M]]:
    """Yield a list page by page behind the cursor of each page's last record; ``fetch`` takes limit, skip and cursor.

    Records that come or go meanwhile move nothing. No total is told: the last page is one that is below ``least``, or
    smaller than a page that was given before, or empty (reference: HighLevel 12.1). Where records have no cursor, or
    the service does not listen to it, the list is read by offset as `offset_pages` does. Where a size is refused,
    smaller ones are asked for, and ``lowered`` is told.
    """
    seen: set[str] = set()
    legible = True
    after: Sequence[Any] = ()
    largest = 0
    kept: list[Sequence[M]] = []
    while True:
        try:
            found = await fetch(limit, 0, after)
        except RequestRefused as refused:
            if limit <= least or not names_property(refused, "limit"):
                raise
            limit = max(least, limit // 5)
            lowered(limit)
            continue
        fresh = [one for one in found if one.id and one.id not in seen]
        legible = legible and all(one.id for one in found)
        ended = len(found) < max(min(limit, least), largest)
        following = found[-1].search_after if found else ()
        if not ended and (not following or not fresh):
            kept = [] if after else [found]  # the first page need not be asked for again
            break
        seen.update(one.id for one in fresh)
        yield Page(fresh, len(seen), ended and legible)
        if ended:
            return
        largest, after = max(largest, len(found)), following

    async def by_offset(size: int, skip: int) -> Sequence[M]:
        return kept.pop() if kept and not skip else await fetch(size, skip, ())

    async for page in offset_pages(by_offset, limit, least):
        fresh = [one for one in page.items if one.id not in seen]
        seen.update(one.id for one in fresh)
        yield Page(fresh, len(seen), page.complete and legible)


def chunks(items: Sequence[U], size: int) -> Iterator[Sequence[U]]:
    """Yield the items in groups of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
