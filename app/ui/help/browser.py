"""Shows a page of help: its text in the window's colours, its pictures as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.paths import resource
from app.ui import theme
from app.ui.help.pages import TOPICS, HelpPage

_WIDEST = 640
"""Logical pixels; wider than that a picture of a pane says no more."""

_EDGE = 60
"""What margins and scroll bar take of the width."""

_SPACES = "h2 { margin-top: 18px; margin-bottom: 6px; } p { margin-top: 6px; margin-bottom: 8px; } td { padding: 4px; }"


class HelpBrowser(QTextBrowser):
    """``topic_wanted`` names the page that a link leads to. Nothing is ever loaded but pictures that are shipped."""

    topic_wanted = Signal(str)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._page: HelpPage | None = None
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(self.tr("Page of help"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(18)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._fit)
        self.anchorClicked.connect(self._follow)

    def show_page(self, page: HelpPage) -> None:
        """Show a page from its top."""
        self._page = page
        self._render()
        self.verticalScrollBar().setValue(0)

    def _render(self) -> None:
        if self._page is None:
            return
        document = self.document()
        document.clear()  # pictures are asked for again, in the size that fits now
        link, text = theme.color("accent").name(), theme.color("text").name()
        document.setDefaultStyleSheet(f"a {{ color: {link}; }} body {{ color: {text}; }}" + _SPACES)
        scratch = QTextDocument()
        scratch.setMarkdown(self._page.text)
        self.setHtml(scratch.toHtml())  # by way of HTML, because Markdown alone knows no style sheet

    def _follow(self, url: QUrl) -> None:
        if url.toString() in TOPICS:
            self.topic_wanted.emit(url.toString())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return the picture of a pane; nothing for anything else, whatever address it has."""
        pane = name.toString() if isinstance(name, QUrl) else name
        if kind != QTextDocument.ResourceType.ImageResource.value or pane not in TOPICS:
            return None
        look = "dark" if theme.theme().dark else "light"
        image = QImage(str(resource("help", "pictures", f"{pane}-{self._language}-{look}.png")))
        if image.isNull():
            return None
        width = min(_WIDEST, max(200, self.viewport().width() - _EDGE))
        return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._again.start()  # later: a scroll bar that appears resizes in the midst of rendering

    def _fit(self) -> None:
        at = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(at)
