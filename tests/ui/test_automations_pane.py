"""Automations in the window: recipes, the list, the editor by keyboard, trying, the log and the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTextEdit,
    QWidget,
)

from app.automation import validate
from app.automation.data.schemas import Schema
from app.automation.kept.recipes import make, recipes
from app.automation.model import CHOOSE, Automation, Cause, Condition, Group, Mode, State, Step, Trigger
from app.automation.offer.operations import operation
from app.services.api.automations.automations import AutomationChoices, AutomationLine
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.automations.editor.card_faults import ONLY_IF, WHEN
from app.ui.automations.editor.cards import CardList
from app.ui.automations.editor.draft import Draft
from app.ui.automations.editor.form import StepForm
from app.ui.automations.editor.palette import Palette, action_offers, trigger_offers
from app.ui.automations.editor.step_card import Joint
from app.ui.automations.fields.chips import ChipEdit
from app.ui.automations.fields.conditions import ConditionRow, ConditionsEditor
from app.ui.automations.fields.fields import make_editor
from app.ui.automations.fields.tags_edit import TagsEdit
from app.ui.panes.automations import AutomationsPane
from app.ui.shell.main_window import MainWindow
from tests.ui.cut import complaints
from tests.ui.fake_automations import sample_automations
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    theme.install(qapp, "light")
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


@pytest.fixture
def memory(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def shown(bridge: Any, memory: QSettings | None = None) -> AutomationsPane:
    pane = AutomationsPane(bridge, memory)
    pane.resize(900, 600)
    pane.show()
    return pane


# ---------------------------------------------------------------------------------------------- recipes
def test_from_nothing_to_a_recipe_that_is_on_takes_two_clicks(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            assert pane.stack.currentWidget() is pane.gallery
            assert [c.recipe.order for c in pane.gallery.cards] == list(range(1, 13))
            next(c for c in pane.gallery.cards if c.recipe.id == "overdue_task").click()
            await eventually(lambda: pane.stack.currentWidget() is pane.recipe and bridge.settled)
            assert pane.recipe.on.hasFocus() or not pane.isActiveWindow()
            pane.recipe.on.click()
            await eventually(lambda: pane.stack.currentWidget() is pane.list and bridge.settled)
            line = pane.list.chosen()
            assert line is not None
            assert (line.automation.state, line.automation.mode) == (State.ON, Mode.ASK)
            assert "is on" in pane.notice.words.text()
            pane.hide()

    run(scene())


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_recipe_shows_its_questions_and_real_customers(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, language: str
) -> None:
    async def scene() -> None:
        i18n.install(qapp, language)
        async with bridged(FakeService()) as bridge:
            pane = shown(bridge)
            for recipe in recipes().values():
                pane.show_recipe(recipe.id)
                await eventually(lambda: pane.stack.currentWidget() is pane.recipe and bridge.settled)
                assert set(pane.recipe.editors) == {q.name for q in recipe.questions}
                assert pane.recipe.automation() is not None
                assert pane.recipe.on.isEnabled()
                QApplication.processEvents()
                assert complaints(pane) == []
            pane.hide()

    run(scene())


def test_an_answer_changes_what_the_recipe_does_and_a_wrong_one_cannot_be_switched_on(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            pane.show_recipe("overdue_task")
            await eventually(lambda: pane.stack.currentWidget() is pane.recipe and bridge.settled)
            page = pane.recipe
            days, tag, amount = (page.editors[k].widget for k in ("days", "tag", "amount"))
            days.setValue(10)  # type: ignore[attr-defined]
            amount.setValue(500.0)  # type: ignore[attr-defined]
            await eventually(lambda: bridge.settled)
            made = page.automation()
            assert made is not None
            assert made.trigger.parameters == {"days": 10}
            assert made.conditions.items[1] == Condition("rata.importo", "at_least", 50_000)
            told = [w.text() for w in page.preview.findChildren(type(page.problem)) if w.isVisible()]
            assert "Bar Centrale SNC" in told and "Mulino Rossi SRL" not in told
            assert isinstance(tag, QComboBox)
            tag.setEditText("")
            assert not page.on.isEnabled() and page.problem.text()
            tag.setEditText("moroso")
            assert page.on.isEnabled()
            page.try_.click()
            await eventually(lambda: bool(service.automations.kept) and bridge.settled)
            assert service.automations.kept[0].mode is Mode.TRY
            assert service.automations.kept[0].steps[2].inputs == {"tags": ["moroso"]}
            pane.hide()

    run(scene())


# ---------------------------------------------------------------------------------------------- list
def test_the_list_tells_states_and_causes_and_offers_what_helps(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()
    one, two = service.automations.kept[:2]
    service.automations.standing = {"a1": AutomationLine(one, 5.0, 3, waiting=2, failed=3)}

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            page = pane.list
            assert page.chosen_id() == "a1"
            assert page.notice.words.text() == "3 runs did not succeed."
            page.notice.action.click()
            await eventually(lambda: ("replay", "a1") in service.automations.calls)
            page.choose("a2")
            assert "an account has to be connected again" in page.notice.words.text()
            item = page.tree.topLevelItem(1)
            assert item is not None
            assert "paused" in item.data(0, Qt.ItemDataRole.AccessibleTextRole)
            service.automations.standing["a2"] = AutomationLine(replace(two, cause=Cause.MASS), held=47)
            await pane.refresh()
            assert "47 records" in page.notice.words.text() and not page.second.isHidden()
            page.second.click()
            await eventually(lambda: ("release", "a2", False) in service.automations.calls)
            page.choose("a1")
            page.switch.click()
            await eventually(lambda: service.automations.get("a1").automation.state is State.OFF)
            pane.hide()

    run(scene())


def test_going_alone_where_it_reaches_outside_wants_its_own_word(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.automations.kept = [replace(make("tagged_contact_customer", {}, "it"), id="a1", state=State.ON)]

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            auto = pane.list.mode.menu().actions()[2]
            assert auto.isEnabled()
            auto.trigger()
            assert pane.dialog is not None and pane.dialog.isVisible()
            assert [one.mode for one in service.automations.kept] == [Mode.ASK]
            pane.dialog.buttons[1].click()
            await eventually(lambda: service.automations.kept[0].mode is Mode.AUTO)
            assert service.automations.kept[0].trusted
            pane.hide()

    run(scene())


def test_removing_asks_first(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            QTest.keyClick(pane.list.tree, Qt.Key.Key_Delete)
            assert pane.dialog is not None
            pane.dialog.buttons[0].click()
            assert len(service.automations.kept) == 3
            pane.list.remove.click()
            pane.dialog.buttons[1].click()
            await eventually(lambda: len(service.automations.kept) == 2)
            pane.hide()

    run(scene())


# ---------------------------------------------------------------------------------------------- editing
def test_cards_read_as_sentences_and_move_by_keyboard(qtbot: Any) -> None:
    draft = Draft(sample_automations()[0])
    cards = CardList(draft)
    qtbot.addWidget(cards)
    cards.show()
    cards.finish()
    names = [card.accessibleName() for card in cards.cards.values()]
    assert names[0] == "When an instalment is 7 days overdue and not known as paid"
    assert names[1].startswith("Only if the schedule is up to date")
    assert list(cards.cards) == [WHEN, ONLY_IF, "remind", "only", "tag"]
    assert all(card.focusPolicy() & Qt.FocusPolicy.TabFocus for card in cards.cards.values()), "reached by Tab"
    cards.cards["tag"].setFocus()
    QTest.keyClick(cards.cards["tag"], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [s.id for s in draft.automation.steps] == ["remind", "tag", "only"]
    QTest.keyClick(cards.cards["tag"], Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(draft.automation.steps) == 4
    copy = draft.automation.steps[2]
    assert (copy.operation, copy.inputs) == ("highlevel.add-tags", {"tags": ["insoluto"]})
    QTest.keyClick(cards.cards[copy.id], Qt.Key.Key_Delete)
    assert [s.id for s in draft.automation.steps] == ["remind", "tag", "only"]
    draft.undo()
    draft.undo()
    draft.undo()
    assert draft.automation == sample_automations()[0]
    assert not draft.can_undo and draft.can_redo and not draft.dirty


def test_undo_takes_back_a_word_at_a_time_not_a_letter() -> None:
    draft = Draft(sample_automations()[0])
    for text in ("S", "So", "Sol"):
        draft.set_input("remind", "title", text)
    draft.set_input("remind", "body", "x")
    draft.undo()
    assert draft.automation.steps[0].inputs["title"] == "Sol"
    draft.undo()
    assert draft.automation == sample_automations()[0]
    draft.redo()
    assert draft.automation.steps[0].inputs["title"] == "Sol"


def test_steps_are_added_into_branches_and_taken_away_with_them(qtbot: Any) -> None:
    draft = Draft(sample_automations()[0])
    choose = draft.add(CHOOSE, "tag")
    inner = draft.add("local.notify", choose, "then")
    behind = draft.add("flow.wait", inner)
    assert [s.id for s in draft.automation.steps[3].then] == [inner, behind]
    assert draft.is_inner(behind)
    assert not draft.is_inner(choose)
    cards = CardList(draft)
    qtbot.addWidget(cards)
    cards.finish()
    assert set(cards.cards) >= {choose, inner, behind}
    assert "Missing" in cards.cards[inner].accessibleName()
    assert draft.move(behind, -1)
    assert not draft.move(behind, -1)
    draft.remove(choose)
    assert len(draft.automation.steps) == 3


def test_a_long_automation_is_changed_without_making_its_cards_anew(qtbot: Any) -> None:
    steps = tuple(Step(f"s{n}", "local.notify", {"text": "ciao"}) for n in range(60))
    draft = Draft(Automation("a1", "Lunga", Trigger("f24.invoice_new"), steps=steps))
    cards = CardList(draft)
    qtbot.addWidget(cards)
    cards.resize(400, 600)
    cards.show()
    assert len(cards.cards) < 12, "what no screen shows yet follows"
    cards.finish()
    before = dict(cards.cards)
    assert draft.move("s10", 1)
    assert list(cards.cards)[11:15] == ["s9", "s11", "s10", "s12"]
    assert all(cards.cards[key] is card for key, card in before.items())
    draft.remove("s10")
    places = [card.geometry().top() for card in cards.cards.values()]
    assert places == sorted(places) and len(set(places)) == len(places)
    assert cards.minimumHeight() >= cards.cards["s59"].geometry().bottom()
    high = cards.minimumHeight()
    cards.cards["s3"].show_fault("Something is missing here. " * 6)
    qtbot.waitUntil(lambda: cards.minimumHeight() > high)
    assert cards.cards["s4"].geometry().top() >= cards.cards["s3"].geometry().bottom()
    assert cards.cards["s3"].menu.nextInFocusChain() is not cards.cards["s3"]


def test_a_text_with_chips_is_kept_as_liquid(qtbot: Any) -> None:
    schema = Schema(["cliente", "fattura"])
    edit = ChipEdit(schema, "Title")
    qtbot.addWidget(edit)
    edit.show()
    source = "Ciao {{ cliente.nome }}, {{ fattura.totale | euro }}!"
    edit.set_value(source)
    assert edit.value() == source
    assert "Name or company" in edit.text.toPlainText()
    told: list[str] = []
    edit.changed.connect(told.append)
    QTest.keyClicks(edit.text, " Bye")
    assert edit.value() == source + " Bye"
    menu = edit.menu_button.menu()
    menu.aboutToShow.emit()
    inner = menu.actions()[1].menu()
    assert isinstance(inner, QMenu) and menu.actions()[1].text() == "Invoice"
    next(a for a in inner.actions() if a.text() == schema.path("fattura.data").title("en")).trigger()
    assert edit.value() == source + " Bye{{ fattura.data | data }}"
    QTest.keyClicks(edit.text, "x")
    assert told[-1] == source + " Bye{{ fattura.data | data }}x"
    QTest.keyClick(edit.text, Qt.Key.Key_Backspace)
    QTest.keyClick(edit.text, Qt.Key.Key_Backspace)
    assert edit.value() == source + " Bye"
    cursor = edit.text.textCursor()
    cursor.setPosition(edit.text.chips()[0][0] + 3)
    edit.text.setTextCursor(cursor)
    QTest.keyClicks(edit.text, "z")
    assert edit.value() == source.replace("nome }},", "nome }}z,") + " Bye"
    for strange in ("", "{{ cliente.pec | se_vuoto: 'x' }}", "a\nb {{ x }}{{ x }}", "{% if cliente.pec %}1{% endif %}"):
        tall = ChipEdit(schema, "Body", tall=True)
        qtbot.addWidget(tall)
        tall.set_value(strange)
        assert tall.value() == strange


def test_chips_are_copied_pasted_and_replaced_as_values(qtbot: Any) -> None:
    schema = Schema(["cliente", "fattura"])
    edit, other = ChipEdit(schema, "Title"), ChipEdit(schema, "Body", tall=True)
    for one in (edit, other):
        qtbot.addWidget(one)
        one.show()
    edit.set_value("{{ cliente.nome }} e {{ fattura.numero }}")
    edit.text.selectAll()
    copied = edit.text.createMimeDataFromSelection()
    assert copied.text() == "{{ cliente.nome }} e {{ fattura.numero }}"
    other.text.insertFromMimeData(copied)
    assert other.value() == edit.value() and len(other.text.chips()) == 2
    copied.setText("riga {{ oggi | data }}\nfine")
    edit.text.insertFromMimeData(copied)  # what was chosen is replaced, and one line stays one line
    assert edit.value() == "riga {{ oggi | data }} fine"
    edit.text.selectAll()
    edit.insert(schema.path("cliente.email"))
    assert edit.value() == "{{ cliente.email }}"
    cursor = edit.text.textCursor()
    cursor.setPosition(0)
    edit.text.setTextCursor(cursor)
    QTest.keyClicks(edit.text, "A ")
    assert edit.value() == "A {{ cliente.email }}"


def test_looking_at_every_card_changes_nothing(qtbot: Any) -> None:
    for recipe in recipes():
        for language in ("it", "en"):
            draft = Draft(replace(make(recipe, {}, language), id="a1"))
            form = StepForm(draft)
            qtbot.addWidget(form)
            for key in (WHEN, ONLY_IF, *(s.id for s in draft.automation.all_steps())):
                form.show_card(key)
                form.focus_first()
            assert not draft.dirty and not draft.can_undo, recipe


def test_a_copy_of_an_if_has_its_inside_and_ids_of_its_own() -> None:
    draft = Draft(sample_automations()[0])
    choose = draft.add(CHOOSE, "tag")
    draft.add("local.notify", choose, "then")
    draft.add("flow.wait", choose, "otherwise")
    copy = draft.find(draft.duplicate(choose))
    assert copy is not None
    assert [s.operation for s in (*copy.then, *copy.otherwise)] == ["local.notify", "flow.wait"]
    ids = [s.id for s in draft.automation.all_steps()]
    assert len(set(ids)) == len(ids) == 9


def test_nought_is_a_value_and_a_cleared_text_stays_a_field(qtbot: Any) -> None:
    schema = Schema(["fattura"])
    editor = ConditionsEditor(schema, Group("all", (Condition("fattura.totale", "less", 0),)))
    qtbot.addWidget(editor)
    assert editor.group().items == (Condition("fattura.totale", "less", 0),)
    draft = Draft(sample_automations()[0])
    draft.set_input("remind", "due", {"from": "oggi", "days": 0, "working": False})
    form = StepForm(draft)
    qtbot.addWidget(form)
    form.show_card("remind")
    form.editors["title"].widget.set_value("")  # type: ignore[attr-defined]
    form.editors["title"].widget.text.clear()  # type: ignore[attr-defined]
    draft.set_input("remind", "title", "")
    assert "title" in form.editors and form.key == "remind"
    assert draft.automation.steps[0].inputs["due"]["days"] == 0


def test_an_automation_whose_parts_are_gone_can_be_opened_and_mended(run: Any, bridged: Any, eventually: Any) -> None:
    from app.automation.model import Automation, Trigger

    service = FakeService()
    broken = Automation(
        "a1",
        "Old",
        Trigger("gone.trigger", {"x": 1}),
        Group("all", (Condition("gone.path", "is", "x"),)),
        (Step("s1", "gone.step", {"y": "{{ gone.path }}"}), Step("s2", "local.notify", {"text": "x"})),
        state=State.PAUSED,
        cause=Cause.INVALID,
    )
    service.automations.kept = [broken]

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            pane.list.edit.click()
            await eventually(lambda: bridge.settled)
            editor = pane.editor
            assert editor is not None
            for key in list(editor.cards.cards):
                editor.cards.choose(key)
            editor.add_step("s2", "")
            assert editor.palette_ is not None
            editor.palette_.reject()
            editor.save()
            assert editor.problem.text()
            editor._take_trigger("f24.invoice_new")
            editor.draft.remove("s1")
            editor.draft.set_conditions(Group())
            editor.save()
            await eventually(lambda: service.automations.kept[0].version == 2)
            await eventually(lambda: bridge.settled)
            pane.hide()

    run(scene())


def test_every_kind_of_field_shows_and_tells_its_value(qtbot: Any) -> None:
    from app.automation.declared.kinds import Field
    from app.automation.words import Words

    schema = Schema(["cliente", "rata"])
    choices = AutomationChoices(("vip",), (("u1", "Anna"),), (("c1", "Sala"),), (("w1", "Benvenuto"),))
    words, options = Words("Campo", "Field"), {"a": Words("a", "a"), "b": Words("b", "b")}
    values: dict[str, Any] = {
        "number": 7, "days": 3, "money": 12_345, "bool": True, "choice": "b", "user": "u1", "calendar": "c1",
        "workflow": "w1", "tag": "vip", "tags": ["a", "b"], "lines": ["x", "y"], "time": "10:30", "weekdays": [0, 4],
        "fields": ["email", "city"], "text": "{{ cliente.nome }}", "long": "a\nb",
        "day": {"from": "rata.scadenza", "days": -3, "working": True},
    }  # fmt: skip
    for kind, value in values.items():
        editor = make_editor(Field("x", kind, words, choices=options), schema, choices)
        qtbot.addWidget(editor.widget)
        told: list[Any] = []
        editor.changed.connect(told.append)
        editor.show_value(value)
        assert told == [], kind
        assert editor.widget.accessibleName() == "Field"
        if kind == "day":
            assert editor.widget.value() == value  # type: ignore[attr-defined]
            editor.show_value("2026-12-24")
            assert editor.widget.value() == "2026-12-24"  # type: ignore[attr-defined]
    box = make_editor(Field("x", "number", words), schema, choices)
    told = []
    box.changed.connect(told.append)
    box.widget.setValue(9)  # type: ignore[attr-defined]
    assert told == [9]


def test_conditions_are_made_changed_and_grouped(qtbot: Any) -> None:
    schema = Schema(["cliente", "fattura"])
    editor = ConditionsEditor(schema, Group("all", (Condition("fattura.totale", "more", 10_000),)))
    qtbot.addWidget(editor)
    told: list[Group] = []
    editor.changed.connect(told.append)
    first = editor.rows[0]
    assert isinstance(first, ConditionRow)
    first.op.setCurrentIndex(first.op.findData("between"))
    assert editor.group().items[0] == Condition("fattura.totale", "between", [10_000, 10_000])
    first.path.setCurrentIndex(first.path.findData("cliente.etichette"))
    assert editor.group().items[0] == Condition("cliente.etichette", "has", "")
    field = first.operands.findChild(QLineEdit)
    assert field is not None
    field.setText("vip")
    editor.add_row()
    editor.add_inner()
    assert told[-1].items[0] == Condition("cliente.etichette", "has", "vip")
    assert isinstance(told[-1].items[2], Group)
    for path in schema.paths:
        first.path.setCurrentIndex(first.path.findData(path))
        for n in range(first.op.count()):
            first.op.setCurrentIndex(n)
            assert first.op.currentText()
    first.removed.emit()
    assert len(editor.group().items) == 2


@pytest.mark.parametrize(
    "operation", sorted({o.entry.id for o in action_offers(Schema(["cliente"]), inner=False) if not o.reason})
)
def test_every_action_has_a_form_whose_fields_have_names(qtbot: Any, operation: str) -> None:
    draft = Draft(replace(make("overdue_task", {}, "it"), id="a1"))
    made = draft.add(operation, "tag")
    form = StepForm(draft)
    qtbot.addWidget(form)
    form.show()
    form.show_card(made)
    for kind in (QLineEdit, QTextEdit, QComboBox, QAbstractButton):
        for widget in form.findChildren(kind):
            if (
                widget.isVisible()
                and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
                and not isinstance(widget.parent(), QComboBox)
            ):
                heard = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
                outer = widget.parent()
                assert heard or (isinstance(outer, QWidget) and outer.accessibleName()), (operation, widget)


def test_the_palette_offers_greys_and_finds(qtbot: Any) -> None:
    palette = Palette("What?", action_offers(Schema(["cliente", "rata"]), inner=False))
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    palette.show()
    assert nameless(palette) == []
    offered = palette.count.text()
    palette.search.setText("tag")
    chosen = palette.offer()
    assert chosen is not None and chosen.reason is None
    palette.search.setText("delete location")
    assert palette.offer() is None and not palette.take.isEnabled()
    palette.everything.setChecked(True)
    refused = palette.offer()
    assert refused is not None and refused.reason is not None
    assert not palette.take.isEnabled() and "cannot be chosen" in palette.told.text()
    palette.search.setText("")
    assert palette.count.text() == "135 things" and offered != palette.count.text()
    palette.everything.setChecked(False)
    picked: list[str] = []
    palette.picked.connect(picked.append)
    palette.search.setText("add tags")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert picked == ["highlevel.add-tags"]
    assert len(trigger_offers()) == 40
    inner = {o.entry.id: o for o in action_offers(Schema(["cliente"]), inner=True)}
    assert inner[CHOOSE].reason is not None


def test_a_step_can_still_be_added_at_the_end_after_others_were_moved(qtbot: Any) -> None:
    steps = tuple(Step(f"s{n}", "local.notify", {"text": "Ciao"}) for n in range(6))
    cards = CardList(Draft(Automation("", "", Trigger("manual"), steps=steps)))
    qtbot.addWidget(cards)
    cards.show()
    cards.finish()
    for _ in range(3):
        cards.draft.move("s1", 1)
        qtbot.waitUntil(lambda: not cards._later.isActive(), timeout=2000)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        joints = [w for w, _depth in cards._held if isinstance(w, Joint)]
        assert len(joints) == 8
        assert all(joint.isVisible() for joint in joints)
        assert joints[-1].y() > cards.cards["s5"].y()


def test_an_automation_is_made_tried_and_saved_by_keyboard_alone(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            pane.gallery.blank_wanted.emit()
            editor = pane.editor
            assert editor is not None
            await eventually(lambda: bridge.settled)
            QTest.keyClick(editor.cards.cards[WHEN], Qt.Key.Key_Return)
            editor.choose_trigger()
            assert editor.palette_ is not None
            QTest.keyClicks(editor.palette_.search, "overdue instalment")
            found = editor.palette_.offer()
            editor.palette_.search.setText("")
            editor.palette_.reject()
            assert found is None or found.entry.kind == "trigger"
            editor._take_trigger("f24.instalment_overdue")
            editor.save()
            assert editor.problem.text() == "At least one thing to do is missing."
            editor.add_step("", "")
            assert editor.palette_ is not None
            QTest.keyClicks(editor.palette_.search, "notice")
            QTest.keyClick(editor.palette_.search, Qt.Key.Key_Return)
            step = editor.draft.automation.steps[0]
            assert step.operation == "local.notify"
            editor.save()
            assert editor.cards.current == step.id and "Missing" in editor.problem.text()
            QTest.keyClicks(editor.form.editors["text"].widget.text, "Ciao")  # type: ignore[attr-defined]
            assert editor.draft.automation.steps[0].inputs["text"] == "Ciao"
            editor.try_out()
            await eventually(lambda: editor.trial is not None)
            assert "would do" in editor.cards.cards[step.id].accessibleName()
            assert editor.told.text() == "It would make 1 change. Nothing has been changed."
            QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            editor.save()
            await eventually(lambda: bool(service.automations.kept) and bridge.settled)
            kept = service.automations.kept[0]
            assert validate.faults(kept) == [] and kept.state is State.OFF
            assert kept.name.startswith("An instalment is")
            await eventually(lambda: pane.stack.currentWidget() is pane.list)
            pane.hide()

    run(scene())


def test_what_is_not_saved_is_asked_about_and_survives_the_window(
    run: Any, bridged: Any, eventually: Any, memory: QSettings
) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge, memory)
            await pane.refresh()
            pane.list.edit.click()
            editor = pane.editor
            assert editor is not None
            await eventually(lambda: bridge.settled)
            editor.name.setText("Another name")
            editor.back.click()
            assert pane.dialog is not None and pane.dialog.isVisible()
            pane.dialog.buttons[1].click()
            assert pane.stack.currentWidget() is editor
            pane.hide()

            again = shown(bridge, memory)
            await again.refresh()
            assert "not saved" in again.notice.words.text()
            again.notice.action.click()
            await eventually(lambda: bridge.settled)
            assert again.editor is not None and again.editor.name.text() == "Another name"
            again.editor.save()
            await eventually(lambda: service.automations.get("a1").automation.name == "Another name")
            await eventually(lambda: bridge.settled)
            assert not again.editor.draft.dirty
            assert memory.value("automations/draft") is None
            again.editing.leave()
            await eventually(lambda: again.stack.currentWidget() is again.list and bridge.settled)
            again.hide()

    run(scene())


def test_review_says_which_automation_wants_a_row() -> None:
    from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
    from app.ui.models.plan_words import spoken, summary

    wish = Action(
        "w1",
        Kind.CREATE,
        Side.FATTURA24,
        RecordType.TASK,
        "Call the Mulino",
        fields=(FieldChange("title", "", "Call the Mulino"), FieldChange("due", "", "2026-12-04")),
        reason=Reason("automation", {"name": "Payment: note renewed"}),
        automation="a1",
        step="s1",
    )
    assert "Payment: note renewed" in summary(wish) and "4 Dec 2026" in summary(wish)
    assert "Payment: note renewed" in spoken(wish)


# ---------------------------------------------------------------------------------------------- log, map, files
def test_the_log_tells_what_it_did_and_why_it_did_not_start(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.automations.kept = [sample_automations()[0].with_version(3)]

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            pane.list.its_log.click()
            await eventually(lambda: pane.stack.currentWidget() is pane.log and bridge.settled)
            run_ = pane.log.runs.topLevelItem(0)
            assert run_ is not None and run_.text(0) == "Mulino Rossi SRL"
            lines = [child.text(0) for n in range(run_.childCount()) if (child := run_.child(n))]
            assert lines[0] == "✓ The schedule is up to date (yes)"
            passed = pane.log.passed.topLevelItem(0)
            why = passed.child(0) if passed is not None else None
            assert why is not None and "(missing)" in why.text(0)
            version = pane.log.versions.topLevelItem(1)
            assert version is not None
            pane.log.versions.setCurrentItem(version)
            pane.log.restore.click()
            await eventually(lambda: ("restore", "a1", 2) in service.automations.calls)
            await eventually(lambda: bridge.settled)
            assert not pane.log.undo.isEnabled()
            run_ = pane.log.runs.topLevelItem(0)
            within = run_.child(0) if run_ is not None else None
            assert within is not None
            pane.log.runs.setCurrentItem(within)
            assert pane.log.undo.isEnabled()
            undone: list[Any] = []

            async def plan_undo(run: str, actions: Any) -> None:
                undone.append((run, tuple(actions)))

            service.plan_undo = plan_undo  # type: ignore[method-assign,assignment]
            went: list[str] = []
            pane.navigate.connect(went.append)
            pane.log.undo.click()
            await eventually(lambda: went == ["review"])
            assert undone == [("sync7", ("A3", "A4"))]
            pane.hide()

    run(scene())


def test_the_cost_is_told_before_a_recipe_is_switched_on_and_in_the_editor(
    run: Any, bridged: Any, eventually: Any
) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = shown(bridge)
            pane.show_recipe("payment_note")
            await eventually(lambda: pane.stack.currentWidget() is pane.recipe and bridge.settled)
            texts = [one.text() for one in pane.recipe.preview.findChildren(QLabel)]
            assert "By the last 30 days it would cost about 1 request to HighLevel a day." in texts
            pane.recipe.edit.click()
            await eventually(lambda: pane.editor is not None and bridge.settled)
            assert pane.editor is not None and "about 1 request" in pane.editor.cost.text()
            pane.hide()

    run(scene())


def test_what_it_costs_and_what_highlevel_does_not_have_stand_beside_the_switch(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()
    service.automations.hinted = ("HighLevel has no tag “insoluto”.",)

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            await eventually(lambda: "1 request to HighLevel" in pane.list.about.text())
            assert pane.list.about.text().startswith("HighLevel has no tag")
            pane.list.its_log.click()
            await eventually(lambda: pane.stack.currentWidget() is pane.log and bridge.settled)
            assert "has no tag" in pane.log.hints.text() and not pane.log.hints.isHidden()
            pane.show_list()
            service.automations.hinted = ()
            pane.list.choose("a2")
            await eventually(lambda: bridge.settled and "has no tag" not in pane.list.about.text())
            pane.edit(service.automations.kept[0])
            service.automations.hinted = ("No contact has it.",)
            await eventually(lambda: pane.editor is not None and pane.editor.hints.text() == "No contact has it.")
            pane.editing.close()
            pane.hide()

    run(scene())


def test_known_tags_are_chosen_and_others_may_be_typed(qtbot: Any) -> None:
    edit = TagsEdit(("cliente", "vip & co"), "Tags")
    qtbot.addWidget(edit)
    edit.show_tags(["nuova"])
    menu = edit.menu()
    assert [a.text() for a in menu.actions()] == ["cliente", "vip && co"]
    menu.actions()[1].trigger()
    assert edit.tags() == ["nuova", "vip & co"]
    assert [a.text() for a in edit.menu().actions()] == ["cliente"]
    told: list[Any] = []
    schema = Schema(["cliente"])
    group = Group("all", (Condition("cliente.etichette", "has", "qualcosa"),))
    editor = ConditionsEditor(schema, group, ("cliente", "vip"))
    qtbot.addWidget(editor)
    editor.changed.connect(told.append)
    first = editor.rows[0]
    assert isinstance(first, ConditionRow)
    box = first.operands.findChildren(QComboBox)[0]
    assert box.currentText() == "qualcosa" and box.count() == 2
    box.setCurrentIndex(1)
    assert told[-1].items[0].value == "vip"
    box.setEditText("mia")
    assert told[-1].items[0].value == "mia"


def test_people_workflows_and_calendars_are_chosen_by_name_never_typed(qtbot: Any) -> None:
    known = AutomationChoices((), (("u1", "Anna Verdi"),), (("cal1", "Consulenze"),), (("w1", "Benvenuto"),))
    for wanted in ("highlevel.add-followers-contact", "highlevel.add-contact-to-workflow", "appointment.ensure"):
        kind = operation(wanted)
        assert kind is not None
        for field in kind.inputs:
            if field.kind in ("users", "workflow", "calendar"):
                editor = make_editor(field, Schema(()), known)
                qtbot.addWidget(editor.widget)
                told: list[Any] = []
                editor.changed.connect(told.append)
                if isinstance(editor.widget, QListWidget):
                    editor.widget.item(0).setCheckState(Qt.CheckState.Checked)
                    assert told == [["u1"]]
                else:
                    assert isinstance(editor.widget, QComboBox)
                    editor.widget.setCurrentText(editor.widget.itemText(editor.widget.count() - 1))
                    editor.show_value(known.workflows[0][0] if field.kind == "workflow" else "cal1")
                    assert editor.widget.currentText() in ("Benvenuto", "Consulenze")


@pytest.mark.parametrize("arrived", [True, False])
def test_whether_it_arrived_is_asked_and_never_sent_again_by_itself(
    run: Any, bridged: Any, eventually: Any, arrived: bool
) -> None:
    service = FakeService()
    one = sample_automations()[0]
    service.automations.kept = [one]
    service.automations.standing = {one.id: AutomationLine(one, unconfirmed=2, failed=1)}

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            assert "Of 2 things sent" in pane.list.notice.words.text()
            (pane.list.notice.action if arrived else pane.list.second).click()
            await eventually(lambda: ("settle", one.id, arrived) in service.automations.calls and bridge.settled)
            assert "2 runs go on" in pane.notice.words.text()
            pane.hide()

    run(scene())


def test_a_ring_must_be_confirmed_when_it_is_saved(run: Any, bridged: Any, eventually: Any) -> None:
    from app.automation.model import Automation, Trigger

    service = FakeService()
    tags = Step("s", "highlevel.add-tags", {"tags": ["x"]})
    done = Step("s", "task.complete", {"which": "customer"})
    service.automations.kept = [
        Automation("a", "A", Trigger("highlevel.TaskComplete"), steps=(tags,)),
        Automation("b", "B", Trigger("highlevel.ContactTagUpdate", {"tag": "y"}), steps=(done,)),
    ]

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            pane.edit(service.automations.kept[1])
            await eventually(lambda: bridge.settled)
            assert pane.editor is not None
            pane.editor.draft.set_parameter("tag", "x")
            pane.editor.save()
            assert pane.dialog is not None and pane.dialog.isVisible()
            assert service.automations.kept[1].version == 1
            pane.dialog.buttons[0].click()
            await eventually(lambda: service.automations.kept[1].version == 2 and bridge.settled)
            pane.editor.name.setText("B, renamed")
            pane.editor.save()  # it was confirmed
            await eventually(lambda: service.automations.kept[1].version == 3 and bridge.settled)
            pane.hide()

    run(scene())


def test_the_map_shows_rings_and_says_the_same_in_a_table(run: Any, bridged: Any, eventually: Any) -> None:
    from app.automation.model import Automation, Trigger

    service = FakeService()
    service.automations.kept = [
        Automation(
            "a", "A", Trigger("highlevel.TaskComplete"), steps=(Step("s", "highlevel.add-tags", {"tags": ["x"]}),)
        ),
        Automation(
            "b",
            "B",
            Trigger("highlevel.ContactTagUpdate", {"tag": "x"}),
            steps=(Step("s", "task.complete", {"which": "customer"}),),
        ),
    ]

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            pane.list.map.click()
            assert "A, B" in pane.map.ring.words.text()
            cell = pane.map.table.item(0, 2)
            assert cell is not None and cell.text() == "B"
            pane.map.drawing.grab()
            await eventually(lambda: bridge.settled)
            pane.hide()

    run(scene())


def test_files_go_out_and_come_in(
    run: Any, bridged: Any, eventually: Any, tmp_path: Path, bridge_errors: list[Any]
) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = shown(bridge)
            await pane.refresh()
            file = tmp_path / "a.json"
            pane.files.write(file, service.automations.export("a1"))
            assert "Saved" in pane.notice.words.text()
            await pane.files.take_in(file)
            assert [one.state for one in service.automations.kept][-1] is State.OFF
            file.write_text("{}", encoding="utf-8")
            bridge.spawn(pane.files.take_in(file))
            await eventually(lambda: bool(bridge_errors))
            assert "a.json" in bridge_errors.pop().describe("en").meaning
            await eventually(lambda: bridge.settled)
            pane.hide()

    run(scene())


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("size", [(900, 600), (1366, 720)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_every_page_fits_and_every_control_has_a_name(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, memory: QSettings, size: tuple[int, int], language: str
) -> None:
    service = FakeService()
    service.automations.kept = sample_automations()
    found: dict[str, list[str]] = {}

    async def scene() -> None:
        i18n.install(qapp, language)
        async with bridged(service) as bridge:
            window = MainWindow(bridge, Actions(bridge), memory, demo=True)
            window.resize(*size)
            window.show()
            window.go("automations")
            await eventually(lambda: bridge.settled)
            pane = window.panes["automations"]
            assert isinstance(pane, AutomationsPane)

            async def look(name: str) -> None:
                await eventually(lambda: bridge.settled)
                for _ in range(3):
                    QApplication.processEvents()
                problems = complaints(window) + nameless(pane)
                if problems:
                    found[name] = problems

            await look("list")
            pane.edit(service.automations.kept[0])
            assert pane.editor is not None
            for card in list(pane.editor.cards.cards):
                pane.editor.cards.choose(card)
                await look(f"editor {card}")
            pane.editor.try_out()
            await look("tried")
            await pane._show_log("a1")
            await look("log")
            pane.list.map.click()
            await look("map")
            window.hide()
            window.deleteLater()

    run(scene())
    assert found == {}


def nameless(pane: QWidget) -> list[str]:
    """Controls that can be seen and reached, and that a screen reader could not name."""
    told = []
    for kind in (QAbstractButton, QComboBox, QLineEdit, QTextEdit):
        for widget in pane.findChildren(kind):
            inside = isinstance(widget.parent(), QComboBox) or "spinbox" in widget.objectName()
            reached = widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not inside
            if reached and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
                told.append(f"{type(widget).__name__} {widget.objectName()}")
    return told
