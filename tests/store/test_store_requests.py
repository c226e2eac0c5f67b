"""Documents with their idempotency keys in the store, and the way there from an earlier file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from app.clock import ManualClock
from app.paths import Home
from app.store import Store
from app.store.migrations import HISTORY
from app.store.requests import DocumentRequest

REQUEST = DocumentRequest("order-1", "order-1", "abc", "FE Bar 12.20 EUR", "<x/>", 10.0)


def test_requests_come_back_by_name_contents_and_state(store: Store) -> None:
    store.requests.put(REQUEST)
    store.requests.put(replace(REQUEST, id="order-1_retry1", state="sending"))
    store.requests.put(replace(REQUEST, id="b", name="b", digest="d"))
    store.requests.put(replace(REQUEST, state="refused", updated_at=20.0))
    assert store.requests.get("order-1") == replace(REQUEST, state="refused", updated_at=20.0)
    assert store.requests.get("x") is None
    assert [r.id for r in store.requests.named("order-1")] == ["order-1", "order-1_retry1"]
    assert [r.id for r in store.requests.alike("abc")] == ["order-1", "order-1_retry1"]
    assert [r.id for r in store.requests.in_states(["sending", "running"])] == ["order-1_retry1"]
    assert [r.id for r in store.requests.recent(2)] == ["b", "order-1_retry1"]


def test_an_earlier_file_keeps_its_calls(home: Home) -> None:
    place = next(i for i, module in enumerate(HISTORY) if module.revision == "0004")
    Store.open(home, ManualClock(), history=HISTORY[:place]).close()
    with closing(sqlite3.connect(home.database)) as file:
        file.execute("INSERT INTO calls (service, at) VALUES ('fattura24', 5.0)")
        file.commit()
    store = Store.open(home, ManualClock())
    try:
        assert store.budget.times("fattura24", 0, reported=False) == [5.0]
        assert store.budget.times("fattura24", 0, reported=True) == []
        store.requests.put(REQUEST)
        assert store.requests.recent() == [REQUEST]
    finally:
        store.close()
    assert list(home.backups.glob("*.sqlite3"))
