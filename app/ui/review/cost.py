"""What applying a plan costs and when it will be done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.clock import parse_iso
from app.sync.plan.model import Choice, Kind, Plan, RecordType, Side
from app.ui.counts import counts
from app.ui.i18n import number
from app.ui.models.plan_words import about

translate = QCoreApplication.translate

PER_MINUTE = 30
"""Calls that Fattura24 allows in a minute (reference: Fattura24, limits)."""

HIGHLEVEL_PER_MINUTE = 600
"""Requests that HighLevel allows in a minute: 100 in ten seconds (reference: HighLevel, limits)."""

_REMOVALS = frozenset({Kind.DELETE, Kind.UNLINK})
# asked for each of 100,000 rows; in Python 3.11 naming a member costs as much as a call
_LINK, _CREATE, _UPDATE, _NEW = Kind.LINK, Kind.CREATE, Kind.UPDATE, Choice.NEW
_FATTURA24, _CONTACT = Side.FATTURA24, RecordType.CONTACT


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan asks for. ``now`` and ``later`` are calls to Fattura24 that the limits allow now and defer;
    ``done_at`` is the moment of the last one deferred (epoch seconds, 0: none), ``highlevel`` the requests to
    HighLevel, ``changes`` the actions that would change a record, ``waiting`` the open questions; ``links`` only join
    two records and change neither. ``lasting`` are new customers of Fattura24, which deletes nothing by itself."""

    changes: int = 0
    waiting: int = 0
    now: int = 0
    later: int = 0
    done_at: float = 0.0
    highlevel: int = 0
    removals: int = 0
    links: int = 0
    lasting: int = 0

    @property
    def anything(self) -> bool:
        """Whether confirming would do anything at all."""
        return bool(self.changes or self.links)


def cost_of(plan: Plan) -> Cost:
    """Count what a plan costs."""
    changes = waiting = later = removals = links = lasting = 0
    last = ""
    for action in plan.actions:
        if not action.effective:
            waiting += action.waits_for_person and action.included
            continue
        decision, kind = action.decision, action.kind
        if kind is _LINK or (decision and action.linked_to):
            links += 1
        else:
            changes += 1
            if kind is _CREATE or decision == _NEW:
                lasting += action.side is _FATTURA24 and action.record is _CONTACT
        if kind is not _CREATE and kind is not _UPDATE:
            removals += kind in _REMOVALS
        if until := action.deferred_until:
            later += 1
            if until > last:
                last = until
    total = plan.calls.get(Side.FATTURA24.value, 0)
    return Cost(
        changes,
        waiting,
        max(0, total - later),
        later,
        parse_iso(last) if last else 0.0,
        plan.calls.get(Side.HIGHLEVEL.value, 0),
        removals,
        links,
        lasting,
    )


def cost_line(cost: Cost, now: float) -> str:
    """Return the calls to Fattura24 in one sentence; ``now`` is epoch seconds."""
    if cost.later and cost.now:
        return translate("ReviewBar", "{now} to Fattura24 now, {later} more by {moment}").format(
            now=_calls(cost.now), later=number(cost.later), moment=about(cost.done_at, now)
        )
    if cost.later:
        return translate("ReviewBar", "{later} to Fattura24 by {moment}").format(
            later=_calls(cost.later), moment=about(cost.done_at, now)
        )
    if cost.now:
        return translate("ReviewBar", "{now} to Fattura24").format(now=_calls(cost.now))
    if cost.anything:
        return translate("ReviewBar", "No call to Fattura24")
    return translate("ReviewBar", "Nothing chosen to be applied")


def duration_line(cost: Cost) -> str:
    """Return how long the part lasts that can be done now, and what HighLevel is asked for."""
    if not cost.changes:
        return ""
    # both services are written to side by side: the slower one sets the pace
    minutes = max(cost.now // PER_MINUTE, round(cost.highlevel / HIGHLEVEL_PER_MINUTE))
    lasts = counts.lasts_minutes(minutes) if minutes > 0 else translate("ReviewBar", "done in less than a minute")
    if not cost.highlevel:
        return lasts
    asked = counts.requests(cost.highlevel)
    return f"{asked} · {lasts}"


def confirm_label(cost: Cost, *, undo: bool = False) -> str:
    """Return what the Confirm button says that it does; joining two records changes neither and is not counted."""
    if undo:
        return counts.take_back(cost.changes + cost.links)
    return counts.link(cost.links) if cost.links and not cost.changes else counts.apply(cost.changes)


def lasting_line(cost: Cost) -> str:
    """Return what cannot be taken back once it is done, or a blank."""
    return counts.lasting(cost.lasting) if cost.lasting else ""


def _calls(count: int) -> str:
    return counts.calls(count)
