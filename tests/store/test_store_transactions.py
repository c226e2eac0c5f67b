"""Transactions: all or nothing, nested, across threads, and what a failing disk makes of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.errors import StorageError
from app.paths import Home
from app.store import CachedContact, OperationRow, Store, StoredLink
from app.texts import LANGUAGES


def intent(name: str) -> OperationRow:
    return OperationRow(name, "r", "p", ("a",), "fattura24", "create", "Mario")


def store_transaction(store: Store) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Make a function run within a transaction."""

    def decorate(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            with store.transaction():
                work()

        return run

    return decorate


def lose(store: Store) -> None:
    """Do in an inner transaction what SQLite does on some errors: take the whole one back."""
    with store.database.transaction() as connection:
        driver: Any = connection.connection.driver_connection
        driver.rollback()


@contextmanager
def pragma(store: Store, statement: str) -> Iterator[None]:
    """Apply a pragma to every connection that begins a transaction."""

    def apply(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA {statement}")

    event.listen(store.database.engine, "begin", apply)
    yield
    event.remove(store.database.engine, "begin", apply)


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    with store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with pragma(store, f"max_page_count = {pages}"):
        yield
    # the limit belongs to the connections that were open then
    store.database.engine.dispose()


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    @store_transaction(store)
    def work() -> None:
        store.journal.begin(intent("o1"))
        store.budget.spend("fattura24", 1.0)
        assert store.budget.times("fattura24", 0) == [1.0], "within it, its own writes are seen"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert store.journal.unfinished() == []
    assert store.budget.times("fattura24", 0) == []


def test_the_outermost_transaction_commits(home: Home, store: Store) -> None:
    another = Store.open(home)
    with store.transaction():
        with store.transaction():
            store.settings.set("a", 1)
        assert another.settings.get("a") is None
    assert another.settings.get("a") == 1
    another.close()


def test_a_failing_inner_transaction_takes_back_its_own_part_only(store: Store) -> None:
    @store_transaction(store)
    def work() -> None:
        store.settings.set("a", 2)
        store.settings.set("b", 2)
        raise ZeroDivisionError

    with store.transaction():
        store.settings.set("a", 1)
        with pytest.raises(ZeroDivisionError):
            work()
        store.settings.set("c", 3)
    assert store.settings.all() == {"a": 1, "c": 3}


def test_writers_of_several_threads_queue(store: Store) -> None:
    def work(number: int) -> None:
        for _ in range(20):
            with store.transaction():
                store.settings.set("n", store.settings.get("n", 0) + 1)
                store.budget.spend("fattura24", float(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert store.settings.get("n") == 80
    assert len(store.budget.times("fattura24", 0)) == 80


def test_a_reader_does_not_wait_for_a_writer_of_another_thread(store: Store) -> None:
    store.settings.set("a", 1)
    writing, read = threading.Event(), threading.Event()

    def write() -> None:
        with store.transaction():
            store.settings.set("a", 2)
            writing.set()
            assert read.wait(60)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(write)
        assert writing.wait(60)
        assert store.settings.get("a") == 1
        read.set()
        done.result()
    assert store.settings.get("a") == 2


def test_a_closed_store_refuses_work(home: Home) -> None:
    store = Store.open(home)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.settings.get("a")
    with pytest.raises(RuntimeError, match="closed"):
        store.settings.set("a", 1)
    assert not Path(f"{home.database}-wal").exists(), "the last one out folds everything into the one file"


def test_every_commit_reaches_the_disk(store: Store) -> None:
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


# ------------------------------------------------------------------------------------------------- full disk
def big(name: str) -> list[CachedContact]:
    return [CachedContact(f"{name}{n}", {"note": "x" * 2000}, 1.0, 1.0) for n in range(200)]


def test_a_full_disk_is_said_and_nothing_is_lost(home: Home, store: Store) -> None:
    store.settings.set("kept", 1)
    with full_disk(store):
        with pytest.raises(StorageError) as caught:
            store.highlevel.put(big("a"))
        assert store.settings.get("kept") == 1
        assert store.highlevel.count() == 0
    assert caught.value.code == "disk_full"
    for language in LANGUAGES:
        assert str(home.database) in caught.value.describe(language).meaning
    assert "xxx" not in caught.value.details
    assert store.highlevel.put(big("a")) == 200, "once there is room it goes on"


def test_a_full_disk_takes_back_the_whole_transaction(store: Store) -> None:
    @store_transaction(store)
    def work() -> None:
        store.settings.set("a", 1)
        store.highlevel.put(big("a"))

    with full_disk(store):
        with pytest.raises(StorageError) as caught:
            work()
        assert caught.value.code == "disk_full"
    assert store.settings.get("a") is None


def test_after_a_full_disk_nothing_is_written_outside_of_a_transaction(store: Store) -> None:
    @store_transaction(store)
    def work() -> None:
        store.settings.set("a", 1)
        lose(store)
        store.settings.set("b", 2)

    with pytest.raises(StorageError) as caught:
        work()
    assert caught.value.code == "disk_failed"
    assert store.settings.all() == {}
    store.settings.set("c", 3)
    assert store.settings.all() == {"c": 3}


def test_a_caller_that_passes_over_a_lost_transaction_still_fails(store: Store) -> None:
    @store_transaction(store)
    def work() -> None:
        with pytest.raises(StorageError):
            lose(store)
        for call in (
            lambda: store.settings.set("b", 2),
            lambda: store.settings.get("b"),
            lambda: store.links.put(StoredLink("l", "h", "1")),
        ):
            with pytest.raises(StorageError):
                call()

    with pytest.raises(StorageError):
        work()
    assert store.settings.all() == {}
    assert store.links.count() == 0


# ------------------------------------------------------------------------------------------------ other disks
def test_a_file_that_became_read_only_is_said(home: Home, store: Store) -> None:
    with pragma(store, "query_only = ON"):
        with pytest.raises(StorageError) as caught:
            store.settings.set("a", 1)
        assert caught.value.code == "home_read_only"
    store.database.engine.dispose()
    store.settings.set("a", 1)
    assert store.settings.get("a") == 1


def test_another_process_that_holds_the_file_is_said(home: Home) -> None:
    first, second = Store.open(home), Store.open(home, busy_timeout=0)
    with first.transaction():
        with pytest.raises(StorageError) as caught:
            second.settings.set("a", 1)
        with pytest.raises(StorageError) as at_opening:
            Store.open(home, busy_timeout=0)
    assert caught.value.code == at_opening.value.code == "database_busy"
    second.settings.set("a", 1)
    first.close()
    second.close()


def test_damage_found_while_working_is_said(home: Home) -> None:
    store = Store.open(home)
    store.highlevel.put(big("a"))
    store.close()
    with home.database.open("r+b") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StorageError) as caught:
        Store.open(home).highlevel.all()
    assert caught.value.code == "database_damaged"


def test_every_storage_error_has_its_texts() -> None:
    for code in ("home_read_only", "disk_full", "disk_failed", "database_damaged", "database_newer", "database_busy"):
        for language in LANGUAGES:
            words = StorageError(code, path="/here/it/is").describe(language)
            assert "/here/it/is" in words.meaning
            assert words.title
            assert words.action


def test_many_writes_join_the_transaction_without_a_savepoint(store: Store) -> None:
    said: list[str] = []
    with store.transaction(), store.database.joined() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(said.append)
        store.settings.set("a", 1)
        with store.database.joined():
            pass
        driver.set_trace_callback(None)
    assert store.settings.get("a") == 1
    assert sum("SAVEPOINT" in line for line in said) <= 1  # that of the setting itself
    with store.database.joined():  # alone it is a transaction of its own
        store.settings.set("a", 2)
    assert store.settings.get("a") == 2


def test_what_fails_where_it_has_joined_takes_the_whole_with_it(store: Store) -> None:
    def failing() -> None:
        with store.database.joined():
            store.settings.set("a", 1)
            raise LookupError

    def going_on() -> None:
        with pytest.raises(LookupError):
            failing()
        store.settings.set("b", 1)

    with pytest.raises(RuntimeError), store.transaction():
        going_on()
    assert (store.settings.get("a"), store.settings.get("b")) == (None, None)
    with store.transaction():
        with pytest.raises(LookupError), store.transaction():  # what can be undone alone is whole again
            failing()
        store.settings.set("b", 1)
    assert (store.settings.get("a"), store.settings.get("b")) == (None, 1)
