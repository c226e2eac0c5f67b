"""The customers' pane, the question for the owner's VAT code, and the report of imported e-invoices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtWidgets import QLabel

from app.records.invoice import Instalment
from app.services.api.fattura24.invoices import Balance, CustomerLine, OwnVatCandidate
from app.services.api.imports import ImportReport, RefusedRow
from app.ui import i18n
from app.ui.actions import Actions
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.dialogs.own_vat import OwnVatDialog
from app.ui.models.customers import NAME, OPEN, CustomersModel
from app.ui.panes.customers import CustomersPane
from app.ui.panes.customers_page import DocumentsView
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_invoices import document
from tests.ui.fake_service import FakeService

ASKED = (
    OwnVatCandidate("01234567897", "Il Forno & C.", 3, 4, likely=True),
    OwnVatCandidate("00743110157", "Caffè Centrale", 1, 4),
)


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def names(model: CustomersModel) -> list[str]:
    return [model.index(n, NAME).data() for n in range(model.rowCount())]


def id_at(pane: CustomersPane, place: int) -> str:
    line = pane.customers.line(pane.customers.index(place, NAME))
    assert line is not None
    return line.id


def cells(view: Any, parent: QModelIndex | None = None) -> list[list[str]]:
    model, above = view.model(), parent or QModelIndex()
    return [[model.index(r, c, above).data() or "" for c in range(4)] for r in range(model.rowCount(above))]


def test_customers_are_searched_and_shown_with_their_invoices(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.resize(1000, 700)
            pane.show()
            await pane.refresh()
            assert names(pane.customers) == ["Bar Sport", "Caffè Centrale S.n.c.", "Anna Bianchi"]
            assert not pane.ask.isVisible()
            pane.search.setText("torino caffe")
            assert names(pane.customers) == ["Caffè Centrale S.n.c."]
            assert pane.count.text() == "1 customer"
            pane.list.setCurrentIndex(pane.customers.index(0, NAME))
            await eventually(lambda: pane.view.page is not None)
            view = pane.view
            assert view.title.toolTip() == "Caffè Centrale S.n.c."
            assert view.link.text() == "linked with HighLevel"
            assert view.balance.text() == "To collect 1,240.50 €, of which 240.50 € overdue."
            assert view.unpaid_hint.isVisibleTo(view)
            assert cells(view.documents) == [
                ["Invoice 12/2026", "10 Jan 2026", "1,000.00 €", "1,000.00 €, due 31 Mar 2026"],
                ["Credit note NC 1", "10 Jan 2026", "-59.50 €", "lowers what is due"],
                ["Invoice 7/2026", "10 Jan 2026", "300.00 €", "240.50 €, overdue since 31 Jan 2026"],
            ]
            # another search keeps the customer that is shown
            pane.search.clear()
            assert pane.list.currentIndex().data() == "Caffè Centrale S.n.c."

    run(story())


def test_the_first_customer_is_shown_until_another_is_chosen(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            await eventually(lambda: pane.right.currentWidget() is pane.view)
            assert pane.view.title.toolTip() == "Bar Sport"
            pane.choose(id_at(pane, 1))
            await eventually(lambda: pane.view.title.toolTip() == "Caffè Centrale S.n.c.")
            await pane.refresh()
            assert pane.view.title.toolTip() == "Caffè Centrale S.n.c."

    run(story())


def test_who_is_not_in_highlevel_has_no_column_of_dashes(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            shown = pane.view.data
            for place, expected in ((1, True), (2, False)):
                pane.list.setCurrentIndex(pane.customers.index(place, NAME))
                chosen = id_at(pane, place)
                await eventually(lambda c=chosen: pane.view.page is not None and pane.view.page.line.id == c)
                words = [made.text() for made in shown.findChildren(QLabel) if made.isVisibleTo(shown)]
                assert ("HighLevel" in words) is expected

    run(story())


def test_only_those_who_are_late_can_be_shown(run: Any, bridged: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            pane.owing.setChecked(True)
            assert names(pane.customers) == ["Caffè Centrale S.n.c."]

    run(story())


def test_a_customer_only_invoices_name_says_so(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            pane.list.setCurrentIndex(pane.customers.index(2, NAME))
            await eventually(lambda: pane.view.page is not None)
            assert pane.view.origin.isVisibleTo(pane.view)
            assert pane.view.link.text() == "not linked"
            assert pane.view.either.currentWidget() is pane.view.no_documents

    run(story())


def test_amounts_are_right_aligned_told_and_red_where_late() -> None:
    model = CustomersModel()
    late = (Balance("EUR", Decimal("10.5"), Decimal(3)), Balance("USD", Decimal(4), Decimal(0)))
    model.show_customers((CustomerLine("1", "Caffè", "Asti", "", True, False, 1, late),))
    cell = model.index(0, OPEN)
    assert cell.data() == "10.50 € + 4.00 USD"
    assert cell.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert "overdue 3.00 €" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(0, NAME).data(Qt.ItemDataRole.ForegroundRole) is None


def test_a_hundred_thousand_customers_are_narrowed_at_once() -> None:
    model = CustomersModel()
    model.show_customers(tuple(CustomerLine(str(n), f"Bar {n}", "Asti", "", False, False, 0) for n in range(100_000)))
    model.search("99999")
    assert names(model) == ["Bar 99999"]
    assert model.known == 100_000


def test_the_question_offers_who_is_likely_and_keeps_the_answer(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        service.invoices.own, service.invoices.asked = "", ASKED
        async with bridged(service) as bridge:
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            assert pane.ask.isVisible()
            pane.ask_own_vat()
            await eventually(lambda: pane.dialog is not None)
            dialog = pane.dialog
            assert dialog is not None
            assert dialog.code() == "01234567897"
            dialog.keep.click()
            await eventually(lambda: service.invoices.set == ["01234567897"])
            await eventually(lambda: "mirror" in heard)
            await eventually(lambda: not pane.ask.isVisible())

    run(story())


def test_the_answer_can_be_changed_later(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            assert not pane.ask.isVisible()
            pane.own.click()
            await eventually(lambda: pane.dialog is not None)
            dialog = pane.dialog
            assert dialog is not None
            assert dialog.code() == service.invoices.own
            dialog.field.setText("01234567897")
            dialog.keep.click()
            await eventually(lambda: service.invoices.set == ["01234567897"])

    run(story())


def test_another_code_is_checked_in_words(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            dialog = OwnVatDialog(bridge, (OwnVatCandidate("00743110157", "Caffè", 1, 1),))
            dialog.open()
            assert not dialog.keep.isEnabled()
            dialog.field.setText("123")
            dialog.field.textEdited.emit("123")
            assert dialog.code() == "123"
            dialog.keep.click()
            await eventually(dialog.problem.isVisible)
            assert "123" in dialog.problem.text()
            assert dialog.keep.isEnabled()
            dialog.reject()
            assert service.invoices.set == []

    run(story())


def test_the_window_asks_after_an_import_that_needs_the_answer(
    run: Any, bridged: Any, eventually: Any, tmp_path: Path
) -> None:
    async def story() -> None:
        service = FakeService()
        report = ImportReport(Path("1.xml"), 1, 1, content="einvoice", own_vat_candidates=ASKED)
        service.reports["1.xml"] = report
        async with bridged(service) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            window.import_files([tmp_path / "1.xml"])
            await eventually(lambda: hasattr(window.import_news, "report"))
            assert any("choose your VAT code" in words for words, _ in window.import_news.report.remarks(report))
            window.import_news.report.accept()
            await eventually(lambda: window.findChildren(OwnVatDialog))
            window.findChildren(OwnVatDialog)[0].reject()
            window.go("customers")
            assert window.place == "customers"
            await eventually(lambda: bridge.settled)
            window.hide()

    run(story())


def test_many_e_invoice_files_share_a_card_and_refused_ones_do_not(qapp: Any) -> None:
    def report(n: int, **values: Any) -> ImportReport:
        return ImportReport(Path(f"{n}.xml"), 2, 1, 0, 1, content="einvoice", issued=1, **values)

    passed = (RefusedRow(0, "self_invoice", {"number": "7", "type": "TD17"}),)
    inside = (RefusedRow(0, "entry_path", {}, "../x.xml"),)
    book = ImportReport(Path("rubrica.csv"), 5, 5)
    dialog = ImportReportDialog([report(1), book, report(2, remarks=passed), report(3, refused=inside)])
    assert [r.file.name for r in dialog.reports] == ["3 e-invoice files", "rubrica.csv"]
    whole = dialog.reports[0]
    assert (whole.read, whole.new, whole.unchanged, whole.issued) == (6, 3, 3, 3)
    text = dialog.as_text()
    assert "2.xml: 7: a self-invoice (TD17)" in text
    assert "3.xml/../x.xml: its path leads outside the archive" in text
    assert "Issued by you: 3. Received: 0." in text
    assert "supplier" not in text
    dialog.close()


def test_an_instalment_stands_as_it_does_where_the_business_is_and_one_credited_is_settled(qapp: Any) -> None:
    i18n.install(qapp, "en")
    parts = (Instalment(Decimal(50), date(2026, 3, 31), "MP05"), Instalment(Decimal(50), date(2026, 4, 30), "MP05"))
    line = document("12/2026", "100.00", "100.00", date(2026, 3, 31))
    line = replace(line, invoice=replace(line.invoice, instalments=parts))
    tree = DocumentsView()

    def states() -> list[str]:
        head = tree.model().index(0, 0)
        return [str(tree.model().index(n, 3, head).data()) for n in range(2)]

    tree.show_documents([line], date(2026, 3, 31))
    assert states() == ["due 31 Mar 2026", "due 30 Apr 2026"]
    tree.show_documents([line], date(2026, 4, 1))
    assert states() == ["was due 31 Mar 2026", "due 30 Apr 2026"]
    tree.show_documents([replace(line, open=Decimal(0))], date(2026, 5, 1))
    assert states() == ["settled", "settled"]
