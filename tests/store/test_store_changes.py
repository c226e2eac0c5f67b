"""Every change of a contact, a customer or a link is noted, whoever makes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app.paths import Home
from app.records.contact import Contact
from app.store import CachedContact, Customer, Store, StoredLink
from app.store.migrations import HISTORY


def customer(number: str) -> Customer:
    return Customer(number, number, "", Contact(company=f"Bar {number}"), "CLIENTE", {}, "export", 1.0, True)


def contact(name: str, at: float = 1.0) -> CachedContact:
    return CachedContact(name, {"id": name}, at, at)


def told(store: Store, seq: int) -> tuple[set[str], set[str], set[str]]:
    changed = store.changes.since(seq)
    assert len(changed) == len(changed.highlevel) + len(changed.mirror) + len(changed.links)
    return set(changed.highlevel), set(changed.mirror), set(changed.links)


def test_what_is_added_changed_and_removed_is_noted_under_its_id(store: Store) -> None:
    assert store.changes.newest() == 0 and not store.changes.since(0)
    store.highlevel.put([contact("a"), contact("b")])
    store.mirror.put_many([customer("1"), customer("2")])
    store.links.put(StoredLink("a~1", "a", "1"))
    assert told(store, 0) == ({"a", "b"}, {"1", "2"}, {"a~1"})

    seq = store.changes.newest()
    assert told(store, seq) == (set(), set(), set())
    store.mirror.set_missing(["2"], 5.0)
    store.highlevel.put([contact("a", 2.0)])
    assert told(store, seq) == ({"a"}, {"2"}, set())
    store.mirror.seen(["1"], 6.0)
    store.links.put(StoredLink("a~1", "a", "2"))
    store.highlevel.remove(["b", "nobody"])
    assert told(store, seq) == ({"a", "b"}, {"1", "2"}, {"a~1"})

    seq = store.changes.newest()
    store.mirror.remove(["1"])
    store.links.remove(["a~1"])
    store.highlevel.clear()
    assert told(store, seq) == ({"a"}, {"1"}, {"a~1"})


def test_a_record_is_noted_once_at_its_newest_change(store: Store) -> None:
    for at in range(5):
        store.highlevel.put([contact("a", float(at))])
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM changes").scalar() == 1
    assert store.changes.newest() == 5
    store.highlevel.put([contact("b")])
    assert told(store, 5) == ({"b"}, set(), set())


def test_what_was_not_kept_is_not_noted(store: Store) -> None:
    store.highlevel.put([contact("a", 9.0)])
    seq = store.changes.newest()
    store.highlevel.put([contact("a", 1.0)])  # older than what is kept

    def given_up() -> None:
        with store.transaction():
            store.highlevel.put([contact("b")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        given_up()
    assert told(store, seq) == (set(), set(), set())


def test_another_program_cannot_change_anything_unseen(home: Home, store: Store) -> None:
    store.highlevel.put([contact("a"), contact("b")])
    seq = store.changes.newest()
    with closing(sqlite3.connect(home.database)) as other:
        other.execute("INSERT OR REPLACE INTO highlevel VALUES ('a', 2.0, 2.0, '{}')")
        other.execute("DELETE FROM highlevel WHERE id = 'b'")
        other.commit()
    assert told(store, seq) == ({"a", "b"}, set(), set())


def test_an_earlier_file_notes_its_changes_from_now_on(home: Home) -> None:
    place = next(i for i, module in enumerate(HISTORY) if module.revision == "0008")
    earlier = Store.open(home, history=HISTORY[:place])
    earlier.highlevel.put([contact("a")])
    earlier.mirror.put(customer("1"))
    earlier.links.put(StoredLink("a~1", "a", "1"))
    earlier.close()
    now = Store.open(home)
    assert now.changes.newest() == 0
    assert (now.highlevel.count(), now.mirror.count(), now.links.count()) == (1, 1, 1)
    kept = now.mirror.get("1")
    assert kept is not None
    now.mirror.put(replace(kept, code="2"))
    assert told(now, 0) == (set(), {"1"}, set())
    now.close()


def test_many_are_read_by_their_ids_and_all_without_what_planning_does_not_need(store: Store) -> None:
    ids = [f"c{n:04d}" for n in range(1203)]
    store.highlevel.put([contact(i) for i in ids])
    store.links.put_many([StoredLink(i, i, "") for i in ids])
    assert set(store.highlevel.get_many([*ids, "nobody"])) == set(store.links.get_many([*ids, "nobody"])) == set(ids)
    assert list(store.highlevel.each()) == store.highlevel.all()
    full = replace(
        customer("1"),
        raw={"Cod.": "1"},
        contact=Contact(company="Bar", tags=("a", "b")),
        provenance={"email": ("invoice", 2.0)},
    )
    store.mirror.put_many([full, customer("2")])
    assert store.mirror.all() == [full, customer("2")]
    assert list(store.mirror.plain()) == [replace(full, raw={}, provenance={}), customer("2")]
