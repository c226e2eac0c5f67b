"""What an operator's file declares: which values it compares, how, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.automation.data.schemas import Path
from app.automation.data.values import Value, ValueType
from app.automation.words import Words


@dataclass(frozen=True, slots=True)
class Case:
    """What an operator gets: the path and its value (None: missing), the operand as JSON, the present day, and the
    values before of what changed."""

    path: Path
    value: Value
    operand: Any
    today: date
    before: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare. ``operand`` is what it wants: ``none``, ``value`` (one of the path's type), ``text``,
    ``days``, ``pair`` (two values of the type). ``sentence`` holds {title}, {value} and {second}. Where the value is
    missing an operator is false without being asked, unless ``asks_blank``. ``rank`` orders the menu."""

    id: str
    types: frozenset[ValueType]
    operand: str
    sentence: Words
    test: Callable[[Case], bool]
    rank: int = 50
    asks_blank: bool = False


ALL = frozenset(ValueType)
TEXTS = frozenset({ValueType.TEXT, ValueType.CHOICE})
AMOUNTS = frozenset({ValueType.MONEY, ValueType.NUMBER})
DAYS = frozenset({ValueType.DATE, ValueType.MOMENT})
