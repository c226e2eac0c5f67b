"""What other programs leave in a value that nobody typed: invisible characters, escapes, words for "none".

All functions take any text and never raise; what they return they return again when asked about it a second time.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from app.wellformed import few_marks, normalised

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,9}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_EXCEL = re.compile(r"_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
"""A control character as workbooks write it: ``_x000D_`` is a carriage return."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_KEPT_CONTROLS = "\n\r\t"
_USUAL = re.compile("[ -%'-~\u00a1-\u00ac\u00ae-\u00ff\u2018\u2019\u201c\u201d\u2013\u2014\u20ac]*")
"""Texts of letters of Western Europe and usual marks, composed and visible: nothing in them is to be cleaned."""

_HIGH = "\u0080-\u00bf" + "".join(re.escape(bytes([n]).decode("cp1252", "ignore")) for n in range(0x80, 0xA0))
_CODED_TWICE = re.compile(f"[âÂ]€[{_HIGH}]|[âÂ]‚¬|[ÂÃÄÅ][{_HIGH}]")
"""A letter of Western or Central Europe, a mark or the euro, in UTF-8 and read as Windows' own code: ``Ã¨``."""

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
_NOTHING_AS_CODE = frozenset(
    {"null", "none", "nan", "nd", "na", "nessuno", "nessuna", "no", "assente", "vuoto", "mancante", "nonha", "senza"}
    | {"nomail", "noemail", "nopec", "nopiva", "nonpossiede", "dachiedere", "dadefinire", "dainserire", "daconfermare"}
    | {"darichiedere", "daverificare", "tbd", "tba", "unknown", "missing"}
    | {"true", "false", "vero", "falso"}
)
"""Words that say nothing where a code, an address of the net or a number stands; as names and towns they exist."""

_OF_PROGRAMS = {
    **dict.fromkeys(("province", "postal_code", "country", "street"), frozenset({"null", "none", "nan"})),
    "city": frozenset({"null", "nan"}),
}
"""What programs write for a blank where no street, town or country is called so; None is a town."""

_NO_CODE = frozenset(
    {"privato", "privata", "privati", "viapec", "pec", "estero", "estera", "cliente", "azienda", "codice", "pubblico"}
)
"""Words of six or seven letters that stand where a recipient code belongs; some codes have letters only, too."""

_COUNTED = frozenset(
    {"0123456789", "1234567890", "123456789", "12345678", "1234567", "123456", "9876543210", "0987654321"}
)
"""Digits in their order: what is typed where a number has to be."""

_CODES = frozenset({"email", "pec", "mobile", "landline", "vat_code", "fiscal_code", "sdi_code", "website"})
_LONGEST = 20
"""Characters of the longest of these words, with marks and spaces."""

_SUSPECT = frozenset(
    {word[:2] for word in _NOTHING | _NOTHING_AS_CODE | _NO_CODE | _COUNTED}
    | {sign * 2 for sign in "0123456789x"}
    | {"39", "ee", "er", "ht", "ww", "pr"}
)
"""The two letters or digits that a placeholder begins with, if it does not begin with a mark."""

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORDINARY = frozenset(a + b for a in _SIGNS for b in _SIGNS if (a + b).lower() not in _SUSPECT)
"""What nearly all values begin with, and no placeholder."""

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
    that stands apart joins its letter, HTML entities, Excel's ``_x000D_`` and what was encoded twice (``CaffÃ¨``)
    become what they stand for.
    """
    if _is_usual(text):  # as nearly all are
        return text
    text = few_marks(text)  # as all that a text goes through from here on takes its time with them
    for _ in range(len(text)):
        found = _once(text)
        if found == text:
            break
        text = found
    return text


def _is_usual(text: str) -> bool:
    if not _USUAL.fullmatch(text) or "_x00" in text:
        return False
    return text.isascii() or not _CODED_TWICE.search(text)


def _decoded(found: re.Match[str]) -> str:
    """Return what was encoded twice; as it stands where it is no UTF-8 after all."""
    raw = bytearray()
    said = found[0]
    for letter in f"â{said[1:]}" if len(said) == len("â€™") else said:  # also where somebody has made it capitals
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            raw += letter.encode("latin-1", "replace")  # bytes that Windows' code leaves free stay as they are
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


@lru_cache(maxsize=16384)
def _once(text: str) -> str:
    text = _EXCEL.sub(lambda m: chr(int(m[1], 16)), text)
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if not text.isascii():
        text = _CODED_TWICE.sub(_decoded, text)
        text = normalised("NFC", text.translate(_FULL_WIDTH))
    return "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cf", "Cc", "Cs"))


def clean_texts(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a row, each as `clean_text` does."""
    together = "|".join(values.values())
    if _is_usual(together):  # one look at all of them
        return dict(values)
    return {name: clean_text(value) for name, value in values.items()}


def is_ordinary(value: str) -> bool:
    """Tell by its beginning that a value is no placeholder, as nearly all are; False says nothing."""
    return value[:2] in _ORDINARY or (len(value) > _PREFIX and value[0] == "+" and value[1].isdigit())


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
    if bare in _OF_PROGRAMS.get(field, ()):
        return True
    if field == "sdi_code":
        return bool(_ONE_SIGN.fullmatch(bare.upper())) or bare in _NO_CODE
    if field in ("email", "pec"):
        return bare in ("pec", "viapec", "privato") or not bare.strip("0")
    if field == "website":
        return bare in ("http", "https", "www", "httpwww", "httpswww")
    if field == "province":
        return bare == "ee"  # invoices say so of abroad
    if field == "postal_code":
        return not bare.strip("0")
    if field in ("mobile", "landline"):
        if bare in _PREFIX_ALONE:
            return True
        zeros, one_digit = not bare.strip("0"), len(bare) > 5 and len(set(bare)) == 1
        return bare in _COUNTED or (bare.isdecimal() and (zeros or one_digit))
    return False


def clean_value(field: str, value: str) -> str:
    """Return a field's value without invisible characters; blank for a placeholder."""
    if is_ordinary(value):
        return clean_text(value)
    found = clean_text(value)
    return "" if says_nothing(field, found) else found


def plain_digits(text: str) -> str:
    """Return a text in which digits of other scripts (``٣``) are plain ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text)
