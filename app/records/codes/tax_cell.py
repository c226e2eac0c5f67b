"""Tax codes as they stand in cells: behind a label, two in one cell, with a letter O for a zero.

One column often holds both codes of a customer ("C.F./P.IVA"). All functions take any text and never raise.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.records.codes.fiscal_code import DIGIT_PLACES, PERSON_CODE, fiscal_code_is_valid, is_person_code
from app.records.codes.vat import names_country, tidy_vat, vat_is_valid, without_label

LONGEST_CODE = 20
"""Signs beyond which a cell holds more than one tax code."""

_LONGEST = 120
_CODES = re.compile(rf"(?<![0-9A-Z])(?:(?:IT[\s.-]?)?([0-9]{{11}})|({PERSON_CODE}))(?![0-9A-Z])")
_AS_DIGIT, _AS_LETTER = {"O": "0", "I": "1"}, {"0": "O", "1": "I"}
_PERSON_LENGTH = 16
_WITH_PREFIX = 13
"""Signs of an Italian VAT code with its IT."""


def codes_of(vat_cell: str, fiscal_cell: str) -> tuple[str, str]:
    """Return VAT code and fiscal code from the cells of both, as far as they are told apart.

    A code that stands with the other one in a cell goes where it belongs if that place is blank. A person's code alone
    in the VAT cell is taken for the fiscal code. Cells of which it is not clear what they say stay as typed.
    """
    vat, person = _told(vat_cell)
    other, code = _told(fiscal_cell)
    if vat and person:  # both in the first cell
        return vat, fiscal_cell.strip() or person
    if other and code:  # both in the second
        return vat_cell.strip() or other, code
    if person and not vat and (not fiscal_cell.strip() or code == person):
        return "", person
    return vat or vat_cell, code or other or fiscal_cell


@lru_cache(maxsize=65536)
def _told(cell: str) -> tuple[str, str]:
    """Return the VAT code and the person's fiscal code that a cell holds beyond doubt; blank where it holds none."""
    if len(cell) == 11 and cell.isascii() and cell.isdigit():
        return cell, ""
    if not cell or len(cell) > _LONGEST or names_country(cell):
        return "", ""
    text = cell.upper()
    firms: set[str] = set()
    persons: set[str] = set()
    for found in _CODES.finditer(text):
        (firms if found[1] else persons).add(found[1] or found[2])
    if any(c.isdigit() for c in _CODES.sub(" ", text)):  # a third code, or a part of one
        firms, persons = set(), set()
    if len(firms) > 1 or len(persons) > 1:
        return "", ""
    if firms or persons:
        return next(iter(firms), ""), next(iter(persons), "")
    mended = mended_person_code(without_label(text))
    return ("", mended) if mended else ("", "")


def mended_person_code(text: str) -> str:
    """Return a person's fiscal code that was typed with O for 0 or I for 1, or the other way round; blank if it is
    none.

    Only where the check letter is then right: neither letter is ever one of omocodia.
    """
    code = "".join(c for c in text.upper() if c.isalnum())
    if code.startswith("IT") and len(code) == _PERSON_LENGTH + 2:
        code = code[2:]
    if len(code) != _PERSON_LENGTH or not code.isascii():
        return ""
    if is_person_code(code):
        return code
    mended = "".join((_AS_DIGIT if n in DIGIT_PLACES else _AS_LETTER).get(c, c) for n, c in enumerate(code))
    return mended if is_person_code(mended) and fiscal_code_is_valid(mended) else ""


def mended_vat(text: str) -> str:
    """Return an Italian VAT code that was typed with letters for digits (``O7643520567``), or blank.

    Only where its check digit is then right.
    """
    code = tidy_vat(text)
    if len(code) == _WITH_PREFIX and code.startswith("IT"):
        code = code[2:]
    if len(code) == 11 and code.isascii() and not code.isdigit():
        mended = "".join(_AS_DIGIT.get(c, c) for c in code)
        if mended.isdigit() and vat_is_valid(mended):
            return mended
    return ""
