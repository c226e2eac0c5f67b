"""The preview as a report: a row for each field of each change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import Action, Plan
from app.ui.i18n import moment, number
from app.ui.models import plan_words as words
from app.ui.models.plan_index import group_of
from app.ui.reports.report import Report

translate = QCoreApplication.translate


def plan_report(plan: Plan) -> Report:
    """Return all rows of a plan, those that are left out and those still to be decided, too."""
    rows: list[Sequence[str]] = []
    for action in plan.actions:
        rows += _rows(action, bool(plan.undoes))
    return Report(
        translate("Reports", "Ponte24: what would be changed"),
        (
            translate("Reports", "Compared: {moment}").format(moment=moment(plan.created_at)),
            translate("Reports", "Rows: {rows}").format(rows=number(len(plan.actions))),
        ),
        (
            translate("Reports", "Group"),
            translate("Reports", "Customer"),
            translate("Reports", "What"),
            translate("Reports", "Field"),
            translate("Reports", "Now"),
            translate("Reports", "Afterwards"),
            translate("Reports", "State"),
        ),
        rows,
        (1.1, 1.6, 1.3, 1.0, 1.5, 1.5, 1.1),
    )


def _rows(action: Action, undo: bool) -> list[Sequence[str]]:
    what = f"{words.verb(action)} {words.direction_sentence(action, undo)}"
    first = (words.group_name(group_of(action)), action.title, what)
    state = _state(action)
    conflict = is_field_conflict(action)
    rows: list[Sequence[str]] = []
    for change in action.fields:
        before, after = change.shown(conflict=conflict)
        if conflict:
            before, after = f"HighLevel: {before}", f"Fattura24: {after}"
        rows.append((*first, words.field_labels([change.name]), before, after, state))
    return rows or [(*first, "", words.reason(action), "", state)]


def _state(action: Action) -> str:
    if action.choices or action.note:
        return words.decision_label(action)
    if not action.included:
        return translate("Reports", "left out")
    return words.later(action.deferred_until) if action.deferred_until else translate("Reports", "included")
