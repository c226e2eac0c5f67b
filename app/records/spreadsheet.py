"""Cells that a spreadsheet takes for text, whatever a customer is called."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet computes: what begins like a formula gets the apostrophe that marks text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
