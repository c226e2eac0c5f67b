"""Names where Qt reads more than words: tool tips are markup to it, and would load what a name tells them to; an ``&``
on a button or in a menu underlines the next letter."""

from __future__ import annotations

import html


def tip(text: str) -> str:
    """Return a text as a tool tip that shows it as it stands: names are data, never markup."""
    if "<" not in text:
        return text  # nothing in it can be taken for markup
    return f"<qt>{html.escape(text, quote=False)}</qt>".replace("\n", "<br>")


def as_button_text(text: str) -> str:
    """Return a text as a button or an entry of a menu that shows it as it stands."""
    return text.replace("&", "&&")
