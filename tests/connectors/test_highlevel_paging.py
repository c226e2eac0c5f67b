"""Lists that are paged by an offset: nothing missed, nothing twice, and no claim that is not proven."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.highlevel.paging import PASSES, chunks, offset_pages


@dataclass(frozen=True)
class Item:
    id: str


class Shelf:
    """A list as the service keeps it; ``cap`` is the most it gives at once, ``between`` happens after a page."""

    def __init__(self, count: int, cap: int = 1000) -> None:
        self.ids = [f"t{n:04}" for n in range(count)]
        self.cap = cap
        self.asked: list[tuple[int, int]] = []
        self.between: Callable[[int], object] = lambda _page: None

    async def fetch(self, limit: int, skip: int) -> Sequence[Item]:
        found = [Item(i) for i in self.ids[skip : skip + min(limit, self.cap)]]
        self.asked.append((limit, skip))
        self.between(len(self.asked))
        return found


def read(shelf: Shelf, limit: int = 100, least: int = 25) -> tuple[list[str], bool]:
    async def go() -> tuple[list[str], bool]:
        pages = [page async for page in offset_pages(shelf.fetch, limit, least)]
        assert [p.complete for p in pages[:-1]] == [False] * (len(pages) - 1)
        return [item.id for page in pages for item in page.items], pages[-1].complete

    return asyncio.run(go())


@given(st.integers(0, 420), st.integers(25, 120), st.integers(2, 120))
def test_a_quiet_list_is_read_once_and_whole(count: int, cap: int, limit: int) -> None:
    shelf = Shelf(count, cap)
    ids, complete = read(shelf, limit)
    assert ids == shelf.ids
    assert complete


@pytest.mark.parametrize(
    ("count", "requests"), [(0, 1), (24, 1), (25, 2), (99, 2), (100, 2), (101, 2), (215, 3), (250, 4)]
)
def test_no_request_too_many(count: int, requests: int) -> None:
    shelf = Shelf(count)
    read(shelf)
    assert len(shelf.asked) == requests


def test_a_record_that_went_hides_no_other() -> None:
    shelf = Shelf(250)
    shelf.between = lambda page: shelf.ids.pop(0) if page == 1 else None
    ids, complete = read(shelf)
    assert set(ids) >= set(shelf.ids)
    assert len(ids) == len(set(ids))
    assert complete


def test_a_record_that_came_in_front_is_found() -> None:
    shelf = Shelf(250)
    shelf.between = lambda page: shelf.ids.insert(0, "new") if page == 1 else None
    ids, complete = read(shelf)
    assert "new" in ids and len(ids) == 251
    assert complete


def test_a_list_that_never_rests_proves_nothing_and_ends() -> None:
    shelf = Shelf(250)
    shelf.between = lambda page: shelf.ids.insert(0, f"new{page}")
    ids, complete = read(shelf)
    assert set(ids) >= {f"t{n:04}" for n in range(250)}
    assert not complete
    assert sum(skip == 0 for _, skip in shelf.asked) == PASSES


def test_a_service_that_ignores_the_offset_is_no_endless_list() -> None:
    shelf = Shelf(100)

    async def same(limit: int, skip: int) -> Sequence[Item]:
        shelf.asked.append((limit, skip))
        assert len(shelf.asked) < 20
        return [Item(i) for i in shelf.ids]

    async def go() -> list[bool]:
        return [page.complete async for page in offset_pages(same, 100, 25)]

    assert asyncio.run(go())[-1] is False


def test_chunks() -> None:
    assert [list(c) for c in chunks([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert list(chunks([], 2)) == []
