"""A mirror that can be trusted: newer sources win, unusual files are shown first, absence is only a proposal."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.records.contact import Contact
from app.services.api.imports import ImportGuard, ImportReport
from app.services.imports.importing import import_files
from app.services.mirror.view import MirrorView
from app.services.sync.applying.ledger import StoreLedger
from app.services.sync.reading.snapshot import Snapshot, customer_record
from app.store import Customer, Store, StoredLink
from app.sync.plan.model import Plan, Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb

NOW = 1_790_000_000.0
DAY = 86_400.0
HEADER = ("Cod.", "Rag. Sociale", "P.IVA", "Indirizzo", "CAP", "Città", "Provincia", "Email", "Tipo")
CITIES = ("Torino", "Asti", "Cuneo", "Alba", "Bra")


def row(number: int, **changed: str) -> list[str]:
    values = {
        "Cod.": str(number),
        "Rag. Sociale": f"Panificio Numero {number} Srl",
        "P.IVA": f"0{number:010d}",
        "Indirizzo": f"Via Po {number}",
        "CAP": "10121",
        "Città": CITIES[number % len(CITIES)],
        "Provincia": "TO",
        "Email": f"n{number}@example.it",
        "Tipo": "CLIENTE",
    }
    values |= {
        {"city": "Città", "email": "Email", "name": "Rag. Sociale", "kind": "Tipo"}[k]: v for k, v in changed.items()
    }
    return list(values.values())


class Desk:
    """A home and one who imports files of a given moment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, ManualClock(NOW)
        self.store = Store.open(Home(folder / "home"), self.clock)

    def take(
        self, rows: Sequence[Sequence[str]], at: float, *, sure: bool = False, header: Sequence[str] = HEADER
    ) -> ImportReport:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
        file = self.folder / "rubrica.csv"
        file.write_text(out.getvalue(), encoding="utf-8")
        os.utime(file, (at, at))
        return import_files(self.store, self.clock, [file], sure=sure)[0]

    def customer(self, number: int) -> Customer:
        found = self.store.mirror.by_code(str(number))
        assert found is not None
        return found

    def missing(self) -> set[str]:
        return {c.code for c in self.store.mirror.all() if c.missing_since}

    def write(self, number: int, at: float, **values: str) -> None:
        """Ponte24 writes a customer by API."""
        before = self.customer(number)
        snapshot = Snapshot(self.store, lambda _wire, _at: Record(Side.HIGHLEVEL, "", Contact()))
        ledger = StoreLedger(self.store, snapshot, ManualClock(at))
        after = replace(customer_record(before), contact=before.contact.with_values(values))
        operation = Operation(f"r:update:{at}", "r", "p", ("A1",), Side.FATTURA24, Verb.UPDATE, "", before.id)
        ledger.finish(replace(operation, state=OperationState.DONE), after)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


# ------------------------------------------------------------------------------------------------- who wins
def test_an_older_export_changes_nothing_that_a_newer_one_told_not_even_its_blanks(desk: Desk) -> None:
    desk.take([row(1, email="", city="Ivrea")], NOW - DAY)
    report = desk.take([row(1, email="alt@example.it", city="Novara")], NOW - 5 * DAY)
    contact = desk.customer(1).contact
    assert (contact.email, contact.city) == ("", "Ivrea")
    assert (report.changed, report.unchanged) == (0, 1)


def test_an_older_export_still_tells_what_nobody_has_told(desk: Desk) -> None:
    short = [n for n, name in enumerate(HEADER) if name != "Email"]
    desk.take([[row(1)[n] for n in short]], NOW - DAY, header=[HEADER[n] for n in short])
    assert desk.customer(1).contact.email == ""
    desk.take([row(1, email="alt@example.it", city="Novara")], NOW - 5 * DAY)
    customer = desk.customer(1)
    assert (customer.contact.email, customer.contact.city) == ("alt@example.it", "Asti")
    assert customer.statements["email"] == ("export", NOW - 5 * DAY) and customer.statements["address"] == (
        "export",
        NOW - DAY,
    )


