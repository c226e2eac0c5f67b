"""A row that says what is known already is told at once: what comes of it is what weighing each value would come to."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.services.api.imports import ImportReport
from app.services.imports import address_book
from app.services.imports.importing import import_files
from app.services.imports.unchanged import says_the_same
from app.store import Customer, Store, StoredLink

NOW = 1_790_000_000.0
COLUMNS = ("Cod.", "Rag. Sociale", "P.IVA", "Cod. fiscale", "Indirizzo", "Città", "Email", "Cellulare", "Tipo")
NAMES = ("Panificio Po srl", "ROSSI MARIO", "Mario Rossi", "Bar da Gino", "Dott. Verdi Anna", "De Luca Maria")
CODES = ("", "00743110157", "IT 00743110157", "DE136695976", "P.IVA 00743110157")
CARDS = 100
"""Seeds from which on the book is one of cards."""
MAILS = ("", "a@b.it", "a@b.it, c@d.it", "x", "A@B.IT")


def a_row(dice: random.Random, code: str) -> list[str]:
    pick = dice.choice
    phones = ("", "3331234567", "333 1234567 - 06 5551234")
    fiscal = pick(("", "RSSMRA80A01H501U"))
    street, city = pick(("", "Via Po 1", "VIA PO 1")), pick(("", "Asti"))
    kind = pick(("CLIENTE", "CLIENTE", "FORNITORE", ""))
    return [code, pick(NAMES), pick(CODES), fiscal, street, city, pick(MAILS), pick(phones), kind]


def write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], at: float) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    os.utime(path, (at, at))


def cards(path: Path, rows: Sequence[Sequence[str]], at: float) -> Path:
    made = "".join(
        f"BEGIN:VCARD\nFN:{row[1]} {n}\nADR:;;{row[4]};{row[5]};;;\nEMAIL:u{n}@b.it\nEMAIL:{row[6]}\n"
        f"TEL:{row[7]}\nEND:VCARD\n"
        for n, row in enumerate(rows)
    )
    path.write_text(made, encoding="utf-8")
    os.utime(path, (at, at))
    return path


def played(folder: Path, seed: int) -> tuple[list[ImportReport], list[Customer], dict[str, float]]:
    """Import one book some times, with edits between, and return what was told and what is kept."""
    dice, clock = random.Random(seed), ManualClock(NOW)
    store = Store.open(Home(folder), clock)
    reports: list[ImportReport] = []
    rows = [a_row(dice, str(n) if n % 9 else "") for n in range(1, 20)]
    for turn in range(5):
        carried = [n for n in range(len(COLUMNS)) if turn != 2 or n in (0, 1, 2, 6)]
        file = folder / "rubrica.csv"
        at = NOW - 9_000 + (turn + dice.choice((0, 0, 0, -2))) * 600
        if seed >= CARDS:
            file = cards(folder / "rubrica.vcf", rows, at)
        else:
            write(file, [COLUMNS[n] for n in carried], [[row[n] for n in carried] for row in rows], at)
        (report,) = import_files(store, clock, [file], sure=bool(turn % 2))
        reports.append(replace(report, file=Path("a")))
        for n in dice.sample(range(len(rows)), 3):
            rows[n] = a_row(dice, rows[n][0])
        if turn == 1:
            links = [c for c in store.mirror.all() if int(c.id) % 4 == 0]
            base = [{n: c.contact.get(n) for n in ("first_name", "last_name", "company")} for c in links]
            store.links.put_many(
                [StoredLink(f"h~{c.id}", f"h{c.id}", c.id, b, b) for c, b in zip(links, base, strict=True)]
            )
            written = [c for c in store.mirror.all() if int(c.id) % 5 == 1]
            store.mirror.put_many(replace(c, provenance={"email": ("write", NOW - 8_700)}) for c in written)
            store.mirror.set_missing([c.id for c in store.mirror.all()][3:5], NOW - 8_800)
        if turn == 2:
            rows.pop(4)
            dice.shuffle(rows)
    customers, ages = store.mirror.all(), {"newest": store.mirror.newest_export_at()}
    store.close()
    return reports, customers, ages


@pytest.mark.parametrize("seed", [*range(5), CARDS, CARDS + 1])
def test_what_is_told_at_once_is_what_weighing_comes_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    at_once = played(tmp_path / "a", seed)
    asked: list[bool] = []
    quick = says_the_same
    monkeypatch.setattr(address_book, "says_the_same", lambda *args, **named: asked.append(quick(*args, **named)))
    assert played(tmp_path / "b", seed) == at_once
    assert sum(asked) >= 5, "many rows are told at once"


def test_who_has_a_code_is_found_by_a_row_without_one_that_comes_late(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path / "home"), ManualClock(NOW))
    file = tmp_path / "rubrica.csv"
    known = ["7", "Bar Sport srl", "00743110157", "", "Via Po 1", "Asti", "bar@sport.it", "", "CLIENTE"]
    write(file, COLUMNS, [known], NOW - 900)
    import_files(store, ManualClock(NOW), [file])
    others = [[str(n), f"Forno {n} srl", "", "", f"Via Re {n}", "Asti", f"f{n}@b.it", "", ""] for n in range(100, 103)]
    twin = ["104", "Bar Sport srl", "", "", "", "Asti", "bar@sport.it", "", ""]
    write(file, COLUMNS, [*others, ["", *known[1:]], twin], NOW - 600)
    (report,) = import_files(store, ManualClock(NOW), [file], sure=True)
    assert (report.problem, report.new, report.unchanged + report.changed) == (None, 4, 1)
    store.close()
