"""What other programs leave in a value that nobody typed: invisible characters, escapes, words for "none".

All functions take any text and never raise; what they return they return again when asked about it a second time.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,9}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_EXCEL = re.compile(r"_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
"""A control character as workbooks write it: ``_x000D_`` is a carriage return."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_KEPT_CONTROLS = "\n\r\t"

_MARKED = re.compile(r"#?n\s*[./]\s*[ad]\s*[./]?", re.IGNORECASE)
"""``n.d.``, ``N/A``, ``#N/D``: with a mark these are no name, no town and no province."""

_ERROR = re.compile(
    r"#(?:RIF|REF|VALORE|VALUE|NOME|NAME|NUM|NULLO|NULL|DIV/0|ESPANSIONE|SPILL|CALC|BEZUG|WERT)[!?]?|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)
"""What a spreadsheet shows where a formula failed or a column is too narrow: no value of anything."""

_NOTHING = frozenset(
    {"nondisponibile", "nonpervenuto", "nonspecificato", "nonspecificata", "nonindicato", "nonpresente"}
    | {"nondefinito", "sconosciuto", "sconosciuta", "notavailable", "notapplicable", "undefined"}
)
_NOTHING_AS_CODE = frozenset({"null", "none", "nan", "nd", "na", "nessuno", "nessuna", "no", "assente", "vuoto"})
"""Words that say nothing where a code, an address of the net or a number stands; as names and towns they exist."""

_CODES = frozenset({"email", "pec", "mobile", "landline", "vat_code", "fiscal_code", "sdi_code", "website"})
_LONGEST = 20
"""Characters of the longest of these words, with marks and spaces."""

_ORDINARY = frozenset("bcdfghijklmopqrtwyzBCDFGHIJKLMOPQRTWYZ")
"""What a value may begin with that is no placeholder, whatever follows."""

_PREFIX_ALONE = frozenset({"39", "0039"})
"""What a form leaves where nobody typed a number behind it."""

_PREFIX = 5
"""Signs of the longest prefix alone, its plus included."""

_MARKED_LETTERS = 2
_MARKS = re.compile(r"[\W_]+")
_ONE_SIGN = re.compile(r"([0X])\1*")


def clean_text(text: str) -> str:
    """Return the text without what nobody can see or has typed.

    Soft hyphens, zero-width and control characters go, full-width letters and digits become plain ones, an accent
    that stands apart joins its letter, HTML entities and Excel's ``_x000D_`` become what they stand for.
    """
    if text.isascii() and text.isprintable() and "&" not in text and "_x00" not in text:
        return text
    for _ in range(len(text)):
        found = _once(text)
        if found == text:
            break
        text = found
    return text


@lru_cache(maxsize=16384)
def _once(text: str) -> str:
    text = _EXCEL.sub(lambda m: chr(int(m[1], 16)), text)
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_FULL_WIDTH))
    return "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cf", "Cc", "Cs"))


def says_nothing(field: str, value: str) -> bool:
    """Tell whether a value of a field is a placeholder: ``-``, ``n.d.``, ``null`` as an e-mail, ``00000`` as a code.

    ``NA`` is Naples, ``None`` a town near Turin and Null a surname: a bare word is a placeholder only as a code.
    """
    if len(value) > _LONGEST or field == "note":
        return False
    bare = _MARKS.sub("", value).casefold()
    if value[:1] == "#" and _ERROR.fullmatch(value.strip()):
        return True
    if not bare:
        return bool(value.strip()) and not any(unicodedata.category(c)[0] == "S" and not c.isascii() for c in value)
    if bare.startswith("err") and _ERROR.fullmatch(value.strip()):
        return True
    if bare in _NOTHING or (len(bare) == _MARKED_LETTERS and _MARKED.fullmatch(value.strip())):
        return True
    if field in _CODES and bare in _NOTHING_AS_CODE:
        return True
    if field == "sdi_code":
        return bool(_ONE_SIGN.fullmatch(bare.upper()))
    if field == "province":
        return bare == "ee"  # invoices say so of abroad
    if field == "postal_code":
        return not bare.strip("0")
    if field in ("mobile", "landline"):
        if bare in _PREFIX_ALONE:
            return True
        return bare.isdecimal() and (not bare.strip("0") or (len(bare) > 5 and len(set(bare)) == 1))
    return False


def clean_value(field: str, value: str) -> str:
    """Return a field's value without invisible characters; blank for a placeholder."""
    if (
        (value[:1] in _ORDINARY or (len(value) > _PREFIX and value[0] == "+"))
        and value.isascii()
        and value.isprintable()
        and "&" not in value
        and "_x00" not in value
    ):
        return value  # as nearly all are: no placeholder begins so
    found = clean_text(value)
    return "" if says_nothing(field, found) else found


def plain_digits(text: str) -> str:
    """Return a text in which digits of other scripts (``٣``) are plain ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text)
