"""VAT codes (partita IVA). Check digits only warn: Fattura24's own samples fail them (reference: 1.5, 5)."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import get_cc_module

_NOISE = re.compile(r"[^0-9A-Z]")
_LABEL = re.compile(
    r"\s*(?:C\.?\s?F|COD(?:ICE|\.)?\s?FISC(?:ALE)?|P\.?\s?I(?:VA|\.V\.A)?|PART(?:ITA|\.)\s?IVA|VAT(?:\s?(?:NO|NR|NUMBER|ID))?"
    r"|UST-?\s?ID(?:-?\s?NR)?|UID(?:-?\s?NR)?|MWST(?:-?\s?NR)?|TVA|NIF|COE)"
    r"(?:[\s.:/=#°-]+(?:(?:N|NO|NR|E|ED)(?=[\s.:°/])[\s.:°/]*)?|(?=[0-9]|IT\s?[0-9]))",
    re.IGNORECASE,
)
"""What a cell calls its code: ``P.IVA``, ``C.F./P.IVA n.``, ``USt-IdNr.``; San Marino's is a COE."""


_PREFIXES = (
    "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI "
    "GB CH LI NO SM MC AD IS AL RS BA ME MK TR UA US CA AU JP CN BR IN RU AE IL OO XX"
)
_COUNTRIES = frozenset(_PREFIXES.split())
"""Prefixes that codes bear: of states, Greece's EL, Northern Ireland's XI, and OO and XX, which stand for none."""

_SWISS = re.compile(r"(?:CH)?(?:CHE|CH)([0-9]{9})(?:MWST|TVA|IVA|VAT|HR)?")
_NORWEGIAN = re.compile(r"((?:NO)?[0-9]{9})MVA")
_DUTCH = re.compile(r"(NL)?([0-9]{7,8})(B[0-9]{2})")
_DECIMALS = re.compile(r"\s*([0-9]{7,11})[.,]0{1,2}\s*")
_SCIENTIFIC = re.compile(r"\s*[0-9][.,][0-9]+\s*E\s*\+?\s*[0-9]+\s*", re.IGNORECASE)
_ITALIAN = re.compile(r"\s*(?:P\.?\s*IVA\s*:?\s*)?IT[^0-9A-Z]*[0-9]", re.IGNORECASE)
_TWICE = re.compile(r"([A-Z]{2})\1(?=[0-9A-Z]*[0-9])")
_DIGIT = re.compile(r"\d")
_SHORT = re.compile(r"[0-9]{7,10}")
_NUMBER = re.compile(r"[0-9]{11}")
_WITH_IT = re.compile(r"IT\d{7,11}")
_STATED = re.compile(r"\s*([A-Za-z]{2})[\s.:/-]+[0-9]")
_IT_BEHIND = re.compile(r"[0-9]{11}IT")
_PREFIX = re.compile(r"([A-Z]{2})[0-9A-Z]*[0-9]")
_MONTHS = "gen|jan|feb|mar|apr|mag|may|giu|jun|lug|jul|ago|aug|set|sep|ott|oct|nov|dic|dec"
_DATE = re.compile(
    rf"[0-3]?[0-9][-/ .](?:{_MONTHS})[a-z]{{0,7}}\.?(?:[-/ .](?:[0-9]{{2}}|[0-9]{{4}}))?"
    rf"|(?:{_MONTHS})[a-z]{{0,7}}\.?[-/ .](?:[0-9]{{2}}|[0-9]{{4}})"
    r"|[0-3]?[0-9]/[01]?[0-9]/(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
    r"(?:[T ][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?",
    re.IGNORECASE,
)
"""What a spreadsheet makes of a code such as 1-3 or MAR05: ``1-mar``, ``mar-05``, ``2005-03-01 00:00:00``."""

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""A digit doubled, the digits of the result added."""

_SAN_MARINO = 5
"""Digits of a code of San Marino."""

_DIGITS = {
    **dict.fromkeys(("DE", "EL", "PT", "EE", "NO"), 9),
    **dict.fromkeys(("FI", "DK", "HU", "LU", "MT", "SI"), 8),
    **dict.fromkeys(("PL", "BE", "SK"), 10),
    **dict.fromkeys(("HR", "LV"), 11),
    "SM": _SAN_MARINO,
}
"""How many digits, and nothing else, the codes of a country have: leading zeros that a spreadsheet has eaten."""

_MADE_UP = re.compile(r"([A-Z])\1{5}([0-9])\2\1\2\2\1\2\2\2\1|X{6}(?:00|99)X(?:00|99)X(?:000|999)X")
"""The shape of a person's code, of one letter and one digit: ``XXXXXX00X00X000X``."""

