"""Names that somebody may think of tomorrow: they are shown and written as they stand, and obeyed by nobody."""

from __future__ import annotations

import pytest

from app.printable import on_one_line, printable
from app.spreadsheet_cells import csv_cell, workbook_text
from app.texts import text
from app.ui.filled import filled
from app.ui.tips import as_button_text, tip

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
WHOLE = (
    f"Bar {FAMILY}",
    f"Pub {SCOTLAND}",
    "R&D && _x &File",
    "%1 %2 %n {0} %s {name}",
    "Nino\u0303",
    "ＡＢＣ",
    "a\u0301\u0300",
)


@pytest.mark.parametrize("name", WHOLE)
def test_an_ordinary_name_is_shown_whole(name: str) -> None:
    assert (printable(name), on_one_line(name), workbook_text(name)) == (name, name, name)
    assert csv_cell(name) == name
    assert tip(name) == name
    assert as_button_text(name).replace("&&", "&") == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bar\U000e0041\U000e0042", "Bar\ufffd"),
        ("a\ufff9b\ufffac\ufffbd", "a\ufffdb\ufffdc\ufffdd"),
        ("Bar\u2028=1+1", "Bar\ufffd=1+1"),
        ("Bar \u2067live\u2069", "Bar \ufffdlive\ufffd"),
        ("\x1b]0;x\x07Bar", "\ufffd]0;x\ufffdBar"),
    ],
)
def test_what_hides_or_turns_is_shown_for_what_it_is(name: str, shown: str) -> None:
    assert (printable(name), on_one_line(name)) == (shown, shown)


def test_a_name_is_no_place_for_another() -> None:
    assert filled("%1 (%2)", "a%2b", "c%1d") == "a%2b (c%1d)"
    assert filled("%1 %3", "x") == "x %3"
    assert filled("%2, %1", "\\1", "\\g<0>") == "\\g<0>, \\1"
    for language in ("it", "en"):
        title = text("errors.file_empty.title", language, file="{file}%1{0}")
        assert "{file}%1{0}" in title


def test_a_tip_has_an_end() -> None:
    assert len(tip("x" * 10_000)) < 2_100
    assert tip("<a href='file://h/x'>x</a>").count("<a") == 0
