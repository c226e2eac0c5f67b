"""A text with values in it: each value is a chip that names it ("Numero della fattura") and is kept as Liquid.

A chip is a piece of ordinary text with a format of its own, so that screen readers read it; it is taken away as a
whole, and nothing can be typed inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QMenu, QTextEdit, QVBoxLayout, QWidget

from app.automation.data.schemas import Path, Schema
from app.automation.data.values import ValueType
from app.automation.words import word
from app.ui.i18n import language
from app.ui.theme import color
from app.ui.widgets.controls import row, tool_button

_CHIP = re.compile(r"{{\s*(.*?)\s*}}", re.DOTALL)
_SHOWN = re.compile("\u2009[^\u2009\n]*\u2009")
"""A chip as it stands in the text: between thin spaces, which nobody types."""

_SOURCE = QTextCharFormat.Property.UserProperty + 1

NATURAL = {ValueType.MONEY: "euro", ValueType.DATE: "data", ValueType.MOMENT: "data"}
"""How a value of a type is written where the owner says nothing."""


def pieces(source: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a template in order: whether it is a value, and its text (of a value what stands inside)."""
    place = 0
    for found in _CHIP.finditer(source):
        if found.start() > place:
            yield False, source[place : found.start()]
        yield True, found.group(1)
        place = found.end()
    if place < len(source):
        yield False, source[place:]


def chip_title(inside: str, schema: Schema) -> str:
    """Return the words of a value: its title, or what stands inside where it is none that the trigger has."""
    name = inside.partition("|")[0].strip()
    path = schema.paths.get(name)
    if path is None:
        return inside
    return path.title(language())


def source_of(path: Path) -> str:
    """Return what stands for a value in a template, written as is natural for it."""
    natural = NATURAL.get(path.type)
    return f"{path.name} | {natural}" if natural else path.name


class ChipEdit(QWidget):
    """A field for a text with values. ``changed`` tells the new Liquid."""

    changed = Signal(str)

    def __init__(self, schema: Schema, name: str, *, tall: bool = False) -> None:
        super().__init__()
        self.schema = schema
        self.text = _Text(self._title, tall=tall)
        self.text.setAccessibleName(name)
        self.menu_button = tool_button(self.tr("Put in a value"), "plus")
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setToolTip(self.tr("Put in a value (Ctrl+Space)"))
        self.menu_button.setAccessibleName(self.tr("Put a value into “%1”").replace("%1", name))
        self.menu_button.setMenu(self._menu())
        line = row(self.text, self.menu_button, spacing=4)
        line.setAlignment(self.menu_button, Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(line)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(lambda: self.changed.emit(self.value()))
        self.text.menu_wanted.connect(self.menu_button.showMenu)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu) if menu.isEmpty() else None)
        return menu

    def _fill(self, menu: QMenu) -> None:
        """Offer all values of the trigger; only when the menu is first wanted, for a form has several such fields."""
        for group in self.schema.groups:
            paths = [p for p in self.schema.paths.values() if p.group == group and p.type is not ValueType.BOOL]
            inner = menu if len(self.schema.groups) == 1 or len(paths) == 1 else menu.addMenu(_group(group))
            for path in paths:
                inner.addAction(path.title(language()), partial(self.insert, path))

    def insert(self, path: Path) -> None:
        """Put a value where the cursor is."""
        self.text.put_chip(source_of(path), path.title(language()))
        self.text.setFocus()

    def _title(self, inside: str) -> str:
        return chip_title(inside, self.schema)

    def value(self) -> str:
        """Return the text as Liquid."""
        return self.text.source()

    def set_value(self, source: str) -> None:
        """Show a Liquid text."""
        if source == self.value():
            return
        self.text.blockSignals(True)
        self.text.clear()
        self.text.put(source)
        self.text.blockSignals(False)


def _group(group: str) -> str:
    return word(f"groups.{group}", language())


class _Text(QTextEdit):
    """The field itself: one line high, or several."""

    menu_wanted = Signal()

    def __init__(self, title: Callable[[str], str], *, tall: bool) -> None:
        super().__init__()
        self._title, self._tall = title, tall
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)  # the editor's own goes over everything
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFixedHeight(96 if tall else 58)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def put_chip(self, source: str, title: str) -> None:
        """Put a chip where the cursor is, with plain text going on behind it."""
        format_ = QTextCharFormat()
        format_.setProperty(_SOURCE, source)
        format_.setBackground(color("accent_soft"))
        format_.setForeground(color("accent"))
        cursor = self.textCursor()
        cursor.insertText(f"\u2009{title}\u2009".replace(" ", "\u00a0"), format_)
        cursor.setCharFormat(QTextCharFormat())
        self.setTextCursor(cursor)
        self.setCurrentCharFormat(QTextCharFormat())

    def put_text(self, text: str) -> None:
        """Put plain text where the cursor is."""
        cursor = self.textCursor()
        cursor.insertText(text, QTextCharFormat())
        self.setTextCursor(cursor)

    def put(self, source: str) -> None:
        """Put Liquid where the cursor is: values become chips."""
        for chip, text in pieces(source):
            if chip:
                self.put_chip(text, self._title(text))
            else:
                self.put_text(text)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy chips as what they stand for: pasted, here or elsewhere, they are values again."""
        copied = QTextDocument()
        QTextCursor(copied).insertFragment(self.textCursor().selection())
        data = QMimeData()
        data.setText(self.source(copied))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text, with the values in it as chips."""
        text = source.text().replace("\u2009", " ")
        self.put(text if self._tall else " ".join(text.splitlines()))

    def source(self, document: QTextDocument | None = None) -> str:
        """Return what is kept: chips as Liquid, the rest as typed."""
        lines = []
        block = (document or self.document()).begin()
        while block.isValid():
            parts: list[str] = []
            iterator = block.begin()
            while not iterator.atEnd():
                fragment = iterator.fragment()
                held = fragment.charFormat().property(_SOURCE)
                if held is None:
                    parts.append(fragment.text().replace("\u2028", "\n"))
                else:
                    chip = f"{{{{ {held} }}}}"
                    times = max(1, fragment.text().count("\u2009") // 2)
                    parts.append(chip * times)
                iterator += 1
            lines.append("".join(parts))
            block = block.next()
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.menu_wanted.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._tall:
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the editor takes back
            return
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not self.textCursor().hasSelection():
            self._take_whole_chip(backwards=event.key() == Qt.Key.Key_Backspace)
        elif event.text() and event.text().isprintable():
            self._leave_chip()
        super().keyPressEvent(event)

    def chips(self) -> list[tuple[int, int]]:
        """Return where the chips begin and end."""
        return [(m.start(), m.end()) for m in _SHOWN.finditer(self.toPlainText())]

    def _take_whole_chip(self, *, backwards: bool) -> None:
        """Let the chip before (or behind) the cursor be chosen as a whole, so that the key takes all of it."""
        cursor = self.textCursor()
        here = cursor.position()
        for begin, end in self.chips():
            if begin < here < end or here == (end if backwards else begin):
                cursor.setPosition(begin)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                self.setTextCursor(cursor)
                return

    def _leave_chip(self) -> None:
        """Let nothing be typed inside a chip: go behind it, and write plainly."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            for begin, end in self.chips():
                if begin < cursor.position() < end:
                    cursor.setPosition(end)
                    self.setTextCursor(cursor)
        self.setCurrentCharFormat(QTextCharFormat())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCurrentCharFormat(QTextCharFormat())
