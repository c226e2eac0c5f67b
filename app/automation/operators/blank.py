"""Is blank, is not blank: the only comparisons of a missing value that can be true."""

from __future__ import annotations

from app.automation.data.values import ValueType
from app.automation.declared.comparing import ALL, Operator
from app.automation.words import Words

_CAN_BE = ALL - {ValueType.BOOL}

OPERATORS = (
    Operator(
        "blank",
        _CAN_BE,
        "none",
        Words("{title} è vuoto", "{title} is blank"),
        lambda case: case.value is None,
        40,
        asks_blank=True,
    ),
    Operator(
        "not_blank",
        _CAN_BE,
        "none",
        Words("{title} non è vuoto", "{title} is not blank"),
        lambda case: case.value is not None,
        41,
        asks_blank=True,
    ),
)
