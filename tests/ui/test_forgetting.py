"""A customer is forgotten from its page: first what goes and stays, then, if wanted, for good."""

from __future__ import annotations

from typing import Any

from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.panes.customers import CustomersPane
from tests.ui.fake_service import FakeService


def test_nothing_goes_before_it_was_shown_and_wanted(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.resize(1000, 600)
            pane.show()
            pane.want("2")
            await pane.refresh()
            await eventually(pane.view.forget.isVisible)
            pane.view.forget.click()
            await eventually(lambda: hasattr(pane, "forgetting"))
            dialog = pane.forgetting
            texts = [w.text() for w in dialog.findChildren(type(pane.count))]
            assert "Forget Rossi <b>?" in texts, "a name is no markup"
            assert any("the law asks you to keep" in text for text in texts)
            assert any("brings it back" in text for text in texts)
            assert not service.housekeeping.forgotten
            dialog.forget.click()
            await eventually(lambda: service.housekeeping.forgotten == ["2"])

    run(scene())


def test_after_an_import_one_can_compare_at_once(run: Any, bridged: Any, tmp_path: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service):
            file = tmp_path / "rubrica.csv"
            file.write_text("x")
            reports = await service.import_files([file])
            wanted: list[bool] = []
            dialog = ImportReportDialog(reports, can_compare=True)
            dialog.compare_wanted.connect(lambda: wanted.append(True))
            dialog.show()
            assert dialog.compare.hasFocus() or not dialog.isActiveWindow()
            dialog.compare.click()
            assert wanted == [True]

    run(scene())
