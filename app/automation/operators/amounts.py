"""More, less, between: money in whole cents, and numbers."""

from __future__ import annotations

from collections.abc import Callable

from app.automation.declared.comparing import AMOUNTS, Case, Operator
from app.automation.words import Words


def _compared(test: Callable[[int, int], bool]) -> Callable[[Case], bool]:
    def compare(case: Case) -> bool:
        return isinstance(case.value, int) and isinstance(case.operand, int) and test(case.value, case.operand)

    return compare


def _between(case: Case) -> bool:
    low, high = case.operand
    return isinstance(case.value, int) and min(low, high) <= case.value <= max(low, high)


OPERATORS = (
    Operator("equals", AMOUNTS, "value", Words("{title} = {value}", "{title} = {value}"), _compared(int.__eq__), 10),
    Operator(
        "not_equals", AMOUNTS, "value", Words("{title} ≠ {value}", "{title} ≠ {value}"), _compared(int.__ne__), 11
    ),
    Operator(
        "more",
        AMOUNTS,
        "value",
        Words("{title} è più di {value}", "{title} is more than {value}"),
        _compared(int.__gt__),
        12,
    ),
    Operator(
        "at_least",
        AMOUNTS,
        "value",
        Words("{title} è almeno {value}", "{title} is at least {value}"),
        _compared(int.__ge__),
        13,
    ),
    Operator(
        "less",
        AMOUNTS,
        "value",
        Words("{title} è meno di {value}", "{title} is less than {value}"),
        _compared(int.__lt__),
        14,
    ),
    Operator(
        "at_most",
        AMOUNTS,
        "value",
        Words("{title} è al massimo {value}", "{title} is at most {value}"),
        _compared(int.__le__),
        15,
    ),
    Operator(
        "between",
        AMOUNTS,
        "pair",
        Words("{title} è fra {value} e {second}", "{title} is between {value} and {second}"),
        _between,
        16,
    ),
)
