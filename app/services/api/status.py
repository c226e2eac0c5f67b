"""What Home and Activity show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.services.api.accounts import AccountInfo
from app.services.api.runs import RunInfo
from app.sync.plan.model import Side


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
