"""The lines of the review as a Qt model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.sync.plan.model import Plan
from app.ui import i18n
from app.ui.models.plan_index import Group, Query, build_index, renew
from app.ui.models.plan_lines import LineKind, LineRole, PlanLines
from app.ui.models.plan_view import PlanView, look
from tests.ui.review_plans import NOW, many_actions, rich_plan

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    i18n.install(qapp, "en")


@pytest.fixture
def lines(qapp: QApplication) -> PlanLines:
    made = PlanLines()
    made.tester = QAbstractItemModelTester(made, FATAL, made)  # type: ignore[attr-defined]
    index = build_index(rich_plan())
    made.show(index, look(index, Query()))
    return made


def kinds(lines: PlanLines) -> list[LineKind]:
    return [lines.line(row).kind for row in range(lines.rowCount())]


def titles(lines: PlanLines) -> list[str]:
    return [str(lines.data(lines.index(row, 0))) for row in range(lines.rowCount())]


def test_groups_come_with_their_rows(lines: PlanLines) -> None:
    assert titles(lines)[:4] == ["Conflicts", "Mario Verdi", "Osteria del Borgo", "Bar Sport"]
    assert kinds(lines).count(LineKind.GROUP) == 7
    assert lines.rowCount() == 7 + 18


def test_a_row_unfolds_into_reason_fields_and_answers(lines: PlanLines) -> None:
    row = lines.row_of(11)
    lines.set_open(row, True)
    assert kinds(lines)[row : row + 8] == [
        LineKind.ACTION,
        LineKind.REASON,
        LineKind.HEADS,
        LineKind.FIELD,
        LineKind.CHOICE,
        LineKind.CHOICE,
        LineKind.CHOICE,
        LineKind.ACTION,
    ]
    change = lines.line(row + 3).change
    assert change is not None
    assert (change.before, change.after) == ("mario@verdi.example.it", "info@verdi.example.it")
    assert [lines.line(r).choice for r in range(row + 4, row + 7)] == ["highlevel", "fattura24", "skip"]
    lines.set_open(row, True)  # once more changes nothing
    lines.set_open(row, False)
    assert lines.rowCount() == 25


def test_a_folded_group_hides_and_brings_back_what_was_unfolded(lines: PlanLines) -> None:
    lines.set_open(lines.row_of(11), True)
    before = titles(lines)
    lines.set_open(lines.row_of_group(Group.CONFLICT), False)
    assert lines.row_of(11) == -1
    assert titles(lines)[:2] == ["Conflicts", "Needs attention"]
    lines.set_open(lines.row_of_group(Group.CONFLICT), True)
    assert titles(lines) == before


def test_the_last_group_folds_to_the_end(lines: PlanLines) -> None:
    lines.set_open(lines.row_of_group(Group.SETUP), False)
    assert titles(lines)[-1] == "Set-up"


def test_filtering_keeps_what_is_unfolded(lines: PlanLines) -> None:
    lines.set_open(lines.row_of(11), True)
    index = lines.index_shown
    assert index is not None
    lines.show(index, look(index, Query("verdi")))
    assert kinds(lines) == [
        LineKind.GROUP,
        LineKind.ACTION,
        LineKind.REASON,
        LineKind.HEADS,
        LineKind.FIELD,
        LineKind.CHOICE,
        LineKind.CHOICE,
        LineKind.CHOICE,
    ]
    lines.show(None, PlanView({}))
    assert lines.rowCount() == 0


def test_a_decision_changes_the_row_without_a_reset(lines: PlanLines) -> None:
    resets: list[int] = []
    changes: list[int] = []
    lines.modelReset.connect(lambda: resets.append(1))
    lines.dataChanged.connect(lambda *_: changes.append(1))
    index = lines.index_shown
    assert index is not None
    plan = index.plan.with_actions([replace(index.plan.action("A12"), decision="fattura24")])
    fresh = renew(index, plan)
    lines.show(fresh, look(fresh, Query()))
    found = lines.line(lines.row_of(11)).action
    assert found is not None
    assert found.decision == "fattura24"
    assert changes
    assert not resets


def test_boxes_show_at_once_what_was_ticked(lines: PlanLines) -> None:
    index = lines.index_shown
    assert index is not None
    assert lines.line(lines.row_of_group(Group.CHANGED)).check is Qt.CheckState.Checked
    lines.put([replace(index.plan.action("A4"), included=False)])
    assert lines.data(lines.index(lines.row_of(3), 0), Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked
    assert lines.line(lines.row_of_group(Group.CHANGED)).check is Qt.CheckState.PartiallyChecked


def test_questions_and_notes_have_no_box(lines: PlanLines) -> None:
    for position in (11, 14, 15, 16):
        assert lines.line(lines.row_of(position)).check is None


def test_every_line_can_be_read_aloud(lines: PlanLines) -> None:
    for position in range(18):
        lines.set_open(lines.row_of(position), True)
    for row in range(lines.rowCount()):
        assert lines.data(lines.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
        assert lines.data(lines.index(row, 0), LineRole.LINE) == lines.line(row)
    spoken = lines.data(lines.index(lines.row_of(3), 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "To be changed: Trattoria da Gino, from HighLevel to Fattura24, Address, postcode, included"


def test_another_plan_starts_folded(lines: PlanLines) -> None:
    lines.set_open(lines.row_of(11), True)
    index = build_index(rich_plan("another"))
    lines.show(index, look(index, Query()))
    assert lines.rowCount() == 25


def test_twenty_thousand_rows(qapp: QApplication) -> None:
    lines = PlanLines()
    index = build_index(Plan("many", NOW, many_actions(20_000)))
    lines.show(index, look(index, Query()))
    assert lines.rowCount() == 20_000 + 3
    assert titles(lines)[-1] == "Cliente 19998"
    position = index.position("A19998")
    row = lines.row_of(position)
    lines.set_open(row, True)
    assert lines.line(row + 3).kind is LineKind.FIELD
    lines.set_open(lines.row_of_group(Group.CONFLICT), False)
    assert lines.rowCount() == 18_000 + 3 + 3
    assert lines.line(lines.row_of(position) + 3).kind is LineKind.FIELD
    assert lines.special_rows()[:2] == [0, 1]


def test_the_headings_are_known_without_looking_at_each_row(lines: PlanLines) -> None:
    def looked_for() -> list[int]:
        found = [lines.line(row).kind for row in range(lines.rowCount())]
        return [row for row, kind in enumerate(found) if kind is not LineKind.ACTION]

    assert lines.special_rows() == looked_for()
    lines.set_open(lines.row_of_group(Group.CHANGED), False)
    assert lines.special_rows() == looked_for()
    lines.set_open(1, True)
    assert lines.special_rows() == looked_for()
