"""Phone numbers: read as people type them in their country, kept as E.164."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

HOME_REGION = "IT"
"""Where a record names no country, a number without a country's prefix is read as Italian."""

_LIKE_HOME = frozenset({"", "IT", "VA"})
"""Countries whose numbers are Italian ones; San Marino's have a prefix of their own, but Italian mobiles."""

_SCIENTIFIC = re.compile(r"\d[.,]\d+\s*e\s*\+?\s*\d+", re.IGNORECASE)
_KEPT_MOBILE = re.compile(r"\+393[1-9][0-9]{8}")
_ALL_THREES = "+393333333333"
"""One digit over and over is nobody's number."""

_ITALIAN_MOBILE = re.compile(r"(?:\+39|0039)?(3[1-9]\d{8})")
_ITALIAN_LANDLINE = re.compile(r"(?:\+39|0039)?(0\d{5,10})")
_REMARK = re.compile(r"[\s(-]+[^\W\d][^\d]*$")
_LABEL = re.compile(
    r"^(?:tel(?:efono)?|cell?(?:ulare)?|mob(?:ile)?|phone)\b[\s.:]*(?:/\s*fax\b[\s.:]*)?", re.IGNORECASE
)
_FAX = re.compile(r"^\s*(?:(?:e|o)\s+)?(?:tele)?fax\b[\s.:]*", re.IGNORECASE)
"""What says that a number is answered by a machine only; ``tel/fax`` is a telephone as well."""

_BETWEEN = (
    re.compile(
        r"\s*(?::::|[;,|\n\r\\&_—]|\s\+\s|\s[-–]\s|\s/\s|\s(?:o|e|oppure|or|and)\s|(?<=\d)\s+(?=(?:(?:tele)?fax|tel|cell?)\b))\s*",
        re.IGNORECASE,
    ),
    re.compile(r"\s*/\s*"),
    re.compile(r"(?<=[\d)])\s+(?=(?:0039|\+39)?\s?(?:3\d{2}|0\d{1,3})[\s./-]?\d{5,})|(?<=\))\s*(?=[+\d])"),
)
"""What parts two numbers of one cell; a stroke without spaces comes later, it also follows a town's prefix, and last
mere spaces, behind which a number begins anew."""

_RANGE = re.compile(
    r"((?:[^\d/]*\d){8,}[^\d/]*)(?:/\s*\d{1,2})+|((?:\d{2,4}/)?(?:[^\d/]*\d){6,}[^\d/]*)(?:/\s*\d{1,2})+"
)
"""A switchboard's ``02 1234567/8``, ``02 1234567/68/69``: the last digits are those of its next lines."""

_LINES = re.compile(r"[\s(,;–-]+(?:\+\s*)?\d{1,2}\s*(?:linee|lines|l\.)\W*$", re.IGNORECASE)
"""How many lines a switchboard has: ``02 1234567 4 linee``."""

_NEXT_LINES = re.compile(r"(.*\d{3}(\d))((?:\s?[-–]\s?\d)+)", re.DOTALL)
"""The same with dashes: ``0721 123456-7-8``."""

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){2,3}")
"""What a program makes of a number that it took for an amount: ``3,331,234,567``."""

_TYPED = re.compile(r"(?<=\d)[\s./-]*[OoIl|]+[\s./-]*(?=\d)|^[Oo](?=\d)")
"""Letters between digits that are digits themselves."""

_LETTER_WITHIN = re.compile(r"\d[\s./-]*[^\W\d_][\s./-]*\d")
_SPARE_ZERO = re.compile(r"(?:\+39|0039)\s*\(?0\)?[\s./-]*(3[1-9]\d(?:[\s./-]?\d){7})")
"""``+39 (0)333 1234567``: a zero that no mobile number of Italy has."""

_LOST_ZERO = re.compile(r"\+39([1245-9]\d{5,9})")
"""``+39 2 1234567``: the zero that a fixed line of Italy keeps behind the country's prefix, left out as abroad."""

_PREFIX_OR_NOT = re.compile(r"39[\s./-]+[124-9](?:[\s./-]*\d){6,7}")
"""``39 1234567``: Italy's prefix without its plus, or the beginning of a number: Monza's 039, a mobile's 391."""

