"""The translations are complete, compiled as they stand, and keep what is between the words."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import resource
from app.records.contact import CONTACT_FIELDS
from app.texts import catalogue
from app.ui import i18n

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = ("it", "en")


def messages(language: str) -> Iterator[tuple[str, str, list[str], bool]]:
    """Yield context, source, translations and whether it is finished, of all entries in force."""
    tree = ET.parse(resource("i18n", f"ponte24_{language}.ts"))
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            if translation.get("type") in ("obsolete", "vanished"):
                continue
            forms = [f.text or "" for f in translation.iter("numerusform")] or [translation.text or ""]
            finished = translation.get("type") != "unfinished"
            yield context.findtext("name", ""), message.findtext("source", ""), forms, finished


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    left = [(c, s) for c, s, forms, finished in messages(language) if not finished or not all(forms)]
    assert left == []


def test_the_italian_file_knows_every_text_of_the_window(tmp_path: Path) -> None:
    ts = tmp_path / "ponte24_it.ts"
    ts.write_bytes(resource("i18n", "ponte24_it.ts").read_bytes())
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    assert tool, "lupdate comes with PySide6"
    modules = [str(p) for p in sorted((ROOT / "app" / "ui").rglob("*.py"))]
    done = subprocess.run(
        [str(tool), *modules, "-locations", "none", "-ts", str(ts)], capture_output=True, text=True, check=True
    )
    assert re.search(r"\(0 new and", done.stdout), done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_says_what_the_source_says(qapp: QApplication, language: str) -> None:
    translator = QTranslator()
    assert translator.load(f"ponte24_{language}", str(resource("i18n")))
    for context, source, forms, _ in messages(language):
        if len(forms) == 2:
            assert translator.translate(context, source, "", 1) == forms[0]
            assert translator.translate(context, source, "", 5) == forms[1]
        else:
            assert translator.translate(context, source) == forms[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_keys_survive_translation(language: str) -> None:
    pattern = r"%L?[n\d]|\{\w*\}"
    for context, source, forms, _ in messages(language):
        for form in forms:
            where = f"{context}: {source!r} -> {form!r}"
            assert sorted(re.findall(pattern, form)) == sorted(re.findall(pattern, source)), where
            if "&" in source and "(" not in source:
                assert form.count("&") == source.count("&"), where
            assert source.endswith("…") == form.endswith("…"), where


def test_every_field_has_a_name_in_both_languages(qapp: QApplication) -> None:
    for language in LANGUAGES:
        i18n.install(qapp, language)
        for field in CONTACT_FIELDS:
            assert f"fields.{field}" in catalogue(language)
            assert i18n.field_name(field) == catalogue(language)[f"fields.{field}"]
        assert i18n.field_name("custom:Compleanno") == "Compleanno"


def test_moments_read_naturally(qapp: QApplication) -> None:
    noon = 1_790_000_000.0  # 2026-09-21, 14:13 UTC, and tests run in UTC
    i18n.install(qapp, "it")
    assert i18n.moment(noon, noon) == "oggi alle 14:13"
    assert i18n.moment(noon - 86400, noon) == "ieri alle 14:13"
    assert i18n.moment(noon + 86400, noon) == "domani alle 14:13"
    assert i18n.moment(0) == ""
    assert i18n.ago(noon - 3600 * 2, noon) == "2 ore fa"
    assert i18n.ago(noon - 60 * 61, noon) == "61 minuti fa"
    assert i18n.number(1234567) == "1.234.567"
    i18n.install(qapp, "en")
    assert i18n.ago(noon - 86400 * 3, noon) == "3 days ago"
    assert i18n.ago(noon - 120, noon) == "2 minutes ago"
    assert i18n.day(noon) == "21 September 2026"
    assert QCoreApplication.translate("Moments", "just now") == "just now"


def test_a_text_that_is_missing_takes_nothing_away(qapp: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    i18n.install(qapp, "en")
    assert i18n.say("log.no_such_thing") == "no such thing"
    assert "no_such_thing" in caplog.text


def test_amounts_set_thousands_apart_as_invoices_do(qapp: Any) -> None:
    i18n.install(qapp, "it")
    assert i18n.money(Decimal("4998.95")) == "4.998,95 €"
    assert i18n.money(Decimal("-1234567.5"), "USD") == "-1.234.567,50 USD"
    i18n.install(qapp, "en")
    assert i18n.money(Decimal("4998.95")) == "4,998.95 €"
    assert i18n.money(Decimal("0.05")) == "0.05 €"


def test_no_text_hides_in_an_f_string_where_it_is_not_collected() -> None:
    hidden = re.compile(r"""f(["'])(?:(?!\1).)*\{[^}]*\b(?:self\.tr|translate)\(""")
    app = Path(__file__).parents[2] / "app"
    found = [
        f"{path.relative_to(app)}:{number}"
        for path in sorted(app.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if hidden.search(line)
    ]
    assert found == [], "lupdate does not look into f-strings"


def test_an_update_may_write_over_a_catalogue_while_it_is_in_use(qapp: QApplication, tmp_path: Path) -> None:
    """Qt would map the file into memory: what is written over it then ends the program."""
    file = tmp_path / "ponte24_it.qm"
    file.write_bytes((Path(str(resource("i18n"))) / file.name).read_bytes())
    translator = QTranslator()
    assert i18n._load(translator, file)
    before = translator.translate("FileDialog", "&Look in:")
    with file.open("r+b") as opened:
        opened.truncate(0)
    assert before == translator.translate("FileDialog", "&Look in:") == "&Cerca in:"
    assert not i18n._load(QTranslator(), tmp_path / "none.qm")
