"""Has changed, has changed from … to …: against the values before the event."""

from __future__ import annotations

from app.automation.data.values import ValueType
from app.automation.declared.comparing import ALL, Case, Operator
from app.automation.operators.equality import equal
from app.automation.words import Words

_TEXT = frozenset({ValueType.TEXT, ValueType.CHOICE})


def _changed(case: Case) -> bool:
    return case.path.name in case.before and case.before[case.path.name] != case.value


def _changed_to(case: Case) -> bool:
    if not _changed(case):
        return False
    old, new = case.operand
    then = Case(case.path, case.before[case.path.name] or "", old, case.today)
    now = Case(case.path, case.value or "", new, case.today)
    return equal(then) and equal(now)


OPERATORS = (
    Operator("changed", ALL, "none", Words("{title} è cambiato", "{title} has changed"), _changed, 50, asks_blank=True),
    Operator(
        "changed_to",
        _TEXT,
        "pair",
        Words("{title} è cambiato da «{value}» a «{second}»", "{title} has changed from “{value}” to “{second}”"),
        _changed_to,
        51,
        asks_blank=True,
    ),
)
