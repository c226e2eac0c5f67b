"""Cells of the tables that Ponte24 writes: names are text there, whatever a spreadsheet might take them for.

A cell that begins with one of a few signs is a formula to a spreadsheet, and some formulas start programs or send data
(CSV injection). Programs that split a line elsewhere (at a comma, a tab, a line end inside quotes) see cells begin in
the middle of ours, and some take the full-width signs of East Asia for the plain ones.
"""

from __future__ import annotations

import re

from app.wellformed import wellformed

_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212"
"""What a formula can begin with, in full width, too, and the minus sign of typesetting."""

_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
"""What nobody sees; some programs drop a few of these, and a formula begins behind them."""

_FIRST = re.compile(rf"[\s\x00-\x1f\"'{_UNSEEN}]*[{_STARTS}]|[\t\r]")
_INSIDE = re.compile(
    rf"([,;|\t\r\n\x0b\x0c\x85\u2028\u2029][ \xa0\u3000\"'{_UNSEEN}]*)(?=([{_STARTS}][^,;\t\r\n]{{0,200}}))"
)
_PLAIN = re.compile(r"[-\u2212+][\s\d./-]*|[-\u2212]\s*[^\W\d][\w\s.'’/-]*")
"""What begins like a formula in the middle of a text and computes and calls nothing: a number, a line of a list."""

_LOOKED_AT = 200
"""Letters of such a piece that are looked at: a longer one is guarded, whatever it is."""

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_767
"""Letters that a cell of a workbook may hold (Excel's own limit)."""


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a cell for a formula."""
    return bool(_FIRST.match(text))


def csv_cell(text: str) -> str:
    """Return a cell of a CSV that no spreadsheet computes, however it splits the line: an apostrophe stands before
    what would begin a formula."""
    guarded = _INSIDE.sub(_guarded, wellformed(text).replace("\0", ""))
    return f"'{guarded}" if looks_like_formula(guarded) else guarded


def workbook_text(text: str) -> str:
    """Return a text as a workbook can hold it: without the characters that XML forbids, an ``_x000D_`` that is meant
    so escaped (ECMA-376, ST_Xstring), cut at what Excel opens."""
    found = _ESCAPE.sub("_x005F_", _NO_XML.sub("", text))
    return found[:_LONGEST]


def _guarded(found: re.Match[str]) -> str:
    before, piece = found[1], found[2]
    return before if len(piece) <= _LOOKED_AT and _PLAIN.fullmatch(piece) else f"{before}'"
