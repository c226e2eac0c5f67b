"""A run as a report: a row for each field of each write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.api.runs import OperationInfo, RunInfo
from app.ui.i18n import field_name, moment
from app.ui.reports.report import Report
from app.ui.words import SIDE_NAMES, detail_words, operation, run_counts, run_origin, run_state

translate = QCoreApplication.translate


def run_report(run: RunInfo, operations: Sequence[OperationInfo]) -> Report:
    """Return what a run wrote, in order."""
    rows: list[Sequence[str]] = []
    for done in operations:
        rows += _rows(done)
    return Report(
        translate("Reports", "Ponte24: what was changed"),
        (
            translate("Reports", "Run: {moment}, {origin}").format(
                moment=moment(run.started_at), origin=run_origin(run)
            ),
            translate("Reports", "How it ended: {state}").format(state=run_state(run.state)[0]),
            run_counts(run),
        ),
        (
            translate("Reports", "When"),
            translate("Reports", "In"),
            translate("Reports", "Customer"),
            translate("Reports", "What"),
            translate("Reports", "Field"),
            translate("Reports", "Before"),
            translate("Reports", "After"),
        ),
        rows,
        (1.2, 0.9, 1.6, 1.3, 1.0, 1.5, 1.5),
    )


def _rows(done: OperationInfo) -> list[Sequence[str]]:
    what = operation(done.verb, done.state, done.record)[0]
    if done.undone:
        what = translate("Reports", "{what}, taken back").format(what=what)
    first = (moment(done.at), SIDE_NAMES[done.side], done.title, what)
    if not done.fields:
        return [(*first, "", detail_words(done.detail), "")]
    return [(*first, field_name(name), before, after) for name, before, after in done.fields]
