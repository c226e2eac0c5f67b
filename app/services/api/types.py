"""What the services hand to the window and to the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Ponte24Error
from app.services.api.invoices import OwnVatCandidate
from app.sync.plan.model import Side

EXPIRY_WARNING_DAYS = 30
"""From so many days before its end on, a subscription is warned of."""

ROME = ZoneInfo("Europe/Rome")


class AccountState(StrEnum):
    """How an account stands."""

    MISSING = "missing"
    CONNECTED = "connected"
    REFUSED = "refused"
    OFFLINE = "offline"


class Method(StrEnum):
    """How an account is reached: by a token or key that was entered, or by signing in (OAuth 2.0)."""

    TOKEN = "token"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """One account as shown to its owner; never holds the secret.

    HighLevel: ``name`` is the location's name, ``identifier`` its id, ``extra`` has timezone and country. Fattura24:
    ``name`` is the owner's e-mail, ``identifier`` the account id, ``extra`` has plan, expire (dd/mm/yyyy) and
    calls_24h. ``session_only`` is True where no keyring could keep the secret; ``from_environment`` where an
    environment variable supplies it. ``checked_at`` is epoch seconds (0: never).

    ``since`` is when the secret was entered, or the owner signed in (epoch seconds, 0: not known), ``rotate_at`` when
    it should be replaced (0: never). ``problem`` is the code of the error with which the account was refused last.
    ``missing`` are the permissions that Ponte24 needs and lacks. ``client_id`` and ``authorize_url`` belong to the
    app by which the owner signed in.
    """

    side: Side
    state: AccountState
    name: str = ""
    identifier: str = ""
    base_url: str = ""
    session_only: bool = False
    from_environment: bool = False
    checked_at: float = 0.0
    extra: Mapping[str, str] = field(default_factory=dict)
    method: Method = Method.TOKEN
    since: float = 0.0
    rotate_at: float = 0.0
    problem: str = ""
    missing: tuple[str, ...] = ()
    client_id: str = ""
    authorize_url: str = ""

    def age_days(self, now: float) -> int:
        """Return for how many whole days the secret has been in use; `now` in epoch seconds."""
        return max(0, int((now - self.since) // 86_400)) if self.since else 0

    @property
    def ended(self) -> bool:
        """Tell whether a sign-in is over: it renews itself no longer, and its age says nothing any more."""
        return self.problem == "highlevel_sign_in_again"

    def rotate_due(self, now: float) -> bool:
        """Tell whether the secret should be replaced by now (epoch seconds)."""
        return self.state is not AccountState.MISSING and 0 < self.rotate_at <= now

    def days_left(self, now: float) -> int | None:
        """Return the days until the Fattura24 subscription ends (below 0: it has ended), None if that is not known."""
        try:
            end = datetime.strptime(self.extra.get("expire", ""), "%d/%m/%Y").replace(tzinfo=ROME).date()
        except ValueError:
            return None
        return (end - datetime.fromtimestamp(now, ROME).date()).days


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read: its line in the file (1-based; of a workbook its row) and the key of the reason.

    ``where`` names the part of the file that it stands in, where there are several: a sheet, a file of an archive.
    """

    line: int
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did with one file. Counts are rows; ``repairs`` counts by kind (``postal_code`` …) what was
    mended; ``left_out`` are supplier rows that were not wanted; ``warnings`` are text keys with parameters.

    ``content`` is what the file turned out to hold (a text key under ``contents``). ``problem`` is set where the
    file as a whole was refused or stopped: then nothing of it was taken.

    Of e-invoices, counts are documents: ``issued`` and ``received`` by the owner, ``new_customers`` made from them.
    ``remarks`` are documents and files that were passed over or deserve a word (reasons under ``remarks``; line 0 means
    the whole file). ``own_vat_candidates`` are there where the owner's VAT code must be asked for.
    """

    file: Path
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: tuple[RefusedRow, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()
    encoding: str = ""
    missing_from_file: int = 0
    content: str = ""
    problem: Ponte24Error | None = None
    remarks: tuple[RefusedRow, ...] = ()
    issued: int = 0
    received: int = 0
    new_customers: int = 0
    own_vat_candidates: tuple[OwnVatCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work: ``stage`` is a text key under ``progress``, ``done`` of ``total`` (0: not known)."""

    stage: str
    done: int = 0
    total: int = 0
    params: Mapping[str, str] = field(default_factory=dict)


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RunError:
    """An action that failed, in words of the chosen language."""

    action: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """What applying a plan did; ``calls`` are requests per side. ``waiting`` counts what waits for a person,
    ``problem`` is what ended the run early, ``resume_at`` when the limits allow more (epoch seconds)."""

    run: str
    applied: int = 0
    failed: int = 0
    stale: int = 0
    deferred: int = 0
    waiting: int = 0
    calls: Mapping[str, int] = field(default_factory=lambda: {"highlevel": 0, "fattura24": 0})
    errors: tuple[RunError, ...] = ()
    stopped: bool = False
    resume_at: float = 0.0
    problem: Ponte24Error | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the promised JSON form of ``apply --json``."""
        return {
            "run": self.run,
            "applied": self.applied,
            "failed": self.failed,
            "stale": self.stale,
            "deferred": self.deferred,
            "waiting": self.waiting,
            "calls": dict(self.calls),
            "errors": [{"action": e.action, "title": e.title, "detail": e.detail} for e in self.errors],
        }


class RunState(StrEnum):
    """How a run ended, or that it goes on."""

    RUNNING = "running"
    DONE = "done"
    WAITING = "waiting"
    DEFERRED = "deferred"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A row of the history. ``started_at`` and ``ended_at`` are epoch seconds (0: not yet)."""

    id: str
    plan: str
    started_at: float
    ended_at: float
    state: RunState
    applied: int
    failed: int
    stale: int
    deferred: int
    can_undo: bool
    undoes: str = ""
    origin: str = "manual"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the activity log: ``key`` is a text key under ``log``, without customer data in the log file."""

    at: float
    level: str
    key: str
    params: Mapping[str, str]
    run: str = ""


@dataclass(frozen=True, slots=True)
class BudgetWindow:
    """One rolling window of Fattura24's limits: calls used of ``limit`` in the last ``seconds``."""

    seconds: int
    limit: int
    used: int
    frees_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """All that Home shows. Moments are epoch seconds, 0 where there is none."""

    accounts: Mapping[Side, AccountInfo]
    links: int
    highlevel_contacts: int
    fattura24_customers: int
    mirror_seen_at: float
    highlevel_read_at: float
    budget: tuple[BudgetWindow, ...]
    last_run: RunInfo | None
    runs: tuple[RunInfo, ...]
    open_plan: str
    waiting: int
    next_run_at: float
    paused_until: float
    unconfirmed: int = 0
    keyring: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner can choose; stored in the database.

    ``interval_minutes`` is the time between scheduled syncs (0: never). ``create_in_fattura24``: which CRM contacts
    become customers (``all``, ``with_tax_id``, ``tagged``, ``never``; with ``tag``). ``create_in_highlevel``: ``all``
    or ``never``. ``watch``: what happens with new exports in the watched folder (``off``, ``ask``, ``always``: imported
    without asking); ``watch_folder`` is that folder (blank: the downloads folder). ``mirror_warn_days``: from what age
    on the Fattura24 data is called old. ``ask_missing`` lets the plan ask what is to become of a linked customer that
    the last whole export had no more (otherwise it is only noted with the customer). ``keep_days``: how long plans,
    runs, log lines and copies are kept (0: for ever).
    """

    interval_minutes: int = 60
    create_in_fattura24: str = "all"
    create_tag: str = "cliente"
    create_in_highlevel: str = "all"
    highlevel_read_only: bool = False
    fattura24_read_only: bool = False
    import_suppliers: bool = False
    mirror_warn_days: int = 30
    ask_missing: bool = False
    notifications: bool = True
    watch: str = "off"
    watch_folder: str = ""
    start_minimized: bool = False
    keep_days: int = 365
    language: str = ""
    theme: str = "system"