def test_an_export_made_before_our_write_does_not_undo_it_and_brings_the_rest(desk: Desk) -> None:
    desk.take([row(1)], NOW - 9 * DAY)
    desk.write(1, NOW - 2 * DAY, email="nostra@example.it")
    desk.take([row(1, email="vecchia@example.it", city="Ivrea")], NOW - 3 * DAY)
    customer = desk.customer(1)
    assert (customer.contact.email, customer.contact.city) == ("nostra@example.it", "Ivrea")
    assert customer.statements["email"] == ("write", NOW - 2 * DAY)
    desk.take([row(1, email="loro@example.it")], NOW - DAY)
    assert desk.customer(1).contact.email == "loro@example.it", "a newer export has the last word"
    assert desk.customer(1).provenance.get("email") is None


def test_at_one_moment_an_export_goes_before_our_write(desk: Desk) -> None:
    desk.take([row(1)], NOW - 9 * DAY)
    desk.write(1, NOW - DAY, email="nostra@example.it")
    desk.take([row(1, email="loro@example.it")], NOW - DAY)
    assert desk.customer(1).contact.email == "loro@example.it"


def test_sources_are_told_with_their_age(desk: Desk) -> None:
    desk.take([row(1), row(2)], NOW - 3 * DAY)
    view = MirrorView(desk.store, desk.clock)
    assert [(s.source, s.customers, s.at) for s in view.sources()] == [("export", 2, NOW - 3 * DAY)]


# ------------------------------------------------------------------------------------------------- looking first
def test_a_file_that_changes_many_is_shown_and_not_taken_over(desk: Desk) -> None:
    desk.take([row(n) for n in range(1, 31)], NOW - 5 * DAY)
    changed = [row(n, city="Ivrea") if n <= 6 else row(n) for n in range(1, 31)]
    report = desk.take(changed, NOW - DAY)
    assert isinstance(report.problem, ImportGuard) and report.problem.exit_code == 6
    found = report.problem.difference
    assert (found.guards, found.changed, found.known) == (("import_many_changed",), 6, 30)
    assert found.examples[0].fields == (("city", "Asti", "Ivrea"),)
    assert all(desk.customer(n).contact.city != "Ivrea" for n in range(1, 31)), "nothing was taken over"
    assert desk.store.mirror.newest_export_at() == NOW - 5 * DAY
    assert desk.take(changed, NOW - DAY, sure=True).changed == 6
    assert desk.customer(1).contact.city == "Ivrea"


def test_ordinary_imports_go_through(desk: Desk) -> None:
    desk.take([row(n) for n in range(1, 31)], NOW - 5 * DAY)
    some = [row(n, city="Ivrea") if n <= 5 else row(n) for n in range(1, 28)]
    assert desk.take(some, NOW - DAY).problem is None
    shouted = [row(n, name=f"PANIFICIO NUMERO {n} S.R.L.") for n in range(1, 31)]
    assert desk.take(shouted, NOW - DAY / 2).problem is None, "another spelling is no change to a person"


def test_another_companys_address_book_is_told_by_its_strangers(desk: Desk) -> None:
    desk.take([row(n) for n in range(1, 31)], NOW - 5 * DAY)
    other = [
        [
            str(n),
            f"Ferramenta {chr(65 + n)}zzurra {n * 7} Snc",
            f"9{n:010d}",
            f"Corso {n}",
            "00100",
            "Roma",
            "RM",
            f"f{n}@example.com",
            "CLIENTE",
        ]
        for n in range(1, 31)
    ]
    report = desk.take(other, NOW - DAY)
    assert isinstance(report.problem, ImportGuard)
    assert "import_other_book" in report.problem.guards
    assert desk.customer(3).contact.company == "Panificio Numero 3 Srl"


def test_a_much_older_file_is_asked_about(desk: Desk) -> None:
    desk.take([row(n) for n in range(1, 4)], NOW - DAY)
    report = desk.take([row(n) for n in range(1, 4)], NOW - 40 * DAY)
    assert isinstance(report.problem, ImportGuard) and report.problem.guards == ("import_much_older",)


