"""The size of a dialog whose words break into lines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QWidget

_ABOUT = 40
"""Pixels of the screen that a title bar and a panel take."""


def bounded(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its first size, less where its screen is smaller: its last buttons must not be below the edge."""
    room = dialog.screen().availableSize()
    dialog.resize(min(width, room.width() - 20), min(height, room.height() - _ABOUT))


def fit(dialog: QDialog, width: int) -> None:
    """Make a dialog so wide, and as high as its words then are; never larger than the screen it comes on.

    Qt works out the least height of broken lines before it knows how wide they will be: a height that is set by hand
    cuts them as soon as a text is longer, as it is in another language.
    """
    for widget in dialog.findChildren(QWidget):
        widget.ensurePolished()  # sizes of fonts come from the style sheet
    layout = dialog.layout()
    if layout is None:
        return
    room = dialog.screen().availableSize()
    width = max(min(width, room.width() - 20), layout.minimumSize().width())
    wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    height = min(wanted, room.height() - _ABOUT)
    dialog.setMinimumHeight(height)
    dialog.resize(width, height)


_LEAST = 90
"""Pixels of what scrolls that are seen at least."""


class Scrolled(QScrollArea):
    """The part of a dialog that scrolls where its screen is low, so that what is below stays in reach; as high as its
    words are at ``width`` where there is room."""

    def __init__(self, layout: QLayout, width: int) -> None:
        super().__init__()
        self._wanted = width
        inside = self._inside = QWidget()
        layout.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(layout)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        inside = self._inside
        for part in inside.findChildren(QWidget):
            part.ensurePolished()  # sizes of fonts come from the style sheet
        height = inside.heightForWidth(self._wanted) if inside.hasHeightForWidth() else inside.sizeHint().height()
        return QSize(self._wanted, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inside.minimumSizeHint().width(), min(_LEAST, self.sizeHint().height()))