_AS_DIGIT = str.maketrans("OoIl|", "00111")

_PREFIXED = ("+", "00")
_TWICE = re.compile(r"(\s*(?:\+|00)\s?([1-9]\d{0,2})[\s.-]*)(?:\+|00)\s?\2")
"""A prefix that stands twice: ``+39 0039 333 …``."""

_DECIMALS = re.compile(r"(?<=\d{8})[.,]0{1,2}$")
"""What a program makes of a number that it took for an amount: ``3331234567.0``."""

_MOBILE = r"((?:\+39|0039)?\s?3[1-9]\d[\s.]?\d{3}[\s.]?\d{3,4})"
_TWO = re.compile(rf"{_MOBILE}[\s-]+{_MOBILE}")
"""Two mobile numbers of Italy side by side."""

_WITH_ZERO = "AT DE CH FR GB SI HR BE NL SE FI IE RO BG SK RS AL TR UA AU NZ ZA"
_TRUNK_ZERO = frozenset(_WITH_ZERO.split())
"""Countries where a number without its prefix begins with 0."""

_LONGEST_LANDLINE = 11
"""Digits of the longest number of Italy's fixed network, its zero included."""

_SHORTEST = 6
"""Digits from which on a part of a cell is a number of its own."""

_BARE = re.compile(r"\+?[0-9][0-9 ().-]{5,38}")
"""A number without words, strokes and other marks: one number and nothing beside it."""

_ONE = re.compile(r"\+?[0-9](?: ?[0-9.]){5,15}")
"""A cell that nothing parts into several numbers."""

_SEPARATORS = str.maketrans("", "", " -./()\u00a0\t")


def is_scientific(text: str) -> bool:
    """Tell whether a spreadsheet has turned a number into ``3,93912E+11``: its last digits are lost."""
    return ("e" in text or "E" in text) and bool(_SCIENTIFIC.fullmatch(text.strip()))


def to_e164(text: str, country: str = "") -> str:
    """Return a phone number as E.164, or blank where it is none.

    Understands ``0039…``, ``+39…``, ``39…`` without its plus, separators, and a leading apostrophe of a
    spreadsheet. A number without a prefix is one of ``country`` (ISO alpha-2; blank: Italy): abroad it must be one
    that is given out there, otherwise nobody can say whose it is. A number that cannot exist by its length, or that is
    one digit over and over, gives blank.
    """
    if _KEPT_MOBILE.fullmatch(text):  # as most are kept: quicker told than remembered
        return "" if text == _ALL_THREES else text
    # with a prefix it is the same number wherever it is read
    return _e164(text, "" if text[:1] == "+" or country in _LIKE_HOME else country)


