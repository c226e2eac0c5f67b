"""Who may use the control API: this machine by its own names, and no page of somebody else's in a browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import Scope

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_own(scope: Scope) -> bool:
    """Tell whether a request names this server as its host, and comes from no foreign page.

    A foreign name that was made to point here (DNS rebinding) is told by the header Host, a foreign page by Origin or
    Sec-Fetch-Site. Programs send neither of the last two.
    """
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    port = (scope.get("server") or ("", None))[1]
    if not _is_here("http://" + headers.get(b"host", ""), port):
        return False
    if headers.get(b"sec-fetch-site", "none") not in ("none", "same-origin"):
        return False
    return b"origin" not in headers or _is_here(headers[b"origin"], port)


def _is_here(address: str, port: int | None) -> bool:
    try:
        parts = urlsplit(address)
        found = parts.port or 80
    except ValueError:
        return False
    alone = "@" not in parts.netloc and not (parts.path or parts.query or parts.fragment)
    return alone and parts.scheme == "http" and parts.hostname in LOOPBACK and port in (None, found)
