"""Documents and instalments in the store, and the way there from an earlier file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from app.clock import ManualClock
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, DocumentKey, Instalment, Invoice
from app.store import Store
from app.store.migrations import HISTORY
from app.store.mirrored.invoices import MOST_EARLIER, KnownDocument

DUE = date(2026, 3, 31)


def document(number: str = "1", **values: object) -> Invoice:
    made = Invoice(
        supplier_vat="01234567897",
        document_type="TD01",
        number=number,
        date=date(2026, 2, 28),
        total=Decimal("122.00"),
        direction=Direction.ISSUED,
        supplier_name="Alfa S.r.l.",
        customer=Contact(company="Caffè Beta", vat_code="00743110157", pec="beta@pec.example"),
        instalments=(Instalment(Decimal("61.00"), DUE, "MP05"), Instalment(Decimal("61.00"), None, "MP01")),
        refers_to=("7/A",),
        file="a.zip/b.xml",
        digest="d1",
    )
    return replace(made, **values)  # type: ignore[arg-type]


def test_a_document_comes_back_as_it_went(store: Store) -> None:
    ids = store.invoices.put_many([document(), document("2", customer_id="5")], 10.0)
    assert ids == ["1", "2"]
    assert store.invoices.get("1") == document(id="1")
    assert store.invoices.by_key(document("2").key) == document("2", id="2", customer_id="5")
    known = store.invoices.known()[DocumentKey("01234567897", "TD01", "2", date(2026, 2, 28))]
    assert known == KnownDocument("2", "d1", (), Direction.ISSUED, "5")
    assert store.invoices.get("x") is None
    assert store.invoices.get("9") is None


def test_two_documents_with_one_key_are_refused(store: Store) -> None:
    store.invoices.put_many([document()], 1.0)
    with pytest.raises(IntegrityError):
        store.invoices.put_many([document()], 2.0)
    assert len(store.invoices.all()) == 1


def test_a_changed_document_keeps_what_is_known_of_payments(store: Store) -> None:
    store.invoices.put_many([document()], 1.0)
    paid = Instalment(Decimal("61.00"), DUE, "MP05", True, date(2026, 3, 20), "schedule")
    store.invoices.set_instalments("1", [paid, document().instalments[1]])
    changed = document(id="1", digest="d2", total=Decimal("130.00"))
    changed = replace(changed, instalments=(*changed.instalments, Instalment(Decimal("8.00"), DUE)))
    store.invoices.put_many([changed], 2.0)
    kept = store.invoices.get("1")
    assert kept is not None
    assert kept.instalments == (paid, changed.instalments[1], changed.instalments[2])


def test_a_document_remembers_which_copies_it_replaced(store: Store) -> None:
    store.invoices.put_many([document()], 1.0)
    for digest in ("d2", "d3", "d2"):
        store.invoices.put_many([document(id="1", digest=digest)], 2.0)
    known = store.invoices.known()[document().key]
    assert (known.digest, sorted(known.earlier)) == ("d2", ["d1", "d3"])


def test_documents_are_found_by_customer_direction_and_number(store: Store) -> None:
    store.invoices.put_many(
        [
            document("1", customer_id="5"),
            document("2", customer_id="5", date=date(2026, 3, 1)),
            document("3", direction=Direction.RECEIVED),
        ],
        1.0,
    )
    assert [i.number for i in store.invoices.of_customer("5")] == ["2", "1"]
    assert [i.number for i in store.invoices.all(Direction.RECEIVED)] == ["3"]
    assert [i.number for i in store.invoices.with_number("2")] == ["2"]
    assert {k: len(v) for k, v in store.invoices.by_customer().items()} == {"5": 2}
    assert store.invoices.counts() == {Direction.ISSUED: 2, Direction.RECEIVED: 1}
    assert store.invoices.of_customer("nobody") == []


def test_documents_can_be_settled_later(store: Store) -> None:
    store.invoices.put_many([document(direction=Direction.UNKNOWN)], 1.0)
    store.invoices.assign([("1", Direction.ISSUED, "8")])
    assert [(i.direction, i.customer_id) for i in store.invoices.all()] == [(Direction.ISSUED, "8")]
    assert store.invoices.customers() == {"8"}
    store.invoices.assign([("1", Direction.OTHER, "")])
    assert store.invoices.customers() == set()


def test_a_file_of_the_version_before_keeps_its_data_and_takes_documents(home: Home) -> None:
    before = HISTORY[: [m.revision for m in HISTORY].index(_revision_of_invoices())]
    contact = Contact(company="Caffè Beta")
    with closing(Store.open(home, ManualClock(), history=before)) as old:
        with old.database.transaction() as connection:
            connection.exec_driver_sql(
                "INSERT INTO mirror (id, code, api_id, kind, source, seen_at, exported_at, name_certain, contact, raw)"
                " VALUES (1, 'C1', '', 'CLIENTE', 'export', 5.0, 5.0, 1, '{\"company\": \"Caffè Beta\"}', '{}')"
            )
        old.settings.set("synced_before", True)
    with closing(Store.open(home, ManualClock())) as new:
        assert [c.contact for c in new.mirror.all()] == [contact]
        assert new.settings.get("synced_before") is True
        new.invoices.put_many([document(customer_id="1")], 6.0)
        assert [i.customer_id for i in new.invoices.all()] == ["1"]


def _revision_of_invoices() -> str:
    return next(m.revision for m in HISTORY if "nvoices" in (getattr(m, "__doc__", "") or ""))


def test_a_document_remembers_the_newest_of_its_earlier_copies(store: Store) -> None:
    (number,) = store.invoices.put_many([document(digest="d0")], 1.0)
    for n in range(1, MOST_EARLIER + 5):
        store.invoices.put_many([document(digest=f"d{n}", id=number)], 1.0)
    (known,) = store.invoices.known().values()
    assert known.digest == f"d{MOST_EARLIER + 4}"
    assert known.earlier == tuple(f"d{n}" for n in range(MOST_EARLIER + 3, 3, -1))
