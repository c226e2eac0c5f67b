"""Previews and runs saved as CSV and PDF: names are data there, too."""

from __future__ import annotations

import csv
import errno
import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from app.errors import StorageError
from app.sync.plan.model import Action, FieldChange, Kind, Plan, RecordType, Side
from app.ui.panes.activity import ActivityPane
from app.ui.reports import pdf_file, saving
from app.ui.reports.csv_file import write_csv
from app.ui.reports.of_plan import plan_report
from app.ui.reports.of_run import run_report
from app.ui.reports.pdf_file import write_pdf
from tests.ui.fake_service import FakeService
from tests.ui.review_plans import rich_plan

NASTY = "=HYPERLINK(\"http://x\")<b>Rossi & Figli</b><img src='file:///etc/passwd'>"


def nasty_plan(rows: int = 1) -> Plan:
    change = FieldChange("city", "-1+1", "@SUM(A1)\nseconda riga")
    return Plan(
        "p",
        1_790_000_000.0,
        tuple(
            Action(f"A{n}", Kind.UPDATE, Side.HIGHLEVEL, RecordType.CONTACT, NASTY, fields=(change,))
            for n in range(rows)
        ),
    )


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text, delimiter=";"))


def pages(file: Path) -> list[str]:
    texts = [page.extract_text() for page in PdfReader(file).pages]
    return ["".join(text.split()) for text in texts]  # the document gives letters their places, not their words


def test_a_spreadsheet_computes_nothing_of_it(qapp: QApplication, tmp_path: Path) -> None:
    write_csv(plan_report(nasty_plan()), tmp_path / "plan.csv")
    heads, row = read(tmp_path / "plan.csv")
    assert len(heads) == len(row) == 7
    assert row[1] == "'" + NASTY
    assert row[4:6] == ["'-1+1", "'@SUM(A1)\nseconda riga"]


def test_every_row_of_the_preview_is_there(qapp: QApplication, tmp_path: Path) -> None:
    plan = rich_plan()
    write_csv(plan_report(plan), tmp_path / "plan.csv")
    assert {row[1].lstrip("'") for row in read(tmp_path / "plan.csv")[1:]} == {a.title for a in plan.actions}


def test_names_are_words_in_a_pdf_and_the_headings_stand_on_every_page(qapp: QApplication, tmp_path: Path) -> None:
    report = plan_report(nasty_plan(200))
    write_pdf(report, tmp_path / "plan.pdf")
    found = pages(tmp_path / "plan.pdf")
    assert len(found) > 3
    assert "<b>Rossi" in found[0]
    assert all("Afterwards" in page for page in found)
    assert str(len(found)) in found[-1][-6:]


def test_a_big_preview_needs_little_memory(qapp: QApplication, tmp_path: Path) -> None:
    report = plan_report(nasty_plan(2_000))
    tracemalloc.start()
    write_pdf(report, tmp_path / "plan.pdf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_run_tells_what_was_written_and_what_was_taken_back(qapp: QApplication, tmp_path: Path) -> None:
    service = FakeService()
    run = service.runs()[0]
    write_csv(run_report(run, service.run_operations(run.id)), tmp_path / "run.csv")
    rows = read(tmp_path / "run.csv")
    assert next(r[5:7] for r in rows if r[2] == "Trattoria da Gino") == ["Via Roma 1", "Via Garibaldi 22"]


def test_a_place_that_cannot_be_written_is_named(qapp: QApplication, tmp_path: Path) -> None:
    for name in ("plan.pdf", "plan.csv"):
        with pytest.raises(StorageError) as caught:
            saving._write(tmp_path / "missing" / name, lambda: plan_report(nasty_plan()))
        assert name in caught.value.describe("it").title


def test_a_row_of_a_run_is_undone_opened_and_the_run_saved(
    run: Any, bridged: Any, eventually: Any, tmp_path: Path
) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = ActivityPane(bridge)
            opened: list[str] = []
            pane.browse = lambda url: not opened.append(url.toString())  # type: ignore[func-returns-value]
            pane.show()
            await pane.refresh()
            first = pane.runs.index(0, 0)
            pane.tree.expand(first)
            await eventually(lambda: pane.runs.rowCount(first) == 3)
            failed = pane.runs.index(2, 0, first)
            pane.tree.setCurrentIndex(failed)
            assert not pane.undo.isEnabled()
            pane.tree.setCurrentIndex(pane.runs.index(0, 0, pane.runs.index(1, 0, first)))  # a field of the second row
            pane._fill_menu()
            pane.open_menu.actions()[0].trigger()
            assert opened[0].endswith("/contacts/detail/hl-anna")
            pane.save.click()
            pane.saving.fileSelected.emit(str(tmp_path / "run.csv"))
            await eventually(lambda: "run.csv" in pane.hint.text())
            pane.saving.close()
            assert pane.undo.isEnabled()
            pane.undo.click()
            await eventually(lambda: service.open_plan() is not None and service.open_plan().undoes)  # type: ignore[union-attr]
            assert service.undone_rows == ("A2",)

    run(scene())


def test_a_workbook_keeps_leading_zeros_and_computes_nothing(qapp: QApplication, tmp_path: Path) -> None:
    """Reported of other programs: a code like 00743110157 loses its zeros as soon as the file is opened."""
    plan = nasty_plan()
    change = FieldChange("vat_code", "", "00743110157")
    plan = replace(plan, actions=(replace(plan.actions[0], fields=(change,)),))
    saving._write(tmp_path / "plan.xlsx", lambda: plan_report(plan))
    sheet = load_workbook(tmp_path / "plan.xlsx").active
    assert sheet is not None
    row = list(next(sheet.iter_rows(min_row=2)))
    assert (row[5].value, row[5].data_type, row[1].data_type) == ("00743110157", "s", "s")
    assert row[1].value == NASTY


def test_cells_with_separators_quotes_and_line_ends_stay_one_cell(qapp: QApplication, tmp_path: Path) -> None:
    """Reported of other programs: a semicolon, a quote or a line end in a value shifts all that follows."""
    change = FieldChange("street", 'Via "Roma"; 1\ninterno 2', "Corso d'Italia; 7")
    plan = replace(nasty_plan(), actions=(replace(nasty_plan().actions[0], title="Forno", fields=(change,)),))
    write_csv(plan_report(plan), tmp_path / "plan.csv")
    (row,) = read(tmp_path / "plan.csv")[1:]
    assert len(row) == 7
    assert row[4:6] == [change.before, change.after]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_full_disk_leaves_the_report_that_was_there(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    file = tmp_path / f"piano.{ending}"
    saving._write(file, lambda: plan_report(nasty_plan()))
    before = file.read_bytes()

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageError) as refused:
            saving._write(file, lambda: plan_report(nasty_plan(3)))
    assert refused.value.code == "report_not_written"
    assert (file.read_bytes(), [p.name for p in tmp_path.iterdir()]) == (before, [file.name])
    saving._write(file, lambda: plan_report(nasty_plan(3)))
    assert file.read_bytes() != before


def test_a_pdf_without_its_end_is_not_kept(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "_write", lambda _report, file: file.write_bytes(b"%PDF-1.4 half of it"))
    with pytest.raises(StorageError):
        saving._write(tmp_path / "piano.pdf", lambda: plan_report(nasty_plan()))
    assert not list(tmp_path.iterdir())
