"""Errors that a person can act on.

Each error has a code; its title, its meaning and what to do are texts under ``errors.<code>`` in both
languages. Connectors and services raise these; the command line and the window show them unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.printable import on_one_line
from app.texts import text


class Scope(StrEnum):
    """How far an error reaches."""

    ITEM = "item"
    RUN = "run"
    ACCOUNT = "account"


class ExitCode:
    """Exit codes of the command line; scripts rely on them."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NEEDS_PERSON = 3
    CREDENTIALS = 4
    LIMIT = 5
    GUARD = 6


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error in words: what happened, what it means, what to do, and details to copy."""

    title: str
    meaning: str
    action: str
    details: str


class Ponte24Error(Exception):
    """Base of all expected errors.

    ``code`` picks the texts, ``params`` fill them, ``details`` is technical and free of secrets,
    ``retryable`` says that the same call may succeed later.
    """

    code = "unexpected"
    exit_code = ExitCode.FAILED
    scope = Scope.RUN
    retryable = False

    def __init__(self, code: str | None = None, /, *, details: str = "", **params: Any) -> None:
        self.code = code or type(self).code
        self.params = params
        self.details = details
        super().__init__(f"{self.code} {params or ''} {details}".strip())

    def describe(self, language: str) -> ErrorText:
        """Return the error in words of a language."""
        params = {name: on_one_line(value) for name, value in self.params.items()}
        parts = (text(f"errors.{self.code}.{part}", language, **params) for part in ("title", "meaning", "action"))
        title, meaning, action = parts
        return ErrorText(title, meaning, action, on_one_line(" ".join(self.details.split())))


class CredentialsRefused(Ponte24Error):
    """The service does not accept the token or key (codes: highlevel_token_refused, highlevel_scope_missing,
    highlevel_location_refused, fattura24_key_refused, fattura24_plan_missing, not_connected, keyring_locked)."""

    exit_code = ExitCode.CREDENTIALS
    scope = Scope.ACCOUNT


class ServiceUnavailable(Ponte24Error):
    """The service cannot be reached or is ill; the same call may succeed later.

    Codes: offline, service_timeout, service_error, service_unreadable, service_busy, connection_cut.
    """

    retryable = True

    def __init__(self, code: str | None = None, /, **params: Any) -> None:
        super().__init__(code, **params)
        if self.code == "service_busy":
            self.exit_code = ExitCode.LIMIT  # one that only the service knows of


class LostAnswer(ServiceUnavailable):
    """The request was sent and no usable answer came: the write may or may not have been done."""

    code = "lost_answer"


class LimitReached(Ponte24Error):
    """A limit of a service does not allow another call before ``until`` (epoch seconds)."""

    code = "limit_reached"
    exit_code = ExitCode.LIMIT
    retryable = True

    def __init__(self, code: str | None = None, /, *, until: float, details: str = "", **params: Any) -> None:
        super().__init__(code, details=details, **params)
        self.until = until


class RequestRefused(Ponte24Error):
    """The service understood the request and refused it for this record."""

    code = "request_refused"
    scope = Scope.ITEM


class RecordGone(RequestRefused):
    """The record no longer exists in the service."""

    code = "record_gone"


class DuplicateRefused(RequestRefused):
    """HighLevel refused a create because another contact has the same e-mail or phone.

    ``contact_id`` is that contact, ``matching_field`` is ``email`` or ``phone`` (reference: HighLevel 2.7).
    """

    code = "duplicate_refused"

    def __init__(self, *, contact_id: str, matching_field: str, details: str = "", **params: Any) -> None:
        super().__init__(details=details, matching_field=matching_field, **params)
        self.contact_id = contact_id
        self.matching_field = matching_field


class FileRefused(Ponte24Error):
    """A file cannot be imported as a whole (codes: file_not_found, file_empty, file_too_large, file_is_pdf,
    file_not_csv, file_header_unknown, file_kind_later, file_unreadable)."""

    code = "file_unreadable"


class StorageError(Ponte24Error):
    """The home cannot be written (codes: home_read_only, disk_full, database_damaged, database_newer,
    database_busy), or a file elsewhere (report_not_written)."""

    code = "home_read_only"


class ImportRunning(StorageError):
    """Another program imports files into this home, and nobody else can write until it is done.

    ``since`` is epoch seconds, 0 if it has not said so yet. The same call succeeds when that program is done, or gone.
    """

    code = "database_importing"
    exit_code = ExitCode.LIMIT
    retryable = True

    def __init__(self, since: float, **params: Any) -> None:
        super().__init__(since=datetime.fromtimestamp(since).strftime("%H:%M") if since else "…", **params)


class HomeBusy(Ponte24Error):
    """Another program works in this home (codes: busy_window, busy_command).

    ``since`` is epoch seconds and ``process`` its number, both 0 if it has not said so yet. The same call succeeds when
    that program is done, or gone.
    """

    exit_code = ExitCode.LIMIT
    retryable = True

    def __init__(self, program: str, process: int, since: float) -> None:
        moment = datetime.fromtimestamp(since).strftime("%d/%m %H:%M") if since else "…"
        super().__init__(f"busy_{program}", since=moment, process=process or "…")
        self.program, self.process, self.since = program, process, since


class GuardStop(Ponte24Error):
    """A guard stopped the run; a person must confirm by typing. ``guards`` are the guards' codes."""

    code = "guard_stop"
    exit_code = ExitCode.GUARD

    def __init__(self, guards: tuple[str, ...], **params: Any) -> None:
        super().__init__(guards=", ".join(guards), **params)
        self.guards = guards


class UsageError(Ponte24Error):
    """The command cannot be carried out as given (unknown plan, action, run or choice)."""

    exit_code = ExitCode.USAGE
    code = "usage"
