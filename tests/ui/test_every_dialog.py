"""Nothing is cut off in a dialog as it opens, in either language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from app.services.api.agenda import AgendaQuestion
from app.services.api.housekeeping import Forgotten
from app.services.api.invoices import OwnVatCandidate
from app.services.api.mirror import HandoverOffer, HandoverState
from app.sync.plan.guards import FIRST_RUN, MANY_REMOVED, MAPPING_CHANGED, SIDE_EMPTY
from app.ui import i18n, theme
from app.ui.agenda.asking import ask_appointment, ask_task
from app.ui.agenda.question_dialog import QuestionDialog
from app.ui.automations.leaving import Ask
from app.ui.dialogs.confirm import ConfirmDialog
from app.ui.dialogs.forgetting import ForgetDialog
from app.ui.dialogs.handover import HandoverDialog, OpenHandoverDialog
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.dialogs.own_vat import OwnVatDialog
from app.ui.dialogs.pairing import PairingDialog
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.dialogs.support import SupportDialog
from app.ui.message_box import message_box
from tests.ui.cut import complaints
from tests.ui.fake_service import FakeService, sample_actions, sample_report
from tests.ui.test_new_files import dialog as columns_dialog

LONG = "Falegnameria artigiana dei fratelli D'Alessandro & Ponzio di Ponzio Alessandra"
FORGOTTEN = Forgotten(
    LONG,
    7,
    2,
    (("invoices", {"n": "3"}), ("operations", {"n": "214"})),
    (("highlevel", {}), ("fattura24", {})),
)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_is_cut_in_a_dialog(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, language: str, look: str
) -> None:
    found: dict[str, list[str]] = {}

    async def scene() -> None:
        i18n.install(qapp, language)
        theme.install(qapp, look)
        service = FakeService()
        async with bridged(service) as bridge:
            host = QWidget()
            line = service.agenda.tasks()[0]
            customer = service.invoices.customers()[0]
            made: list[QDialog] = [
                QuestionsDialog(sample_actions()),
                ImportReportDialog([sample_report(Path(f"{LONG}.csv"))]),
                OwnVatDialog(bridge, (OwnVatCandidate("IT12345670017", LONG, 4, 4),)),
                HandoverDialog(bridge, HandoverOffer("p", 842, 1342, 12, 30)),
                OpenHandoverDialog(bridge, HandoverState(842, 0, 0, 1.0, 0.0, ("file.csv",))),
                PairingDialog(bridge, customer),
                SupportDialog(bridge, service.housekeeping.support_files()),
                QuestionDialog(bridge, AgendaQuestion("gone_paid", ("k",), (LONG,))),
                ForgetDialog(bridge, customer.id, FORGOTTEN),
                ConfirmDialog((FIRST_RUN, MAPPING_CHANGED, SIDE_EMPTY, MANY_REMOVED), 1342, lasting=LONG * 2),
                ConfirmDialog((MANY_REMOVED,), 12, undo=True),
                Ask(LONG, LONG * 3, (("No", "", None), (LONG[:20], "danger", None))),
                message_box(QMessageBox.Icon.Question, LONG, LONG * 2),
                await ask_task(bridge, host, line),
                await ask_appointment(bridge, host, service.agenda.today(), title=LONG),
                columns_dialog(service),
            ]
            await eventually(lambda: bridge.settled)
            for dialog in made:
                dialog.show()
                for _ in range(3):
                    QApplication.processEvents()
                if problems := complaints(dialog):
                    found[type(dialog).__name__] = problems
                dialog.hide()
                dialog.deleteLater()
            host.deleteLater()

    try:
        run(scene())
    finally:
        i18n.install(qapp, "en")
    assert found == {}
