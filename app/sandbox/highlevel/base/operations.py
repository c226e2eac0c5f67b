"""What an operation is: method and path, who may call it, in which version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.sandbox.highlevel.base.access import Token, UserType
from app.sandbox.highlevel.base.store import HighLevelStore

Answer = tuple[int, dict[str, Any]]
"""HTTP status and body, which lacks only the traceId."""


@dataclass
class Call:
    """One authorised request. `body` is the JSON object that was sent, or empty; `has_body` tells which."""

    store: HighLevelStore
    token: Token
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any]
    version: str = "2021-07-28"
    has_body: bool = False


Handler = Callable[[Call], Answer]


def spellings(path: str) -> tuple[str, str]:
    """Return a path without and with a slash at its end: both are the same route (12.2)."""
    bare = path.rstrip("/")
    return bare, f"{bare}/"


AGENCY_ONLY: frozenset[UserType] = frozenset({"Company"})
"""Whose tokens the operations of OAuth take (1.4)."""


@dataclass(frozen=True)
class Operation:
    """One operation by the vendor's id.

    `version` is the dated one of its OpenAPI file (1.8), `users` whose tokens are allowed by its security
    block, `lives` tells what v3 took away or brought (8). One that `filters_by_location` finds nothing for a token
    of another location; the others refuse it. `media` is what a body is: only JSON is read. One that `takes_list`
    finds the list that was sent under ``items`` of its body, one that `gives_list` answers what stands there.
    """

    operation_id: str
    method: str
    path: str
    scope: str
    handler: Handler
    version: str = "2021-07-28"
    users: frozenset[UserType] = frozenset({"Location"})
    lives: Literal["always", "before v3", "only v3"] = "always"
    filters_by_location: bool = False
    media: str = "application/json"
    takes_list: bool = False
    gives_list: bool = False
