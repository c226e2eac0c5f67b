"""What the system says about the way out: proxies and certificates.

Certificates are those of the system's own store, so that a firm's or a virus scanner's are known; `SSL_CERT_FILE` and
`SSL_CERT_DIR` go first, as other programs have it. A setting that cannot be used is named, for it is no fault of the
service.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import httpx

from app.errors import UsageError

_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy")


def client(environ: Mapping[str, str] | None = None, *, direct: bool, **options: object) -> httpx.AsyncClient:
    """Return a client as the environment wants it; ``direct`` for this machine's own addresses, which no proxy reaches.

    Raises UsageError: proxy_unusable, certificates_missing.
    """
    given = os.environ if environ is None else environ
    try:
        if direct:
            return httpx.AsyncClient(trust_env=False, verify=_bundled(), **options)  # type: ignore[arg-type]
        return httpx.AsyncClient(trust_env=True, verify=certificates(given), **options)  # type: ignore[arg-type]
    except (httpx.InvalidURL, ValueError, ImportError) as error:
        # the values may hold a password: only what they are called
        named = ", ".join(name for name in _PROXIES if given.get(name, "").strip()) or "proxy"
        raise UsageError("proxy_unusable", settings=named, details=type(error).__name__) from error


@cache
def _bundled() -> ssl.SSLContext:
    """httpx's own certificates, read once: reading them takes as long as a dozen requests to this machine itself."""
    return httpx.create_ssl_context(trust_env=False)


def certificates(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return whose certificates are believed. Raises UsageError (certificates_missing)."""
    file, folder = environ.get("SSL_CERT_FILE", ""), environ.get("SSL_CERT_DIR", "")
    if file or folder:
        try:
            return ssl.create_default_context(cafile=file or None, capath=folder or None)
        except (OSError, ssl.SSLError) as error:
            name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
            details = type(error).__name__
            raise UsageError("certificates_missing", setting=name, path=file or folder, details=details) from error
    paths = ssl.get_default_verify_paths()
    if os.name == "posix" and not (paths.cafile or paths.capath) and not Path("/System/Library").is_dir():
        import certifi  # a small Linux image has no certificates of its own

        return ssl.create_default_context(cafile=certifi.where())
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
