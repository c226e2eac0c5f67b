"""VAT codes (partita IVA). Check digits only warn: Fattura24's own samples fail them (reference: 1.5, 5)."""

from __future__ import annotations

import re

from stdnum.it import iva

_NOISE = re.compile(r"[^0-9A-Z]")
_LABEL = re.compile(r"^(?:P\.?\s*IVA|PARTITA\s+IVA|P\.\s*I\.|VAT)[\s.:n°]*", re.IGNORECASE)


def tidy_vat(text: str) -> str:
    """Return a VAT code in the form kept: upper case, no separators, no IT before 11 digits.

    What holds no letter or digit of a code stays as typed, without outer spaces.
    """
    stripped = text.strip()
    code = _NOISE.sub("", _LABEL.sub("", stripped).upper())
    if re.fullmatch(r"IT\d{7,11}", code):
        code = code[2:]
    return code or stripped


def pad_vat(code: str) -> str:
    """Give an Italian VAT code of 7 to 10 digits back the leading zeros that a spreadsheet has eaten.

    No Italian code is shorter than 11 digits, and none of the first 7 digits' numbers is that long by itself.
    """
    return code.zfill(11) if re.fullmatch(r"[0-9]{7,10}", code) else code


def vat_is_valid(code: str) -> bool:
    """Tell whether an Italian VAT code passes its check digit (reference: Identifiers)."""
    digits = tidy_vat(code)
    return bool(re.fullmatch(r"[0-9]{11}", digits)) and (bool(iva.is_valid(digits)) or _luhn(digits))


def is_italian(code: str) -> bool:
    """Tell whether a code has the shape of an Italian VAT code: 11 digits."""
    return bool(re.fullmatch(r"[0-9]{11}", tidy_vat(code)))


def country_prefix(code: str) -> str:
    """Return the two letters of a foreign code's country, or blank."""
    found = re.match(r"([A-Z]{2})[0-9A-Z]*[0-9]", tidy_vat(code))
    return found[1] if found else ""


def vat_key(text: str) -> str:
    """Return what a VAT code is recognised by, or blank where it proves nothing.

    Unusable: fewer than 8 digits, or one digit over and over (``00000000000``, ``OO99999999999``).
    """
    if len(text) == 11 and text.isascii() and text.isdigit():  # as nearly all are kept: the quick way to the same
        return "" if text.startswith("0000000") or len(set(text)) == 1 else text
    code = tidy_vat(text)
    if not re.fullmatch(r"[0-9A-Z]{8,28}", code):
        return ""
    code = pad_vat(code) if len(code) >= 8 else code
    digits = re.sub(r"[^0-9]", "", code)
    body = code[2:] if re.match(r"[A-Z]{2}", code) else code
    if len(digits) < 7 or len(set(body)) == 1 or (code.isdigit() and code.startswith("0000000")):
        return ""
    return code


def _luhn(digits: str) -> bool:
    """Check the digit alone: stdnum also wants a known issuing office, which newer codes may lack."""
    total = 0
    for place, char in enumerate(digits):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and not digits.startswith("0000000")
