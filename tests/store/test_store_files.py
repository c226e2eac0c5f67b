"""The payment schedule and the verdicts on files survive, also in a file of an earlier version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Instalment
from app.store import Customer, Store
from app.store.migrations import HISTORY
from app.store.mirrored.schedule import DueDocument
from app.store.mirrored.seen_files import SeenFile


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    opened = Store.open(home)
    yield opened
    opened.close()


def customer(number: int) -> Customer:
    return Customer("", str(number), "", Contact(company=f"Bar {number}"), "CLIENTE", {}, "write", 1.0, True)


def test_an_earlier_file_keeps_its_customers(home: Home) -> None:
    place = next(i for i, module in enumerate(HISTORY) if module.revision == "0005")
    earlier = Store.open(home, history=HISTORY[:place])
    earlier.settings.set("x", 1)
    with earlier.database.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO mirror (id, code, api_id, kind, source, seen_at, exported_at, name_certain, contact, raw)"
            " VALUES (1, 'C1', '7', 'CLIENTE', 'export', 5.0, 5.0, 1, '{\"company\": \"Bar\"}', '{\"Cod.\": \"C1\"}')"
        )
    earlier.close()
    now = Store.open(home)
    assert (now.settings.get("x", 0), now.mirror.count(), now.schedule.count()) == (1, 1, 0)
    (kept,) = now.mirror.all()
    assert (kept.contact.company, kept.api_id, kept.missing_since) == ("Bar", "7", 0.0)
    assert set(kept.statements.values()) == {("export", 5.0)}, "each value is of the export that was seen"
    assert now.mirror.newest_export_at() == 5.0 and not now.handovers.open()
    now.close()
    assert list(home.backups.glob("*.sqlite3"))


def test_a_document_is_replaced_as_a_whole(store: Store) -> None:
    parts = (Instalment(Decimal("10.00"), date(2026, 1, 31), "MP05"), Instalment(Decimal("20.00"), None, paid=True))
    parts = (parts[0], replace(parts[1], paid_source="schedule", paid_on=date(2026, 2, 1)))
    one, other = DueDocument("1", date(2026, 1, 1), "Bar", "", parts), DueDocument("2", None, "Bar", "", parts[:1])
    store.schedule.put_many([one, other], 5.0)
    assert store.schedule.all() == [other, one]
    store.schedule.put_many([replace(one, instalments=parts[1:])], 6.0)
    assert store.schedule.all() == [other, replace(one, instalments=parts[1:])]
    assert store.schedule.count() == 2


def test_a_verdict_holds_for_the_file_as_it_was(store: Store) -> None:
    file = SeenFile("/d/a.csv", 10, 5.0, "abc", "never", 6.0)
    store.seen_files.put(file)
    assert store.seen_files.is_seen("/d/a.csv", 10, 5.0)
    assert not store.seen_files.is_seen("/d/a.csv", 11, 5.0)
    assert store.seen_files.has_content(10, "abc")
    store.seen_files.put(replace(file, size=12, digest="xyz"))
    assert not store.seen_files.has_content(10, "abc")


def test_the_mirror_is_read_in_batches_and_noted_as_seen(store: Store) -> None:
    ids = store.mirror.put_many(customer(n) for n in range(5))
    assert [[c.id for c in batch] for batch in store.mirror.batches(2)] == [ids[:2], ids[2:4], ids[4:]]
    assert set(store.mirror.get_many([*ids[:2], "999", "x"])) == set(ids[:2])
    store.mirror.seen(ids[:1], 9.0)
    first, second = store.mirror.all()[:2]
    assert (first.source, first.seen_at, second.source) == ("export", 9.0, "write")
    assert store.mirror.newest_export_at() == 9.0
