"""Lists that are paged by an offset or a cursor: nothing missed, nothing twice, and no claim that is not proven."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.highlevel.http.paging import PASSES, chunks, cursor_pages, offset_pages
from app.errors import RequestRefused
from tests.connectors.bench import Bench


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


@dataclass(frozen=True)
class Row:
    id: str
    search_after: tuple[object, ...] = ()


class CursorShelf:
    """A list whose rows say where the next page begins; ``cap`` is given at most, above ``most`` is refused."""

    def __init__(self, count: int, cap: int = 500, most: int = 10_000, mode: str = "cursor") -> None:
        self.ids = [f"t{n:04}" for n in range(count)]
        self.cap, self.most, self.mode = cap, most, mode
        self.asked: list[tuple[int, int, tuple[object, ...]]] = []
        self.between: Callable[[int], object] = lambda _page: None

    async def fetch(self, limit: int, skip: int, after: Sequence[object]) -> Sequence[Row]:
        self.asked.append((limit, skip, tuple(after)))
        if limit > self.most:
            raise RequestRefused(status=422, messages=(f"limit must not be greater than {self.most}",))
        listens = after and self.mode == "cursor"
        rows = [i for i in self.ids if not listens or i > str(after[-1])][skip : skip + min(limit, self.cap)]
        found = [Row(i, () if self.mode == "none" else (0, i)) for i in rows]
        self.between(len(self.asked))
        return found


def read_rows(shelf: CursorShelf, limit: int = 500, least: int = 25) -> tuple[list[str], bool]:
    async def go() -> tuple[list[str], bool]:
        pages = [page async for page in cursor_pages(shelf.fetch, limit, least)]
        assert [p.complete for p in pages[:-1]] == [False] * (len(pages) - 1)
        assert pages[-1].collected == sum(len(p.items) for p in pages)
        return [item.id for page in pages for item in page.items], pages[-1].complete

    return asyncio.run(go())


@given(st.integers(0, 700), st.integers(25, 520), st.integers(2, 520), st.sampled_from(["cursor", "none", "deaf"]))
def test_a_list_is_read_whole_with_a_cursor_without_one_and_with_one_that_is_not_listened_to(
    count: int, cap: int, limit: int, mode: str
) -> None:
    shelf = CursorShelf(count, cap, mode=mode)
    ids, complete = read_rows(shelf, limit)
    assert ids == shelf.ids
    assert complete


@pytest.mark.parametrize(
    ("count", "requests"), [(0, 1), (24, 1), (25, 2), (60, 2), (499, 2), (500, 2), (501, 2), (620, 2), (1100, 3)]
)
def test_a_cursor_costs_no_request_too_many(count: int, requests: int) -> None:
    shelf = CursorShelf(count)
    read_rows(shelf)
    assert len(shelf.asked) == requests


def test_what_goes_or_comes_while_a_cursor_reads_neither_hides_nor_doubles() -> None:
    shelf = CursorShelf(1200)

    def meanwhile(page: int) -> None:
        if page == 1:
            del shelf.ids[:3]
            shelf.ids.append("u-new")

    shelf.between = meanwhile
    ids, complete = read_rows(shelf)
    assert complete
    assert set(ids) >= set(shelf.ids)
    assert len(ids) == len(set(ids)) == 1201


def test_a_page_that_is_refused_as_too_large_is_asked_for_smaller() -> None:
    shelf = CursorShelf(230, most=100)
    ids, complete = read_rows(shelf)
    assert ids == shelf.ids
    assert complete
    assert [limit for limit, *_ in shelf.asked] == [500, 100, 100, 100]


def test_without_cursors_the_first_page_is_not_asked_for_twice() -> None:
    shelf = CursorShelf(60, mode="none")
    assert read_rows(shelf) == (shelf.ids, True)
    assert [skip for _, skip, _ in shelf.asked] == [0, 59]


@pytest.mark.parametrize("odd", [0, 1, 30, 98, 99, 129])
def test_what_cannot_be_read_ends_nothing_and_proves_nothing(odd: int) -> None:
    shelf = Shelf(130)
    shelf.ids[odd] = ""
    ids, complete = read(shelf)
    assert ids == [one for one in shelf.ids if one]
    assert not complete


@pytest.mark.parametrize("odd", [None, "x", 7, [], {}, {"id": None}, {"id": ["a"]}])
def test_a_task_that_is_none_hides_no_other(odd: object) -> None:
    bench = Bench(contacts=1)
    contact = next(iter(bench.state.highlevel.contacts))

    class Odd(httpx.AsyncBaseTransport):
        """A hundred tasks, of which one cannot be read, and ten more."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked = json.loads(request.content)
            rows: list[object] = [
                {"id": f"t{n:03}", "contactId": contact, "title": "x", "searchAfter": [n, f"t{n:03}"]}
                for n in range(110)
            ]
            rows[5] = odd
            begin = asked["searchAfter"][0] + 1 if asked.get("searchAfter") else asked["skip"]
            return httpx.Response(200, json={"tasks": rows[begin : begin + asked["limit"]]})

    bench.network = Odd()
    pages = bench.ask(lambda client: client.iterate_tasks())
    assert [task.id for page in pages for task in page.items] == [f"t{n:03}" for n in range(110) if n != 5]
    assert not pages[-1].complete
