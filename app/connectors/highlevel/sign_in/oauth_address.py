"""Where the browser is led back to after signing in (reference: HighLevel 1.5)."""

from __future__ import annotations

PORTS = (8724, 8725, 8726)
"""The first that is free is used; the app must be registered with the addresses of all of them."""

CALLBACK = "/oauth/callback"


def redirect_uri(port: int) -> str:
    """Return the address to register for a port. Not 127.0.0.1: only localhost is known to be accepted."""
    return f"http://localhost:{port}{CALLBACK}"


REDIRECT_URIS = tuple(redirect_uri(port) for port in PORTS)
