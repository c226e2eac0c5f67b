"""Fiscal codes (codice fiscale): of persons 16 characters, of companies the 11 digits of a VAT code."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.it import codicefiscale

from app.records.codes.vat import is_placeholder, pad_vat, vat_is_valid, vat_key, without_label
from app.records.text.words import fold

_NOISE = re.compile(r"[^0-9A-Z]")
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
"""Where a person's code has digits, or letters in their stead (omocodia)."""

_DIGIT = "[0-9LMNPQRSTUV]"
PERSON_CODE = rf"[A-Z]{{6}}{_DIGIT}{{2}}[ABCDEHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]"
"""The shape of a person's code, as a regular expression."""

_PERSON = re.compile(PERSON_CODE)
_KEPT = re.compile(r"[0-9]{11}|[0-9A-Z]{16}")
_WITH_IT = re.compile(r"IT[0-9]{11}")
_VOWELS = "aeiou"


def tidy_fiscal_code(text: str) -> str:
    """Return a fiscal code in the form kept: upper case, without separators; blank noise stays as typed."""
    if _KEPT.fullmatch(text):  # as nearly all are
        return text
    stripped = text.strip()
    code = _NOISE.sub("", without_label(stripped.upper()))
    if _WITH_IT.fullmatch(code) or (code.startswith(("IT", "CF")) and _PERSON.fullmatch(code[2:])):
        code = code[2:]
    return code or stripped


def pad_fiscal_code(code: str) -> str:
    """Give a company's fiscal code of 7 to 10 digits its leading zeros back."""
    return pad_vat(code)


def is_person_code(text: str) -> bool:
    """Tell whether a code has the shape of a person's (16 characters; reference: Identifiers)."""
    return bool(_PERSON.fullmatch(text)) or (len(text) != 11 and bool(_PERSON.fullmatch(tidy_fiscal_code(text))))


def is_entity_code(text: str) -> bool:
    """Tell whether a fiscal code is that of a body without a business: 11 digits that begin with 8 or 9.

    Any other code of 11 digits is a VAT code in the place of the fiscal code, as sole traders have it often.
    """
    code = tidy_fiscal_code(text)
    return len(code) == 11 and code.isdigit() and code[0] in "89"


@lru_cache(maxsize=1024)
def fiscal_code_is_valid(text: str) -> bool:
    """Tell whether a code passes its check letter or check digit."""
    code = tidy_fiscal_code(text)
    if len(code) == 11:
        return vat_is_valid(code)
    return code.isascii() and bool(codicefiscale.is_valid(code))


def without_omocodia(text: str) -> str:
    """Return a person's code with digits where letters stand for them; for comparing only, never for keeping.

    The check letter differs between the variants of a code: a right one becomes that of the plain code.
    """
    code = tidy_fiscal_code(text)
    if not _PERSON.fullmatch(code):
        return code
    chars = list(code)
    for place in DIGIT_PLACES:
        chars[place] = chars[place].translate(_OMOCODIA)
    if chars == list(code):
        return code
    plain = "".join(chars[:15])
    return plain + str(codicefiscale.calc_check_digit(plain)) if _can_check(code) else plain + code[15]


def _can_check(code: str) -> bool:
    # A wrong check letter stays wrong, so that two codes that differ only there remain different.
    return bool(codicefiscale.calc_check_digit(code[:15]) == code[15])


def fiscal_code_key(text: str) -> str:
    """Return what a fiscal code is recognised by, or blank where it proves nothing.

    Letters of omocodia stay: that a code differs in them alone from another one is a reason to ask who is who, for the
    tax office gives such codes to two persons (see `omocodia_key`).
    """
    if len(text) == 11 and text.isascii() and text.isdigit():
        return vat_key(text)
    code = tidy_fiscal_code(text)
    if re.fullmatch(r"[0-9]{7,11}", code):
        return vat_key(code)
    if re.fullmatch(r"[0-9A-Z]{16}", code) and len(set(code)) > 3:
        return "" if is_placeholder(code) else code
    return ""


def omocodia_key(text: str) -> str:
    """Return a key that a person's code shares with those that differ from it in letters of omocodia only, or blank."""
    return without_omocodia(text) if is_person_code(text) else ""


def fiscal_codes_differ(a: str, b: str) -> bool:
    """Tell whether two fiscal codes are those of two: both right, both persons' or both firms', and not the same.

    The firms of a VAT group share their VAT code, and namesakes all of a code but its letters of omocodia.
    """
    x, y = fiscal_code_key(a), fiscal_code_key(b)
    if not x or not y or x == y or len(x) != len(y):
        return False
    return fiscal_code_is_valid(x) and fiscal_code_is_valid(y)


@lru_cache(maxsize=16384)
def surname_letters(surname: str) -> str:
    """Return the three letters that stand for a surname: consonants, then vowels, then X."""
    consonants, vowels = _split_letters(surname)
    return (consonants + vowels + "xxx")[:3].upper()


@lru_cache(maxsize=16384)
def name_letters(name: str) -> str:
    """Return the three letters that stand for a first name: of four or more consonants the 1st, 3rd, 4th."""
    consonants, vowels = _split_letters(name)
    if len(consonants) >= 4:
        return (consonants[0] + consonants[2] + consonants[3]).upper()
    return (consonants + vowels + "xxx")[:3].upper()


def _split_letters(text: str) -> tuple[str, str]:
    letters = [c for c in fold(text) if "a" <= c <= "z"]
    return "".join([c for c in letters if c not in _VOWELS]), "".join([c for c in letters if c in _VOWELS])