_EATEN = 2
"""Leading zeros that may be missing."""


def tidy_vat(text: str) -> str:
    """Return a VAT code in the form kept: upper case, no separators, no IT before 11 digits.

    A prefix that stands twice counts once, and Greece's GR is its EL. What holds no letter or digit of a code stays as
    typed, without outer spaces.
    """
    stripped = text.strip()
    if len(stripped) == 11 and stripped.isascii() and stripped.isdigit():  # as nearly all are
        return stripped
    if whole := _DECIMALS.fullmatch(stripped):
        return whole[1]
    code = _NOISE.sub("", without_label(stripped).upper())
    if not any(c.isdigit() for c in code):
        return stripped  # a word, and no code
    while (twice := _TWICE.match(code)) and twice[1] in _COUNTRIES and not _french(code):
        code = code[2:]
    if _WITH_IT.fullmatch(code):
        code = code[2:]
    elif _IT_BEHIND.fullmatch(code):
        code = code[:11]
    elif code.startswith("GR") and code[2:].isdigit():
        code = f"EL{code[2:]}"
    elif code.startswith("ELGR") or code.startswith("GREL"):
        code = f"EL{code[4:]}"
    elif swiss := _SWISS.fullmatch(code):
        code = f"CHE{swiss[1]}"
    elif norwegian := _NORWEGIAN.fullmatch(code):
        code = norwegian[1]
    elif dutch := _DUTCH.fullmatch(code):
        code = f"{dutch[1] or ''}{dutch[2].zfill(9)}{dutch[3]}"
    return code or stripped


def without_label(text: str) -> str:
    """Return a cell without what it calls its code; one that is nothing but a label stays."""
    rest = text
    for _ in range(3):
        found = _LABEL.match(rest)
        if not found or not rest[found.end() :].strip():
            break
        rest = rest[found.end() :]
    return rest


def is_no_code(text: str) -> bool:
    """Tell whether what stands where a tax code belongs can be none: a word (``privato``), or a number of which a
    spreadsheet has lost the last digits (``7,64352E+09``), or made a day of it (``1-mar``)."""
    return not _DIGIT.search(text) or bool(_SCIENTIFIC.fullmatch(text)) or is_date(text)


def is_date(text: str) -> bool:
    """Tell whether a spreadsheet has turned a code or a number into a day: what it was is lost."""
    return ("-" in text or "/" in text or " " in text or "." in text) and bool(_DATE.fullmatch(text.strip()))


def names_country(text: str) -> bool:
    """Tell whether a cell begins with the prefix of another country than Italy: ``HR 33392005961``."""
    found = _STATED.match(text)
    return found is not None and found[1].upper() in _COUNTRIES and found[1].upper() != "IT"


def _french(code: str) -> bool:
    """The two signs behind FR may be the letters FR themselves."""
    return code.startswith("FR") and len(code) == 13


def canonical_vat(text: str, country: str, *, stated: bool = False) -> str:
    """Return a VAT code with the prefix of its country, which is ISO alpha-2 or blank; Italy's have none.

    A code that bears a prefix keeps it, whatever the country of the address. One without belongs to the country unless
    it is a right Italian code and no right one there; ``stated`` says that the country is the code's own and no mere
    address. A placeholder gives blank, also behind a prefix.
    """
    if len(text) == 11 and text.isascii() and text.isdigit() and country in ("", "IT"):  # as nearly all are kept
        return "" if len(set(text)) == 1 else text
    code = tidy_vat(text)
    if is_placeholder(code):
        return ""
    abroad = bool(re.fullmatch(r"[A-Z]{2}", country)) and country != "IT"
    if not abroad or not any(c.isdigit() for c in code) or country_prefix(code) in _COUNTRIES:
        return _padded(code)
    prefix = "EL" if country == "GR" else country
    if country == "CH" and re.fullmatch(r"[0-9]{9}", code):
        return f"CHE{code}"
    if code.startswith(("CHE", prefix)) or re.fullmatch(r"[A-Z]{6}[0-9A-Z]{10}", code):
        return code  # or a person's fiscal code that stands in the wrong field
    if re.fullmatch(r"[0-9]{11}", code):
        if _ITALIAN.match(text) and not vat_is_valid(code):
            return f"IT{code}"  # it says so itself; without the prefix it would be taken for one of the address
        if _ITALIAN.match(text) or (not stated and vat_is_valid(code) and not _is_one_of(country, code)):
            return code  # an Italian firm whose address is abroad, or whose country is a mere default
    return _padded(f"{prefix}{code}")


