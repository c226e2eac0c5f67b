"""What the tray tells its owner of a run: what counts as news, and the words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.errors import GuardStop, Ponte24Error
from app.services.api.runs import SyncResult
from app.sync.plan.model import Plan
from app.ui.counts import counts
from app.ui.i18n import language
from app.ui.ticker import needs_person

translate = QCoreApplication.translate


def questions(plan: Plan) -> frozenset[tuple[object, ...]]:
    """Return what a plan asks its owner, comparable with that of another plan: each check makes a plan of its own,
    and the same open questions are no news."""
    return frozenset(
        (a.kind, a.side, a.title, a.target_id, a.source_id, tuple((c.name, c.before, c.after) for c in a.fields))
        for a in plan.actions
        if a.waits_for_person and a.included
    )


def news(outcome: SyncResult | BaseException) -> object:
    """Return what two outcomes are compared by: equal ones are told once."""
    if (problem := _problem(outcome)) is not None:
        return news(problem)
    if isinstance(outcome, GuardStop):
        return outcome.guards
    if isinstance(outcome, BaseException):
        return outcome.code if isinstance(outcome, Ponte24Error) else repr(outcome)
    return questions(outcome.plan), outcome.run.failed if outcome.run else 0


def _problem(outcome: SyncResult | BaseException) -> BaseException | None:
    """What ended a run early, if it is for a person to mend."""
    if isinstance(outcome, BaseException) or outcome.run is None or outcome.run.problem is None:
        return None
    return outcome.run.problem if needs_person(outcome.run.problem) else None


def notification(outcome: SyncResult | BaseException) -> tuple[str, str]:
    """Return title and text for the outcome of a run that needs a person."""
    if (problem := _problem(outcome)) is not None:
        return notification(problem)
    if isinstance(outcome, GuardStop):
        return (
            translate("Tray", "Ponte24 waits for your confirmation"),
            translate("Tray", "Nothing was written yet: have a look at the changes first."),
        )
    if isinstance(outcome, Ponte24Error):
        wording = outcome.describe(language())
        return wording.title, wording.action or wording.meaning
    if isinstance(outcome, BaseException):
        return (
            translate("Tray", "The last sync did not succeed"),
            translate("Tray", "Open Ponte24 to see what happened."),
        )
    if outcome.waiting:
        return (
            translate("Tray", "Ponte24 needs a decision"),
            counts.questions_only_you(outcome.waiting),
        )
    return (
        translate("Tray", "Not all changes succeeded"),
        translate("Tray", "Open Ponte24 to see which ones and why."),
    )
