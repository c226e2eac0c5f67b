"""Hostile files of every kind are read or refused in words; how long they take is measured by `tests/fuzz/fuzz.py`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.burdens import BURDENS
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.readers import read
from tests.fuzz.seeds import mutated, seeds
from tests.fuzz.swarms import SWARMS
from tests.fuzz.tricks import TRICKS

SEEDS = seeds()
MADE = {**HOSTILE, **TRICKS, **BURDENS, **SWARMS}


@pytest.mark.parametrize("name", MADE)
def test_a_hostile_file_is_read_or_refused_in_words(tmp_path: Path, name: str) -> None:
    ending, maker = MADE[name]
    path = tmp_path / f"a{ending}"
    path.write_bytes(maker(20_000))
    assert read(path)


@pytest.mark.parametrize("name", SEEDS)
def test_an_ordinary_file_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SEEDS[name])
    assert read(path).isdecimal()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SEEDS)), st.integers(min_value=0, max_value=2**32))
def test_whatever_befalls_a_file_it_is_read_or_refused_in_words(tmp_path: Path, name: str, seed: int) -> None:
    path = tmp_path / name
    path.write_bytes(mutated(SEEDS[name], random.Random(seed)))
    assert read(path)


def test_unpacking_that_asks_for_all_the_memory_is_refused_before_it_does(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(BURDENS["a dictionary of gigabytes"][1](1_000))
    assert read(path) == "file_bomb"
    path.write_bytes(BURDENS["packed by lzma"][1](1_000))
    assert read(path).isdecimal()
