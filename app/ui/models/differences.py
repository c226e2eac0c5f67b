"""Where two values differ, marked so that a person sees it at a glance; every value is data, never markup."""

from __future__ import annotations

import html
from difflib import SequenceMatcher

_LONGEST = 400
"""Letters that are compared one by one; longer values are shown as they are."""


def parted(left: str, right: str) -> tuple[str, str]:
    """Return two values as rich text in which what only one of them has stands in bold."""
    if max(len(left), len(right)) > _LONGEST or not left or not right:
        return html.escape(left), html.escape(right)
    one, other = [], []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        mine, theirs = html.escape(left[i1:i2]), html.escape(right[j1:j2])
        same = what == "equal"
        one.append(mine if same or not mine else f"<b><u>{mine}</u></b>")
        other.append(theirs if same or not theirs else f"<b><u>{theirs}</u></b>")
    return "".join(one), "".join(other)
