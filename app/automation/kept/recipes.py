"""Recipes: automations with blanks. A few questions are answered, and the automation is there.

A recipe is a file in ``resources/recipes``. A value ``"@KEY"`` in it is the answer to the question KEY; a table with
``it`` and ``en`` is said in the owner's language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.automation.declared.kinds import HOUR, Field
from app.automation.faults import AutomationRefused, Fault
from app.automation.kept.format import FORMAT, from_json
from app.automation.model import Automation, Mode, State
from app.automation.words import Words
from app.paths import resource

_BLANK = re.compile(r"@[a-z_]+\Z")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe: its questions are `Field` objects; ``defaults`` answer them where a language has its own."""

    id: str
    order: int
    icon: str
    name: Words
    summary: Words
    questions: tuple[Field, ...]
    body: Mapping[str, Any]

    def default(self, key: str, language: str) -> Any:
        """Return the answer that stands there at first."""
        return _in(next(q.default for q in self.questions if q.name == key), language)


@cache
def recipes() -> Mapping[str, Recipe]:
    """Return all recipes by id, in their order."""
    found = [_read(file.stem, file.read_text(encoding="utf-8")) for file in resource("recipes").glob("*.toml")]
    return {one.id: one for one in sorted(found, key=lambda r: r.order)}


def _read(name: str, source: str) -> Recipe:
    told = tomllib.loads(source)
    questions = tuple(
        Field(
            q["key"],
            q["kind"],
            Words(**q["words"]),
            required=q["kind"] != "user",
            default=q["default"],
            lowest=q.get("lowest", 0),
            highest=q.get("highest", 10_000),
        )
        for q in told.get("questions", ())
    )
    body: dict[str, Any] = {key: told[key] for key in ("trigger", "conditions", "steps") if key in told}
    return Recipe(name, told["order"], told["icon"], Words(**told["name"]), Words(**told["summary"]), questions, body)


def parse_answer(question: Field, text: str) -> Any:
    """Return an answer that was typed as text (``--set KEY=VALUE``). Raises ValueError."""
    text = text.strip()
    match question.kind:
        case "days" | "number":
            return int(text)
        case "money":
            whole, _, rest = text.replace("€", "").strip().replace(".", "").partition(",")
            return int(whole or 0) * 100 + int(rest.ljust(2, "0")[:2] or 0)
        case "weekdays":
            return [int(day) for day in text.split(",")]
        case "bool":
            return text.lower() in ("1", "true", "yes", "sì", "si")
    return text


def _fault(question: Field, value: Any) -> bool:
    match question.kind:
        case "days" | "number":
            return not (_whole(value) and question.lowest <= value <= question.highest)
        case "money":
            return not (_whole(value) and value >= 0)
        case "weekdays":
            return not (isinstance(value, list) and value and all(_whole(x) and 0 <= x <= 6 for x in value))
        case "time":
            return not (isinstance(value, str) and HOUR.match(value))
        case "tag":
            return not isinstance(value, str) or not value.strip() or "{" in value
    return not isinstance(value, str) or (question.required and not value.strip())


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def make(recipe_id: str, answers: Mapping[str, Any], language: str) -> Automation:
    """Return the automation of a recipe with its questions answered (those left out as they stand at first), in mode
    ask and off; its id is blank. Raises AutomationRefused (recipe, answer, answer_unknown)."""
    recipe = recipes().get(recipe_id)
    if recipe is None:
        raise AutomationRefused([Fault("", "recipe")], recipe_id)
    questions = {q.name: q for q in recipe.questions}
    wrong = [Fault(key, "answer_unknown", {"key": key}) for key in answers if key not in questions]
    given = {key: answers[key] if key in answers else recipe.default(key, language) for key in questions}
    wrong += [Fault(k, "answer", {"title": q.words}) for k, q in questions.items() if _fault(q, given[k])]
    if wrong:
        raise AutomationRefused(wrong, recipe.name.of(language))
    body = _filled(recipe.body, given, language)
    if "conditions" in body:  # "at least 0" asks nothing
        asked = [item for item in body["conditions"]["items"] if item != {**item, "op": "at_least", "value": 0}]
        body["conditions"]["items"] = asked
    told = {"format": FORMAT, "name": recipe.name.of(language), "recipe": recipe.id, **body}
    return replace(from_json(told, recipe.name.of(language)), mode=Mode.ASK, state=State.OFF)


def _in(value: Any, language: str) -> Any:
    return value[language] if isinstance(value, Mapping) and set(value) == {"it", "en"} else value


def _filled(value: Any, answers: Mapping[str, Any], language: str) -> Any:
    value = _in(value, language)
    if isinstance(value, Mapping):
        return {key: _filled(inner, answers, language) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, answers, language) for inner in value]
    if isinstance(value, str) and _BLANK.match(value):
        return answers[value[1:]]
    return value
