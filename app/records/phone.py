"""Phone numbers: read as an Italian types them, kept as E.164."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException

HOME_REGION = "IT"
"""A number without a country prefix is read as Italian."""

_SCIENTIFIC = re.compile(r"\d[.,]\d+\s*e\s*\+?\s*\d+", re.IGNORECASE)
_ITALIAN_MOBILE = re.compile(r"(?:\+39|0039)?(3[1-9]\d{8})")
_ITALIAN_LANDLINE = re.compile(r"(?:\+39|0039)?(0\d{5,10})")
_REMARK = re.compile(r"[\s(-]+[^\W\d][^\d]*$")
_SEPARATORS = str.maketrans("", "", " -./()\u00a0\t")


def is_scientific(text: str) -> bool:
    """Tell whether a spreadsheet has turned a number into ``3,93912E+11``: its last digits are lost."""
    return bool(_SCIENTIFIC.fullmatch(text.strip()))


@lru_cache(maxsize=131072)
def to_e164(text: str) -> str:
    """Return a phone number as E.164, or blank where it is none.

    Understands ``0039…``, ``+39…``, ``39…`` without its plus, separators, and a leading apostrophe of a
    spreadsheet. A number that cannot exist by its length, or that is one digit over and over, gives blank.
    """
    kept = _ITALIAN_MOBILE.fullmatch(text)
    if kept and text.isascii():  # as most are kept: nothing to strip, no remark, no exponent
        return "" if _one_digit(kept[1]) else f"+39{kept[1]}"
    raw = text.strip().lstrip("'’").strip()
    if not raw or len(raw) > 40 or is_scientific(raw):
        return ""
    raw = _REMARK.sub("", raw)  # "333 1234567 (casa)"
    bare = raw.translate(_SEPARATORS)
    quick = _ITALIAN_MOBILE.fullmatch(bare)
    if quick and bare.isascii():
        return "" if _one_digit(quick[1]) else f"+39{quick[1]}"
    quick = _ITALIAN_LANDLINE.fullmatch(bare)
    if quick and bare.isascii() and _given_out(quick[1]):
        return "" if _one_digit(quick[1]) else f"+39{quick[1]}"
    if bare.isascii() and re.fullmatch(r"39\d{10,11}", bare):
        raw = f"+{bare}"  # a spreadsheet has eaten the plus: no Italian number has so many digits
    elif bare.startswith("00"):
        raw = f"+{bare[2:]}"
    try:
        number = phonenumbers.parse(raw, HOME_REGION)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number) or _one_digit(str(number.national_number)):
        return ""
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1)
def _landlines() -> re.Pattern[str]:
    """The library's own pattern of Italian landlines; asking it directly is twenty times as fast."""
    about = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION, None)
    fixed = about.fixed_line.national_number_pattern if about and about.fixed_line else None
    return re.compile(fixed or "(?!)")


def _given_out(national: str) -> bool:
    return bool(_landlines().fullmatch(national))


def _one_digit(digits: str) -> bool:
    return len(set(digits.lstrip("0") or "0")) == 1


@lru_cache(maxsize=65536)
def is_plausible(text: str) -> bool:
    """Tell whether a number lies in a range that its country has given out."""
    number = to_e164(text)
    if number.startswith("+39") and (_ITALIAN_MOBILE.fullmatch(number) or _given_out(number[3:])):
        return True
    return bool(number) and phonenumbers.is_valid_number(phonenumbers.parse(number))


def kind_of(text: str) -> str:
    """Return ``mobile`` or ``landline`` where an Italian number is clearly one of them, otherwise blank."""
    number = to_e164(text)
    if number.startswith("+393"):
        return "mobile"
    return "landline" if number.startswith("+390") else ""


def has_extension(text: str) -> bool:
    """Tell whether a number carries an extension (``int. 12``), which E.164 cannot keep."""
    try:
        return bool(phonenumbers.parse(text.strip(), HOME_REGION).extension)
    except NumberParseException:
        return False


def place_phones(mobile: str, landline: str) -> tuple[str, str]:
    """Move a number into the slot of its kind where that slot is blank; one that stands in both is kept there only."""
    if mobile and landline and (to_e164(mobile) or mobile) == (to_e164(landline) or landline):
        # HighLevel has one phone and cannot show the same number as both
        return ("", landline) if kind_of(mobile) == "landline" else (mobile, "")
    if mobile and not landline and kind_of(mobile) == "landline":
        return "", mobile
    if landline and not mobile and kind_of(landline) == "mobile":
        return landline, ""
    return mobile, landline
