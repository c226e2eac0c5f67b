"""Answering questions: alike ones together, never others with them, each answer recorded as it is given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.sync.plan.model import Action, Candidate, Choice, FieldChange, Kind, Reason, RecordType, Side
from app.ui import i18n
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.models.differences import parted
from app.ui.models.questions import SUGGESTED, steps, suggested


@pytest.fixture(autouse=True)
def english(qapp: Any) -> None:
    i18n.install(qapp, "en")


def twin(n: int, reason: str = "known_supplier", candidates: int = 1) -> Action:
    found = tuple(Candidate(f"{n}{c}", f"Twin {n}", "Milano") for c in range(candidates))
    return Action(
        f"A{n}",
        Kind.CONFLICT,
        Side.FATTURA24,
        RecordType.CONTACT,
        f"Customer {n}",
        fields=(FieldChange("company", "", f"Customer {n}"),),
        reason=Reason(reason),
        candidates=found,
        choices=(*(f"link:{c.id}" for c in found), Choice.NEW, Choice.SKIP),
    )


def conflict(n: int, field: str = "email", left: str = "a@x.it", right: str = "b@x.it") -> Action:
    return Action(
        f"C{n}",
        Kind.CONFLICT,
        Side.HIGHLEVEL,
        RecordType.CONTACT,
        f"Customer {n}",
        link=f"l{n}",
        fields=(FieldChange(field, left, right),),
        reason=Reason("different_from_the_start"),
        choices=(Choice.HIGHLEVEL, Choice.FATTURA24, Choice.SKIP),
    )


def test_alike_questions_are_asked_together_and_others_never_with_them() -> None:
    actions = [
        *(twin(n) for n in range(18)),
        twin(30, candidates=2),
        *(twin(n, "name_only") for n in range(40, 44)),
        *(conflict(n) for n in range(5)),
        conflict(90, "mobile"),
        replace(twin(99), decision=Choice.SKIP),
    ]
    found = steps(actions)
    assert [len(step.actions) for step in found] == [18, 5, 4, 1, 1]
    for step in found:
        assert len({(a.reason.key, a.kind, bool(suggested(a))) for a in step.actions}) == 1
        if len(step.actions) == 1:
            assert step.choices == step.actions[0].choices
    assert found[0].choices == (SUGGESTED, Choice.NEW, Choice.SKIP)
    assert sum(len(step.actions) for step in found) == len(actions) - 1


def test_forty_questions_take_a_few_keys(qtbot: Any) -> None:
    dialog = QuestionsDialog([*(twin(n) for n in range(30)), *(conflict(n) for n in range(8)), twin(80, candidates=2)])
    qtbot.addWidget(dialog)
    answers: dict[str, str] = {}
    dialog.answered.connect(lambda ids, choice: answers.update(dict.fromkeys(ids, choice)))
    dialog.show()
    qtbot.waitActive(dialog)
    assert dialog.title.text() == "30 questions of the same kind"
    QTest.keyClick(dialog, Qt.Key.Key_1)
    assert answers["A7"] == "link:70"
    QTest.keyClick(dialog, Qt.Key.Key_2)
    QTest.keyClick(dialog, Qt.Key.Key_4)
    assert dialog.step is None
    assert len(answers) == 39
    assert {answers[f"C{n}"] for n in range(8)} == {Choice.FATTURA24}
    assert answers["A80"] == Choice.SKIP
    assert "39" in dialog.title.text()


def test_one_by_one_back_and_later(qtbot: Any) -> None:
    dialog = QuestionsDialog([conflict(n) for n in range(4)])
    qtbot.addWidget(dialog)
    said: list[tuple[list[str], str]] = []
    dialog.answered.connect(lambda ids, choice: said.append((list(ids), choice)))
    dialog.show()
    dialog.one_by_one()
    assert [len(step.actions) for step in dialog._steps] == [1, 1, 1, 1]
    dialog.answer(Choice.HIGHLEVEL)
    dialog.go_back()
    dialog.answer(Choice.FATTURA24)
    dialog.skip()
    dialog.skip()
    dialog.skip()
    assert said == [(["C0"], Choice.HIGHLEVEL), (["C0"], ""), (["C0"], Choice.FATTURA24)]
    assert dialog.step is None
    assert "3 questions stay open" in dialog.reason.text()
    dialog.answer(Choice.SKIP)  # nothing is asked any more
    dialog.skip()
    assert len(said) == 3


def test_both_records_are_shown_and_names_are_data(qtbot: Any) -> None:
    nasty = '<img src="x"><b>Rossi</b> & figli'
    dialog = QuestionsDialog([conflict(1, "company", nasty, "Rossi"), replace(twin(2), title=nasty)])
    qtbot.addWidget(dialog)
    dialog.show()
    shown = [w for w in dialog.findChildren(QLabel) if w.isVisible()]
    assert all("<img" not in w.text() or w.textFormat() is Qt.TextFormat.PlainText for w in shown)
    assert any("&lt;" in w.text() for w in shown)
    dialog.skip()
    assert dialog.title.textFormat() is Qt.TextFormat.PlainText
    assert nasty in dialog.title.text()


@pytest.mark.parametrize(
    ("left", "right", "marked"),
    [
        ("mario.rossi@x.it", "mario.rosi@x.it", "mario.ros<b><u>s</u></b>i@x.it"),
        ("a<b", "a", "a<b><u>&lt;b</u></b>"),
        ("", "x", ""),
        ("same", "same", "same"),
    ],
)
def test_what_differs_is_marked(left: str, right: str, marked: str) -> None:
    assert parted(left, right)[0] == marked


def same_as(n: int, customer: str = "1") -> Action:
    found = Candidate(customer, "Studio Villa", "Milano", values=(("company", "Studio Villa"), ("city", "Milano")))
    choices = (f"link:{customer}", Choice.NEW, Choice.SKIP)
    return replace(twin(n, "phone_only"), source_id=f"h{n}", candidates=(found,), choices=choices)


def test_one_record_is_not_offered_to_a_second_one(qtbot: Any) -> None:
    dialog = QuestionsDialog([same_as(1), same_as(2)])
    qtbot.addWidget(dialog)
    answers: dict[str, str] = {}
    dialog.answered.connect(lambda ids, choice: answers.update(dict.fromkeys(ids, choice)))
    dialog.show()
    dialog.answer("link:1")
    assert not dialog.answers[0].isEnabled()
    assert dialog.answers[0].text().endswith("already chosen for Customer 1")
    assert dialog.answers[1].isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_1)
    assert answers == {"A1": "link:1"}
    dialog.go_back()  # the first answer is taken back: free again
    dialog.answer(Choice.SKIP)
    assert dialog.answers[0].isEnabled()


def test_of_alike_questions_those_that_want_the_same_record_are_asked_apart(qtbot: Any) -> None:
    dialog = QuestionsDialog([same_as(1), same_as(2, "2"), same_as(3)])
    qtbot.addWidget(dialog)
    answers: dict[str, str] = {}
    dialog.answered.connect(lambda ids, choice: answers.update(dict.fromkeys(ids, choice)))
    dialog.answer(SUGGESTED)
    assert answers == {"A1": "link:1", "A2": "link:2"}
    assert dialog.step is not None
    assert [action.id for action in dialog.step.actions] == ["A3"]


def test_both_records_stand_field_by_field_beside_each_other(qtbot: Any) -> None:
    dialog = QuestionsDialog([same_as(1)])
    qtbot.addWidget(dialog)
    shown = [found.text() for found in dialog.findChildren(QLabel)]
    assert shown.index("Customer 1") < shown.index("Studio Villa", shown.index("Customer 1"))
    assert "Milano" in shown


def test_enter_presses_the_button_that_has_the_keyboard(qtbot: Any) -> None:
    dialog = QuestionsDialog([same_as(1)])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitActive(dialog)
    QTest.keyClick(dialog.answers[1], Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.close_button
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert not dialog.isVisible()
