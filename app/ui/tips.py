"""Names where Qt reads more than words: tool tips are markup to it, and would load what a name tells them to; an ``&``
on a button or in a menu underlines the next letter."""

from __future__ import annotations

import html

_LONGEST = 2_000
"""Letters of a tool tip."""


def tip(text: str) -> str:
    """Return a text as a tool tip that shows it as it stands: names are data, never markup. One that is longer than any
    sentence of ours ends in "…": Qt makes it as wide as the screen, or more."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    if "<" not in text:
        return text  # nothing in it can be taken for markup
    return f"<qt>{html.escape(text, quote=False)}</qt>".replace("\n", "<br>")


def as_button_text(text: str) -> str:
    """Return a text as a button or an entry of a menu that shows it as it stands."""
    return text.replace("&", "&&")
