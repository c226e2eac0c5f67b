"""Texts with values: Liquid, cut down to what cannot run away.

Values come from the trigger's schema alone; tags are ``if``, ``unless`` and ``case``; nothing is loaded, no loop can be
written, and what is written ends at 20,000 characters. A missing value is an error, unless ``se_vuoto`` names a
substitute or an ``if`` asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from typing import TYPE_CHECKING, Any

from app.automation.data.schemas import Schema
from app.automation.data.values import Value, ValueType
from app.automation.faults import Fault
from app.automation.texts.filters import FILTERS, LiquidDay, LiquidMoment, LiquidMoney
from app.automation.words import Words, word

if TYPE_CHECKING:
    from liquid import BoundTemplate, Environment

LONGEST_SOURCE, LONGEST_OUTPUT, DEEPEST_BLOCK, MOST_LOOPS = 4_000, 20_000, 5, 100


class TemplateFault(Exception):
    """A template cannot be used or filled; ``key`` and ``params`` are those of a `Fault`."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key, self.params = key, params

    def at(self, place: str) -> Fault:
        """Return it as the fault of a place."""
        return Fault(place, self.key, self.params)


@cache
def _environment() -> Environment:
    # imported when the first template is read: a third of a second that no other command shall pay
    from liquid import Environment as Base
    from liquid import FalsyStrictUndefined
    from liquid.builtin.content import Literal
    from liquid.builtin.illegal import Illegal
    from liquid.builtin.output import Output
    from liquid.builtin.tags.case_tag import CaseTag
    from liquid.builtin.tags.if_tag import IfTag
    from liquid.builtin.tags.unless_tag import UnlessTag
    from liquid.exceptions import UndefinedError
    from liquid.undefined import is_undefined

    def se_vuoto(value: Any, instead: Any = "") -> Any:
        blank = is_undefined(value) or value is None or (isinstance(value, str) and not value.strip())
        return instead if blank else value

    def strict(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def filtered(value: Any, *more: Any) -> Any:
            if is_undefined(value):
                raise UndefinedError("missing", token=value.token)
            return function(value, *more)

        return filtered

    class Narrow(Base):
        loop_iteration_limit = MOST_LOOPS
        output_stream_limit = LONGEST_OUTPUT
        context_depth_limit = DEEPEST_BLOCK
        block_nesting_limit = DEEPEST_BLOCK

        def setup_tags_and_filters(self, *, extra: bool = False) -> None:
            for tag in (Literal, Output, Illegal, IfTag, UnlessTag, CaseTag):
                self.add_tag(tag)
            for name, function in FILTERS.items():
                self.add_filter(name, strict(function))
            self.add_filter("se_vuoto", se_vuoto)

    return Narrow(undefined=FalsyStrictUndefined)


@lru_cache(maxsize=512)
def _parsed(source: str) -> BoundTemplate:
    from liquid.exceptions import LiquidError, LiquidSyntaxError

    if len(source) > LONGEST_SOURCE:
        raise TemplateFault("too_long", limit=LONGEST_SOURCE)
    try:
        return _environment().from_string(source)
    except LiquidSyntaxError as problem:
        raise TemplateFault("template_syntax", line=_line(problem), detail=_told(problem)) from None
    except (LiquidError, ValueError, RecursionError, OverflowError) as problem:
        raise TemplateFault("template_syntax", line=1, detail=_told(problem)) from None


def _line(problem: Any) -> int:
    token = getattr(problem, "token", None)
    return token.source.count("\n", 0, token.start_index) + 1 if token is not None and token.start_index >= 0 else 1


def _told(problem: Any) -> str:
    return str(getattr(problem, "message", "") or problem).partition("\n")[0][:160]


def is_template(source: str) -> bool:
    """Tell whether a text has anything to fill in."""
    return "{{" in source or "{%" in source


def ready() -> None:
    """Bring in what reads templates, which takes a moment: call it off the loop before many are looked at."""
    _environment()


@lru_cache(maxsize=512)
def _analysed(source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths that a template reads and the filters that it uses. Raises TemplateFault."""
    analysis = _parsed(source).analyze()
    found = []
    for name, places in analysis.variables.items():
        for place in places:
            segments = [s for s in place.segments if isinstance(s, str)]
            found.append(".".join(segments) if len(segments) == len(place.segments) else f"{name}[…]")
    return tuple(dict.fromkeys(found)), tuple(analysis.filters)


def paths_of(source: str) -> list[str]:
    """Return the paths that a template reads. Raises TemplateFault for one that cannot be parsed."""
    return list(_analysed(source)[0]) if is_template(source) else []


def faults_of(source: str, schema: Schema) -> list[TemplateFault]:
    """Return what is wrong with a template for a trigger: its writing, its filters, every path outside the schema."""
    if not is_template(source):
        return []
    try:
        found, used = _analysed(source)
    except TemplateFault as problem:
        return [problem]
    known = {*FILTERS, "se_vuoto"}
    faults = [TemplateFault("template_filter", filter=name) for name in used if name not in known]
    return faults + [TemplateFault("template_path", path=path) for path in found if path not in schema]


def render(source: str, values: Mapping[str, Value], schema: Schema) -> str:
    """Return a template filled with an event's values. Raises TemplateFault, for a missing value, too."""
    if not is_template(source):
        return source
    from liquid.exceptions import LiquidError, OutputStreamLimitError, UndefinedError

    template = _parsed(source)
    if strange := [path for path in paths_of(source) if path not in schema]:
        raise TemplateFault("template_path", path=strange[0])
    try:
        filled = template.render(**_nested(values, schema))
    except UndefinedError as problem:
        raise TemplateFault("value_missing", title=_missing(problem, source, values, schema)) from None
    except OutputStreamLimitError:
        raise TemplateFault("template_long") from None
    except (LiquidError, ValueError, TypeError, ArithmeticError, RecursionError) as problem:
        raise TemplateFault("template_failed", detail=_told(problem)) from None
    if len(filled) > LONGEST_OUTPUT:
        raise TemplateFault("template_long")
    return filled


def _missing(problem: Any, source: str, values: Mapping[str, Value], schema: Schema) -> Words:
    """Return the title of the value that was missing: the one named by the error, else the first missing one."""
    token = getattr(problem, "token", None)
    missing = [path for path in paths_of(source) if values.get(path) is None and path in schema]
    if token is not None and token.start_index >= 0:
        rest = token.source[token.start_index :]
        missing.sort(key=lambda path: not rest.startswith(path))
    path = schema.paths.get(missing[0]) if missing else None
    if path is None:
        return Words("un valore", "a value")
    return Words(*(f"{word(f'groups.{path.group}', language)}: {path.title(language)}" for language in ("it", "en")))


def _nested(values: Mapping[str, Value], schema: Schema) -> dict[str, Any]:
    """Return values as templates read them: by group; what is missing is left out."""
    found: dict[str, Any] = {}
    for name, path in schema.paths.items():
        value = values.get(name)
        group, _, rest = name.partition(".")
        if rest:
            found.setdefault(group, {})
        if value is None:
            continue
        liquid = _liquid(value, path.type, name, schema)
        if rest:
            found[group][rest] = liquid
        else:
            found[group] = liquid
    return found


def _liquid(value: Value, kind: ValueType, name: str, schema: Schema) -> Any:
    if kind is ValueType.MONEY and isinstance(value, int):
        return LiquidMoney(value)
    if isinstance(value, datetime):
        return LiquidMoment.of(value)
    if isinstance(value, date):
        return LiquidDay.of(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if kind is ValueType.CHOICE and isinstance(value, str):
        return schema.path(name).choice(value, "it")
    return value
