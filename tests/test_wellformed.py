"""Text and JSON of others: half letters are replaced where they are decoded, numbers and nesting are bounded."""

from __future__ import annotations

import json

import pytest

from app.connectors.transport import Reply
from app.printable import json_safe, on_one_line, printable
from app.wellformed import DEEPEST, read_json, wellformed


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
