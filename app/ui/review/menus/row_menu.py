"""What a row offers on its menu beside answers: the record in the browser."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from app.sync.plan.model import Action, RecordType, Side
from app.ui.browsing import Browse, RecordPages

translate = QCoreApplication.translate


def contact_of(action: Action) -> str:
    """Return the id of HighLevel's contact that a row is about, or blank."""
    if action.record is not RecordType.CONTACT:
        return ""
    return action.target_id if action.side is Side.HIGHLEVEL else action.source_id


def add_pages(menu: QMenu, contact: str, title: str, pages: RecordPages, browse: Browse) -> None:
    """Add to a menu what opens a record in the browser. Fattura24 documents no address of a single customer: it is
    opened where it begins, and the name to look for is put on the clipboard."""
    if menu.actions():
        menu.addSeparator()
    menu.setToolTipsVisible(True)
    address = pages.contact(contact)
    first = menu.addAction(translate("RowMenu", "Open in &HighLevel"))
    first.setEnabled(address is not None)
    if address is not None:
        first.triggered.connect(lambda: browse(address))
    elif not pages.highlevel:
        first.setToolTip(translate("RowMenu", "Only where the real HighLevel is connected"))
    start = pages.fattura24
    second = menu.addAction(translate("RowMenu", "Open &Fattura24 and copy the name"))
    second.setEnabled(start is not None)
    second.setToolTip(
        translate("RowMenu", "Fattura24 opens at its start: paste the name into its search.")
        if start is not None
        else translate("RowMenu", "Only where the real Fattura24 is connected")
    )

    def open_fattura24() -> None:
        if start is not None:
            QGuiApplication.clipboard().setText(title)
            browse(start)

    second.triggered.connect(open_fattura24)
