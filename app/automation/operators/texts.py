"""Contains, starts with: without regard to case and accents."""

from __future__ import annotations

from app.automation.data.values import ValueType
from app.automation.declared.comparing import Case, Operator
from app.automation.words import Words
from app.records.text.words import fold

_TEXT = frozenset({ValueType.TEXT})


def _contains(case: Case) -> bool:
    return fold(str(case.operand)) in fold(str(case.value))


def _starts(case: Case) -> bool:
    return fold(str(case.value)).startswith(fold(str(case.operand)))


OPERATORS = (
    Operator(
        "contains", _TEXT, "text", Words("{title} contiene «{value}»", "{title} contains “{value}”"), _contains, 12
    ),
    Operator(
        "starts_with",
        _TEXT,
        "text",
        Words("{title} inizia con «{value}»", "{title} begins with “{value}”"),
        _starts,
        13,
    ),
)
