"""Who has no code in the file is the customer it is most like, whatever order the rows have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.paths import Home
from app.services.imports import known_customers
from app.services.imports.importing import import_files
from app.store import Customer, Store

HEADER = "Cod.;Rag. Sociale;P.IVA;Indirizzo;Città;Telefono;Email;Tipo"
BRANCHES = (
    "1;Nova srl;12345670587;Via Po 1;Torino;;info@nova.it;CLIENTE",
    "2;Nova S.r.l.;12345670587;;;+393471234567;amministrazione@nova.it;CLIENTE",
    "3;Nova;;;Torino;;;CLIENTE",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    yield opened
    opened.close()


def take(store: Store, folder: Path, rows: tuple[str, ...], *, coded: bool) -> None:
    lines = [HEADER, *rows] if coded else [line.split(";", 1)[1] for line in (HEADER, *rows)]
    file = folder / "rubrica.csv"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    (report,) = import_files(store, SystemClock(), [file], sure=True)
    assert report.problem is None


def said(customer: Customer) -> tuple[str, ...]:
    c = customer.contact
    return (customer.code, c.company, c.vat_code, c.street, c.city, c.mobile, c.email)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_branches_with_one_vat_code_keep_their_own_address(
    store: Store, tmp_path: Path, order: tuple[int, ...]
) -> None:
    take(store, tmp_path, BRANCHES, coded=True)
    before = [said(c) for c in store.mirror.all()]
    take(store, tmp_path, tuple(BRANCHES[n] for n in order), coded=False)
    assert [said(c) for c in store.mirror.all()] == before


@pytest.mark.parametrize("above", [True, False])
def test_a_branch_that_is_new_takes_nobodys_place(store: Store, tmp_path: Path, above: bool) -> None:
    take(store, tmp_path, BRANCHES[:1], coded=True)
    new = "9;Nova srl;12345670587;Via Lago 9;Milano;;milano@nova.it;CLIENTE"
    edited = BRANCHES[0].replace("Via Po 1", "Via Po 2")
    take(store, tmp_path, (new, edited) if above else (edited, new), coded=False)
    first, second = store.mirror.all()
    assert (first.contact.street, first.contact.email) == ("Via Po 2", "info@nova.it")
    assert (second.contact.street, second.contact.email) == ("Via Lago 9", "milano@nova.it")


def test_a_bare_name_is_whoever_has_nothing_else_either(store: Store, tmp_path: Path) -> None:
    """A customer made by name alone is not the firm with a VAT code that comes first in the file."""
    take(store, tmp_path, BRANCHES[2:], coded=False)
    take(store, tmp_path, BRANCHES, coded=True)
    bare = store.mirror.all()[0]
    assert (bare.code, bare.contact.vat_code, bare.contact.email) == ("3", "", "")
    assert store.mirror.count() == 3


def test_rows_that_wait_are_decided_before_they_fill_the_memory(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_customers, "_MOST_HELD", 2)
    rows = tuple(f"{n};Ditta {n} srl;;Via Po {n};Torino;;ditta{n}@posta.it;CLIENTE" for n in range(1, 9))
    take(store, tmp_path, rows, coded=True)
    moved = tuple(row.replace("Via Po", "Via Lago") for row in rows)
    take(store, tmp_path, moved, coded=False)
    assert [(c.code, c.contact.street) for c in store.mirror.all()] == [(str(n), f"Via Lago {n}") for n in range(1, 9)]


@pytest.mark.parametrize("coded", [True, False])
def test_many_of_one_name_and_nothing_else_stay_as_many(store: Store, tmp_path: Path, coded: bool) -> None:
    rows = tuple(f"{n};Cliente privato;;Via Po {n};Torino;;;CLIENTE" for n in range(1, 31))
    take(store, tmp_path, rows, coded=coded)
    before = [said(c) for c in store.mirror.all()]
    for again in (rows, tuple(reversed(rows)), tuple(row.replace("Via Po", "Via Lago") for row in rows)):
        take(store, tmp_path, again, coded=False)
        assert store.mirror.count() == 30
    assert [(c.code, c.contact.company) for c in store.mirror.all()] == [(b[0], b[1]) for b in before]
    assert {c.contact.street for c in store.mirror.all()} == {f"Via Lago {n}" for n in range(1, 31)}
