"""The ten methods of Fattura24 as an ASGI application (reference: Fattura24 1.4, 7)."""

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

from app.sandbox.fattura24 import catalogue
from app.sandbox.fattura24.documents import EXISTS, NO_FILE, RUNNING, Document
from app.sandbox.fattura24.pdf import document_pdf
from app.sandbox.fattura24.store import Customer, Fattura24Store
from app.sandbox.fattura24.wire import (
    BAD_KEY,
    BAD_XML,
    DONE,
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
    expire = datetime.fromtimestamp(store.clock.now(), UTC) + timedelta(days=store.switches.days_left)
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
    by_code = store.switches.match_by == "either" or not values.get("vat_code")
    by_fiscal = store.by_fiscal(values.get("fiscal_code", "")) if by_code else None
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
        saved = _upsert(store, values)
    except BadXmlError:
        return envelope(-2, BAD_XML)
    return envelope(0, SAVED, echo(saved.id, saved.as_dict() if store.switches.echo == "stored" else values))


def _upsert(store: Fattura24Store, values: Form) -> Customer:
    """Update the customer with these codes, or add one (1.7). Raises BadXmlError as `_match`."""
    known = _match(store, values)
    kept = values if store.switches.empty_element_clears else {k: v for k, v in values.items() if v}
    kept = {name: _as_kept(store, name, value) for name, value in kept.items()}
    base = known or Customer(store.new_id(), store.new_code())
    saved = replace(base, **kept)
    store.put(saved)
    store.writes["customer.update" if known else "customer.create"] += 1
    return saved


def _as_kept(store: Fattura24Store, name: str, value: str) -> str:
    room = store.switches.name_room
    if name == "name" and room:
        value = value[:room].strip()
    return value.upper() if store.switches.capitals and name in ("name", "address", "city") else value


def _save_document(store: Fattura24Store, form: Form) -> str:
    """Make a document unless its request id was used before; any id is used up once sent (1.6)."""
    requests, now = store.shelf.requests, store.clock.now()
    request_id = form.get("idRequest") or form.get("IdRequest") or ""
    if request_id in requests.made:
        if now < requests.since[request_id] + store.switches.document_seconds:
            return envelope(-4, RUNNING)
        if requests.made[request_id] or store.switches.burnt_request == "exists":
            return envelope(store.switches.exists_code, EXISTS)
        if store.switches.burnt_request == "refused":
            return envelope(-2, BAD_XML)
    if request_id:
        requests.made[request_id], requests.since[request_id] = "", now
    try:
        made = store.shelf.make(form.get("xml", ""), request_id, now, lambda values: _upsert(store, values).id)
    except BadXmlError:
        return envelope(-2, BAD_XML)
    if request_id:
        requests.made[request_id] = made.id
    store.writes["document.create"] += 1
    return envelope(0, DONE, _told(made))


def _told(made: Document) -> str:
    return element("docId", made.id) + element("docNumber", made.number) + element("docType", made.doc_type)


def _save_item(store: Fattura24Store, form: Form) -> str:
    try:
        store.shelf.add_item(form.get("xml", ""), lambda values: _upsert(store, values).id)
    except BadXmlError:
        return envelope(-2, BAD_XML)
    store.writes["item.create"] += 1
    return envelope(0, DONE)


def _get_file(store: Fattura24Store, form: Form) -> str | Response:
    document = store.shelf.documents.get(form.get("docId", ""))
    if document is None:
        return envelope(-1, NO_FILE)
    name = f"Documento_{document.number}.pdf".replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document_pdf(document), media_type="application/pdf", headers=headers)


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
    return envelope(0, DONE, total + logs)


METHODS: dict[str, Callable[[Fattura24Store, Form], str | Response]] = {
    "TestKey": _test_key,
    "SaveCustomer": _save_customer,
    "SaveDocument": _save_document,
    "SaveItem": _save_item,
    "GetFile": _get_file,
    "GetTemplate": lambda _store, _form: catalogue.templates(),
    "GetPdc": lambda store, _form: catalogue.chart(store.switches),
    "GetNumerator": lambda store, _form: catalogue.numerators(store.switches),
    "GetProduct": lambda store, form: catalogue.products(form, store.switches),
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
    answer = METHODS[method](store, form)
    return answer if isinstance(answer, Response) else _xml(answer)


async def _form(request: Request) -> Form:
    """Read the form, or the query of a GET; any other content type counts as empty, and so has no key (1.1)."""
    if request.method == "GET":
        return dict(request.query_params)
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

    # GetFile answers GET, too (1.1), and a client that others wrote asks TestKey so (9)
    ways = {"GetFile": ["GET", "POST"], "TestKey": ["GET", "POST"]}
    routes = [Route(f"/{method}", endpoint(method), methods=ways.get(method, ["POST"])) for method in METHODS]
    routes.append(Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return Router(routes, redirect_slashes=False)
