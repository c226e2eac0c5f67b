"""The pages on which a person allows or denies an app, at the two hosts of the marketplace (reference: HighLevel
1.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router

from app.sandbox.highlevel.sign_in.oauth import STANDARD, WHITE_LABEL, ClientApp, OAuth

MARKETPLACES = {STANDARD: "/marketplace", WHITE_LABEL: "/marketplace-white-label"}
"""Where the two hosts of the marketplace lie below the server's address."""

AUTHORIZE = "/v2/oauth/chooselocation"
_PATHS = (AUTHORIZE, "/oauth/chooselocation")
_AGENCY = "agency"
_ASKED = ("client_id", "redirect_uri", "scope", "state", "response_type")

_STYLE = """
:root{color-scheme:light dark;--bg:#eef2f7;--card:#fff;--text:#1b2733;--soft:#5b6b7c;--line:#d7dfe8;--main:#1967d2}
@media(prefers-color-scheme:dark){:root{--bg:#12181f;--card:#1c252f;--text:#e8eef4;--soft:#9fb0c0;--line:#33404d;
--main:#6ea8fe}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;
background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{background:var(--card);border:1px solid var(--line);border-radius:14px;max-width:620px;width:100%;
padding:28px 32px}
h1{font-size:1.35rem;margin:.1em 0 .5em}p{margin:.4em 0}.soft{color:var(--soft);font-size:.92rem}
fieldset{border:1px solid var(--line);border-radius:10px;margin:16px 0;padding:10px 16px}legend{padding:0 6px}
label{display:block;padding:5px 0}ul{columns:2;padding-left:1.2em;font-size:.88rem;color:var(--soft)}
.row{display:flex;gap:12px;justify-content:flex-end;margin-top:18px}
button{font:inherit;padding:9px 20px;border-radius:9px;border:1px solid var(--line);background:none;color:inherit;
cursor:pointer}button.main{background:var(--main);border-color:var(--main);color:#fff}
@media(prefers-color-scheme:dark){button.main{color:#0d1520}}
"""


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Return a page of the marketplace."""
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f'<body><main><p class="soft">HighLevel (sandbox)</p><h1>{escape(title)}</h1>{body}</main></body></html>',
        status,
        {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


class Marketplace:
    """One host of the marketplace: knows only its own apps."""

    def __init__(self, oauth: OAuth, host: str) -> None:
        self.oauth, self.host = oauth, host

    def app_asked_for(self, query: Mapping[str, str]) -> ClientApp | None:
        """Return the app of a request if it belongs to this host and the redirect is one of its own, exactly."""
        app = self.oauth.apps.get(query.get("client_id", ""))
        if app is None or app.host != self.host or query.get("redirect_uri", "") not in app.redirect_uris:
            return None
        return app

    def ask(self, query: Mapping[str, str]) -> Response:
        """GET: show who wants what."""
        app = self.app_asked_for(query)
        if app is None:
            return self.unknown(query)
        if query.get("response_type") != "code":
            return page("Invalid request", "<p>response_type must be code.</p>", 400)
        wanted = query.get("scope", "").split()
        scopes = "".join(f"<li>{escape(scope)}</li>" for scope in wanted)
        choices = [*self.oauth.locations.items(), (_AGENCY, "The whole agency")]
        radios = "".join(
            f'<label><input type="radio" name="target" value="{escape(key)}"{" checked" if not n else ""}>'
            f" {escape(name)}</label>"
            for n, (key, name) in enumerate(choices)
        )
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(query[name])}">' for name in _ASKED if name in query
        )
        return page(
            f"{app.name} wants access",
            f'<form method="post"><p>{escape(app.name)} asks for these permissions:</p><ul>{scopes}</ul>'
            f"<fieldset><legend>Choose the location</legend>{radios}</fieldset>{hidden}"
            '<div class="row"><button name="decision" value="deny">Deny</button>'
            '<button class="main" name="decision" value="allow">Allow &amp; install</button></div></form>',
        )

    def decide(self, form: Mapping[str, str]) -> Response:
        """POST: lead back with a code, or with the denial."""
        app = self.app_asked_for(form)
        if app is None:
            return self.unknown(form)
        switches = self.oauth.switches
        in_bulk = form.get("decision") == "allow" and (form.get("target") == _AGENCY or switches.agency_install)
        returned = switches.bulk_state_returned if in_bulk else switches.state_returned
        back = {"state": form["state"]} if "state" in form and returned else {}
        if form.get("decision") != "allow":
            if not switches.denial_redirects:
                return page("Not installed", f"<p>{escape(app.name)} gets no access.</p>")
            return _lead_back(form["redirect_uri"], {"error": "access_denied", **back})
        target = form.get("target", "")
        location = "" if target == _AGENCY or switches.agency_install else target or self.oauth.store.location_id
        if location and location not in self.oauth.locations:
            return page("Invalid request", "<p>There is no such location.</p>", 400)
        code = self.oauth.allow(app, form["redirect_uri"], form.get("scope", "").split(), location)
        return _lead_back(form["redirect_uri"], {"code": code, **back})

    def unknown(self, query: Mapping[str, str]) -> Response:
        """Return the page for an app that this host does not know, or whose redirect is not registered."""
        asked = escape(query.get("client_id", "").partition("-")[0])
        return page("Error", f"<p>No integration found with the ID {asked}</p>", 404)


def _lead_back(redirect_uri: str, values: Mapping[str, str]) -> Response:
    separator = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{separator}{urlencode(values)}", 302, {"Cache-Control": "no-store"})


def marketplace_routes(oauth: OAuth, lock: AbstractContextManager[object]) -> list[Mount]:
    """Return both hosts of the marketplace."""
    return [Mount(path, Router(_routes(Marketplace(oauth, host), lock))) for host, path in MARKETPLACES.items()]


def _routes(marketplace: Marketplace, lock: AbstractContextManager[object]) -> list[Route]:
    async def get(request: Request) -> Response:
        with lock:
            return marketplace.ask(request.query_params)

    async def post(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        with lock:
            return marketplace.decide(form)

    methods: tuple[tuple[str, Callable[[Request], object]], ...] = (("GET", get), ("POST", post))
    return [Route(path, handler, methods=[method]) for path in _PATHS for method, handler in methods]