@lru_cache(maxsize=16384)
def _e164(text: str, country: str) -> str:
    at_home = country in _LIKE_HOME
    kept = _ITALIAN_MOBILE.fullmatch(text)
    if kept and text.isascii() and (at_home or text[:1] == "+"):  # as most are kept: nothing to strip, no remark
        if _one_digit(kept[1]):
            return ""
        return text if text[:1] == "+" else f"+39{kept[1]}"
    kept = _ITALIAN_LANDLINE.fullmatch(text) if at_home else None
    if kept and text.isascii() and _given_out(kept[1]):
        return "" if _one_digit(kept[1]) else f"+39{kept[1]}"
    raw = text.strip().lstrip("'’").strip()
    if not raw or len(raw) > 40 or is_scientific(raw) or _FAX.match(raw) or (at_home and _PREFIX_OR_NOT.fullmatch(raw)):
        return ""
    if _THOUSANDS.fullmatch(raw):
        raw = raw.replace(",", "")
    if _TYPED.search(raw):
        raw = _TYPED.sub(lambda m: m[0].translate(_AS_DIGIT), raw)
    if not _BARE.fullmatch(raw):
        raw = _LABEL.sub("", _REMARK.sub("", _LINES.sub("", raw)))  # "333 1234567 (casa)", "Tel: +39 …"
        if _LETTER_WITHIN.search(raw):
            return ""  # a letter among the digits: without it, it would be another number
        if "/" in raw and (lines := _RANGE.fullmatch(raw)):
            raw = lines[1] or lines[2]
    if at_home and "-" in raw.replace("–", "-") and (lines := _NEXT_LINES.fullmatch(raw)):
        whole = "".join(c for c in raw if c.isdigit())
        if whole[:1] == "0":
            if not _ascending(lines[2] + "".join(c for c in lines[3] if c.isdigit())):
                return ""  # a number with spare dashes, or somebody's own line behind a switchboard
            raw = lines[1]
    if spare := _SPARE_ZERO.fullmatch(raw):
        mobile = "".join(c for c in spare[1] if c.isdigit())
        if "(" in raw or not _given_out(f"0{mobile}"):
            raw = f"+39{mobile}"
    if raw.startswith(_PREFIXED) and (twice := _TWICE.match(raw)):
        raw = raw[twice.end(1) :]
    raw = _DECIMALS.sub("", raw) if raw[-1:] == "0" else raw
    bare = raw.translate(_SEPARATORS)
    quick = _ITALIAN_MOBILE.fullmatch(bare)
    # San Marino's people carry Italian mobiles, and its own numbers have other lengths
    if quick and bare.isascii() and (at_home or country == "SM" or bare[:1] == "+" or bare[:4] == "0039"):
        return "" if _one_digit(quick[1]) else f"+39{quick[1]}"
    quick = _ITALIAN_LANDLINE.fullmatch(bare) if at_home else None
    if quick and bare.isascii() and _given_out(quick[1]):
        return "" if _one_digit(quick[1]) else f"+39{quick[1]}"
    if bare.startswith("00"):
        raw = f"+{bare[2:]}"
    elif at_home and bare.isascii() and re.fullmatch(r"39\d{10,11}", bare):
        raw = f"+{bare}"  # a spreadsheet has eaten the plus: no Italian number has so many digits
    if (lost := _LOST_ZERO.fullmatch(raw.translate(_SEPARATORS))) and _without_zero(lost[1]):
        return f"+390{lost[1]}"
    if not at_home and not raw.startswith("+"):
        return _national(raw, bare, country)
    if at_home and bare[:1] == "0" and bare[:2] != "00" and len(bare) > _LONGEST_LANDLINE:
        return ""  # a number of another country, typed as it is dialled there
    # what begins with neither 0 nor 3 is seldom a number of Italy, and often one of abroad that has lost its plus
    return _formatted(raw, HOME_REGION, given_out=not raw.startswith("+") and bare[:1] not in "03")


def _ascending(digits: str) -> bool:
    return all(int(b) == (int(a) + 1) % 10 for a, b in pairwise(digits))


@lru_cache(maxsize=4096)
def _without_zero(national: str) -> bool:
    """Tell whether a number is none of Italy's as it stands, and is one of a fixed line with a zero before it."""
    import phonenumbers

    found = phonenumbers.parse(f"+39{national}")
    return not phonenumbers.is_valid_number(found) and _given_out(f"0{national}")


def _formatted(raw: str, region: str, *, given_out: bool = False) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number) or _one_digit(str(number.national_number)):
        return ""
    if given_out and not phonenumbers.is_valid_number(number):
        return ""
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _national(raw: str, bare: str, country: str) -> str:
    """Read a number without a prefix as one of a foreign country; with its prefix, whose plus a spreadsheet has eaten,
    too."""
    import phonenumbers

    if country in _TRUNK_ZERO and _ITALIAN_MOBILE.fullmatch(bare):
        return ""  # an Italian mobile number, or one that has lost its zero: nobody can say
    found = _formatted(raw, country, given_out=True)
    if found or not bare.isascii() or not bare.isdigit():
        return found
    code = str(phonenumbers.country_code_for_region(country))
    return _formatted(f"+{bare}", country, given_out=True) if code != "0" and bare.startswith(code) else ""


def may_be_several(text: str) -> bool:
    """Tell whether a cell might hold more than one number: any mark but those within one."""
    return not _ONE.fullmatch(text)


