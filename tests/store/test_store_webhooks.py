"""Deliveries count once, across restarts; a mark goes only when what it was about has been read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.clock import ManualClock
from app.paths import Home
from app.store import Mark, Store
from app.store.migrations import HISTORY
from app.store.migrations.versions import r0003_webhooks
from app.store.schema.tables import metadata

MARK = Mark("contact", "c1", "ContactUpdate", 100.0, 101.0)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(home: Home, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(home, clock)
    yield opened
    opened.close()


def test_a_delivery_is_taken_once_and_still_known_after_a_restart(store: Store, home: Home, clock: ManualClock) -> None:
    assert store.webhooks.take("w1", 1.0, [MARK])
    store.webhooks.clear([MARK])
    store.close()
    again = Store.open(home, clock)
    assert not again.webhooks.take("w1", 2.0, [MARK])
    assert again.webhooks.marks() == []
    again.close()


def test_of_two_events_the_newer_counts_in_whatever_order_they_come(store: Store) -> None:
    gone = Mark("contact", "c1", "ContactDelete", 105.0, 106.0)
    store.webhooks.take("w1", 1.0, [gone])
    store.webhooks.take("w2", 1.0, [replace(MARK, marked_at=107.0)])
    assert store.webhooks.marks("contact") == [replace(gone, marked_at=107.0)]
    assert store.webhooks.count() == 1


def test_a_contact_once_told_is_not_forgotten_by_a_webhook_that_lacks_it(store: Store) -> None:
    store.webhooks.take("w1", 1.0, [Mark("task", "t1", "TaskComplete", 100.0, 101.0, "c1")])
    store.webhooks.take("w2", 1.0, [Mark("task", "t1", "TaskCreate", 102.0, 103.0)])
    assert store.webhooks.marks("task")[0].contact == "c1"


def test_what_is_told_again_while_it_is_read_stays_marked(store: Store) -> None:
    store.webhooks.take("w1", 1.0, [MARK])
    read = store.webhooks.marks("contact")
    store.webhooks.take("w2", 1.0, [replace(MARK, at=102.0, marked_at=103.0)])
    store.webhooks.clear(read)
    assert [m.at for m in store.webhooks.marks("contact")] == [102.0]


def test_pruning_forgets_old_deliveries_and_old_marks_but_no_contact(store: Store) -> None:
    store.webhooks.take("old", 1.0, [MARK, Mark("task", "t1", "TaskCreate", 1.0, 1.0)])
    store.webhooks.take("new", 9.0)
    store.webhooks.prune(5.0, 50.0)
    assert [m.record for m in store.webhooks.marks()] == ["contact"]
    assert store.webhooks.take("old", 10.0)
    assert not store.webhooks.take("new", 10.0)
    store.webhooks.forget_all()
    assert store.webhooks.count() == 0


def test_the_tables_come_into_a_file_of_the_version_before_and_leave_its_data(home: Home, clock: ManualClock) -> None:
    before = Store.open(home, clock, history=HISTORY[: HISTORY.index(r0003_webhooks)])
    before.settings.set("account.highlevel", {"identifier": "L1"})
    before.close()
    after = Store.open(home, clock)
    assert after.settings.get("account.highlevel") == {"identifier": "L1"}
    assert after.webhooks.take("w1", 1.0, [MARK])
    with after.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    after.close()
