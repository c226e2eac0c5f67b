"""Conditions are data: evaluated against an event's values, and told in a sentence each, in both languages.

A missing value makes every comparison false but those that ask for it; the log then says "missing".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.automation.data.schemas import Path, Schema
from app.automation.data.shown import show
from app.automation.data.values import Value, ValueType, read_value, to_raw
from app.automation.declared.comparing import Case, Operator
from app.automation.declared.kinds import days
from app.automation.model import Condition, Group
from app.automation.offer.registry import all_operators
from app.automation.words import word


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition and how it came out: ``value`` is what was read, as JSON; ``missing`` that there was nothing."""

    condition: Condition
    passed: bool
    value: Any = None
    missing: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as the log keeps it."""
        c = self.condition
        told = {"path": c.path, "op": c.op, "operand": c.value, "passed": self.passed, "value": self.value}
        return told | {"missing": self.missing}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Checked:
        """Rebuild it from `to_json`."""
        condition = Condition(data["path"], data["op"], data["operand"])
        return cls(condition, data["passed"], data["value"], data["missing"])


@dataclass(frozen=True, slots=True)
class Reading:
    """What conditions are evaluated against: an event's typed values, the values before, and the present day."""

    schema: Schema
    values: Mapping[str, Value]
    today: date
    before: Mapping[str, Value] = field(default_factory=dict)


def holds(group: Group, reading: Reading) -> bool:
    """Tell whether a group of conditions holds."""
    results = (holds(item, reading) if isinstance(item, Group) else check(item, reading).passed for item in group.items)
    return (any(results) if group.items else True) if group.match == "any" else all(results)


def checked(group: Group, reading: Reading) -> list[Checked]:
    """Return how each condition of a group came out, for the log."""
    return [check(condition, reading) for condition in group.conditions()]


def check(condition: Condition, reading: Reading) -> Checked:
    """Evaluate one condition. What is not valid (an old version's path or operator) does not hold."""
    operator, path = all_operators().get(condition.op), reading.schema.paths.get(condition.path)
    if operator is None or path is None or path.type not in operator.types:
        return Checked(condition, False, missing=True)
    value = reading.values.get(condition.path)
    if value is None and not operator.asks_blank:
        return Checked(condition, False, missing=True)
    case = Case(path, value, condition.value, reading.today, reading.before)
    return Checked(condition, operator.test(case), to_raw(value), value is None)


def operand_fault(operator: Operator, path: Path, operand: Any) -> str:
    """Return the key of what is wrong with an operand (a text under ``faults``), or blank."""
    match operator.operand:
        case "none":
            return "" if operand is None else "operand_none"
        case "days":
            return "" if _whole(operand) and 0 <= operand <= 3650 else "operand_days"
        case "text":
            return "" if isinstance(operand, str) and operand.strip() else "operand_text"
        case "pair":
            if not isinstance(operand, list) or len(operand) != 2:
                return "operand_pair"
            return next((f for one in operand if (f := _value_fault(path, one))), "")
    return _value_fault(path, operand)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _value_fault(path: Path, operand: Any) -> str:
    kind = ValueType.DATE if path.type is ValueType.MOMENT else path.type
    try:
        value = read_value(kind, operand)
    except ValueError:
        value = None
    if value is None:
        return f"operand_{kind.value}"
    return "operand_choice" if kind is ValueType.CHOICE and value not in path.choices else ""


def sentence(condition: Condition, schema: Schema, language: str) -> str:
    """Return a condition in a sentence, as its row has it."""
    operator, path = all_operators().get(condition.op), schema.paths.get(condition.path)
    if operator is None or path is None:
        return word("conditions.unknown", language, path=condition.path)
    first, second = condition.value, ""
    if operator.operand == "pair" and isinstance(condition.value, list) and len(condition.value) == 2:
        first, second = condition.value[0], _operand(path, condition.value[1], language)
    shown = days(first, language) if operator.operand == "days" and _whole(first) else _operand(path, first, language)
    if operator.id == "no":  # «è in Fattura24: no» is no sentence
        return word(f"not_paths.{path.name}", language)
    return operator.sentence.say(language, title=path.title(language), value=shown, second=second)


def _operand(path: Path, operand: Any, language: str) -> str:
    try:
        kind = ValueType.DATE if path.type is ValueType.MOMENT else path.type
        value = read_value(ValueType.TEXT if kind is ValueType.TAG and isinstance(operand, str) else kind, operand)
    except ValueError:
        return str(operand)
    return show(value, path, language) or "…"


def said(result: Checked, schema: Schema, language: str) -> str:
    """Return a condition with its value, as the log has it: "… è più di 100,00 € (120,00 €)", "… (manca)"."""
    told = sentence(result.condition, schema, language)
    path = schema.paths.get(result.condition.path)
    if result.missing:
        return f"{told} ({word('conditions.missing', language)})"
    if result.condition.op == "no" and result.passed:
        return told
    try:
        value = read_value(path.type, result.value) if path is not None else None
    except ValueError:
        value = None
    return f"{told} ({show(value, path, language)})"


def sentences(group: Group, schema: Schema, language: str) -> Iterator[str]:
    """Yield a line for each condition or inner group, joined by "and" or "or"."""
    for n, item in enumerate(group.items):
        joint = "" if n == 0 else f"{word('conditions.or' if group.match == 'any' else 'conditions.and', language)} "
        if isinstance(item, Group):
            between = f" {word('conditions.or' if item.match == 'any' else 'conditions.and', language)} "
            yield joint + "(" + between.join(_within(sentence(c, schema, language)) for c in item.conditions()) + ")"
        else:
            yield joint + _within(sentence(item, schema, language))


def _within(told: str) -> str:
    """Return a sentence as it stands inside another: its first letter small, unless it is an abbreviation's."""
    return told[:1].lower() + told[1:] if told[1:2].islower() or told[1:2] == " " else told
