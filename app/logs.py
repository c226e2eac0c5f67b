"""The log file: what the program did, without secrets and without the data of customers.

Names and addresses cannot be told from other words: no code may hand them to a logger. What can be told by
its shape is taken out here as a second line of defence.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from app.errors import StorageError
from app.paths import Home
from app.printable import printable

LOG_FILE = "ponte24.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 5
HIDDEN = "[hidden]"

_SHORTEST_SECRET = 4
"""Anything shorter would take out parts of ordinary words."""

_NOISY = ("alembic", "asyncio", "httpcore", "keyring", "multipart", "sqlalchemy")

_KEYS = r"api_?key|access_?token|refresh_?token|client_?secret|password|authorization"
_PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\b(Bearer|Basic)\s+[^\s\"',;<>)\]}]+", rf"\1 {HIDDEN}"),
        # a quoted value may hold anything, a bare one ends at the next separator; a value hidden above stays so
        (
            rf"((?:{_KEYS})[\"']?\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|(?!Bearer|Basic|\[hidden)[^\s&\"',;<>)\]}}]+)",
            rf"\1{HIDDEN}",
        ),
        (r"(<apiKey>)[^<]*", rf"\1{HIDDEN}"),
        (r"\bpit-[\w-]+", f"pit-{HIDDEN}"),
        (r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?", "[token]"),
        (r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", "[e-mail]"),
        # with the letters that stand for digits where two people would share a code (omocodia)
        (r"\b[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b", "[fiscal code]"),
        (r"\b(?:IT[\s-]?)?\d{11}\b", "[VAT code]"),
        # capitals only: ids in hexadecimal look alike
        (
            r"(?-i:\b(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|GB|XI|SM|CHE)"
            r"(?=[A-Z\d]*\d{5})[A-Z\d]{7,13}\b)",
            "[VAT code]",
        ),
        (r"(?<![\w.])(?:\+|%2B|00)\d(?:[\s()./-]*\d){6,14}\b", "[phone]"),
        (
            r"(?<![\w.:-])(?=(?:[\s()./-]{0,2}\d){8})"
            r"\(?(?:0\d{1,3}|3\d{2})\)?(?:[\s./-]?\d{2,7}){1,3}(?<=\d{2})\b(?![:.]\d)",
            "[phone]",
        ),
    )
]

_registered: set[str] = set()
_lock = Lock()


def register_secret(value: str) -> None:
    """Make sure that a secret never appears in a log, as it is or as part of an address."""
    if len(value) >= _SHORTEST_SECRET:
        with _lock:
            _registered.update({value, quote(value, safe="")})


def redact(text: str) -> str:
    """Return a text without secrets, e-mail addresses, phone numbers, VAT and fiscal codes."""
    with _lock:
        secrets = sorted(_registered, key=len, reverse=True)  # the longest first: one may be part of another
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats a record, its exception and its stack, and redacts the whole; moments are UTC."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line or lines."""
        return printable(redact(super().format(record)))


class _PrivateFileHandler(RotatingFileHandler):
    """Keeps the file to its owner, and is silent about its own failures: a report would show the raw line."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is logging's)
        """Pass over a full disk or a file that another process holds; the work itself reports the disk."""


_installed: list[logging.Handler] = []


def setup_logging(home: Home, verbose: bool = False) -> Path | None:
    """Log to ``ponte24.log`` in the home's logs (rotating, mode 0600); return its path.

    ``verbose`` adds details and shows all lines on stderr, too. A home that cannot be written gives None, and
    warnings go to stderr: the command goes on and reports the reason itself. May be called
    again.
    """
    from app.store.home.files import private_file, private_folder

    close_logging()
    handlers: list[logging.Handler] = []
    path = home.logs / LOG_FILE
    try:
        private_folder(home.root)
        private_folder(home.logs)
        private_file(path)
        handlers.append(_PrivateFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES))
    except (OSError, StorageError):
        written = False
    else:
        written = True
    if verbose or not written:
        shown = logging.StreamHandler(sys.stderr)
        shown.setLevel(logging.DEBUG if verbose else logging.WARNING)
        handlers.append(shown)
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for handler in handlers:
        handler.setFormatter(RedactingFormatter())
        root.addHandler(handler)
    _installed.extend(handlers)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # its lines hold whole addresses of requests
    logging.getLogger("httpx").setLevel(logging.INFO if verbose else logging.WARNING)
    return path if written else None


def close_logging() -> None:
    """Close the log file, so that its folder can be removed; other handlers of the root stay."""
    while _installed:
        handler = _installed.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()
