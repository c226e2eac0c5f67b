"""An export's cells are kept packed beside the contact and come back as they stood, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import Home
from app.records.contact import Contact
from app.store import Customer, Store
from app.store.mirrored import raw_cells

BAR = Contact(company="Bar Sport S.r.l.", email="a@b.it", city="Roma", vat_code="00743520567")
CELLS = {"Cod.": "7", "Rag. Sociale": "BAR SPORT SRL", "Città": "Roma", "Email": "a@b.it", "Tipo": "CLIENTE", "?": "x"}


def customer(raw: Mapping[str, str], contact: Contact = BAR, number: str = "") -> Customer:
    return Customer(number, "7", "", contact, "CLIENTE", dict(raw), "export", 100.0, True, held_name="BAR SPORT SRL")


def kept(store: Store) -> list[str]:
    with store.database.reading() as connection:
        return [str(raw) for (raw,) in connection.exec_driver_sql("SELECT raw FROM mirror ORDER BY id")]


def sets(store: Store) -> int:
    with store.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM raw_names").scalar() or 0)


def test_names_are_kept_once_and_what_the_contact_says_not_again(store: Store) -> None:
    store.mirror.put_many([customer(CELLS) for _ in range(50)])
    assert [c.raw for c in store.mirror.all()] == [CELLS] * 50
    assert sets(store) == 1
    assert all(
        "Roma" not in raw and "Cod." not in raw and "BAR SPORT" not in raw and len(raw) < 40 for raw in kept(store)
    )


def test_another_process_reads_them(store: Store) -> None:
    number = store.mirror.put(customer(CELLS))
    again = Store.open(Home(store.database.path.parent))
    try:
        found = again.mirror.get(number)
        assert found is not None and found.raw == CELLS
    finally:
        again.close()


def test_a_later_value_of_the_contact_leaves_the_cells_as_they_stood(store: Store) -> None:
    number = store.mirror.put(customer(CELLS))
    store.mirror.put(customer(CELLS, Contact(company="Bar Roma", city="Milano"), number))
    found = store.mirror.get(number)
    assert found is not None and found.raw == CELLS and found.contact.city == "Milano"


def test_rows_of_older_versions_are_read(store: Store) -> None:
    number = store.mirror.put(customer({}))
    with store.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE mirror SET raw = ?", (json.dumps(CELLS),))
    found = store.mirror.get(number)
    assert found is not None and found.raw == CELLS


def test_names_of_a_transaction_that_was_taken_back_are_kept_by_the_next(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.mirror.put(customer(CELLS))
            assert store.mirror.all()[0].raw == CELLS
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert sets(store) == 0
    store.mirror.put(customer(CELLS))
    assert sets(store) == 1 and store.mirror.all()[0].raw == CELLS


def test_very_many_sets_of_names_are_not_all_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_cells, "MOST_SETS", 3)
    rows = [{f"TEL ({n})": "1", "FN": "x"} for n in range(8)]
    store.mirror.put_many([customer(raw) for raw in rows])
    assert sets(store) == 3
    assert [c.raw for c in store.mirror.all()] == rows


def test_two_sets_under_one_key_are_not_mistaken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_cells, "_key", lambda _names: "same")
    first, second = {"Nome": "a", "Email": "b"}, {"Email": "a", "Nome": "b"}
    store.mirror.put_many([customer(first), customer(second)])
    store.mirror.put(customer(second))
    assert [c.raw for c in store.mirror.all()] == [first, second, second]


_rows = st.lists(st.dictionaries(st.text(max_size=8), st.sampled_from(["", "7", "Roma", "CLIENTE", "0", "19", "x\ny"])))


def test_any_cells_come_back(store: Store) -> None:
    @given(_rows)
    def check(rows: list[dict[str, str]]) -> None:
        store.mirror.remove([c.id for c in store.mirror.all()])
        store.mirror.put_many([customer(raw) for raw in rows])
        found = [c.raw for c in store.mirror.all()]
        assert found == rows and [list(raw) for raw in found] == [list(raw) for raw in rows]

    check()


def test_room_that_a_large_transaction_took_beside_the_file_is_given_back(store: Store) -> None:
    store.mirror.put_many([customer({**CELLS, "Note": "x" * 5000}) for _ in range(500)])
    beside = Path(f"{store.database.path}-wal")
    assert beside.stat().st_size > 1_000_000
    store.database.give_back()
    assert beside.stat().st_size == 0
    assert store.mirror.count() == 500


def test_it_waits_for_nobody_who_reads_and_breaks_no_transaction(store: Store) -> None:
    store.mirror.put(customer(CELLS))
    other = Store.open(Home(store.database.path.parent))
    try:
        with other.database.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM mirror").scalar() == 1
            store.mirror.put(customer(CELLS))
            store.database.give_back()
        with store.transaction():
            store.mirror.put(customer(CELLS))
            store.database.give_back()
        assert other.mirror.count() == 3
    finally:
        other.close()
