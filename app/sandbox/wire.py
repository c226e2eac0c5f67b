"""JSON in and out, for requests that are not meant well, too."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from starlette.responses import JSONResponse


def json_value(raw: bytes) -> Any:
    """Return the value of a JSON text.

    Raises ValueError for what is no JSON, for numbers that are none (NaN, beyond a float) and for nesting without end.
    """
    try:
        return json.loads(raw, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


class JsonAnswer(JSONResponse):
    """A JSON answer that may hold half a surrogate pair: it leaves escaped, as JavaScript writes it."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        try:
            return super().render(content)
        except UnicodeEncodeError:
            return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
