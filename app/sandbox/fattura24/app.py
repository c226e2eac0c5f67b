"""The methods of Fattura24 as an ASGI application (reference: Fattura24 1.4, 7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from app.sandbox.fattura24.store import Customer, Fattura24Store
from app.sandbox.fattura24.wire import (
    BAD_KEY,
    BAD_XML,
    KEY_OK,
    OVER_LIMIT,
    SAVED,
    BadXmlError,
    echo,
    element,
    envelope,
    read_customer,
)

Form = Mapping[str, str]
_ROME = ZoneInfo("Europe/Rome")
_FORM = "application/x-www-form-urlencoded"


def _xml(body: str, status: int = 200) -> Response:
    return Response(body, status, media_type="text/xml; charset=UTF-8")


def _test_key(store: Fattura24Store, _: Form) -> str:
    expire = datetime.fromtimestamp(store.clock.now(), UTC) + timedelta(days=365)
    subscription = "".join(
        (
            element("accountId", store.account_id),
            element("emailOwner", store.owner_email),
            element("type", "5"),
            element("expire", expire.strftime("%d/%m/%Y")),
            element("totalCallInLast24Hour", str(store.calls_in_24_hours())),
        )
    )
    # The entity is not declared anywhere: that is how the service answers (1.2).
    return (
        f"<root><returnCode>1</returnCode><subscription>{subscription}</subscription>"
        f"<description>{KEY_OK}</description></root>"
    )


def _match(store: Fattura24Store, values: Form) -> Customer | None:
    """Find the record to update: by VAT code, else by fiscal code.

    Raises BadXmlError when both differ and it must.
    """
    by_vat = store.by_vat(values.get("vat_code", ""))
    by_fiscal = store.by_fiscal(values.get("fiscal_code", ""))
    if by_vat is None or by_fiscal is None or by_vat.id == by_fiscal.id:
        return by_vat or by_fiscal
    match store.switches.vat_cf_conflict:
        case "vat_wins":
            return by_vat
        case "cf_wins":
            return by_fiscal
        case "new":
            return None
        case _:
            raise BadXmlError("VAT code and fiscal code belong to different contacts")


def _save_customer(store: Fattura24Store, form: Form) -> str:
    try:
        values = read_customer(form.get("xml", ""))
        known = _match(store, values)
    except BadXmlError:
        return envelope(-2, BAD_XML)
    kept = values if store.switches.empty_element_clears else {k: v for k, v in values.items() if v}
    base = known or Customer(store.new_id(), store.new_code())
    saved = replace(base, **kept)
    store.put(saved)
    store.writes["customer.update" if known else "customer.create"] += 1
    return envelope(0, SAVED, echo(saved.id, saved.as_dict() if store.switches.echo == "stored" else values))


def _number(text: str | None, default: int) -> int:
    return max(1, int(text)) if text and text.isdigit() else default


def _call_log(store: Fattura24Store, form: Form) -> str:
    page, size = _number(form.get("page"), 1), _number(form.get("pageSize"), 50)
    start = (page - 1) * size
    oldest = store.clock.now() - 86_400
    entries = [call for call in reversed(store.call_log) if call.time > oldest][start : start + size]
    logs = "".join(
        "<log>"
        + element("date", datetime.fromtimestamp(call.time, _ROME).strftime("%d/%m/%Y %H:%M:%S"))
        + element("serviceName", call.service)
        + element("source", call.source)
        + element("deliveryTime", str(call.delivery_ms))
        + "</log>"
        for call in entries
    )
    total = element("totalRecord", str(store.calls_in_24_hours()))
    return envelope(0, "Operation completed", total + logs)


METHODS: dict[str, Callable[[Fattura24Store, Form], str]] = {
    "TestKey": _test_key,
    "SaveCustomer": _save_customer,
    "GetCallLog": _call_log,
}


def _refused(style: str) -> Response:
    if style == "429":
        return PlainTextResponse("Too Many Requests", 429)
    if style == "503":
        return PlainTextResponse("Service Unavailable", 503)
    return _xml(envelope(-1, OVER_LIMIT))


def call(store: Fattura24Store, method: str, form: Form) -> Response:
    """Answer one call: key first, then the limits, then the XML."""
    if form.get("apiKey") != store.api_key:
        return _xml(envelope(-1, BAD_KEY))
    over = store.over_limit()
    if not over or store.switches.refused_calls_count:
        store.count_call(method, form.get("source", ""))
    if over and not (method == "GetCallLog" and store.switches.call_log_ignores_limits):
        return _refused(store.switches.limit_style)
    return _xml(METHODS[method](store, form))


async def _form(request: Request) -> Form:
    """Read the form; any other content type counts as empty, and so has no key (1.1: form only)."""
    raw = await request.body()
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        return {}
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))


def fattura24_app(store: Fattura24Store, lock: AbstractContextManager[object]) -> Router:
    """Return the application over `store`; every call is answered holding `lock`."""

    def endpoint(method: str) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            form = await _form(request)
            with lock:
                return call(store, method, form)

        return run

    async def unknown(_: Request) -> Response:
        return PlainTextResponse("Not Found", 404)

    routes = [Route(f"/{method}", endpoint(method), methods=["POST"]) for method in METHODS]
    routes.append(Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return Router(routes, redirect_slashes=False)
