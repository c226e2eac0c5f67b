"""The contract of HighLevel's API as a judge of requests and answers.

The contract lies in ``highlevel/``, derived from the vendor's published OpenAPI files (`derive.py` says how).
A test takes the fixture ``contract`` (of this folder's conftest) and asks for the faults of what went over
the wire::

    faults = contract.request_faults(request)              # an httpx.Request as it was sent
    faults = contract.answer_faults(request, response)     # the sandbox's answer to it, read to its end
    assert unexplained(faults) == []

Every `Fault` names the operation, the half, the place (``$.customFields[]``, ``query.limit``, ``header.Version``,
``status``) and what is wrong there. What the reference explains stands in `deviations.DEVIATIONS`, one line
each with its reason; `unexplained` leaves those out. A request is judged strictly: the service answers 422 to
a key that it does not know (reference: HighLevel 2.4), so a key that the file does not name is a fault. An
answer may hold more than the file names. Both work on plain httpx objects, whatever their host is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import httpx
from jsonschema import ValidationError
from openapi_core import OpenAPI
from openapi_core.configurations import Config
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.contract.deviations import DEVIATIONS, Deviation

Half = Literal["request", "answer"]

FOLDER = Path(__file__).with_name("highlevel")
FILES = {
    "contacts": "contacts",
    "locations": "locations",
    "users": "users",
    "businesses": "businesses",
    "calendars": "calendars",
    "workflows": "workflows",
    "oauth": "oauth",
}
"""The file by the first word of the path."""

_HOST = "https://services.leadconnectorhq.com"


@dataclass(frozen=True)
class Fault:
    """One place where something does not fit the file."""

    operation: str
    half: Half
    where: str
    message: str


@dataclass(frozen=True)
class Operation:
    """An operation of the files."""

    id: str
    method: str
    path: str
    version: str
    scopes: frozenset[str]
    parameters: frozenset[str]
    """Names of the query parameters."""


def unexplained(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that no line of `DEVIATIONS` explains."""
    return [fault for fault in faults if not any(explains(line, fault) for line in DEVIATIONS)]


def explains(deviation: Deviation, fault: Fault) -> bool:
    """Tell whether a line of the table is about this fault."""
    return (
        deviation.half == fault.half
        and fault.operation in deviation.operations
        and (fault.where == deviation.where or fault.where.startswith((f"{deviation.where}.", f"{deviation.where}[")))
    )


@cache
def document(name: str) -> dict[str, Any]:
    """Return the contract of one file, which stands alone."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def judge(name: str, strict: bool) -> OpenAPI:
    """Return the judge of one file; the file itself is not judged (descriptions are blank)."""
    config = Config(spec_validator_cls=None, additional_properties_default_policy="forbid" if strict else "allow")
    return OpenAPI.from_dict(document(name), config=config)


@cache
def operations() -> tuple[Operation, ...]:
    """Return the operations of all files."""
    return tuple(
        Operation(
            operation["operationId"],
            method.upper(),
            path,
            next((p["schema"]["enum"][0] for p in operation["parameters"] if p["name"] == "Version"), ""),
            frozenset(scope for need in operation.get("security", ()) for scopes in need.values() for scope in scopes),
            frozenset(p["name"] for p in operation["parameters"] if p["in"] == "query"),
        )
        for name in FILES
        for path, methods in document(name)["paths"].items()
        for method, operation in methods.items()
    )


def operation_of(request: httpx.Request) -> Operation | None:
    """Return the operation that a request is for; a fixed path goes before one with an id in it."""
    path = api_path(request)
    fitting = [
        one
        for one in operations()
        if one.method == request.method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one.path), path)
    ]
    return min(fitting, key=lambda one: one.path.count("{"), default=None)


def api_path(request: httpx.Request) -> str:
    """Return the path below the service's base address, still encoded: the sandbox adds ``/highlevel``."""
    path = request.url.raw_path.decode("ascii").partition("?")[0]
    return path.removeprefix("/highlevel")


class Contract:
    """Finds the faults of requests and answers; see the module's text."""

    def request_faults(self, request: httpx.Request) -> list[Fault]:
        """Return what does not fit in a request: path, query, header, body or token."""
        operation = operation_of(request)
        if operation is None:
            return [Fault(f"{request.method} {api_path(request)}", "request", "path", "no such operation")]
        known = Request(request)
        errors = judge(_file(operation.path), True).iter_request_errors(known)
        faults = [fault for error in errors for fault in _faults(operation.id, "request", error)]
        for name in request.url.params:
            if name not in operation.parameters:
                faults.append(Fault(operation.id, "request", f"query.{name}", "the file does not name it"))
        return faults

    def answer_faults(self, request: httpx.Request, response: httpx.Response) -> list[Fault]:
        """Return what does not fit in an answer: status or body."""
        operation = operation_of(request)
        if operation is None:
            return [Fault(f"{request.method} {api_path(request)}", "answer", "path", "no such operation")]
        errors = judge(_file(operation.path), False).iter_response_errors(Request(request), Response(response))
        return [fault for error in errors for fault in _faults(operation.id, "answer", error)]


class Request:
    """An httpx request as openapi-core wants it."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self.host_url = _HOST
        self.path = api_path(request)
        self.method = request.method.lower()
        self.body = request.content or None
        self.content_type = request.headers.get("content-type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(request.url.params.multi_items()),
            header=Headers(dict(request.headers)),
        )


class Response:
    """An httpx response as openapi-core wants it."""

    def __init__(self, response: httpx.Response) -> None:
        self.data = response.content
        self.status_code = response.status_code
        self.content_type = response.headers.get("content-type", "")
        self.headers = Headers(dict(response.headers))


def _file(path: str) -> str:
    return FILES[path.split("/")[1]]


def _faults(operation: str, half: Half, error: BaseException) -> Iterator[Fault]:
    if isinstance(error, ResponseNotFound):
        yield Fault(operation, half, "status", str(error))
        return
    found = _schema_errors(error)
    if found is None:
        name = getattr(error, "name", "")
        place = f"{getattr(error, 'location', 'parameter')}.{name}" if name else "$"
        yield Fault(operation, half, place, f"{type(error).__name__}: {error}")
        return
    name = getattr(error, "name", "")
    root = f"{getattr(error, 'location', 'parameter')}.{name}" if name else "$"
    for one in found:
        yield from (Fault(operation, half, f"{root}{place}", text) for place, text in _places(one))


def _schema_errors(error: BaseException | None) -> list[ValidationError] | None:
    while error is not None:
        if isinstance(error, InvalidSchemaValue):
            return [one for one in error.schema_errors if isinstance(one, ValidationError)]
        error = error.__cause__
    return None


def _places(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield where a value does not fit; list positions do not matter."""
    place = "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    if error.message.startswith("Additional properties") and isinstance(error.instance, dict):
        named = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        yield from ((f"{place}.{key}", "the file does not name it") for key in error.instance if key not in named)
    elif error.validator == "required":
        key = error.message.split("'")[1]
        yield f"{place}.{key}", "is missing"
    else:
        yield place, error.message[:300]
