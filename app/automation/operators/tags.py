"""Has a tag, has it not."""

from __future__ import annotations

from app.automation.data.values import ValueType
from app.automation.declared.comparing import Case, Operator
from app.automation.words import Words
from app.records.text.words import fold

_TAGS = frozenset({ValueType.TAG})


def _has(case: Case) -> bool:
    return isinstance(case.value, tuple) and fold(str(case.operand)) in {fold(tag) for tag in case.value}


OPERATORS = (
    Operator("has", _TAGS, "text", Words("{title}: c'è «{value}»", "{title}: “{value}” is there"), _has, 10),
    Operator(
        "has_not",
        _TAGS,
        "text",
        Words("{title}: non c'è «{value}»", "{title}: “{value}” is not there"),
        lambda case: not _has(case),
        11,
        asks_blank=True,
    ),
)
"""Who has no tags at all has not this one either: so the second asks of blanks, too."""
