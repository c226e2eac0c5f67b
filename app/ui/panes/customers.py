"""Customers: who they are on both sides, their invoices, and what is to be collected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.services.api.fattura24.invoices import CustomerLine
from app.ui.agenda.customer_tabs import CustomerTabs
from app.ui.bridge import Bridge
from app.ui.dialogs.own_vat import OwnVatDialog
from app.ui.dialogs.pairing import PairingDialog
from app.ui.models.customers import CITY, NAME, OPEN, CustomersModel
from app.ui.panes.customers_page import CustomerView
from app.ui.widgets.controls import Notice, button, column, label, row

_ROOM_FOR_CITY = 860


class CustomersPane(QWidget):
    """A list with a search at the left, the chosen customer at the right."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._chosen = ""
        self.dialog: OwnVatDialog | None = None
        self.pairing: PairingDialog | None = None
        self.customers = CustomersModel(self)
        self.ask = Notice(
            self.tr("Tell Ponte24 your VAT code, so that it knows which of the imported invoices are yours."),
            "warn",
            action=self.tr("&Answer…"),
            on_action=self.ask_own_vat,
        )
        self.ask.hide()
        self.told = Notice(kind="ok")
        self.told.hide()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, town or code (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search the customers"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.owing = QCheckBox(self.tr("Only with &overdue invoices"))
        self.owing.toggled.connect(self._narrow)
        self.list = self.keyboard = self._list()
        self.count = label("", "small")
        left = QWidget()
        inner = column(self.search, self.owing, self.list, self.count, spacing=8)
        inner.setContentsMargins(0, 0, 14, 0)
        left.setLayout(inner)
        self.view = CustomerView()
        self.work = CustomerTabs(bridge, self.view.tabs, self)
        self.view.pair.clicked.connect(self.ask_pair)
        self.view.forget.clicked.connect(lambda: bridge.spawn(self._ask_forget()))
        self.view.documents.paid_wanted.connect(lambda *what: bridge.spawn(self._mark_paid(*what)))
        self.hint = label(self.tr("Choose a customer to see invoices and data."), "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.right = QStackedWidget()
        self.right.addWidget(self.hint)
        self.right.addWidget(self.view)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.right)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        split.setSizes([430, 520])
        self.empty = label(
            self.tr("No customers yet. Import the address book or the e-invoices of Fattura24: drop the files here."),
            "muted",
            wrap=True,
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.whole = QStackedWidget()
        self.whole.addWidget(split)
        self.whole.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 24)
        outer.setSpacing(8)
        self.own = button(self.tr("&Your VAT code…"), "quiet", on_click=self.ask_own_vat)
        self.own.setToolTip(self.tr("It tells which of the imported invoices you issued"))
        outer.addLayout(row(label(self.tr("Customers"), "h1"), None, self.own))
        outer.addWidget(
            label(self.tr("Who they are, their invoices, and what is still to be collected."), "muted", wrap=True)
        )
        outer.addWidget(self.ask)
        outer.addWidget(self.told)
        outer.addWidget(self.whole, 1)
        bridge.changed.connect(self._on_changed)

    def _list(self) -> QTreeView:
        made = QTreeView()
        made.setAccessibleName(self.tr("Customers"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setModel(self.customers)
        header = made.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CITY, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(OPEN, QHeaderView.ResizeMode.Interactive)
        made.setColumnWidth(CITY, 84)
        made.setColumnWidth(OPEN, 104)
        made.selectionModel().currentChanged.connect(self._on_current)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setColumnHidden(CITY, self.width() < _ROOM_FOR_CITY)

    def _on_changed(self, topic: str) -> None:
        if topic in ("mirror", "plan", "agenda") and self.isVisible():
            self._bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read the list again, and the customer that is shown."""
        service = self._bridge.service.invoices
        lines = await self._bridge.call(service.customers)
        own = await self._bridge.call(service.own_vat)
        asked = () if own else await self._bridge.call(service.own_vat_candidates)
        self.ask.setVisible(bool(asked))
        before = self._chosen
        self.show_customers(lines)
        if before:
            await self._read(before)

    def show_customers(self, lines: tuple[CustomerLine, ...]) -> None:
        """Show these customers; the chosen one stays chosen, and where none is it is the first of the list."""
        chosen = self._chosen
        self.customers.show_customers(lines)
        self.whole.setCurrentIndex(0 if lines else 1)
        self.choose(chosen)
        self._tell_count()

    def _narrow(self) -> None:
        chosen = self._chosen
        self.customers.search(self.search.text())
        self.customers.show_owing_only(self.owing.isChecked())
        if not self.customers.find(chosen).isValid():
            chosen = ""  # whoever is shown beside the list is in it
        self.choose(chosen)
        self._tell_count()

    def choose(self, customer_id: str) -> None:
        """Choose a customer of those in the list; a blank id chooses the first."""
        index = self.customers.find(customer_id) if customer_id else self.customers.index(0, NAME)
        if index.isValid():
            self.list.setCurrentIndex(index)

    def want(self, customer_id: str) -> None:
        """Let the next reading show this customer, whatever the search says."""
        self.search.clear()
        self.owing.setChecked(False)
        self._chosen = customer_id

    def _tell_count(self) -> None:
        self.count.setText(self.tr("%n customer(s)", "", self.customers.rowCount()))

    def _on_current(self, index: QModelIndex) -> None:
        line = self.customers.line(index)
        if line is not None and line.id != self._chosen:
            if self._chosen:
                self.told.hide()
            self._chosen = line.id
            self._bridge.spawn(self._read(line.id))

    async def _read(self, customer_id: str) -> None:
        page = await self._bridge.call(self._bridge.service.invoices.customer, customer_id)
        if customer_id != self._chosen:
            return  # another one was chosen meanwhile
        if page is None:
            self._chosen = ""
        else:
            self.view.show_page(page)
            await self.work.show(customer_id, linked=page.link == "linked")
        self.right.setCurrentWidget(self.hint if page is None else self.view)

    async def _mark_paid(self, document: str, instalment: int, paid: bool) -> None:
        """Keep the owner's word about a payment."""
        await self._bridge.call(self._bridge.service.agenda.mark_paid, document, instalment, paid=paid)
        for topic in ("mirror", "agenda", "status"):
            self._bridge.announce(topic)

    def ask_pair(self) -> None:
        """Ask which contact of HighLevel the chosen customer is."""
        if self.view.page is not None:
            self.pairing = PairingDialog(self._bridge, self.view.page.line, self.window())
            self.pairing.open()

    async def _ask_forget(self) -> None:
        """Show what forgetting the chosen customer means."""
        customer = self._chosen
        preview = await self._bridge.call(self._bridge.service.housekeeping.forget_preview, customer)

        from app.ui.dialogs.forgetting import ForgetDialog

        self.forgetting = ForgetDialog(self._bridge, customer, preview, self.window())
        self.forgetting.forgotten.connect(partial(self._gone, preview.title))
        self.forgetting.open()

    def _gone(self, title: str) -> None:
        """Say who was forgotten: the list has another one chosen then, perhaps of the same name."""
        self._chosen = ""
        self.told.show_words(self.tr("Forgotten on this computer: %1.").replace("%1", title), "ok")
        self.list.setFocus()  # not on the button that would forget the next one

    def ask_own_vat(self) -> None:
        """Ask which VAT code is the owner's."""
        self._bridge.spawn(self._ask())

    async def _ask(self) -> None:
        service = self._bridge.service.invoices
        own = await self._bridge.call(service.own_vat)
        candidates = await self._bridge.call(service.own_vat_candidates)
        self.dialog = OwnVatDialog(self._bridge, candidates, self.window(), own=own)
        self.dialog.open()
