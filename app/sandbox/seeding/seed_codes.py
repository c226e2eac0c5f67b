"""Italian codes with the right check digits: VAT codes, fiscal codes, IBANs (reference: Fattura24 5)."""

from __future__ import annotations

import string
import unicodedata
from datetime import date
from functools import lru_cache

_ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD = dict(zip(string.ascii_uppercase, _ODD_VALUES, strict=True))
_ODD.update({digit: _ODD[letter] for digit, letter in zip(string.digits, string.ascii_uppercase, strict=False)})
_EVEN = {**{c: i for i, c in enumerate(string.ascii_uppercase)}, **{c: int(c) for c in string.digits}}
_MONTHS = "ABCDEHLMPRST"
_VOWELS = set("AEIOU")


@lru_cache(maxsize=4096)
def plain_letters(text: str) -> str:
    """Return a name as upper-case letters A to Z: no accents, apostrophes or spaces."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed.upper() if c in string.ascii_uppercase)


def vat_code(number: int, office: int) -> str:
    """Return a VAT code of eleven digits from a serial number (7 digits) and an office (1 to 100)."""
    digits = f"{number:07d}{office:03d}"
    total = sum(int(d) for d in digits[0::2])
    for digit in digits[1::2]:
        doubled = int(digit) * 2
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def _three(consonants: str, vowels: str) -> str:
    return (consonants + vowels + "XXX")[:3]


@lru_cache(maxsize=4096)
def surname_letters(surname: str) -> str:
    """Return the first three letters of a fiscal code."""
    letters = plain_letters(surname)
    return _three("".join(c for c in letters if c not in _VOWELS), "".join(c for c in letters if c in _VOWELS))


@lru_cache(maxsize=4096)
def first_name_letters(name: str) -> str:
    """Return the second three letters of a fiscal code; of four or more consonants the second is left out."""
    letters = plain_letters(name)
    consonants = "".join(c for c in letters if c not in _VOWELS)
    if len(consonants) >= 4:
        consonants = consonants[0] + consonants[2:4]
    return _three(consonants, "".join(c for c in letters if c in _VOWELS))


def _check_letter(code: str) -> str:
    total = sum(_ODD[c] if i % 2 == 0 else _EVEN[c] for i, c in enumerate(code))
    return string.ascii_uppercase[total % 26]


def fiscal_code(surname: str, name: str, born: date, woman: bool, cadastral: str) -> str:
    """Return the fiscal code of a person; `cadastral` is the code of the place of birth, e.g.

    H501 for Rome.
    """
    day = born.day + (40 if woman else 0)
    letters = surname_letters(surname) + first_name_letters(name)
    code = f"{letters}{born.year % 100:02d}{_MONTHS[born.month - 1]}{day:02d}{cadastral}"
    return code + _check_letter(code)


def iban(bank: int, branch: int, account: int) -> str:
    """Return an Italian IBAN with right check letter (CIN) and check digits."""
    basic = f"{bank:05d}{branch:05d}{account:012d}"
    cin = _check_letter(basic)
    digits = "".join(str(int(c, 36)) for c in f"{cin}{basic}IT00")
    return f"IT{98 - int(digits) % 97:02d}{cin}{basic}"
