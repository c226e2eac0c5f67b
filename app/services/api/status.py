"""What Home and Activity show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.services.api.accounts import AccountInfo, AccountState

if TYPE_CHECKING:
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


class AgreementState(StrEnum):
    """How both sides stand to each other, in one word."""

    TO_CHECK = "to_check"
    """Never compared, not wholly, or something has changed since."""
    WAITING = "waiting"
    """A question, a conflict or a remark waits for a person."""
    CHANGES = "changes"
    """Changes are known that are not carried out yet."""
    APART = "apart"
    """All is done, and some pairs differ in what is left alone on purpose."""
    IN_STEP = "in_step"
    """Every linked pair was compared and is equal, and nothing waits."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far both sides are known to agree: all that may be said of "in step" anywhere comes from here.

    ``compared_at`` is when all pairs were compared last (epoch seconds, 0: never); ``fresh`` says that nothing has
    changed here since, ``moved`` that something has. ``apart`` of the ``pairs`` differ in something that is left alone
    on purpose, ``pending`` changes are not carried out yet, ``waiting`` is what waits for a person. ``uncompared``
    pairs came out of the last runs and are yet to be compared: linked by a person, or not all their values went over.
    """

    compared_at: float = 0.0
    fresh: bool = False
    pairs: int = 0
    apart: int = 0
    pending: int = 0
    waiting: int = 0
    moved: bool = False
    uncompared: int = 0

    @property
    def state(self) -> AgreementState:
        """What matters most."""
        if self.waiting:
            return AgreementState.WAITING
        if not self.fresh:
            return AgreementState.TO_CHECK
        if self.pending:
            return AgreementState.CHANGES
        if self.uncompared:
            return AgreementState.TO_CHECK
        return AgreementState.APART if self.apart else AgreementState.IN_STEP


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
    agreement: Agreement = Agreement()
    open_undo: bool = False
    """Whether the open plan takes a run back."""

    @property
    def locked(self) -> bool:
        """Whether a secret is in a keyring that is locked."""
        return any(info.state is AccountState.LOCKED for info in self.accounts.values())
