"""Nothing is cut off in a dialog as it opens, in either language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QVBoxLayout, QWidget

from app.services.api.agenda import AgendaQuestion
from app.services.api.fattura24.invoices import OwnVatCandidate
from app.services.api.fattura24.mirror import HandoverOffer, HandoverState
from app.services.api.housekeeping import Forgotten
from app.sync.plan.guards import FIRST_RUN, MANY_REMOVED, MAPPING_CHANGED, SIDE_EMPTY
from app.ui import i18n, theme
from app.ui.agenda.appointment_dialog import AppointmentDialog
from app.ui.agenda.asking import ask_appointment, ask_task
from app.ui.agenda.question_dialog import QuestionDialog
from app.ui.automations.leaving import Ask
from app.ui.dialogs.confirm import ConfirmDialog
from app.ui.dialogs.fitting import bounded
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
LOW = (833, 430)
"""Logical pixels of a dialog on a screen of 1280×720 at 150 %."""

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
                for low in (False, True):
                    if low:  # what is left of 1280×720 at 150 %, as a dialog is bounded there
                        dialog.resize(min(dialog.width(), LOW[0]), min(dialog.height(), LOW[1]))
                    for _ in range(3):
                        QApplication.processEvents()
                    if problems := complaints(dialog):
                        found[f"{type(dialog).__name__}{' on a low screen' if low else ''}"] = problems
                    if low and dialog.height() > LOW[1]:
                        found[f"{type(dialog).__name__} is too high"] = [str(dialog.height())]
                dialog.hide()
                dialog.deleteLater()
            host.deleteLater()

    try:
        run(scene())
    finally:
        i18n.install(qapp, "en")
    assert found == {}


def test_no_dialog_opens_larger_than_its_screen(qapp: QApplication) -> None:
    dialog = QDialog()
    dialog.setLayout(QVBoxLayout())
    room = dialog.screen().availableSize()
    bounded(dialog, room.width() + 500, 300)
    assert (dialog.width(), dialog.height()) == (room.width() - 20, 300)
    bounded(dialog, 400, room.height() + 500)
    assert dialog.width() == 400
    assert dialog.height() < room.height()
    dialog.deleteLater()


def test_dialogs_take_their_size_only_within_the_screen() -> None:
    """``resize`` with numbers is larger than a small screen at 150 %, with the last buttons below its edge."""
    ui = Path(i18n.__file__).parent
    modules = [path for path in ui.rglob("*.py") if re.search(r"^class \w+\(QDialog\)", path.read_text("utf-8"), re.M)]
    assert len(modules) > 10
    assert [path.name for path in modules if re.search(r"self\.resize\(\d", path.read_text("utf-8"))] == []


@pytest.mark.parametrize("questions", [1, 30])
def test_the_buttons_of_the_questions_stay_in_reach_on_a_low_screen(qtbot: Any, questions: int) -> None:
    dialog = QuestionsDialog(sample_actions() * questions)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(833, 420)
    for _ in range(3):
        QApplication.processEvents()
    assert dialog.height() == 420
    assert complaints(dialog) == []


def test_an_appointment_says_why_there_is_nobody_to_choose(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            calendars = service.agenda.calendars()
            dialog = AppointmentDialog(bridge, calendars, (), service.agenda.today())
            dialog.show()
            await eventually(lambda: bridge.settled)
            words = " ".join(found.text() for found in dialog.findChildren(QLabel))
            assert "none of your customers is linked" in words
            assert not dialog.customer.isEnabled()
            assert not dialog.keep.isEnabled()
            dialog.hide()
            dialog.deleteLater()

    run(scene())
