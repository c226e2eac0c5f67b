"""What a saved report holds, whatever file it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """A title, some lines above the table, its headings, its rows of as many texts, and how wide each column is beside
    the others. All of it is plain text: names and values of customers are data, never markup."""

    title: str
    lead: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