# ------------------------------------------------------------------------------------------------- absence
def test_a_customer_gone_from_a_whole_export_is_missing_and_a_later_one_heals_it(desk: Desk) -> None:
    everyone = [row(n) for n in range(1, 21)]
    desk.take(everyone, NOW - 5 * DAY)
    report = desk.take(everyone[:4] + everyone[5:], NOW - 3 * DAY)
    assert report.problem is None and desk.missing() == {"5"}
    assert desk.customer(5).missing_since == NOW - 3 * DAY
    assert [m.title for m in MirrorView(desk.store, desk.clock).missing()] == ["Panificio Numero 5 Srl"]
    desk.take(everyone[:4] + everyone[5:], NOW - 2 * DAY)
    assert desk.customer(5).missing_since == NOW - 3 * DAY, "since when is not forgotten"
    desk.take(everyone, NOW - DAY)
    assert not desk.missing()


def partly(everyone: list[list[str]], name: str) -> list[list[str]]:
    city = HEADER.index("Città")
    return {
        "one city": [r for r in everyone if r[city] == "Asti"],
        "many absent": everyone[:12],
        "a refused row": [*everyone[:-1], ["20", "", *everyone[0][2:]]],
        "only customers": [r for r in everyone if r[-1] == "CLIENTE"],
    }[name]


@pytest.mark.parametrize("name", ["one city", "many absent", "a refused row", "only customers"])
def test_a_part_of_the_address_book_proves_no_absence(desk: Desk, name: str) -> None:
    everyone = [row(n, kind="FORNITORE" if n in (7, 8) else "CLIENTE") for n in range(1, 21)]
    desk.take(everyone, NOW - 5 * DAY)
    desk.take(partly(everyone, name), NOW - DAY, sure=True)
    assert not desk.missing()


def test_an_older_export_proves_no_absence(desk: Desk) -> None:
    everyone = [row(n) for n in range(1, 21)]
    desk.take(everyone, NOW - 2 * DAY)
    desk.take(everyone[:-1], NOW - 4 * DAY)
    assert not desk.missing()


def test_a_customer_that_was_written_after_the_export_is_not_missing(desk: Desk) -> None:
    everyone = [row(n) for n in range(1, 21)]
    desk.take(everyone, NOW - 5 * DAY)
    desk.write(5, NOW - DAY, email="nostra@example.it")
    desk.take(everyone[:4] + everyone[5:], NOW - 2 * DAY)
    assert not desk.missing()


def test_only_the_setting_lets_a_missing_customer_count_as_gone(desk: Desk) -> None:
    everyone = [row(n) for n in range(1, 21)]
    desk.take(everyone, NOW - 5 * DAY)
    five, six = desk.customer(5).id, desk.customer(6).id
    desk.store.links.put(StoredLink(f"h~{five}", "h", five))
    desk.take(everyone[:4] + everyone[6:], NOW - 3 * DAY)
    assert desk.missing() == {"5", "6"}

    def ids(*, ask: bool) -> set[str]:
        snapshot = Snapshot(desk.store, lambda _wire, _at: Record(Side.HIGHLEVEL, "", Contact()), ask_missing=ask)
        return {r.id for r in snapshot.fattura24()}

    assert five in ids(ask=False) and five not in ids(ask=True)
    assert six not in ids(ask=False), "nobody makes a contact of a customer that is gone"


def test_old_data_are_warned_of_once(desk: Desk) -> None:
    view = MirrorView(desk.store, desk.clock)
    assert [w.key for w in view.warnings(Plan("p", NOW, ()))] == ["mirror_none"]
    old = Plan("p", NOW, (), mirror_seen_at=NOW - 31 * DAY)
    (warning,) = view.warnings(old)
    assert (warning.key, warning.params) == ("mirror_old", {"days": "31"})
    assert not view.warnings(replace(old, mirror_seen_at=NOW - 29 * DAY))
