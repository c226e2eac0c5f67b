"""Text out of HTML, as HighLevel's own window writes notes (reference: HighLevel 4)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAGS = (
    "a|b|blockquote|body|br|code|div|em|font|h[1-6]|head|hr|html|i|img|li|ol|p|pre|s|script|small|span|strike|strong"
)
_TAGS += "|style|sub|sup|table|tbody|td|th|thead|tr|u|ul"
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>=]*=[^<>]*|\s?/)?>|&(?:#\d+|\w+);", re.IGNORECASE)
"""What only an editor writes: a ``<`` before a name, an address or a number is a person's."""


def plain_text(markup: str) -> str:
    """Return HTML as plain text, one paragraph a line; other text as it is."""
    if not _MARKUP.search(markup):
        return markup
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    _BREAKS = frozenset(["br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"])
    _SILENT = frozenset(("script", "style"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        if tag in self._BREAKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)
