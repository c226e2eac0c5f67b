"""Colours, icons and the style sheet, light and dark."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.ui import theme
from app.ui.models.state import Overall
from app.ui.widgets.sidebar import Sidebar


def luminance(colour: QColor) -> float:
    """Relative luminance by WCAG 2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(p) for p in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    high, low = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_are_readable_on_every_ground(palette: theme.Palette) -> None:
    pairs = [("text", "ground"), ("text", "surface"), ("text", "raised"), ("muted", "surface"), ("muted", "ground")]
    pairs += [("muted", "raised"), ("on_accent", "accent"), ("accent", "surface"), ("accent", "accent_soft")]
    pairs += [(kind, f"{kind}_soft") for kind in ("ok", "warn", "danger", "info")]
    pairs += [("text", f"{kind}_soft") for kind in ("ok", "warn", "danger", "info", "accent")]
    pairs += [("highlevel", "surface"), ("fattura24", "surface")]
    for front, back in pairs:
        assert contrast(getattr(palette, front), getattr(palette, back)) >= 4.5, (front, back)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_style_sheet_has_no_hole(qapp: QApplication, mode: str) -> None:
    theme.install(qapp, mode)
    sheet = qapp.styleSheet()
    assert "@" not in sheet
    assert theme.theme().palette.accent in sheet
    assert qapp.palette().window().color().name() == theme.theme().palette.ground


def test_an_unknown_mode_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.install(qapp, "sepia")
    theme.install(qapp, "light")


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    theme.install(qapp, "light")
    button, label = QPushButton(), QLabel()
    theme.set_icon(button, "sync", "text")
    theme.set_icon(label, "sync", "accent", 24)
    assert label.pixmap().deviceIndependentSize().width() == 24

    def shade() -> float:
        image = button.icon().pixmap(20, 20).toImage()
        points = [image.pixelColor(x, y) for x in range(20) for y in range(20)]
        seen = [luminance(p) for p in points if p.alpha() > 200]
        return sum(seen) / len(seen)

    dark_ink = shade()
    theme.install(qapp, "dark")
    assert shade() > dark_ink + 0.5
    theme.install(qapp, "light")


def test_an_icon_is_drawn_in_the_sizes_it_is_shown_in_and_in_no_others(qapp: QApplication) -> None:
    theme.install(qapp, "light")
    button = QPushButton()
    theme.set_icon(button, "sync", "text", 18)
    drawn = sorted(size.width() for size in button.icon().availableSizes())
    assert drawn[0] == 18
    assert drawn[-1] >= 36  # sharp on a screen of two dots a pixel that is plugged in later
    assert len(drawn) <= 3


def test_every_icon_is_drawn_and_every_state_has_its_picture(qapp: QApplication) -> None:
    files = sorted(resource("icons").glob("*.svg"))
    assert len(files) > 50
    for file in files:
        image = theme.icon(file.stem).pixmap(32, 32).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32)), file.name
        if not file.stem.startswith(("tray-", "ponte24")):
            assert "currentColor" in file.read_text(encoding="utf-8"), file.name
    for state in Overall:
        if state is not Overall.SETUP:
            assert resource("icons", f"tray-{state.value}.svg").exists()


@pytest.mark.parametrize("panel", ["#ffffff", "#101010"])
def test_tray_pictures_are_legible_on_light_and_dark_panels(qapp: QApplication, panel: str) -> None:
    for file in resource("icons").glob("tray-*.svg"):
        image = theme.icon(file.stem).pixmap(24, 24).toImage()
        inside = [image.pixelColor(x, y) for x in range(3, 21) for y in range(3, 21)]
        strong = [p for p in inside if contrast(p.name(), panel) >= 3]
        assert len(strong) > 30, file.name


def test_both_palettes_are_complete() -> None:
    for field in fields(theme.Palette):
        for palette in (theme.LIGHT, theme.DARK):
            assert QColor(getattr(palette, field.name)).isValid(), field.name


def test_who_hears_of_the_style_may_ask_for_a_colour(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QColor] = []

    class Asking(QLabel):
        def changeEvent(self, event: QEvent) -> None:
            asked.append(theme.color("text"))
            super().changeEvent(event)

    label = Asking("x")
    monkeypatch.setattr(theme, "_theme", None)  # as in a program that did not install one yet
    assert theme.color("accent") == QColor(theme.theme().palette.accent)
    assert asked
    label.deleteLater()


def test_a_list_that_drops_down_shows_its_last_entry(qapp: QApplication) -> None:
    """On X11 the popup of Fusion's own kind ended in the middle of an entry, with an arrow to scroll by."""
    theme.install(qapp, "light")
    box = QComboBox()
    box.addItems(["Entrambe le parti", "Verso HighLevel", "Verso Fattura24"])
    box.ensurePolished()
    assert not box.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, QStyleOptionComboBox(), box)
    box.deleteLater()


def test_a_count_has_its_room_again_when_the_navigation_is_wide_again(qtbot: QtBot, qapp: QApplication) -> None:
    theme.install(qapp, "light")
    side = Sidebar([("review", "&Review", "review")])
    qtbot.addWidget(side)
    side.set_compact(True)
    side.show()
    qapp.processEvents()
    side.buttons["review"].show_count(9)
    qapp.processEvents()
    side.set_compact(False)
    badge = side.buttons["review"].badge
    assert badge.sizeHint().width() > badge.sizeHint().height(), "the number and the room beside it, not it alone"
