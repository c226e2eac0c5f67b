"""How Ponte24 stands as a whole: one word, worked out in one place for Home and tray."""

from __future__ import annotations

from enum import StrEnum

from app.errors import CredentialsRefused, GuardStop, Ponte24Error, ServiceUnavailable
from app.services.api.accounts import AccountState
from app.services.api.runs import RunState
from app.services.api.status import AgreementState, Status


class Overall(StrEnum):
    """The states of the tray; `SETUP` looks like `NEEDS_YOU` there."""

    IN_STEP = "in-step"
    WORKING = "working"
    APART = "apart"
    """All is done; some pairs differ in what is left alone on purpose."""
    CHANGES = "changes"
    """Changes are known that are not carried out yet: to be confirmed, or put off by a limit."""
    TO_CHECK = "to-check"
    """Nobody knows: never compared, or something changed since."""
    PAUSED = "paused"
    OFFLINE = "offline"
    NEEDS_YOU = "needs-you"
    PROBLEM = "problem"
    SETUP = "setup"


def overall(status: Status, *, busy: bool, now: float, error: BaseException | None = None) -> Overall:
    """Return the state that matters most to the owner.

    ``now`` is epoch seconds; ``error`` what the last scheduled run ended with, if it did not succeed.
    """
    states = {info.state for info in status.accounts.values()}
    if busy:
        return Overall.WORKING
    if AccountState.REFUSED in states or isinstance(error, CredentialsRefused):
        return Overall.PROBLEM
    if AccountState.LOCKED in states:
        return Overall.NEEDS_YOU
    if AccountState.MISSING in states or not status.mirror_seen_at:
        return Overall.SETUP
    if AccountState.OFFLINE in states or isinstance(error, ServiceUnavailable):
        return Overall.OFFLINE
    if isinstance(error, GuardStop) or status.waiting:
        return Overall.NEEDS_YOU
    if error is not None and not (isinstance(error, Ponte24Error) and error.retryable):
        return Overall.PROBLEM
    if status.last_run is not None and status.last_run.state is RunState.FAILED:
        return Overall.PROBLEM
    if status.paused_until > now:
        return Overall.PAUSED
    return _AGREEMENT[status.agreement.state]


_AGREEMENT = {
    AgreementState.TO_CHECK: Overall.TO_CHECK,
    AgreementState.WAITING: Overall.NEEDS_YOU,
    AgreementState.CHANGES: Overall.CHANGES,
    AgreementState.APART: Overall.APART,
    AgreementState.IN_STEP: Overall.IN_STEP,
}
"""What the services know of both sides is the one source of every "in step"."""


def mirror_is_old(status: Status, warn_days: int, now: float) -> bool:
    """Tell whether the newest Fattura24 export is older than the owner wants."""
    return bool(status.mirror_seen_at) and now - status.mirror_seen_at > warn_days * 86400
