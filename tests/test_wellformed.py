"""Text and JSON of others: half letters are replaced where they are decoded, numbers and nesting are bounded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app.wellformed
from app.connectors.exports.tables.columns import plain
from app.connectors.transport import Reply
from app.printable import json_safe, on_one_line, printable
from app.records.text.clean import clean_text
from app.records.text.words import fold
from app.wellformed import DEEPEST, MOST_MARKS, few_marks, normalised, read_json, wellformed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Caffè", "Caffè"),
        ("Ida \ud83d", "Ida \ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_half_a_letter_is_replaced_and_two_halves_are_one(text: str, expected: str) -> None:
    assert wellformed(text) == expected
    assert read_json(json.dumps({text: [text]})) == {expected: [expected]}
    raw = json.dumps([text], ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert read_json(raw) == [expected] or read_json(raw)[0].encode()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000,
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"[NaN]",
        b"[Infinity]",
        b"[-1e999]",
        b"[1" + b"0" * 400 + b"]",
        b"[1" + b"0" * 100_000 + b"]",
        b'["\xff\xfe\xfd"]',
        b'["\xc3"]',
        b"",
        b"\xff",
        b"null null",
    ],
)
def test_what_no_service_says_is_no_json(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_json(body)
    with pytest.raises(ValueError):
        Reply(200, {}, body).json()


def test_what_a_console_obeys_does_not_reach_it() -> None:
    nasty = "a\x1b[31m\x9b2J\u202eb\u2066\ud800\x07\u2028c\x7f"
    assert not set(printable(nasty)) & set(nasty) - set("a[31m2Jbc")
    assert on_one_line("a\nDone: 3\tb") == "a\ufffdDone: 3\ufffdb"
    assert on_one_line(7) == 7
    shown = json_safe(json.dumps({"name": nasty}, ensure_ascii=False))
    assert json.loads(shown) == {"name": nasty}
    assert not [c for c in shown if ord(c) < 32 or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066\ud800\u2028"]


HEAP = "Z" + "\u0300\u0316" * 40_000
"""Accents above and below in turn: as many as these take a library that orders them a quarter of a minute."""


def test_a_letter_bears_no_more_marks_than_some_script_has() -> None:
    few = "Z" + "\u0300\u0316" * (MOST_MARKS // 2)
    assert few_marks(HEAP) == wellformed(HEAP) == printable(HEAP) == on_one_line(HEAP) == few
    assert read_json(json.dumps([HEAP])) == [few]
    assert normalised("NFD", few_marks(HEAP)) == normalised("NFD", HEAP)
    assert len(clean_text(HEAP)) <= MOST_MARKS + 1
    assert fold(HEAP) == "z"
    assert plain(HEAP) == "z"
    assert few_marks(f"a {HEAP} b {HEAP}") == f"a {few} b {few}"


@pytest.mark.parametrize("text", ["שָׁל֑וֹם", "Nguyễn Thị Ánh", "हिन्दी क्षत्रिय", "❤️ 👨‍👩‍👧", "བོད་ཡིག", "Привет, мир и все"])
def test_marks_of_a_script_stay(text: str) -> None:
    assert few_marks(text) == text


def test_nothing_but_this_module_brings_text_of_others_into_a_form() -> None:
    root = Path(app.wellformed.__file__).parent
    others = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "unicodedata.normalize" in path.read_text("utf-8") and "sandbox" not in path.parts
    }
    assert others == {"wellformed.py"}
