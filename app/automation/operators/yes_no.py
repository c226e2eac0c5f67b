"""Yes, no."""

from __future__ import annotations

from app.automation.data.values import ValueType
from app.automation.declared.comparing import Operator
from app.automation.words import Words

_BOOL = frozenset({ValueType.BOOL})

OPERATORS = (
    Operator("yes", _BOOL, "none", Words("{title}", "{title}"), lambda case: case.value is True, 10),
    Operator("no", _BOOL, "none", Words("{title}: no", "{title}: no"), lambda case: case.value is False, 11),
)
