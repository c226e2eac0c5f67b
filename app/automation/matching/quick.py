"""The same conditions, made ready once for many events: what is looked up for each automation is looked up once, and
of an event only the values that some condition asks for are read. `conditions.holds` says the same, and the tests hold
them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from app.automation.data.schemas import Schema
from app.automation.data.values import Value, read_value
from app.automation.declared.comparing import Case
from app.automation.model import Condition, Group
from app.automation.offer.registry import all_operators

_UNREAD: Any = object()


class Read(Mapping[str, Value]):
    """Values of an event by path, each typed when it is first asked for. A value of another type than declared is
    missing."""

    __slots__ = ("_found", "_raw", "_schema")

    def __init__(self, schema: Schema, raw: Mapping[str, Any], found: dict[str, Value] | None = None) -> None:
        self._schema, self._raw, self._found = schema, raw, found or {}

    def __getitem__(self, name: str) -> Value:
        found = self._found.get(name, _UNREAD)
        if found is _UNREAD:
            path = self._schema.paths[name]
            try:
                found = read_value(path.type, self._raw.get(name))
            except ValueError:
                found = None
            self._found[name] = found
        value: Value = found
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._schema.paths)

    def __len__(self) -> int:
        return len(self._schema.paths)


class Before(Read):
    """The values before of what changed; all others are not there."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return name in self._raw and name in self._schema.paths

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._raw if name in self._schema.paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Value:
        if name not in self._raw:
            raise KeyError(name)
        return super().__getitem__(name)


Test = Callable[[Read, date, Before], bool]
"""Given an event's values, the present day and the values before, tells whether something holds."""


def ready(group: Group, schema: Schema) -> Test:
    """Return a group of conditions as one test."""
    tests = [ready(item, schema) if isinstance(item, Group) else _one(item, schema) for item in group.items]
    if len(tests) == 1:
        return tests[0]
    if not tests:
        return lambda _values, _today, _before: True
    ends = group.match == "any"  # the first that holds decides, or the first that does not

    def holds(values: Read, today: date, before: Before) -> bool:
        for test in tests:  # a loop, for any() and all() take twice as long here, 200,000 times
            if test(values, today, before) is ends:
                return ends
        return not ends

    return holds


def _one(condition: Condition, schema: Schema) -> Test:
    operator, path = all_operators().get(condition.op), schema.paths.get(condition.path)
    if operator is None or path is None or path.type not in operator.types:
        return lambda _values, _today, _before: False
    name, operand, test, asks_blank = condition.path, condition.value, operator.test, operator.asks_blank

    def holds(values: Read, today: date, before: Before) -> bool:
        value = values[name]
        if value is None and not asks_blank:
            return False
        return test(Case(path, value, operand, today, before))

    return holds
