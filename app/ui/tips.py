"""Tool tips: Qt takes a text that looks like markup for markup, and would load what a name tells it to."""

from __future__ import annotations

import html


def tip(text: str) -> str:
    """Return a text as a tool tip that shows it as it stands: names are data, never markup."""
    if "<" not in text:
        return text  # nothing in it can be taken for markup
    return f"<qt>{html.escape(text, quote=False)}</qt>".replace("\n", "<br>")
