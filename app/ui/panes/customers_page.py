"""One customer: what is to be collected, every invoice with its instalments, and the data of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QTreeView,
    QWidget,
)

from app.records.contact import CONTACT_FIELDS
from app.records.invoice import Direction, Instalment
from app.services.api.fattura24.invoices import CustomerPage, DocumentLine
from app.ui.i18n import date_text, day, field_name, moment, money, named
from app.ui.theme import color
from app.ui.tips import tip
from app.ui.widgets.controls import Elided, button, clear, column, label, row, set_role

_ROOM_FOR_DATE = 500
_ROOM_FOR_TOTAL = 430
_FEW = 6
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CustomerView(QWidget):
    """Shows a `CustomerPage`; nothing can be changed here."""

    def __init__(self) -> None:
        super().__init__()
        self.page: CustomerPage | None = None
        self.title = Elided("", "h2")
        self.link = label("", "chip")
        self.origin = label("", "chip")
        self.balance = label("", "strong", wrap=True)
        self.unpaid_hint = label("", "small", wrap=True)
        self.documents = DocumentsView()
        self.no_documents = label(
            self.tr("No invoices of this customer yet. Import the e-invoices (XML, .p7m or a .zip) to see them here."),
            "muted",
            wrap=True,
        )
        self.no_documents.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.either = QStackedWidget()
        self.either.addWidget(_with_button(self.documents))
        self.either.addWidget(self.no_documents)
        self.data = SidesView()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tight")
        self.tabs.setAccessibleName(self.tr("Invoices and data of the customer"))
        self.tabs.tabBar().setAccessibleName(self.tr("Invoices and data of the customer"))
        self.tabs.addTab(self.either, self.tr("&Invoices"))
        self.tabs.addTab(self.data, self.tr("&Data"))
        self.pair = button(self.tr("Lin&k…"), "quiet")
        self.forget = button(self.tr("&Forget…"), "quiet")
        self.forget.setToolTip(self.tr("Erase this customer from this computer; you first see what goes and stays"))
        chips = row(self.link, self.origin, self.pair, None, self.forget, spacing=8)
        for chip in (self.link, self.origin):
            chips.setAlignment(chip, Qt.AlignmentFlag.AlignVCenter)  # not as high as the buttons beside it
        inner = column(self.title, chips, self.balance, self.unpaid_hint, 4, self.tabs, spacing=6)
        inner.setStretchFactor(self.tabs, 1)
        inner.setContentsMargins(18, 0, 0, 0)
        self.setLayout(inner)

    def show_page(self, page: CustomerPage) -> None:
        """Show a customer."""
        self.page = page
        self.title.set_words(page.line.title or self.tr("(no name)"))
        words, role = self._link(page)
        self.link.setText(words)
        set_role(self.link, role)
        linked = page.link == "linked"
        self.pair.setText(self.tr("Lin&k to another…") if linked else self.tr("Lin&k to a contact…"))
        self.pair.setToolTip(self.tr("Choose the contact of HighLevel by hand, or part the two"))
        self.pair.setVisible(page.link != "unconfirmed")
        self.origin.setText(self.tr("only from invoices"))
        self.origin.setVisible(page.line.from_invoices)
        self.balance.setText(self.balance_words(page))
        late = any(b.overdue > 0 for b in page.line.balances)
        set_role(self.balance, "danger" if late else "strong")
        unknown = any(d.open and all(p.paid is None for p in d.invoice.instalments) for d in page.documents)
        self.unpaid_hint.setText(
            self.tr(
                "E-invoices do not say whether they were paid: until the payment schedule of Fattura24 is imported,"
                " all of them count as unpaid."
            )
        )
        self.unpaid_hint.setVisible(unknown)
        self.documents.show_documents(page.documents, page.today)
        self.either.setCurrentIndex(0 if page.documents else 1)
        self.data.show_sides(page)

    def _link(self, page: CustomerPage) -> tuple[str, str]:
        return {
            "linked": (self.tr("linked with HighLevel"), "chip-ok"),
            "unconfirmed": (self.tr("sent, not confirmed yet"), "chip-warn"),
        }.get(page.link, (self.tr("not linked"), "chip"))

    def balance_words(self, page: CustomerPage) -> str:
        """Return in a sentence what the customer owes."""
        parts: list[str] = []
        for balance in page.line.balances:
            if balance.open < 0:
                words = self.tr("In credit by %1.").replace("%1", money(-balance.open, balance.currency))
            elif balance.overdue > 0:
                words = self.tr("To collect %1, of which %2 overdue.")
                words = words.replace("%1", money(balance.open, balance.currency))
                words = words.replace("%2", money(balance.overdue, balance.currency))
            elif balance.open:
                words = self.tr("To collect %1.").replace("%1", money(balance.open, balance.currency))
            else:
                continue
            parts.append(words)
        return " ".join(parts) or (self.tr("Nothing to collect.") if page.documents else "")


class DocumentsView(QTreeView):
    """The documents, newest first; one with several instalments unfolds into them.

    ``paid_wanted`` carries what the owner says of one: ``#`` and its id, the instalment (from 1; 0: all), and whether
    it was paid.
    """

    paid_wanted = Signal(str, int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.paid = button(self.tr("Mark as &paid"), icon="check", on_click=self._say_paid)
        self.paid.setToolTip(self.tr("Your word, kept in Ponte24; in Fattura24 you mark it yourself"))
        self.setAccessibleName(self.tr("Invoices"))
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._today = date.today()
        self._items = QStandardItemModel(0, 4, self)
        self.setModel(self._items)
        self.selectionModel().currentChanged.connect(lambda *_: self._look())

    def show_documents(self, documents: Sequence[DocumentLine], today: date | None = None) -> None:
        """Show these documents as they stand on a day (None: this computer's); the row that is chosen stays chosen, and
        the keyboard where it is."""
        before, focused = self._chosen(), self.paid.hasFocus()
        self._today = today or date.today()
        self._items.clear()
        self._items.setHorizontalHeaderLabels(
            [self.tr("Document"), self.tr("Date"), self.tr("Total"), self.tr("To collect")]
        )
        for place in (2, 3):
            self._items.horizontalHeaderItem(place).setTextAlignment(_RIGHT)
        for line in documents:
            self._items.appendRow(self._row(line))
        if len(documents) <= _FEW:  # there is room to show what is due when
            self.expandAll()
        self._arrange()
        if before is not None:
            self._choose(before[0], before[1])
        self._look()
        if focused and self.paid.isEnabled():
            self.paid.setFocus()

    def _choose(self, document: str, instalment: int) -> None:
        """Make a row current again after the list was read anew."""
        found = self._items.match(
            self._items.index(0, 0),
            Qt.ItemDataRole.DisplayRole,
            "*",
            -1,
            Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive,
        )
        for index in found:
            data = index.data(Qt.ItemDataRole.UserRole)
            if data and (data[0], data[1]) == (document, instalment):
                self.setCurrentIndex(index)
                return

    def _chosen(self) -> tuple[str, int, bool] | None:
        """Return the id, the instalment (0: all) and whether it is paid, of the row that is current."""
        index = self.currentIndex()
        found = index.siblingAtColumn(0).data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        return tuple(found) if found else None

    def _look(self) -> None:
        chosen = self._chosen()
        self.paid.setEnabled(chosen is not None)
        words = self.tr("Mark as not &paid") if chosen is not None and chosen[2] else self.tr("Mark as &paid")
        self.paid.setText(words)
        self.paid.setAccessibleName(words.replace("&", ""))

    def _say_paid(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.paid_wanted.emit(f"#{chosen[0]}", chosen[1], not chosen[2])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Leave date and total out where there is no room: what is to be collected matters more."""
        self.setColumnHidden(1, self.width() < _ROOM_FOR_DATE)
        self.setColumnHidden(2, self.width() < _ROOM_FOR_TOTAL)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(70)

    def _row(self, line: DocumentLine) -> list[QStandardItem]:
        invoice = line.invoice
        kind = named("document_types", invoice.document_type)
        found = _cells(
            f"{kind} {invoice.number}",
            date_text(invoice.date),
            money(invoice.signed_total, invoice.currency),
            self._state(line),
        )
        if line.overdue:
            found[3].setForeground(color("danger"))
        elif not line.open:
            found[3].setForeground(color("muted"))
        parts = invoice.instalments
        if invoice.direction is Direction.ISSUED and not invoice.is_credit_note and invoice.id:
            whole = bool(parts) and all(p.paid for p in parts)
            found[0].setData([invoice.id, 0, whole], Qt.ItemDataRole.UserRole)
        if len(parts) > 1 or any(p.paid is not None for p in parts):
            for number, part in enumerate(parts, 1):
                cells = self._part(part, line, number)
                cells[0].setData([invoice.id, number, bool(part.paid)], Qt.ItemDataRole.UserRole)
                found[0].appendRow(cells)
        return found

    def _state(self, line: DocumentLine) -> str:
        invoice = line.invoice
        if invoice.is_credit_note:
            return self.tr("lowers what is due")
        if not line.open:
            return self.tr("settled")
        amount = money(line.open, invoice.currency)
        if line.due is None:
            return amount
        if 0 < line.overdue < line.open:
            late = money(line.overdue, invoice.currency)
            return self.tr("%1, of which %2 overdue").replace("%1", amount).replace("%2", late)
        words = self.tr("%1, overdue since %2") if line.overdue else self.tr("%1, due %2")
        return words.replace("%1", amount).replace("%2", date_text(line.due))

    def _part(self, part: Instalment, line: DocumentLine, number: int) -> list[QStandardItem]:
        among = len(line.invoice.instalments)
        method = named("payment_methods", part.method) if part.method else ""
        words = self.tr("Instalment %1 of %2") if among > 1 else self.tr("Instalment")
        words = words.replace("%1", str(number)).replace("%2", str(among))
        cells = _cells(words, method, money(part.amount, line.invoice.currency), self._part_state(part, line))
        if not part.paid and part.due is not None and part.due < self._today and line.open:
            cells[3].setForeground(color("danger"))
        return cells

    def _part_state(self, part: Instalment, line: DocumentLine) -> str:
        if part.paid:
            on = part.paid_on
            return self.tr("paid on %1").replace("%1", date_text(on)) if on is not None else self.tr("paid")
        if not line.open and not line.invoice.is_credit_note:
            return self.tr("settled")  # a credit note has taken it off
        if part.due is None:
            return self.tr("no due date")
        words = self.tr("due %1") if part.due >= self._today else self.tr("was due %1")
        return words.replace("%1", date_text(part.due))


class SidesView(QScrollArea):
    """The values of Fattura24 and HighLevel side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Data of both sides"))
        ground = QWidget()
        ground.setProperty("role", "page")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(8)
        self._note = label("", "small", wrap=True)
        inner = column(self._grid, 6, self._note, None)
        inner.setContentsMargins(14, 12, 14, 12)
        ground.setLayout(inner)
        self.setWidget(ground)

    def show_sides(self, page: CustomerPage) -> None:
        """Show the fields that either side has."""
        clear(self._grid)
        # nobody there: no column of dashes that takes the room away
        sides = ("Fattura24", "HighLevel") if page.highlevel else ("Fattura24",)
        for place in (1, 2):
            self._grid.setColumnStretch(place, int(place <= len(sides)))
        for place, name in enumerate(sides, 1):
            self._grid.addWidget(label(name, "strong"), 0, place)
        names = [name for name in CONTACT_FIELDS if page.fattura24.get(name) or page.highlevel.get(name)]
        for line, name in enumerate(names, 1):
            self._grid.addWidget(label(field_name(name), "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            value = _shown(page.fattura24.get(name, ""))
            self._grid.addWidget(value, line, 1)
            if page.highlevel:
                self._grid.addWidget(_shown(page.highlevel.get(name, "")), line, 2)
            if (words := statement_words(page, name)) and page.fattura24.get(name):
                value.setToolTip(tip(f"{page.fattura24[name]}\n{words}" if isinstance(value, Elided) else words))
                value.setAccessibleDescription(words)
        self._note.setText(self._seen(page))

    def _seen(self, page: CustomerPage) -> str:
        """Say where Fattura24's data come from, and whether the last whole export has the customer no more."""
        words = self._source(page)
        if page.missing_since:
            missing = self.tr("Missing since the export of %1; it is kept here.")
            words = f"{missing.replace('%1', day(page.missing_since))} {words}"
        return words

    def _source(self, page: CustomerPage) -> str:
        if page.source == "invoice":
            return self.tr(
                "Fattura24's data are from the newest invoice: no export of the address book has this customer."
            )
        if not page.seen_at:
            return ""
        if page.source == "write":
            return self.tr("Fattura24's data as Ponte24 wrote them, %1.").replace("%1", moment(page.seen_at))
        if page.source == "handover" and page.link == "unconfirmed":
            return self.tr("In the file that you saved for Fattura24, %1; not confirmed by an export yet.").replace(
                "%1", moment(page.seen_at)
            )
        return self.tr("Fattura24's data as exported, %1.").replace("%1", moment(page.seen_at))


def statement_words(page: CustomerPage, name: str) -> str:
    """Return where a value of Fattura24 comes from: "Export of the address book, 12 November 2026"."""
    source, at = page.statements.get(name, ("", 0.0))
    return f"{named('sources', source)}, {day(at)}" if source and at else ""


def _shown(value: str) -> QWidget:
    """Return a value: one without blanks, which cannot be wrapped, ends in "…" where there is no room."""
    if value and not any(c.isspace() for c in value):
        return Elided(value)
    return label(value or "–", wrap=True, selectable=True)


def _with_button(documents: DocumentsView) -> QWidget:
    page = QWidget()
    inner = column(documents, row(documents.paid, None), spacing=8)
    inner.setContentsMargins(0, 0, 0, 0)
    page.setLayout(inner)
    return page


def _cells(*texts: str) -> list[QStandardItem]:
    made = []
    for place, text in enumerate(texts):
        cell = QStandardItem(text)
        cell.setEditable(False)
        cell.setToolTip(tip(text))
        if place >= 2:
            cell.setTextAlignment(_RIGHT)
        made.append(cell)
    return made