def _padded(code: str) -> str:
    wanted, digits = _DIGITS.get(code[:2], 0), code[2:]
    eaten = wanted if wanted == _SAN_MARINO else _EATEN  # the oldest firms there have numbers of two digits
    return f"{code[:2]}{digits.zfill(wanted)}" if digits.isdigit() and 0 < wanted - len(digits) <= eaten else code


@lru_cache(maxsize=4096)
def _is_one_of(country: str, code: str) -> bool:
    module = get_cc_module(country.lower(), "vat")
    return module is not None and bool(module.is_valid(code))


@lru_cache(maxsize=16384)
def is_placeholder(code: str) -> bool:
    """Tell whether a tax code only fills its field: one sign over and over, also behind a prefix
    (``OO99999999999``, ``00000000000``, ``XXXXXXXXXXXXXXXX``)."""
    tidy = _NOISE.sub("", code.upper())
    body = tidy[2:] if tidy[:2] in _COUNTRIES and len(tidy) > 2 else tidy
    if len(set(body)) == 1:
        return len(body) >= _SAN_MARINO or body in ("0", "X", "00", "XX", "000", "0000")
    return bool(_MADE_UP.fullmatch(tidy))


def body_of(code: str) -> str:
    """Return a canonical code without its country's prefix."""
    return code[2:] if country_prefix(code) in _COUNTRIES and not code.startswith("CHE") else code


def pad_vat(code: str) -> str:
    """Give an Italian VAT code of 7 to 10 digits back the leading zeros that a spreadsheet has eaten.

    More than one only where that makes a code whose check digit is right (reference: Identifiers): a German code has
    nine digits.
    """
    if len(code) > 10 or not _SHORT.fullmatch(code):
        return code
    padded = code.zfill(11)
    return padded if len(code) == 10 or vat_is_valid(padded) else code


def vat_is_valid(code: str) -> bool:
    """Tell whether an Italian VAT code passes its check digit (reference: Identifiers)."""
    digits = tidy_vat(code)
    return bool(_NUMBER.fullmatch(digits)) and _luhn(digits)


def is_italian(code: str) -> bool:
    """Tell whether a code has the shape of an Italian VAT code: 11 digits."""
    return bool(_NUMBER.fullmatch(tidy_vat(code)))


def country_prefix(code: str) -> str:
    """Return the two letters before the digits of a tidy code, or blank."""
    found = _PREFIX.match(code)
    return found[1] if found else ""


def vat_key(text: str) -> str:
    """Return what a VAT code in its canonical form is recognised by, or blank where it proves nothing.

    Unusable: a placeholder, or fewer than 8 digits without the prefix of a country, or fewer than 5 behind one.
    """
    if len(text) == 11 and text.isascii() and text.isdigit():  # as nearly all are kept: the quick way to the same
        return "" if text.startswith("0000000") or text.count(text[0]) == 11 else text
    code = pad_vat(tidy_vat(text))
    if not re.fullmatch(r"[0-9A-Z]{7,28}", code) or is_placeholder(code):
        return ""
    digits = sum(c.isdigit() for c in code)
    if country_prefix(code) in _COUNTRIES:
        return code if digits >= _SAN_MARINO else ""
    return "" if digits < 7 or len(code) < 8 or code.startswith("0000000") else code


def _luhn(digits: str) -> bool:
    """Check the digit alone: a known issuing office (which stdnum wants, too) newer codes may lack."""
    if digits.startswith("0000000"):
        return False
    return (sum(map(int, digits[::2])) + sum([_DOUBLED[int(d)] for d in digits[1::2]])) % 10 == 0
