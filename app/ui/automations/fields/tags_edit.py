"""The editor of tags: typed, with commas between, or taken from those that HighLevel has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.records.text.words import fold
from app.ui.automations.fields.field_editor import Editor
from app.ui.tips import tip
from app.ui.widgets.controls import row, tool_button

_OFFERED = 40
"""Tags in the menu at most: more than that is quicker typed."""


class TagsEdit(QWidget):
    """Tags in a line. ``changed`` carries them."""

    changed = Signal(object)

    def __init__(self, known: Sequence[str], name: str) -> None:
        super().__init__()
        self.known = tuple(known)
        self.line = QLineEdit()
        self.line.setPlaceholderText(", ".join(self.known[:3]) or "…")
        self.line.setToolTip(tip(name))
        self.line.setAccessibleName(name)
        self.line.textChanged.connect(lambda _text: self.changed.emit(self.tags()))
        self.more = tool_button(self.tr("Choose a tag that HighLevel has"), "plus", on_click=self._offer)
        self.more.setVisible(bool(self.known))
        line = row(self.line, self.more, spacing=4)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.line)

    def tags(self) -> list[str]:
        """Return the tags as they stand."""
        return [tag.strip() for tag in self.line.text().split(",") if tag.strip()]

    def show_tags(self, tags: object) -> None:
        """Show tags."""
        self.line.setText(", ".join(str(tag) for tag in tags) if isinstance(tags, list | tuple) else "")

    def menu(self) -> QMenu:
        """Return the menu of known tags that are not there yet."""
        menu = QMenu(self)
        there = {fold(tag) for tag in self.tags()}
        for tag in [t for t in self.known if fold(t) not in there][:_OFFERED]:
            menu.addAction(tag.replace("&", "&&"), partial(self._add, tag))
        menu.setEnabled(not menu.isEmpty())
        return menu

    def _add(self, tag: str) -> None:
        self.show_tags([*self.tags(), tag])

    def _offer(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def tags_editor(known: Sequence[str], name: str) -> Editor:
    """Return the editor of tags."""
    edit = TagsEdit(known, name)
    made = Editor(edit, edit.show_tags)
    edit.changed.connect(made.tell)
    return made
