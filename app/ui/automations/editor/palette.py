"""The palette: what can set an automation off, or what it can do, found by a word. What is not offered is shown on
request, greyed and with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.automation.data.schemas import Schema
from app.automation.model import CHOOSE, FLOW
from app.automation.offer.catalogue import Entry
from app.automation.offer.operations import catalogued, operation, reason_against
from app.automation.offer.registry import all_triggers
from app.automation.validate import GROUP_OF, against
from app.automation.words import Words, word
from app.ui.automations.words import danger_words
from app.ui.dialogs.fitting import bounded
from app.ui.i18n import language
from app.ui.theme import color
from app.ui.tips import tip
from app.ui.widgets.controls import button, label, row

translate = QCoreApplication.translate
_ID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette; ``reason`` says why it cannot be chosen (None: it can), ``expert`` that it is shown on
    request only."""

    entry: Entry
    title: str
    meaning: str
    reason: Words | None = None
    expert: bool = False


def action_offers(schema: Schema, *, inner: bool) -> list[Offer]:
    """Return all actions for a trigger's schema; ``inner`` for a place inside an "if … otherwise"."""
    found = []
    for entry in catalogued().values():
        if entry.kind != "action":
            continue
        key = reason_against(entry)
        reason = against(key) if key else None
        kind = operation(entry.id) if not key and entry.id not in FLOW else None
        if kind is not None and GROUP_OF.get(kind.needs) not in (None, *schema.groups):
            reason = Words(word(f"faults.needs_{kind.needs}", "it"), word(f"faults.needs_{kind.needs}", "en"))
        if inner and entry.id == CHOOSE:
            reason = Words(word("faults.choose_too_deep", "it"), word("faults.choose_too_deep", "en"))
        expert = entry.exposure != "offer" or (kind is not None and kind.expert)
        found.append(Offer(entry, entry.title(language()), entry.meaning(language()), reason, expert))
    return found


def trigger_offers() -> list[Offer]:
    """Return all triggers."""
    known = all_triggers()
    return [
        Offer(entry, entry.title(language()), entry.meaning(language()))
        for entry in catalogued().values()
        if entry.kind == "trigger" and entry.id in known
    ]


class Palette(QDialog):
    """Asks for an entry of the catalogue. ``picked`` carries its id. Opened with `open`."""

    picked = Signal(str)

    def __init__(self, title: str, offers: list[Offer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(520, 420)
        bounded(self, 620, 520)
        self.offers = offers
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search: task, tag, note …"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self.fill())
        self.search.installEventFilter(self)
        self.everything = QCheckBox(self.tr("Show &everything"))
        self.everything.setToolTip(self.tr("Also what is for experts, and what cannot be chosen, with the reason"))
        self.everything.setVisible(any(o.reason or o.expert for o in offers))
        self.everything.toggled.connect(lambda _on: self.fill())
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(title)
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(16)
        self.tree.currentItemChanged.connect(lambda _now, _before: self._look())
        self.tree.itemActivated.connect(lambda _item, _column: self._take())
        self.told = label("", "muted", wrap=True)
        self.told.setMinimumHeight(60)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cancel = button(self.tr("Cancel"), on_click=self.reject)
        self.take = button(self.tr("&Choose"), "primary", on_click=self._take)
        self.take.setDefault(True)
        self.count = label("", "small")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 18)
        outer.setSpacing(10)
        outer.addWidget(label(title, "h2"))
        line = row(self.search, self.everything)
        line.setStretch(0, 1)
        outer.addLayout(line)
        outer.addWidget(self.tree, 1)
        outer.addWidget(self.told)
        outer.addLayout(row(self.count, None, self.cancel, self.take))
        self.fill()
        self.search.setFocus()

    def fill(self) -> None:
        """Show what fits the search."""
        words = self.search.text().casefold().split()
        everything = self.everything.isChecked()
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        shown = 0
        for offer in self.offers:
            if not everything and (offer.reason is not None or offer.expert):
                continue
            known = f"{offer.title} {offer.meaning} {offer.entry.id}".casefold()
            if not all(w in known for w in words):
                continue
            name = group_words(offer.entry)
            if name not in groups:
                groups[name] = QTreeWidgetItem([name])
                groups[name].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(groups[name])
            groups[name].addChild(self._item(offer))
            shown += 1
        self.tree.expandAll()
        self.count.setText(self.tr("%n thing(s)", "", shown))
        first = next((g.child(0) for g in groups.values() if g.childCount()), None)
        if first is not None:
            self.tree.setCurrentItem(first)
        self._look()

    def _item(self, offer: Offer) -> QTreeWidgetItem:
        item = QTreeWidgetItem([offer.title])
        item.setData(0, _ID, offer.entry.id)
        item.setToolTip(0, tip(offer.meaning))
        told = f"{offer.title}. {offer.meaning}"
        if offer.reason is not None:
            item.setForeground(0, color("muted"))
            told += " " + self.tr("It cannot be chosen: %1").replace("%1", offer.reason.of(language()))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, told)
        return item

    def offer(self) -> Offer | None:
        """Return the chosen line."""
        item = self.tree.currentItem()
        wanted = item.data(0, _ID) if item is not None else None
        return next((o for o in self.offers if o.entry.id == wanted), None)

    def _look(self) -> None:
        offer = self.offer()
        self.take.setEnabled(offer is not None and offer.reason is None)
        if offer is None:
            self.told.setText("")
            return
        lines = [offer.meaning]
        if offer.reason is not None:
            lines.append(self.tr("It cannot be chosen: %1").replace("%1", offer.reason.of(language())))
        elif offer.entry.kind == "action" and offer.entry.danger:
            lines.append(self.tr("Danger: %1.").replace("%1", danger_words(offer.entry.danger)))
        self.told.setText("\n".join(lines))

    def _take(self) -> None:
        offer = self.offer()
        if offer is not None and offer.reason is None:
            self.picked.emit(offer.entry.id)
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows in the search field go through the list."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._go(1 if pressed == Qt.Key.Key_Down else -1)
            return True
        return super().eventFilter(watched, event)

    def _go(self, step: int) -> None:
        item = self.tree.currentItem()
        while item is not None:
            item = self.tree.itemBelow(item) if step > 0 else self.tree.itemAbove(item)
            if item is not None and item.data(0, _ID):
                self.tree.setCurrentItem(item)
                return


def group_words(entry: Entry) -> str:
    """Return the heading under which an entry stands."""
    if entry.id in FLOW:
        return translate("Palette", "How it goes on")
    if entry.service == "ponte24":
        return "Fattura24" if entry.id.startswith("f24.") else "Ponte24"
    return {"highlevel": "HighLevel", "fattura24": "Fattura24"}.get(entry.service, entry.service)
