"""The quick ways of the planner give what the plain ones give."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import vat_key
from app.records.compare import match_key, same
from app.records.phone import to_e164
from app.sync.contacts.keys import LEVELS, KeyIndex, keys_of
from app.sync.contacts.merge import Outcome, differing, equal_values, merge, rebase, rebase_equal
from app.sync.contacts.planner import make_plan
from app.sync.plan.model import Kind, Link
from tests.sync.random_worlds import contact, edited, mapping, world

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_what_differs_is_what_is_not_equal_field_by_field(seed: int) -> None:
    dice = random.Random(seed)
    rules, a = mapping(dice), contact(dice)
    b = edited(a, dice)
    plain = [r for r in rules.active() if not equal_values(r.field, a, b)]
    assert list(differing(a, b, rules)) == plain
    told = [v.field for v in merge(a, b, None, rules) if v.outcome is not Outcome.EQUAL]
    assert told == [r.field for r in plain]


@given(SEEDS)
def test_a_base_moves_where_both_are_equal_and_only_there(seed: int) -> None:
    dice = random.Random(seed)
    rules, a = mapping(dice), contact(dice)
    b = edited(a, dice)
    base = edited(a, dice)
    link = rebase(Link("l", "h", "f"), base, edited(base, dice), rules)
    unequal = [r.field for r in differing(a, b, rules)]
    moved = rebase_equal(link, a, b, rules, unequal)
    for rule in rules.active():
        name = rule.field
        if name in unequal:
            assert (moved.base_highlevel.get(name), moved.base_fattura24.get(name)) == (
                link.base_highlevel.get(name),
                link.base_fattura24.get(name),
            )
        else:
            assert (moved.base_highlevel[name], moved.base_fattura24[name]) == (a.get(name), b.get(name))
    assert (moved is link) == (moved == link)


@given(SEEDS)
def test_the_index_finds_every_record_by_each_of_its_keys(seed: int) -> None:
    records = [*world(seed).highlevel.records, *world(seed).fattura24.records]
    index = KeyIndex(records)
    for level in LEVELS:
        counted = Counter((key, r.id) for r in records for key in keys_of(r, level))
        for key in {key for key, _ in counted}:
            assert Counter(index.with_key(level, key)) == Counter({i: n for (k, i), n in counted.items() if k == key})
    assert index.with_key("email", "nobody@example.it") == ()


@given(st.text("0123456789", min_size=7, max_size=12))
def test_plain_digits_go_the_quick_way_to_the_same_key(digits: str) -> None:
    assert vat_key(digits) == vat_key(f" IT {digits}" if len(digits) == 11 else f"{digits} ")
    assert fiscal_code_key(digits) == fiscal_code_key(f"{digits} ")


@given(st.from_regex(re.compile(r"(\+39|0039)?3\d{9}", re.ASCII), fullmatch=True))
def test_a_plain_mobile_goes_the_quick_way_to_the_same_number(number: str) -> None:
    assert to_e164(number) == to_e164(f"{number} ")
    assert match_key("mobile", number) == to_e164(number)


@pytest.mark.parametrize(
    ("address", "key"),
    [("A@b.it", "a@b.it"), ("a b@c.it", ""), ("a@b .it", ""), ("a\u00a0@b.it", ""), ("@b.it", ""), ("a@", "")],
)
def test_an_address_with_a_space_inside_is_no_key(address: str, key: str) -> None:
    assert match_key("email", address) == key


def test_companies_written_the_same_but_for_case_are_the_same() -> None:
    assert same("company", "Srl", "SRL")
    assert same("company", "Rossi & C. S.n.c.", "ROSSI E C SNC")
    assert not same("company", "Rossi Srl", "Rossi Snc")
    assert not same("company", "&", "+ +")


def test_the_random_worlds_hold_every_kind_of_action() -> None:
    kinds = {a.kind for seed in range(80) for a in make_plan(world(seed), "p").plan.actions}
    assert kinds == {Kind.CREATE, Kind.UPDATE, Kind.LINK, Kind.UNLINK, Kind.CONFLICT}
