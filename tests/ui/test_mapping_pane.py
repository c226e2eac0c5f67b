"""The mapping as a person uses it, over the fake service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.sync.contacts.mapping import ConflictRule, Direction, Mapping, default_mapping
from app.ui import i18n, theme
from app.ui.panes.mapping import MappingPane
from tests.ui.fake_service import FakeService

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen cannot, and says so

Act = Callable[[MappingPane, "Recorder"], Awaitable[None]]


class Recorder(FakeService):
    """A fake that keeps the mappings it was asked to save."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[Mapping] = []

    def save_mapping(self, mapping: Mapping) -> None:
        super().save_mapping(mapping)
        self.saved.append(mapping)


@pytest.fixture
def scene(run: Any, bridged: Any, qapp: QApplication) -> Callable[[Act], None]:
    i18n.install(qapp, "en")
    theme.install(qapp, "light")
    qapp.setQuitOnLastWindowClosed(False)

    def play(act: Act) -> None:
        async def story() -> None:
            service = Recorder()
            try:
                async with bridged(service) as bridge:
                    pane = MappingPane(bridge)
                    pane.resize(900, 800)
                    pane.show()
                    await pane.refresh()
                    await act(pane, service)
            finally:
                pane.close()
                pane.deleteLater()

        run(story())

    return play


def pick(pane: MappingPane, field: str, direction: Direction) -> None:
    pane.rows[field].picker.buttons[direction].click()


def test_rows_show_both_sides_with_a_real_customer(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        row = pane.rows["email"]
        assert (row.left.accessibleName(), row.right.accessibleName()) == (
            "info@rossi.example.it",
            "fatture@rossi.example.it",
        )
        pane.example.setCurrentIndex(1)
        assert row.left.accessibleName() == "anna.bianchi@example.it"
        assert pane.rows["fiscal_code"].right.accessibleName() == "BNCNNA80A41L219K"
        assert pane.rows["vat_code"].name.text() == "Partita IVA"
        assert pane.rows["vat_code"].kind.accessibleName() == "custom field"
        assert not pane.save.isEnabled()

    scene(act)


def test_a_changed_direction_is_saved_and_told(scene: Any, eventually: Any) -> None:
    async def act(pane: MappingPane, service: Recorder) -> None:
        heard: list[str] = []
        pane._bridge.changed.connect(heard.append)
        pick(pane, "email", Direction.TO_FATTURA24)
        assert pane.selected == "email"
        assert "stays there" in pane.detail.words.text()
        assert "confirm" in pane.notice.words.text()
        assert not service.saved
        pane.save.click()
        await eventually(lambda: service.saved and not pane.dirty)
        wanted = default_mapping()
        wanted = wanted.with_rule(replace(wanted.rule("email"), direction=Direction.TO_FATTURA24))
        assert service.saved == [wanted]
        await eventually(lambda: "mapping" in heard)
        assert "confirm by typing" in pane.notice.words.text()
        assert not pane.save.isEnabled()

    scene(act)


def test_directions_that_fattura24_cannot_do_are_disabled(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        for field in ("landline", "website", "note"):
            buttons = pane.rows[field].picker.buttons
            assert [d for d, b in buttons.items() if b.isEnabled()] == [Direction.TO_HIGHLEVEL, Direction.OFF]
        assert [d for d, b in pane.rows["tags"].picker.buttons.items() if b.isEnabled()] == [Direction.OFF]
        pane.select("landline")
        assert "no way to write it" in pane.detail.why.text()

    scene(act)


def test_a_field_used_twice_cannot_be_saved(scene: Any) -> None:
    async def act(pane: MappingPane, service: Recorder) -> None:
        pane.select("pec")
        pane.detail.place.setCurrentIndex(pane.detail.place.findData("custom:Partita IVA"))
        pane.detail.place.activated.emit(pane.detail.place.currentIndex())
        assert pane.mapping.rule("pec").highlevel == "custom:Partita IVA"
        assert "VAT code" in pane.rows["pec"].problem.text()
        assert not pane.save.isEnabled()
        await pane.store()
        assert not service.saved
        pane.discard.click()
        assert pane.mapping == default_mapping()
        assert not pane.rows["pec"].problem.text()

    scene(act)


def test_a_typed_name_is_a_new_custom_field(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        pane.select("pec")
        edit = pane.detail.place.lineEdit()
        assert edit is not None
        edit.setText("  Posta   certificata ")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert pane.mapping.rule("pec").highlevel == "custom:Posta certificata"
        assert pane.rows["pec"].kind.accessibleName() == "will be created at the next sync"
        edit.setText("tipo CLIENTE")  # exists with other capitals
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert pane.mapping.rule("pec").highlevel == "custom:Tipo cliente"
        assert pane.rows["pec"].kind.accessibleName() == "custom field"

    scene(act)


def test_the_finer_choices_reach_the_rule(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        pane.select("mobile")
        pane.detail.conflict.setCurrentIndex(pane.detail.conflict.findData(ConflictRule.FATTURA24))
        pane.detail.conflict.activated.emit(pane.detail.conflict.currentIndex())
        pane.detail.clears.click()
        rule = pane.mapping.rule("mobile")
        assert (rule.conflict, rule.clears) == (ConflictRule.FATTURA24, True)
        assert "Fattura24's value holds" in pane.detail.words.text()
        assert not pane.detail.place.isEnabled()  # a standard field stays where it is

    scene(act)


def test_defaults_come_back_and_a_refresh_keeps_what_was_not_saved(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        pick(pane, "note", Direction.TO_HIGHLEVEL)
        await pane.refresh()
        assert pane.dirty
        pane.defaults.click()
        assert pane.mapping == default_mapping()
        assert not pane.defaults.isEnabled()

    scene(act)


def test_the_keyboard_alone_changes_a_direction(scene: Any) -> None:
    async def act(pane: MappingPane, _service: Recorder) -> None:
        buttons = pane.rows["city"].picker.buttons
        QTest.keyClick(buttons[Direction.TO_HIGHLEVEL], Qt.Key.Key_Space)
        assert pane.mapping.rule("city").direction is Direction.TO_HIGHLEVEL
        for row in pane.rows.values():
            for button in row.picker.buttons.values():
                assert button.accessibleName()

    scene(act)


def test_a_save_that_fails_keeps_the_changes(scene: Any, eventually: Any, bridge_errors: list[BaseException]) -> None:
    async def act(pane: MappingPane, service: Recorder) -> None:
        service.fail["save_mapping"] = OSError("disk")
        pick(pane, "email", Direction.OFF)
        pane.save.click()
        await eventually(lambda: bridge_errors)
        bridge_errors.clear()
        assert pane.dirty
        assert pane.save.isEnabled()

    scene(act)