@lru_cache(maxsize=16384)
def numbers_in(text: str, country: str = "") -> tuple[str, ...]:
    """Return the phone numbers of a cell as E.164, each once, in their order.

    ``333 1234567 / 02 7654321`` and numbers parted by ``;``, ``,``, `` - `` or ``:::`` are several; ``02/1234567``,
    ``06 12345 - 678`` and the switchboard's ``02 1234567/8`` are one. Empty where no part can be read.
    """
    if country in _LIKE_HOME and (two := _TWO.fullmatch(text.strip())):
        return tuple(dict.fromkeys(n for part in two.groups() if (n := to_e164(part))))
    if _ONE.fullmatch(text):  # as most cells are
        alone = to_e164(text, country)
        return (alone,) if alone else ()
    for between in _BETWEEN:
        parts = [p for p in between.split(text) if p.strip()]
        if len(parts) > 1:  # a fax is nobody's first number
            parts = [p for p in parts if not _FAX.match(p)] + [_FAX.sub("", p) for p in parts if _FAX.match(p)]
        if len(parts) > 1 and all(sum(c.isdigit() for c in p) >= _SHORTEST for p in parts):
            found = [n for p in parts for n in numbers_in(p, country)]
            if len(found) >= len(parts) and all(is_plausible(n) for n in found):
                return tuple(dict.fromkeys(found))
    whole = to_e164(text, country)
    if whole:
        return (whole,)
    some = [n for p in _BETWEEN[0].split(text) if (n := to_e164(p, country)) and is_plausible(n)]
    return tuple(dict.fromkeys(some))


@lru_cache(maxsize=1)
def _landlines() -> re.Pattern[str]:
    """The library's own pattern of Italian landlines; asking it directly is twenty times as fast."""
    import phonenumbers

    about = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION, None)
    fixed = about.fixed_line.national_number_pattern if about and about.fixed_line else None
    return re.compile(fixed or "(?!)")


def _given_out(national: str) -> bool:
    return bool(_landlines().fullmatch(national))


def _one_digit(digits: str) -> bool:
    bare = digits.lstrip("0")
    return not bare or bare == bare[0] * len(bare)


@lru_cache(maxsize=16384)
def is_plausible(text: str) -> bool:
    """Tell whether a number lies in a range that its country has given out."""
    number = to_e164(text)
    if number.startswith("+39") and (_ITALIAN_MOBILE.fullmatch(number) or _given_out(number[3:])):
        return True
    import phonenumbers

    return bool(number) and phonenumbers.is_valid_number(phonenumbers.parse(number))


def kind_of(text: str, country: str = "") -> str:
    """Return ``mobile`` or ``landline`` where a number is clearly one of them in its country, otherwise blank."""
    if _KEPT_MOBILE.fullmatch(text):
        return "" if text == _ALL_THREES else "mobile"
    return _kind_of(text, country)


@lru_cache(maxsize=16384)
def _kind_of(text: str, country: str) -> str:
    number = to_e164(text, country)
    if number.startswith("+39"):
        return "mobile" if number.startswith("+393") else "landline" if number.startswith("+390") else ""
    if not number:
        return ""
    import phonenumbers

    kinds = {phonenumbers.PhoneNumberType.MOBILE: "mobile", phonenumbers.PhoneNumberType.FIXED_LINE: "landline"}
    return kinds.get(phonenumbers.number_type(phonenumbers.parse(number)), "")


def has_extension(text: str, country: str = "") -> bool:
    """Tell whether a number carries an extension (``int. 12``), which E.164 cannot keep."""
    import phonenumbers

    try:
        return bool(phonenumbers.parse(text.strip(), country or HOME_REGION).extension)
    except phonenumbers.NumberParseException:
        return False


def place_phones(mobile: str, landline: str) -> tuple[str, str]:
    """Move a number into the slot of its kind where that slot is blank; one that stands in both is kept there only.

    A lone number of which its country does not tell the kind is kept as the mobile: so HighLevel's one phone is read.
    """
    if mobile and landline and (to_e164(mobile) or mobile) == (to_e164(landline) or landline):
        # HighLevel has one phone and cannot show the same number as both
        return ("", landline) if kind_of(mobile) == "landline" else (mobile, "")
    if mobile and not landline and kind_of(mobile) == "landline":
        return "", mobile
    if landline and not mobile and kind_of(landline) != "landline" and to_e164(landline):
        return landline, ""
    return mobile, landline
