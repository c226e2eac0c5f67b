"""The help: a page for everything that F1 can be pressed on, in both languages, with its pictures and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import resource
from app.texts import LANGUAGES
from app.ui import i18n, theme
from app.ui.dialogs.confirm import ConfirmDialog
from app.ui.help.dialog import HelpDialog
from app.ui.help.pages import TOPICS, page, search, topic_of
from app.ui.shell.main_window import ASSISTANT, PANES
from tests.test_words import EVERYWHERE, IN_THE_WINDOW

EXPLAINED = ("endpoint", "OAuth", "webhook", "payload", "token", "PEC", "Location ID", "Liquid", "P7M", "vCard", "CSV")
"""Words of the trade that the window or the services say."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    i18n.install(qapp, request.param)
    theme.install(qapp, "light")
    yield request.param
    i18n.install(qapp, "en")


@pytest.fixture
def dialog(qtbot: Any, language: str) -> HelpDialog:
    made = HelpDialog(None, "review")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_place_of_the_window_has_a_page() -> None:
    assert [p for p in PANES if topic_of(p) != p] == []
    assert topic_of(ASSISTANT) == topic_of("") == topic_of("no such place") == "start"


def test_both_languages_say_the_same_things() -> None:
    for topic in TOPICS:
        texts = [page(topic, language).text for language in LANGUAGES]
        for mark in (r"^#+ ", r"^- ", r"^\d\. ", r"^\| ", r"\]\((\w+)\)"):
            counts = {len(re.findall(mark, text, re.MULTILINE)) for text in texts}
            assert len(counts) == 1 or topic == "glossary", (topic, mark)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere_and_pictures_are_there(language: str) -> None:
    for topic in TOPICS:
        for picture, target in re.findall(r"(!?)\[[^\]]+\]\(([^)]+)\)", page(topic, language).text):
            assert target in TOPICS
            for look in ("light", "dark") if picture else ():
                file = resource("help", "pictures", f"{target}-{language}-{look}.png")
                assert not QImage(str(file)).isNull(), file.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_say_the_words_of_the_window(language: str) -> None:
    for topic in TOPICS:
        forbidden = EVERYWHERE[language] if topic == "glossary" else IN_THE_WINDOW[language]
        assert [p for p in forbidden if re.search(p, page(topic, language).text)] == [], topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_trade_are_explained_in_order(language: str) -> None:
    words = re.findall(r"^- \*\*(.+?)\*\*: .{10,}", page("glossary", language).text, re.MULTILINE)
    assert [w for w in EXPLAINED if not any(w.casefold() in known.casefold() for known in words)] == []
    assert words == sorted(words, key=str.casefold)
    assert len(words) >= 30


def test_f1_in_a_dialog_opens_its_page_over_it(qtbot: Any, language: str) -> None:
    asking = ConfirmDialog(["first_run"], 3)
    asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(asking)
    asking.show()
    asking.activateWindow()
    qtbot.waitUntil(asking.isActiveWindow)
    QTest.keyClick(asking, Qt.Key.Key_F1)
    (shown,) = asking.findChildren(HelpDialog)
    assert shown.topic == "safety"
    shown.accept()


def test_a_link_goes_to_its_page_and_back_returns(dialog: HelpDialog) -> None:
    assert not dialog.back.isEnabled()
    dialog.browser.anchorClicked.emit(QUrl("questions"))
    assert dialog.topic == "questions"
    assert dialog.topics.currentItem().data(Qt.ItemDataRole.UserRole) == "questions"
    dialog.back.click()
    assert dialog.topic == "review"
    assert not dialog.back.isEnabled()


def test_a_strange_address_is_neither_followed_nor_loaded(dialog: HelpDialog) -> None:
    dialog.browser.anchorClicked.emit(QUrl("https://example.it/"))
    assert dialog.topic == "review"
    kind = QTextDocument.ResourceType.ImageResource.value
    assert dialog.browser.loadResource(kind, QUrl("file:///etc/hostname")) is None
    shown = dialog.browser.loadResource(kind, QUrl("review"))
    assert isinstance(shown, QImage)
    assert 200 <= shown.width() <= dialog.browser.viewport().width()


def test_search_finds_whatever_case_and_accents_and_goes_there_by_enter(dialog: HelpDialog, language: str) -> None:
    words = {"it": "PERCHE NON E PARTITA", "en": "WHY DID IT NOT START"}[language]
    QTest.keyClicks(dialog.field, words)
    assert [dialog.topics.item(i).data(Qt.ItemDataRole.UserRole) for i in range(dialog.topics.count())] == [
        found.topic for found in search(words, language)
    ]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.topic == "automations"
    dialog.field.setText("qwertzuiop")
    assert dialog.topics.count() == 0
    assert dialog.nothing.isVisible()
    dialog.field.clear()
    assert dialog.topics.count() == len(TOPICS)


def test_a_word_in_a_title_comes_before_one_in_a_text() -> None:
    assert search("agenda", "it")[0].topic == "agenda"
    assert len(search("agenda", "it")) > 1
