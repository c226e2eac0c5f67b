"""Holding full garbage collections off: for as long as anybody wants it, and never longer."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.garbage import collect_held, drain, no_full_collections


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def held() -> bool:
    return gc.get_threshold()[2] > 10


def test_the_hold_ends_also_with_an_error() -> None:
    def fail() -> None:
        with no_full_collections():
            assert held()
            raise ValueError("in between")

    with pytest.raises(ValueError, match="in between"):
        fail()
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("first_out", ["first in", "last in"])
def test_overlapping_holds_end_with_the_last_of_them(first_out: str) -> None:
    one, two = ExitStack(), ExitStack()
    one.enter_context(no_full_collections())
    two.enter_context(no_full_collections())
    before, after = (one, two) if first_out == "first in" else (two, one)
    before.close()
    assert held()
    after.close()
    assert gc.get_threshold() == (700, 10, 10)


def test_what_was_held_off_is_done_when_asked_for_and_not_without_need() -> None:
    with no_full_collections():
        gc.collect()
        assert not collect_held()
        for _ in range(10):
            gc.collect(1)
        assert collect_held()
        assert gc.get_count()[2] == 0


def test_a_drained_list_is_empty_and_what_nobody_else_has_is_gone() -> None:
    class Thing:
        pass

    kept = Thing()
    things = [Thing() for _ in range(1200)]
    seen = weakref.WeakSet(things)
    things.append(kept)
    drain(things)
    assert things == []
    assert len(seen) == 0
    assert isinstance(kept, Thing)
