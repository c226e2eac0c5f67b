"""What is kept short: bases of links packed, and actions once for however many plans have them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.errors import StorageError
from app.paths import Home
from app.records.contact import CONTACT_FIELDS
from app.store import Store
from app.store.erasure import Person, forget_person
from app.store.migrations import HISTORY
from app.store.schema.tables import plan_bodies
from app.store.schema.tables import plans as plans_table
from app.store.sync.bases import FIELDS, PackedBase, packed, unpacked
from app.store.sync.plan_lines import Again

LATER = "2026-11-28T05:00:00Z"
BASE = st.dictionaries(st.sampled_from([*FIELDS, "colour"]), st.sampled_from(["", "0", "null", "Torino", 'a "b"\\ü🙂']))


def bodies(store: Store) -> int:
    with store.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(plan_bodies)) or 0


def test_a_field_of_a_contact_never_moves_in_what_is_kept() -> None:
    assert FIELDS[:18] == CONTACT_FIELDS[:18], "what homes hold is read by the place: only ever add at the end"
    assert set(FIELDS) >= set(CONTACT_FIELDS)


@given(BASE, BASE)
def test_bases_come_back_as_they_were(highlevel: dict[str, str], fattura24: dict[str, str]) -> None:
    texts = packed(highlevel, fattura24)
    theirs, ours = unpacked(*texts)
    assert (dict(theirs), dict(ours)) == (highlevel, fattura24)
    assert theirs == highlevel and ours == fattura24 and len(ours) == len(fattura24)
    assert all(ours.get(n, "none") == fattura24.get(n, "none") and (n in ours) == (n in fattura24) for n in FIELDS)
    assert packed(theirs, ours) == texts
    assert {**theirs, "city": "Asti"} == {**highlevel, "city": "Asti"}


def test_equal_bases_are_kept_once() -> None:
    base = dict.fromkeys(FIELDS[:16], "") | {"company": "Viva Verdi S.r.l.", "city": "Torino"}
    theirs, ours = packed(base, {**base, "company": "VIVA VERDI SRL"})
    assert ours == '[0,0,"VIVA VERDI SRL"]' and packed(base, base)[1] == "[]"
    assert len(theirs) + len(ours) < 110


@pytest.mark.parametrize("text", ["", "[1", '"text"', "7"])
def test_a_base_that_is_none_is_damage(text: str) -> None:
    with pytest.raises(StorageError) as caught:
        len(PackedBase(text))
    assert caught.value.code == "database_damaged"


OLD: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("a~1", {"company": "Bar", "city": "Asti", "email": ""}, {"company": "BAR SRL", "city": "Asti", "email": ""}),
    ("b~2", {}, {}),
    ("c~3", {"first_name": "Zoë", "colour": "blue"}, {"first_name": "Zoe"}),
]


def action(action_id: str, city: str, until: str | None) -> dict[str, Any]:
    return {
        "id": action_id,
        "title": "Bar",
        "fields": [{"name": "city", "before": "", "after": city}],
        "deferred_until": until,
        "choices": ["skip"],
        "decision": "",
        "included": True,
    }


def test_an_earlier_home_is_led_over_with_nothing_lost_and_nothing_counted_as_changed(home: Home) -> None:
    place = next(i for i, module in enumerate(HISTORY) if module.revision == "0033")
    earlier = Store.open(home, history=HISTORY[:place])
    first = [action("A1", "Asti", None), action("A2", "Bari", LATER), action("A3", "Como", LATER)]
    second = [action("A1", "Asti", None), action("A2", "Enna", None), action("A3", "Bari", LATER)]
    undo = [action("x", "Asti", None)]
    with earlier.database.transaction() as connection:
        for link, theirs, ours in OLD:
            connection.exec_driver_sql(
                "INSERT INTO links VALUES (?, ?, ?, ?, ?, 1)",
                (link, link[0], link[-1], json.dumps(theirs), json.dumps(ours)),
            )
        for number, actions in enumerate((first, second, undo, []), 1):
            connection.exec_driver_sql(
                "INSERT INTO plans (number, id, created_at, state, header) VALUES (?, ?, 1, 'open', '{}')",
                (number, f"p{number}"),
            )
            for seq, one in enumerate(actions):
                connection.exec_driver_sql(
                    "INSERT INTO plan_actions VALUES (?, ?, ?, ?)", (number, seq, one["id"], json.dumps(one))
                )
    seq = earlier.changes.newest()
    earlier.close()
    now = Store.open(home)
    assert list(home.backups.glob("*.sqlite3")), "a copy was made before"
    assert [(k.id, dict(k.base_highlevel), dict(k.base_fattura24)) for k in now.links.all()] == OLD
    assert now.changes.newest() == seq, "nobody is told of bases that are written otherwise"
    for plan_id, actions in (("p1", first), ("p2", second), ("p3", undo), ("p4", [])):
        assert now.plans.load(plan_id) == ({}, actions, "open")
    assert bodies(now) == 4, "four different ones in seven"
    assert now.plans.undecided("p1") == 3
    now.plans.append_actions("p1", [action("A4", "Pisa", None)])
    loaded = now.plans.load("p1")
    assert loaded is not None and [a["id"] for a in loaded[1]] == ["A1", "A2", "A3", "A4"]
    again = now.links.get("a~1")
    assert again is not None
    now.links.put(again)
    assert now.changes.since(seq).links == {"a~1"}, "later changes are noted as before"
    now.close()


def test_what_stands_in_the_plan_before_is_not_written_again(store: Store) -> None:
    first = [action(f"A{n}", f"City {n}", LATER if n > 5 else None) for n in range(1, 11)]
    revision = store.plans.save("p1", 1.0, {}, first)
    kept, numbers = store.plans.bodies("p1")
    assert kept == revision and len(set(numbers)) == 10
    new = action("A1", "Torino", None)
    again = [Again(f"A{n}", body, None) for n, body in enumerate(numbers, 2)]
    store.plans.save("p2", 2.0, {}, [new, *again])
    assert bodies(store) == 11
    moved = [{**one, "id": f"A{n}", "deferred_until": None} for n, one in enumerate(first, 2)]
    assert store.plans.load("p2") == ({}, [new, *moved], "open")
    assert store.plans.load("p1") == ({}, first, "open")
    changed = {**moved[2], "decision": "skip", "deferred_until": LATER}
    store.plans.replace_actions("p2", {"A4": changed})
    assert store.plans.load("p2") == ({}, [new, *moved[:2], changed, *moved[3:]], "open")
    assert store.plans.load("p1") == ({}, first, "open"), "a decision in one plan is none in another"
    assert (store.plans.undecided("p1"), store.plans.undecided("p2")) == (10, 10)
    assert store.plans.bodies("nobody") == ("", [])


def test_a_plan_of_which_an_action_is_gone_is_damage_in_words(store: Store) -> None:
    store.plans.save("p1", 1.0, {}, [{"id": "A1", "title": "Rossi"}, {"id": "A2", "title": "Verdi"}])
    with store.transaction(), store.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM plan_bodies WHERE body LIKE '%Verdi%'")
    with pytest.raises(StorageError) as caught:
        store.plans.load("p1")
    assert caught.value.code == "database_damaged"
    store.plans.save("p2", 2.0, {}, [{"id": "A1", "title": "Verdi"}])  # the next comparison is not held up by it
    assert store.plans.load("p2") == ({}, [{"id": "A1", "title": "Verdi"}], "open")


def test_bodies_go_when_no_plan_has_them_any_more(store: Store) -> None:
    for number in range(60):
        store.plans.save(f"p{number}", 1.0, {}, [action("A1", str(number), None)])
    assert bodies(store) <= 20 + 8
    loaded = store.plans.load("p59")
    assert loaded is not None and loaded[1] == [action("A1", "59", None)]


def test_a_person_is_forgotten_in_every_plan_that_shares_the_action(store: Store) -> None:
    about = {**action("A1", "Asti", None), "side": "highlevel", "target_id": "hl1", "title": "Anna Neri"}
    store.plans.save("p1", 1.0, {}, [about, action("A2", "Bari", None)])
    _, numbers = store.plans.bodies("p1")
    before = store.plans.save("p2", 2.0, {}, [Again("A1", numbers[1], None), Again("A2", numbers[0], LATER)])
    store.plans.save("p3", 3.0, {}, [Again("A1", numbers[1], None)])
    forget_person(store.database, Person(customer="", contact="hl1", traces=("Anna Neri",)))
    for plan_id in ("p1", "p2"):
        loaded = store.plans.load(plan_id)
        assert loaded is not None and loaded[2] == "superseded"
        assert "Anna" not in json.dumps(loaded[1]) and "Bari" in json.dumps(loaded[1])
    assert store.plans.bodies("p2")[0] != before, "whoever has it in memory reads it anew"
    with store.database.reading() as connection:
        assert connection.scalar(select(plans_table.c.state).where(plans_table.c.id == "p3")) == "open"
