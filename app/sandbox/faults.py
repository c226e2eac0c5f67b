"""Faults by name: what goes wrong, where and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

FaultName = Literal[
    "slow",
    "429",
    "500",
    "503",
    "504-done",
    "html",
    "cut-before",
    "cut-after",
    "cut-body",
    "truncated",
    "missing-slash",
    "422-created",
    "401-scope",
    "401-token",
    "huge",
]
"""slow: the work is done, the answer comes late · 429, 500, 503: refused with this status, nothing done ·
html: an HTML error page, nothing done · 504-done: gateway time-out after the work was done · cut-before,
cut-after: the connection is cut without an answer, before or after the work was done · cut-body: cut in the
middle of the answer · truncated: half of the body, as if it were all · missing-slash: Fattura24's docNumber
ends without its slash, as in its own guide · 422-created: HighLevel creates the contact, yet answers 422
(issue 64) · 401-scope: HighLevel says that the token lacks a scope, nothing done (issues 217, 319) ·
401-token: HighLevel no longer knows the token, nothing done · huge: a
body of `size` bytes, streamed, nothing done."""

FAULT_NAMES: tuple[str, ...] = get_args(FaultName)

_CREATES = ("/contacts", "/contacts/", "/contacts/upsert")


class Fault(BaseModel):
    """One fault. Without any limit it strikes every request of both services."""

    model_config = ConfigDict(extra="forbid")

    name: FaultName
    service: Literal["highlevel", "fattura24"] | None = None
    method: str | None = None
    """HTTP method, e.g. "POST"."""
    path: str | None = None
    """Pattern (fnmatch) of the path below the service, e.g. "/contacts/*", "/SaveCustomer"."""
    after: int = Field(default=0, ge=0)
    """Leave so many matching requests alone first."""
    times: int | None = Field(default=None, ge=1)
    """Strike so many times, then no more."""
    every: int | None = Field(default=None, ge=1)
    """Strike the first matching request and then every Nth."""
    delay: float | None = Field(default=None, ge=0, le=600)
    """Seconds, for `slow`; None takes the switch slow_seconds."""
    status: int | None = Field(default=None, ge=100, le=599)
    """HTTP status of `html` (502 when None)."""
    size: int = Field(default=100_000_000, ge=1, le=1_000_000_000)
    """Length of the body of `huge` in bytes."""

    _seen: int = PrivateAttr(default=0)
    _struck: int = PrivateAttr(default=0)
    _owed: bool = PrivateAttr(default=False)

    @property
    def struck(self) -> int:
        """How many requests it has struck."""
        return self._struck

    def matches(self, service: str, method: str, path: str) -> bool:
        """Tell whether the request is one that this fault is meant for."""
        if self.name == "422-created" and not (service == "highlevel" and method == "POST" and path in _CREATES):
            return False
        if self.name in ("401-scope", "401-token") and service != "highlevel":
            return False
        if self.name == "missing-slash" and not (service == "fattura24" and path == "/SaveDocument"):
            return False
        return (
            (self.service is None or self.service == service)
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
        )

    def due(self) -> bool:
        """Count a matching request and tell whether it should be struck."""
        self._seen += 1
        if self._seen <= self.after:
            return False
        if self.times is not None and self._struck >= self.times:
            return False
        if self.every is None or (self._seen - self.after - 1) % self.every == 0:
            self._owed = True
        return self._owed

    def strike(self) -> None:
        """Note that it has struck."""
        self._struck += 1
        self._owed = False

    def as_dict(self) -> dict[str, Any]:
        """Return the fault and its count as JSON values."""
        return {**self.model_dump(exclude_none=True), "struck": self._struck}


class FaultBoard:
    """The faults in force.

    Where several fit one request, the first strikes and the others wait for the next.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults: list[Fault] = list(faults)

    def add(self, name: str, **limits: Any) -> Fault:
        """Put a fault in force; `limits` as the fields of Fault. Raises ValueError when one does not fit."""
        fault = Fault.model_validate({"name": name, **limits})
        self.faults.append(fault)
        return fault

    def set(self, faults: Iterable[Mapping[str, Any]]) -> None:
        """Replace all faults. Raises ValueError, and changes nothing, when one does not fit."""
        self.faults = [Fault.model_validate(dict(fault)) for fault in faults]

    def clear(self) -> None:
        """Lift all faults."""
        self.faults = []

    def pick(self, service: str, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this request, if any, and count it."""
        chosen: Fault | None = None
        for fault in self.faults:
            if fault.matches(service, method, path) and fault.due() and chosen is None:
                chosen = fault
        if chosen is not None:
            chosen.strike()
        return chosen


def parse_faults(names: Iterable[str] | str) -> list[Fault]:
    """Read faults as the command line gives them: ``slow,500:3,fattura24/cut-after``.

    ``NAME:N`` strikes the first request and every Nth after it; ``NAME`` alone every tenth, so that work can
    still be done (`slow` and `422-created`: each); ``highlevel/`` or ``fattura24/`` before the name limits it
    to one service. Raises ValueError for an unknown name.
    """
    texts = names.split(",") if isinstance(names, str) else list(names)
    faults = []
    for text in (t.strip() for t in texts):
        if not text:
            continue
        service, _, rest = text.rpartition("/")
        name, _, every = rest.partition(":")
        if name not in FAULT_NAMES or service not in ("", "highlevel", "fattura24") or (every and not every.isdigit()):
            raise ValueError(f"unknown fault {text!r}; known are {', '.join(FAULT_NAMES)}")
        values: dict[str, Any] = {"name": name}
        if service:
            values["service"] = service
        if every:
            values["every"] = int(every)
        elif name not in ("slow", "422-created"):
            values["every"] = 10
        faults.append(Fault.model_validate(values))
    return faults
