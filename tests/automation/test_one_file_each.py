"""A trigger, an action and an operator are one file each: put there, they are found, offered, checked and run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.automation import actions, operators, triggers, validate
from app.automation.model import Automation, Condition, Event, Group, Step, Trigger
from app.automation.offer import operations, registry
from app.automation.offer.registry import matches
from app.automation.planning.trial import sample_event, try_out

TRIGGER = '''
"""Bread: an oven has reached its heat."""

from app.automation.declared.kinds import About, Field, TriggerKind
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "oven.hot",
        ("cliente",),
        Words("il forno arriva a {degrees} gradi", "the oven reaches {degrees} degrees"),
        (Field("degrees", "number", Words("Quanti gradi?", "How many degrees?"), True, 220),),
        derived=("degrees",),
        about=About(Words("Forno caldo", "Oven hot"), Words("Il forno è pronto.", "The oven is ready.")),
    ),
)
'''

ACTION = '''
"""Bread: ring the bell of the shop."""

from app.automation.declared.kinds import About, ActionKind, Field
from app.automation.words import Words

ACTIONS = (
    ActionKind(
        "shop.bell",
        Words("suona {times} volte", "ring {times} times"),
        (Field("times", "number", Words("Quante volte", "How often"), True, 1, lowest=1, highest=9),),
        verb="local",
        about=About(Words("Suona la campanella", "Ring the bell"), Words("Chiama in negozio.", "Calls to the shop.")),
    ),
)
'''

OPERATOR = '''
"""Ends with."""

from app.automation.declared.comparing import Operator
from app.automation.data.values import ValueType
from app.automation.words import Words

OPERATORS = (
    Operator(
        "ends_with",
        frozenset({ValueType.TEXT}),
        "text",
        Words("{title} finisce con «{value}»", "{title} ends with “{value}”"),
        lambda case: str(case.value).endswith(str(case.operand)),
    ),
)
'''

FILES = ((triggers, "bread", TRIGGER), (actions, "bell", ACTION), (operators, "endings", OPERATOR))
KEPT = (
    registry.all_triggers,
    registry.all_operators,
    registry.schema_of,
    operations.declared,
    operations.catalogued,
    operations.operation,
)


@pytest.fixture
def three_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for package, name, source in FILES:
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    for kept in KEPT:
        kept.cache_clear()
    yield
    for package, name, _source in FILES:
        sys.modules.pop(f"{package.__name__}.{name}", None)
    monkeypatch.undo()
    for kept in KEPT:
        kept.cache_clear()


def test_three_files_are_all_there_is_to_write(three_files: None) -> None:
    made = Automation(
        "a1",
        "Pane",
        Trigger("oven.hot", {"degrees": 250}),
        Group("all", (Condition("cliente.nome", "ends_with", "SRL"),)),
        (Step("s1", "shop.bell", {"times": 2}),),
    )
    assert validate.faults(made) == []
    assert matches(made, Event("k", "oven.hot", parameters={"degrees": 250}))
    assert not matches(made, Event("k", "oven.hot", parameters={"degrees": 220}))
    trial = try_out(made, sample_event(made), date(2026, 11, 27), 0.0)
    assert [(c.operation, c.title, c.goal) for c in trial.changes] == [("shop.bell", "Suona 2 volte", {"times": 2})]
    entry = operations.catalogued()["shop.bell"]
    assert (entry.title("it"), entry.meaning("en"), entry.exposure) == (
        "Suona la campanella",
        "Calls to the shop.",
        "offer",
    )
    assert operations.catalogued()["oven.hot"].kind == "trigger"


def test_without_the_files_there_is_nothing_of_them() -> None:
    assert "oven.hot" not in registry.all_triggers()
    assert "ends_with" not in registry.all_operators()
    assert operations.operation("shop.bell") is None
