"""Read the description of a document, an item or a customer from a TOML or JSON file (``docs/fattura24.md``)."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.connectors.fattura24.document_check import DocumentInvalid, Problem
from app.errors import FileRefused
from app.regular_file import read_regular

MOST_BYTES = 2_000_000

M = TypeVar("M", bound=BaseModel)

_LINE = re.compile(r"line (\d+)")
_KEYS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "too_few": "too_few",
    "too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "enum": "wrong_choice",
    "decimal_max_places": "decimals",
    "decimal_max_digits": "number_too_long",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "not_a_number",
}


def read_description(path: Path, model: type[M]) -> M:
    """Return what a file describes.

    Raises FileRefused (description_not_found, description_too_large, description_unreadable with the line) or
    DocumentInvalid, which names every field that is wrong.
    """
    try:
        raw = read_regular(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise FileRefused("description_not_found", file=path.name) from error
    except OSError as error:
        reason = type(error).__name__
        raise FileRefused("description_unreadable", file=path.name, line="1", reason=reason) from error
    if len(raw) > MOST_BYTES:
        raise FileRefused("description_too_large", file=path.name)
    try:
        text = raw.decode("utf-8-sig")
        if path.suffix.lower() == ".toml":
            values: Any = tomllib.loads(text, parse_float=Decimal)
        else:
            values = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        line = str(raw[: error.start].count(b"\n") + 1)
        raise FileRefused("description_unreadable", file=path.name, line=line, reason="UTF-8") from error
    except (ValueError, RecursionError) as error:  # both readers' own errors are ValueErrors
        found = _LINE.search(str(error))
        raise FileRefused(
            "description_unreadable",
            file=path.name,
            line=found[1] if found else "1",
            reason=getattr(error, "msg", "") or str(error).split(" (at")[0][:100],
        ) from error
    return described(values, model)


def described(values: Any, model: type[M]) -> M:
    """Return what the values of a description stand for. Raises DocumentInvalid."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = [_problem(e) for e in error.errors(include_url=False, include_input=False)]
        # a list whose rows are wrong is said to be too short, too: the rows tell it better
        named = [p for p in found if not any(o.name.startswith(f"{p.name}[") for o in found)]
        raise DocumentInvalid(named) from None


def _problem(error: Any) -> Problem:
    name = ""
    for part in error["loc"]:
        # people count from one
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    context = error.get("ctx", {})
    kind = str(error["type"])
    if kind == "too_short":  # of a list, or of a text
        kind = "missing" if context.get("field_type") == "Value" else "too_few"
    key = _KEYS.get(kind, "not_a_number" if kind.startswith("decimal") else kind.partition("_")[0])
    if key in ("date", "bool", "string", "model", "tuple"):
        key = {"date": "not_a_date", "bool": "not_a_choice", "string": "not_a_text"}.get(key, "wrong_kind")
    limit = context.get("max_length") or context.get("decimal_places") or context.get("max_digits") or ""
    return Problem(name or "–", key, {"limit": str(limit), "expected": str(context.get("expected", ""))})


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")
