"""Sorting and searching a plan, and what it costs: no widgets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.sync.plan.model import Action, Choice, Kind, Plan, Reason, RecordType, Side
from app.ui import i18n
from app.ui.models import plan_words as words
from app.ui.models.plan_index import (
    GROUPS,
    Group,
    PlanIndex,
    Query,
    build_index,
    fold,
    group_of,
    is_ticked,
    let_go,
    renew,
    select,
    shown,
)
from app.ui.models.plan_view import PlanView, look
from app.ui.review.cost import Cost, cost_line, cost_of, duration_line
from tests.ui.review_plans import BOTH, F24, HL, LATER, NOW, action, change, many_actions, rich_plan


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    i18n.install(qapp, "en")


def test_every_action_has_its_group() -> None:
    by_group: dict[Group, list[str]] = {g: [] for g in GROUPS}
    for a in rich_plan().actions:
        by_group[group_of(a)].append(a.id)
    assert by_group == {
        Group.CONFLICT: ["A12", "A13", "A14"],
        Group.ATTENTION: ["A15", "A16", "A17", "A18"],
        Group.NEW: ["A7", "A8", "A9"],
        Group.CHANGED: ["A4", "A5", "A6"],
        Group.LINKED: ["A2", "A3"],
        Group.REMOVED: [],
        Group.LATER: ["A10", "A11"],
        Group.SETUP: ["A1"],
    }
    assert group_of(action(1, Kind.DELETE, HL, "x")) is Group.REMOVED


@pytest.mark.parametrize("choice", BOTH)
def test_a_decision_leaves_a_row_where_it_was(choice: str) -> None:
    for a in rich_plan().actions:
        if choice in a.choices:
            assert group_of(replace(a, decision=choice, deferred_until=LATER)) is group_of(a)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bellavista", {"A5"}),
        ("BELLAVISTA pec", {"A5"}),
        ("caffe centrale", {"A2"}),
        ("neri & c", {"A15"}),
        ("garibaldi", {"A4"}),
        ("via roma", {"A4"}),
        ("no such thing", set()),
        ("torino", {"A6", "A7", "A13", "A15"}),
    ],
)
def test_search_looks_at_titles_values_and_candidates(text: str, found: set[str]) -> None:
    index = build_index(rich_plan())
    shown_ids = {index.actions[n].id for ns in select(index, Query(text)).values() for n in ns}
    assert shown_ids == found


def test_filters_combine() -> None:
    index = build_index(rich_plan())
    found = select(index, Query(groups=frozenset({Group.NEW, Group.CHANGED}), side=Side.HIGHLEVEL))
    assert {g: [index.actions[n].id for n in ns] for g, ns in found.items()} == {
        Group.NEW: ["A8"],
        Group.CHANGED: ["A5"],
    }
    waiting = select(index, Query(open_only=True))
    assert {index.actions[n].id for ns in waiting.values() for n in ns} == {"A12", "A14", "A15", "A17"}


def test_a_conflict_concerns_both_sides() -> None:
    index = build_index(rich_plan())
    for side in Side:
        assert len(select(index, Query(side=side))[Group.CONFLICT]) == 3


@given(st.text(max_size=12))
def test_folding_ignores_case_and_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    if text.isascii():
        assert fold(text.upper()) == fold(text)


def test_renewing_keeps_search_texts_and_sees_decisions() -> None:
    plan = rich_plan()
    index = build_index(plan)
    decided = plan.with_actions([replace(plan.action("A12"), decision="highlevel")])
    again = renew(index, decided)
    assert again.texts is index.texts
    assert again.waiting == index.waiting - 1
    other = Plan("other", NOW, plan.actions[:3])
    assert len(renew(index, other).texts) == 3


def test_renewing_builds_anew_when_the_values_are_others() -> None:
    plan = rich_plan()
    changed = plan.with_actions([replace(plan.action("A5"), fields=(change("pec", "", "nuova@pec.example.it"),))])
    index = renew(build_index(plan), changed)
    assert select(index, Query("nuova@pec"))[Group.CHANGED]


def test_choices_apply_only_where_they_are_allowed() -> None:
    index = build_index(rich_plan())
    everything = range(len(index.actions))
    assert shown(everything, index, Choice.HIGHLEVEL) == ["A12", "A13", "A14", "A17"]
    assert shown(everything, index, Choice.NEW) == ["A15"]
    assert shown(everything, index, "") == ["A13"]
    assert shown(everything, index, Choice.FATTURA24) == ["A12", "A14", "A17"]


def test_boxes_of_a_group_count_what_is_shown() -> None:
    plan = rich_plan()
    plan = plan.with_actions([replace(plan.action("A4"), included=False)])
    index = build_index(plan)
    assert look(index, Query()).check(Group.CHANGED) is Qt.CheckState.PartiallyChecked
    assert look(index, Query()).check(Group.NEW) is Qt.CheckState.Checked
    assert look(index, Query("garibaldi")).check(Group.CHANGED) is Qt.CheckState.Unchecked
    assert look(index, Query()).check(Group.CONFLICT) is None


def test_twenty_thousand_rows_are_all_there_once() -> None:
    index = build_index(Plan("many", NOW, many_actions(20_000)))
    found = select(index, Query())
    assert sorted(n for ns in found.values() for n in ns) == list(range(20_000))
    assert len(found[Group.CONFLICT]) == index.counts[Group.CONFLICT] == 2000
    assert [index.actions[n].title for n in select(index, Query("cliente19999"))[Group.NEW]] == ["Cliente 19999"]


# ---------------------------------------------------------------------------------------------- cost
def test_cost_counts_now_and_later() -> None:
    cost = cost_of(rich_plan())
    assert (cost.now, cost.later, cost.highlevel, cost.waiting) == (5, 2, 9, 4)
    assert cost.changes + cost.links == sum(a.effective for a in rich_plan().actions)


def test_an_action_left_out_costs_nothing_later() -> None:
    plan = rich_plan(calls={"highlevel": 9, "fattura24": 6})
    plan = plan.with_actions([replace(plan.action("A10"), included=False)])
    assert cost_of(plan).later == 1


def test_cost_is_said_in_numbers_and_days() -> None:
    monday = NOW  # 2026-09-21 14:13 UTC, the tests' time zone
    later = cost_line(Cost(904, 0, 62, 842, monday + 2 * 86400, 0), monday)
    assert "62" in later
    assert "842" in later
    assert "Wednesday 23" in later
    assert later.endswith("14:30")
    assert "tomorrow" in cost_line(Cost(1, 0, 0, 1, monday + 86400, 0), monday)
    assert "today at about 15:00" in cost_line(Cost(1, 0, 0, 1, monday + 1800, 0), monday)
    assert cost_line(Cost(), monday) == "Nothing chosen to be applied"


def test_far_dates_name_the_month() -> None:
    assert "October" in words.about(NOW + 20 * 86400, NOW)


# ---------------------------------------------------------------------------------------------- words
def test_an_unknown_reason_is_tolerated() -> None:
    strange = Action("A1", Kind.UPDATE, HL, RecordType.CONTACT, "x", reason=Reason("never_heard_of"))
    assert words.reason(strange) == ""
    assert words.reason_line(strange)
    assert words.reason_text("only_in_highlevel")


def test_directions_are_said_in_words() -> None:
    plan = rich_plan()
    said = {i: words.direction_sentence(plan.action(i)) for i in ("A4", "A5", "A2", "A12", "A13", "A1", "A17")}
    assert said == {
        "A4": "from HighLevel to Fattura24",
        "A5": "from Fattura24 to HighLevel",
        "A2": "between HighLevel and Fattura24",
        "A12": "between HighLevel and Fattura24",
        "A13": "from Fattura24 to HighLevel",
        "A1": "in HighLevel",
        "A17": "in HighLevel",
    }
    assert words.direction_sentence(plan.action("A4"), undo=True) == "in Fattura24"


def test_a_deferred_row_says_from_when() -> None:
    deferred = rich_plan().action("A10")
    assert "Wednesday 23" in words.reason_line(deferred)
    assert "12:30" in words.spoken(deferred)


def test_a_gone_record_explains_both_answers() -> None:
    gone = rich_plan().action("A17")
    assert "on purpose" in words.choice_label(gone, "highlevel")
    assert "create it again in HighLevel" in words.choice_label(gone, "fattura24")


def test_keys_of_answers_are_unambiguous() -> None:
    for a in rich_plan().actions:
        keys = [words.key_of(a, c) for c in a.choices]
        assert len(set(keys)) == len(keys)
    ambiguous = rich_plan().action("A15")
    assert [words.key_of(ambiguous, c) for c in ambiguous.choices] == ["1", "2", "N", "L"]


def test_side_constants() -> None:
    assert words.SIDE_NAMES[F24] == "Fattura24"


def test_the_slower_service_says_how_long_it_lasts() -> None:
    assert duration_line(Cost(5, 0, 5)) == "done in less than a minute"
    assert duration_line(Cost(62, 0, 62)) == "about 2 minutes"
    assert duration_line(Cost(1288, 0, 58, highlevel=1346)).endswith("about 2 minutes")
    assert duration_line(Cost()) == ""


def test_a_plan_that_is_let_go_is_given_back_and_what_others_have_of_it_stays() -> None:
    index = build_index(rich_plan())
    first = index.actions[0]
    left: list[PlanIndex | None] = [index]
    texts = index.texts
    let_go(left)
    assert left == []
    assert index.actions[0] is first, "somebody else still has it"
    assert len(texts) == len(index.actions)
    let_go([None])


def test_joining_is_no_change_and_what_lasts_is_said_before() -> None:
    from app.ui.review.cost import confirm_label, lasting_line

    plan = rich_plan()
    link = replace(plan.actions[0], id="L", kind=Kind.LINK, choices=(), decision="", note=False, included=True)
    new = replace(link, id="N", kind=Kind.CREATE, side=Side.FATTURA24, record=RecordType.CONTACT)
    joined = cost_of(replace(plan, actions=(link, replace(link, id="L2"))))
    assert (joined.changes, joined.links, joined.anything) == (0, 2, True)
    assert "Link 2" in confirm_label(joined).replace("customer(s)", "")
    both = cost_of(replace(plan, actions=(link, new)))
    assert (both.changes, both.links, both.lasting) == (1, 1, 1)
    assert "deletes nothing" in lasting_line(both)
    assert lasting_line(joined) == ""
    in_highlevel = cost_of(replace(plan, actions=(replace(new, side=Side.HIGHLEVEL),)))
    assert in_highlevel.lasting == 0


def test_a_tasks_day_and_whether_it_is_done_are_said_in_words() -> None:
    assert words.value("2026-12-01 15:30", "due") == "1 Dec 2026 15:30"
    assert words.value("2026-12-01", "due") == "1 Dec 2026"
    assert (words.value("no", "completed"), words.value("highlevel", "removed")) == ("no", "in HighLevel")
    assert words.value("yes", "title") == "yes"
    assert words.value("", "due") == words.value("")


@pytest.mark.parametrize("record", [RecordType.TASK, RecordType.NOTE, RecordType.APPOINTMENT])
def test_what_fattura24_has_not_goes_to_and_from_the_agenda(record: RecordType) -> None:
    task = replace(rich_plan().action("A4"), record=record)
    for side, wanted in ((Side.FATTURA24, "from HighLevel to Agenda"), (Side.HIGHLEVEL, "from Agenda to HighLevel")):
        assert words.direction_sentence(replace(task, side=side)) == wanted
    removed = replace(task, side=Side.FATTURA24, kind=Kind.DELETE)
    assert words.direction_sentence(removed) == "in Agenda"
    asked = replace(rich_plan().action("A12"), record=record)
    assert words.choice_label(asked, "fattura24") == "Agenda is right"
    assert "Fattura24" not in words.field_sentence(asked, asked.fields[0])


def test_a_row_that_waits_for_one_left_out_has_no_tick() -> None:
    plan = rich_plan()
    action = plan.action("A4")
    assert (is_ticked(action), is_ticked(replace(action, blocked=True))) == (True, False)
    view = PlanView({})
    view.changed(Group.NEW, action, replace(action, blocked=True))
    assert view.ticked[Group.NEW] == -1


def test_an_action_is_found_by_its_id_whichever_way_a_plan_is_numbered() -> None:
    numbered = build_index(Plan("p", NOW, many_actions(50)))
    assert [numbered.position(a.id) for a in numbered.actions] == list(range(50))
    for ids in (["A2", "A1", "A3"], ["b", "A9", "A"], ["x", "A1", "A2"]):
        mixed = build_index(Plan("p", NOW, tuple(replace(action(1, Kind.LINK, HL, i), id=i) for i in ids)))
        assert [mixed.position(i) for i in ids] == [0, 1, 2]
        with pytest.raises(KeyError):
            mixed.position("A7")


def test_what_a_view_counts_is_what_each_row_says() -> None:
    some = [replace(a, included=n % 3 != 0, blocked=n % 7 == 0) for n, a in enumerate(many_actions(200))]
    index = build_index(Plan("p", NOW, (*some, *(replace(a, id=f"R{a.id}") for a in rich_plan().actions))))
    for query in (Query(), Query(text="a"), Query(groups=frozenset({Group.NEW, Group.CONFLICT}))):
        view = look(index, query)
        for group, positions in view.groups.items():
            rows = [index.actions[n] for n in positions]
            assert view.boxes[group] == sum(not a.note and not a.choices for a in rows)
            assert view.ticked[group] == sum(not a.note and not a.choices and is_ticked(a) for a in rows)
    cost = cost_of(index.plan)
    effective = [a for a in index.plan.actions if a.effective]
    assert cost.changes + cost.links == len(effective)
    assert cost.waiting == sum(a.waits_for_person and a.included for a in index.plan.actions if not a.effective)
    assert cost.removals == sum(a.kind in (Kind.DELETE, Kind.UNLINK) for a in effective)
