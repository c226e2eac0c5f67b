"""A hundred thousand customers are searched by the database."""

from __future__ import annotations

from pathlib import Path

from app.records.contact import Contact
from app.services.invoices.finding import holds
from app.store import Customer, Store
from app.store.mirrored.searching import search
from app.ui.models.plan_index import fold


def customer(number: int, contact: Contact, code: str = "") -> Customer:
    return Customer("", code or str(number), "", contact, "CLIENTE", {}, "export", 1.0, True)


def found(store: Store, text: str, limit: int = 8) -> list[str]:
    words = fold(text).split()
    return [c.contact.title for c in search(store.database, words, lambda c: holds(c, words), limit)]


def test_customers_are_found_by_name_city_and_codes_with_and_without_accents(store: Store) -> None:
    store.mirror.put_many(
        [
            customer(1, Contact(company="Caffè Centrale S.n.c.", city="Forlì", vat_code="00743110157")),
            customer(2, Contact(company="Panificio 100% Grano", city="Asti")),
            customer(3, Contact(first_name="Niccolò", last_name="D'Alò", city="Cefalù"), "X77"),
            customer(4, Contact(company="Altro", note="Caffè Centrale")),
        ]
    )
    assert found(store, "caffe centrale") == ["Caffè Centrale S.n.c."], "a note is no name"
    assert found(store, "Caffè FORLÌ") == ["Caffè Centrale S.n.c."]
    assert found(store, "0074311") == ["Caffè Centrale S.n.c."]
    assert found(store, "100%") == ["Panificio 100% Grano"]
    assert found(store, "x77") == ["Niccolò D'Alò"]
    assert found(store, "niccolo cefalu") == ["Niccolò D'Alò"]
    assert found(store, "_") == []
    assert found(store, "") == []
    assert len(found(store, "a", limit=2)) == 2


def test_only_what_may_fit_is_made_of_many(store: Store, tmp_path: Path) -> None:
    store.mirror.put_many(customer(n, Contact(company=f"Ditta numero {n} Srl", city="Torino")) for n in range(5_000))
    looked_at = 0

    def fits(one: Customer) -> bool:
        nonlocal looked_at
        looked_at += 1
        return holds(one, ["4321"])

    assert [c.contact.company for c in search(store.database, ["4321"], fits, 8)] == ["Ditta numero 4321 Srl"]
    assert looked_at < 10


def test_words_of_vowels_alone_make_no_customer_of_what_does_not_hold_them(store: Store) -> None:
    """Any letter may stand for a vowel with an accent: such words fit every row for the database."""
    store.mirror.put_many(customer(n, Contact(company=f"Ditta numero {n} Srl", city="Torino")) for n in range(3_000))
    store.mirror.put_many([customer(9_000, Contact(company="Aiuòla fiorita", city="Bari"))])
    looked_at: list[str] = []

    def fits(one: Customer) -> bool:
        looked_at.append(one.contact.company)
        return holds(one, ["aiuo"])

    search(store.database, ["aiuo"], fits, 8)
    assert len(looked_at) <= 1
    assert found(store, "fiorita aiuo") == ["Aiuòla fiorita"]


def test_nobody_is_looked_for_once_nobody_waits(store: Store) -> None:
    store.mirror.put_many(customer(n, Contact(company=f"Ditta {n}", city="Torino")) for n in range(200))
    asked = 0

    def given_up() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    assert len(search(store.database, ["ditta"], lambda _one: True, 100, given_up)) < 10
    assert search(store.database, ["ditta"], lambda _one: True, 100, lambda: True) == ()
