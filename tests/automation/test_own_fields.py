"""What fits a custom field."""

from __future__ import annotations

from typing import Any

import pytest

from app.automation.data.own_fields import OwnField

OPTIONS = ("Oro", "Argento, lucido", "Né l'uno")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("NUMERICAL", "7", 7),
        ("NUMERICAL", "-1.234.567", -1234567),
        ("NUMERICAL", "1234.5", 1234.5),
        ("NUMERICAL", "1'234,5", 1234.5),
        ("MONETORY", "1.234,56 €", 1234.56),
        ("MONETORY", "1.234,56\u00a0€", 1234.56),
        ("DATE", "1 dicembre 2026", "2026-12-01"),
        ("DATE", "01/12/2026", "2026-12-01"),
        ("DATE", "2026-12-01", "2026-12-01"),
        ("DATE", "2026-12-01T08:30:00+01:00", "2026-12-01"),
        ("RADIO", " oro ", "Oro"),
        ("CHECKBOX", "né l'uno; ORO, oro", ["Né l'uno", "Oro"]),
        ("MULTIPLE_OPTIONS", "argento, lucido", ["Argento, lucido"]),
        ("TEXT", " a, b ", "a, b"),
        ("EMAIL", "ada@forno.it", "ada@forno.it"),
        ("PHONE", "+39 02 1234", "+39 02 1234"),
    ],
)
def test_a_text_becomes_what_the_field_takes(kind: str, text: str, expected: Any) -> None:
    assert OwnField("f", "F", kind, OPTIONS).fit(text) == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("NUMERICAL", "tanti"), ("NUMERICAL", "1,2,3"), ("NUMERICAL", "١٢"), ("NUMERICAL", "NaN"), ("NUMERICAL", "1e9"),
        ("NUMERICAL", "9" * 40), ("MONETORY", ""), ("DATE", "31/02/2026"), ("DATE", "domani"), ("DATE", "1 foo 2026"),
        ("DATE", "99999999999 gennaio 2026"), ("RADIO", "Bronzo"), ("CHECKBOX", "Oro, Bronzo"), ("EMAIL", "a@b"),
        ("EMAIL", "a@b.it, c@d.it"), ("PHONE", "chiamami"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError):
        OwnField("f", "F", kind, OPTIONS).fit(text)


def test_options_are_read_in_each_spelling() -> None:
    told = [["A", "B"], [{"label": "A"}, {"name": "B"}]]
    for options in told:
        assert OwnField.of({"id": "1", "name": "x", "dataType": "radio", "picklistOptions": options}).options == (
            "A",
            "B",
        )
