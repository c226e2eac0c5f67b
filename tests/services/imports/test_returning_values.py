"""What Ponte24 wrote or knew before and reads back from an export is known again, whatever date the file bears."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.records.contact import Contact
from app.services.api.imports import ImportReport
from app.services.imports.importing import import_files
from app.services.sync.applying.ledger import StoreLedger
from app.services.sync.reading.snapshot import Snapshot, customer_record
from app.store import Customer, Store, StoredLink
from app.sync.plan.model import Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb

NOW = 1_790_000_000.0
HOUR = 3_600.0
LONG = "Strada Provinciale per San Giovanni in Persiceto e Castelfranco Emilia, 1234"

Row = Mapping[str, str]


class Desk:
    """A home, one who imports exports, and Ponte24 that writes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, ManualClock(NOW)
        self.store = Store.open(Home(folder / "home"), self.clock)

    def take(
        self, *rows: Row, at: float, encoding: str = "utf-8", sure: bool = False, even_old: bool = False
    ) -> ImportReport:
        out = io.StringIO()
        columns = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(out, columns, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
        file = self.folder / "rubrica.csv"
        file.write_bytes(out.getvalue().encode(encoding))
        os.utime(file, (at, at))
        (report,) = import_files(self.store, self.clock, [file], sure=sure, even_old=even_old)
        assert report.problem is None
        return report

    def customer(self, code: str) -> Customer:
        found = self.store.mirror.by_code(code)
        assert found is not None
        return found

    def write(self, code: str, at: float, **values: str) -> None:
        before = self.customer(code)
        snapshot = Snapshot(self.store, lambda _wire, _at: Record(Side.HIGHLEVEL, "", Contact()))
        ledger = StoreLedger(self.store, snapshot, ManualClock(at))
        after = replace(customer_record(before), contact=before.contact.with_values(values))
        operation = Operation(f"r:update:{at}", "r", "p", ("A1",), Side.FATTURA24, Verb.UPDATE, "", before.id)
        ledger.finish(replace(operation, state=OperationState.DONE), after)

    def make(self, at: float, **values: str) -> str:
        """A customer that Ponte24 creates; returns its id here."""
        snapshot = Snapshot(self.store, lambda _wire, _at: Record(Side.HIGHLEVEL, "", Contact()))
        operation = Operation(f"r:create:{at}", "r", "p", ("A1",), Side.FATTURA24, Verb.CREATE, "h1", "")
        record = Record(Side.FATTURA24, "1000017", Contact().with_values(values), ("1000017",))
        made = StoreLedger(self.store, snapshot, ManualClock(at)).finish(
            replace(operation, state=OperationState.DONE), record
        )
        assert made is not None
        return made.id

    def link(self, code: str, **name: str) -> None:
        customer = self.customer(code).id
        base = {n: name.get(n, "") for n in ("first_name", "last_name", "company")}
        self.store.links.put(StoredLink(f"h{code}~{customer}", f"h{code}", customer, base, base))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def row(code: str, name: str = "", **more: str) -> Row:
    return {
        "Cod.": code,
        "Rag. Sociale": name or f"Panificio Numero {code} Srl",
        "P.IVA": f"0{int(code):010d}",
        "Indirizzo": more.get("street", f"Via Po {code}"),
        "Città": more.get("city", "Asti"),
        "Email": more.get("email", f"n{code}@esempio.example"),
        "Cod. fiscale": more.get("fiscal", ""),
        "Tipo": "CLIENTE",
    }


# ------------------------------------------------------------------------------------------- old exports, saved again
def test_an_export_saved_again_after_our_write_does_not_revert_it(desk: Desk) -> None:
    old = [row("1"), row("2")]
    desk.take(*old, at=NOW - 9 * HOUR)
    desk.write("1", NOW - 5 * HOUR, email="nuova@esempio.example")
    report = desk.take(*reversed(old), at=NOW - HOUR, encoding="cp1252")
    assert (report.changed, report.unchanged) == (0, 2)
    assert desk.customer("1").contact.email == "nuova@esempio.example"
    assert dict(report.warnings)["said_before"]["count"] == "1", "and it is told"


def test_a_newer_value_in_the_same_row_is_taken_all_the_same(desk: Desk) -> None:
    desk.take(row("1"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 5 * HOUR, email="nuova@esempio.example")
    desk.take(row("1", city="Alba"), at=NOW - HOUR)
    contact = desk.customer("1").contact
    assert (contact.email, contact.city) == ("nuova@esempio.example", "Alba")


def test_an_export_saved_again_does_not_bring_back_what_a_newer_one_changed(desk: Desk) -> None:
    desk.take(row("1"), at=NOW - 9 * HOUR)
    desk.take(row("1", street="Corso Dante 9"), at=NOW - 5 * HOUR)
    desk.take(row("1"), at=NOW - HOUR)
    assert desk.customer("1").contact.street == "Corso Dante 9"


def test_a_value_put_back_in_fattura24_counts_where_the_file_proves_to_be_newer(desk: Desk) -> None:
    desk.take(row("1"), row("2"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 6 * HOUR, email="nuova@esempio.example")
    desk.write("2", NOW - 5 * HOUR, email="altra@esempio.example")
    report = desk.take(row("1"), row("2", email="altra@esempio.example"), at=NOW - HOUR)
    assert report.changed == 1
    assert desk.customer("1").contact.email == "n1@esempio.example"


def test_a_person_who_has_seen_the_difference_can_take_it_over(desk: Desk) -> None:
    desk.take(row("1"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 5 * HOUR, email="nuova@esempio.example")
    desk.take(row("1"), at=NOW - HOUR, even_old=True)
    assert desk.customer("1").contact.email == "n1@esempio.example"


def test_to_be_sure_of_many_changes_is_not_to_believe_an_old_export(desk: Desk) -> None:
    desk.take(row("1"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 5 * HOUR, email="nuova@esempio.example")
    report = desk.take(row("1"), at=NOW - HOUR, sure=True)
    assert desk.customer("1").contact.email == "nuova@esempio.example"
    assert "said_before" in dict(report.warnings)


def test_an_old_export_proves_nobodys_absence(desk: Desk) -> None:
    desk.take(row("1"), row("2"), at=NOW - 9 * HOUR)
    desk.take(row("1", city="Alba"), row("2"), row("3"), at=NOW - 5 * HOUR)
    desk.take(row("1"), row("2"), at=NOW - HOUR)
    assert not desk.store.mirror.missing()


def test_an_undone_write_is_no_former_value(desk: Desk) -> None:
    desk.take(row("1"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 5 * HOUR, email="nuova@esempio.example")
    desk.write("1", NOW - 4 * HOUR, email="n1@esempio.example")
    report = desk.take(row("1"), at=NOW - HOUR)
    assert report.changed == 0 and "said_before" not in dict(report.warnings)


# ------------------------------------------------------------------------------------------- names that were cut
FIRM = "Officina Meccanica Fratelli Bartolomei e Castellani di Bartolomei Giuseppe & C. S.n.c."


@pytest.mark.parametrize("room", [30, 36, 39, 50, 64])
def test_who_was_made_under_a_name_that_fattura24_cut_is_known_again(desk: Desk, room: int) -> None:
    made = desk.make(NOW - 5 * HOUR, company=FIRM, city="Asti")
    bare = {"Cod.": "77", "Rag. Sociale": FIRM[:room].strip().upper(), "P.IVA": "", "Città": "ASTI", "Tipo": "CLIENTE"}
    report = desk.take(bare, row("2"), at=NOW - HOUR)
    assert report.new == 1
    assert desk.customer("77").id == made


@pytest.mark.parametrize("room", [32, 37, 58])
def test_a_name_that_came_back_cut_in_a_word_is_no_other_name(desk: Desk, room: int) -> None:
    made = desk.make(NOW - 5 * HOUR, company=FIRM, city="Asti")
    bare = {"Cod.": "77", "Rag. Sociale": FIRM[:room], "P.IVA": "", "Città": "Asti", "Tipo": "CLIENTE"}
    for at in (NOW - 2 * HOUR, NOW - HOUR):
        report = desk.take(bare, row("2"), at=at)
        assert report.changed == 0
    assert desk.customer("77").contact.company == FIRM
    assert desk.customer("77").id == made


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("name", [("Łukasz", "Rossi A"), ("Anna Maria", "Ożóg"), ("Đorđe", "De Luca")])
def test_a_person_whose_letters_a_file_cannot_hold_is_split_as_before(
    desk: Desk, name: tuple[str, str], linked: bool
) -> None:
    first, last = name
    desk.take(row("1", f"{last} {first}"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 8 * HOUR, first_name=first, last_name=last, company="")
    if linked:
        desk.link("1", first_name=first, last_name=last)
    held = f"{first} {last}".encode("cp1252", "replace").decode("cp1252")
    report = desk.take(row("1", held), at=NOW - HOUR, encoding="cp1252")
    contact = desk.customer("1").contact
    assert (contact.first_name, contact.last_name, contact.company) == (first, last, "")
    assert report.changed == 0


def test_a_question_mark_in_a_name_of_plain_letters_is_no_lost_one(desk: Desk) -> None:
    desk.take(row("1", "Bar Sport Srl"), at=NOW - 9 * HOUR)
    desk.take(row("1", "Bar Sp?rt Srl"), at=NOW - HOUR)
    assert desk.customer("1").contact.company == "Bar Sp?rt Srl"


def test_a_name_that_a_person_shortened_is_news(desk: Desk) -> None:
    desk.make(NOW - 5 * HOUR, company=FIRM, city="Asti")
    short = "Officina Meccanica Fratelli Bartolomei"
    bare = {"Cod.": "77", "Rag. Sociale": short, "P.IVA": "", "Città": "Asti", "Tipo": "CLIENTE"}
    assert desk.take(bare, at=NOW - HOUR).changed == 1
    assert desk.customer("77").contact.company == short


@pytest.mark.parametrize(("name", "city"), [(FIRM[:29], "Asti"), (FIRM[:40], "Alba"), (f"{FIRM[:40]}zz", "Asti")])
def test_the_beginning_of_a_name_is_nobody_where_it_is_short_or_from_another_town(
    desk: Desk, name: str, city: str
) -> None:
    made = desk.make(NOW - 5 * HOUR, company=FIRM, city="Asti")
    desk.take({"Cod.": "77", "Rag. Sociale": name, "Città": city, "Tipo": "CLIENTE"}, at=NOW - HOUR)
    assert desk.customer("77").id != made


# ------------------------------------------------------------------------------------------- persons and firms
def test_a_person_that_ponte24_wrote_stays_one(desk: Desk) -> None:
    desk.take(row("1", "Bianchi Anna"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 8 * HOUR, first_name="Sara", last_name="Villa", company="")
    desk.take(row("1", "SARA VILLA"), at=NOW - HOUR)
    contact = desk.customer("1").contact
    assert (contact.first_name, contact.last_name, contact.company) == ("Sara", "Villa", "")
    assert desk.customer("1").name_certain


@pytest.mark.parametrize("name", ["Mobilificio Santa Chiara", "MOBILIFICIO SANTA CHIARA"])
def test_a_firm_that_ponte24_wrote_stays_one(desk: Desk, name: str) -> None:
    desk.take(row("1", "Altro"), at=NOW - 9 * HOUR)
    desk.write("1", NOW - 8 * HOUR, company="Mobilificio Santa Chiara", first_name="", last_name="")
    desk.take(row("1", name), at=NOW - HOUR)
    contact = desk.customer("1").contact
    assert (contact.person, contact.company) == ("", "Mobilificio Santa Chiara")


def test_a_link_tells_what_a_name_is_also_after_it_changed(desk: Desk) -> None:
    desk.take(row("1", "Villa Sara"), row("2", "Moda Chiara"), at=NOW - 9 * HOUR)
    desk.link("1", first_name="Sara", last_name="Villa")
    desk.link("2", company="Moda Chiara")
    desk.take(row("1", "Villa Sara"), row("2", "Moda Chiara"), at=NOW - 5 * HOUR)
    assert desk.customer("1").contact.first_name == "Sara" and desk.customer("1").contact.company == ""
    desk.take(row("1", "Sara Villa Croce"), row("2", "Chiara Bella"), at=NOW - HOUR)
    assert desk.customer("1").contact.company == "" and desk.customer("1").contact.person
    assert desk.customer("2").contact.company == "Chiara Bella"


def test_a_legal_form_goes_before_what_was_known(desk: Desk) -> None:
    desk.take(row("1", "Mario Rossi"), at=NOW - 9 * HOUR)
    desk.link("1", first_name="Mario", last_name="Rossi")
    desk.take(row("1", "Mario Rossi S.r.l."), at=NOW - HOUR)
    assert desk.customer("1").contact.company == "Mario Rossi S.r.l."


# ------------------------------------------------------------------------------------------- cells with several values
def test_the_values_behind_the_first_one_of_a_cell_are_kept(desk: Desk) -> None:
    desk.take(row("1", email="a@esempio.example; b@esempio.example"), at=NOW - 9 * HOUR)
    customer = desk.customer("1")
    assert customer.contact.email == "a@esempio.example"
    assert customer.further == (("email", "b@esempio.example"),)
    assert customer_record(customer).further == customer.further
    desk.write("1", NOW - 5 * HOUR, email="c@esempio.example")
    assert desk.customer("1").further == (("email", "b@esempio.example"),)
    report = desk.take(row("1", email="c@esempio.example; b@esempio.example"), at=NOW - HOUR)
    assert report.changed == 0


def test_a_file_without_codes_means_who_was_typed_anew_not_who_is_gone(desk: Desk) -> None:
    mario = {"Rag. Sociale": "ROSSI MARIO", "Città": "Roma", "Email": "mario@rossi.example", "Tipo": "CLIENTE"}
    bare = {"Rag. Sociale": "Bar Sport", "Città": "Alba", "Email": "", "Tipo": "CLIENTE"}
    desk.take({"Cod.": "1", **mario}, {"Cod.": "2", **bare}, {"Cod.": "3", **row("3")}, at=NOW - 9 * HOUR)
    again = [{"Cod.": "7", **mario}, {"Cod.": "8", **bare}, {"Cod.": "3", **row("3")}]
    desk.take(*again, at=NOW - 5 * HOUR, sure=True)
    gone = {code: bool(desk.customer(code).missing_since) for code in ("1", "2", "3", "7", "8")}
    assert gone == {"1": True, "2": True, "3": False, "7": False, "8": False}
    desk.take(mario, bare, {n: v for n, v in row("3").items() if n != "Cod."}, at=NOW - HOUR, sure=True)
    assert {code: bool(desk.customer(code).missing_since) for code in gone} == gone
