"""What spreadsheets do to an address book, and how far it can be undone (reference: 3, value facts).

Opened and saved in Excel, codes lose their leading zeros, phones their plus, and long numbers become
3,93912E+11. What is lost for good is left blank rather than guessed: a blank never overwrites a value.
"""

from __future__ import annotations

import re

from app.records.address import place_apart, street_alone, tidy_postal_code
from app.records.codes.fiscal_code import is_person_code, pad_fiscal_code, tidy_fiscal_code
from app.records.codes.tax_cell import LONGEST_CODE, codes_of, mended_person_code, mended_vat
from app.records.codes.vat import is_date, is_no_code, pad_vat, tidy_vat, vat_is_valid, without_label
from app.records.compare import same
from app.records.contact import Further
from app.records.mail import addresses_in, is_web_address
from app.records.phone import is_plausible, is_scientific, may_be_several, numbers_in, to_e164
from app.records.places.country import tidy_country
from app.records.places.home import UNCLEAR, fits_region, home_of, place_abroad
from app.records.places.province import province_code
from app.records.text.clean import clean_texts, clean_value

_FIVE_DIGITS = frozenset({"", "IT", "SM", "VA", "DE", "FR", "ES"})
"""Countries with postal codes of five digits that may begin with zero; blank counts as Italy."""

_KINDS = (
    ("vat_code", "vat_code"),
    ("fiscal_code", "fiscal_code"),
    ("postal_code", "postal_code"),
    ("sdi_code", "sdi_code"),
    ("landline", "phone"),
    ("mobile", "phone"),
)
_FORMULA = re.compile(r"=\s*(?:[A-Z][A-Z0-9.]*\(|\$?[A-Z]{1,3}\$?[0-9]).*", re.IGNORECASE | re.DOTALL)
"""A formula of which the workbook does not say what it comes to."""

_TYPED_NUMBER = re.compile(r"=\s*(\+[0-9 ]+)")
_FEW_DIGITS = re.compile(r"[0-9]{1,4}")
_PLAIN_NUMBER = re.compile(r"[0-9]{6,13}")
_WITH_39 = re.compile(r"39[0-9]{9,11}")
_NINE_DIGITS = re.compile(r"3[0-9]{8}")
_SPACES = re.compile(r"[ ./-]")
_SPACED_DIGITS = re.compile(r"3[0-9][0-9 ./-]{5,12}")
_DECIMALS = re.compile(r"([0-9]+)[.,]0+")
_MOST_DIGITS = 10
"""Digits of a VAT code of Italy that has lost one zero; with fewer, many a foreign code passes for one."""


def repair(values: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the mended values of one row (by field) and the kinds of repairs, in the order of the fields."""
    mended = clean_texts(values)
    done: list[str] = ["invisible"] if mended != values else []
    _drop_formulas(mended, done)
    country = tidy_country(mended.get("country", ""))
    _tell_codes_apart(mended, country, done)
    if place_apart(mended, country):
        done.append("place")
    home = _home(mended, country)
    for field, kind in _KINDS:
        value = mended.get(field)
        if not value:
            continue
        bare = without_label(value) if kind.endswith("_code") else value
        if is_scientific(bare) or is_date(bare):
            mended[field] = ""
            done.append(f"{kind}_lost")
        else:
            whole = _DECIMALS.fullmatch(bare.strip()) if value[-1] == "0" else None
            mended[field] = _FIELD_REPAIRS[field](whole[1] if whole else value, home)
            if mended[field] != value and not _only_tidied(field, value):
                done.append(kind)
    if _move_fiscal_code(mended):
        done.append("fiscal_code_moved")
    if street_alone(mended):
        done.append("street")
    _mend_mail(mended, done)
    if len(_several(mended, "mobile")) > 1 or len(_several(mended, "landline")) > 1:
        done.append("phone_several")
    return mended, tuple(dict.fromkeys(done))


def _home(mended: dict[str, str], country: str) -> str:
    """Return the country whose codes and numbers a row has (``?``: not known)."""
    code = mended.get("postal_code", "").lstrip("'’").strip()
    code = whole[1] if (whole := _DECIMALS.fullmatch(code)) else code
    place = place_abroad(code, mended.get("city", ""), mended.get("province", ""))
    if place == UNCLEAR and _speaks_for_italy(mended, code, country):
        place = ""  # a spreadsheet has eaten the zero
    if country:
        return country if country != "IT" or place in ("", "SM", "VA") else "?"
    abroad = place or not (province_code(mended.get("province", "")) or not mended.get("province"))
    return "?" if abroad else ""


def _speaks_for_italy(mended: dict[str, str], postal_code: str, country: str) -> bool:
    """Tell whether a postal code of few digits is one of Italy that has lost its zeros: nine neighbours have such
    codes, so something must say so. A province whose codes are others, and a fixed line of elsewhere, end it."""
    fits = fits_region(postal_code, (mended.get("mobile", ""), mended.get("landline", "")))
    if fits is False or mended.get("province") or country not in ("", "IT"):
        return False
    codes = [tidy_vat(code) for name in ("vat_code", "fiscal_code") if (code := mended.get(name))]
    ours = any(is_person_code(code) or (len(code) >= _MOST_DIGITS and vat_is_valid(pad_vat(code))) for code in codes)
    sdi = clean_value("sdi_code", mended.get("sdi_code", ""))
    return bool(fits or country or ours or sdi or mended.get("pec", "").strip())


def _drop_formulas(mended: dict[str, str], done: list[str]) -> None:
    """Leave out what is no value but how to compute one; in a note it is a text that began with ``=``."""
    for field, value in mended.items():
        if value[:1] != "=" or field == "note":
            continue
        if typed := _TYPED_NUMBER.fullmatch(value):
            mended[field] = typed[1]
        elif _FORMULA.fullmatch(value):
            mended[field] = ""
            done.append("formula_lost")


def _tell_codes_apart(mended: dict[str, str], country: str, done: list[str]) -> None:
    """Put each of two codes of one cell into its place, and mend letters that were typed for digits."""
    vat, fiscal = mended.get("vat_code", ""), mended.get("fiscal_code", "")
    if not (vat or fiscal):
        return
    new_vat, new_fiscal = codes_of(vat, fiscal)
    if bool(new_vat) != bool(vat) or bool(new_fiscal) != bool(fiscal):
        done.append("fiscal_code_moved" if new_fiscal and not fiscal else "vat_code_moved")
    elif tidy_fiscal_code(fiscal) != tidy_fiscal_code(new_fiscal) and mended_person_code(fiscal) == new_fiscal:
        done.append("code_letters")
    if country in ("", "IT") and (right := mended_vat(new_vat)):
        new_vat = right
        done.append("code_letters")
    if new_vat and is_no_code(new_vat) and not (is_scientific(new_vat) or is_date(new_vat)):
        if clean_value("vat_code", new_vat):
            done.append("code_word")
        new_vat = ""
    for field, value in (("vat_code", new_vat), ("fiscal_code", new_fiscal)):
        if value != mended.get(field, ""):
            mended[field] = value


def _mend_mail(mended: dict[str, str], done: list[str]) -> None:
    """Keep the first address of a cell; a site in the column of e-mails belongs into that of sites."""
    cell = mended.get("email", "")
    found = addresses_in(cell)
    if len(found) > 1:
        mended["email"] = found[0]
        done.append("email_several")
    elif cell and not found and is_web_address(cell):
        mended["email"] = ""
        mended["website"] = mended.get("website") or cell
        done.append("email_site")


def further_of(values: dict[str, str]) -> Further:
    """Return the e-mails and phones that stand in a cell behind its first one, each with its field."""
    found = [
        (name, address) for name in ("email", "pec") if (cell := values.get(name)) for address in addresses_in(cell)[1:]
    ]
    for name in ("mobile", "landline"):
        found += [(name, number) for number in _several(values, name)[1:]]
    return tuple(found)


def _several(values: dict[str, str], field: str) -> tuple[str, ...]:
    """Return the phone numbers of a cell that may hold more than one."""
    cell = values.get(field)
    if not cell or not may_be_several(cell):
        return ()
    place = (values.get(name, "") for name in ("vat_code", "postal_code", "city", "province"))
    return numbers_in(cell, home_of(tidy_country(values.get("country", "")), *place))


def _only_tidied(field: str, value: str) -> bool:
    """Tell a value that was merely written differently from one that was damaged."""
    if field == "vat_code":
        return tidy_vat(value) == pad_vat(tidy_vat(value))
    return field == "fiscal_code" and tidy_fiscal_code(value) == pad_fiscal_code(tidy_fiscal_code(value))


def _vat_code(value: str, country: str) -> str:
    code = tidy_vat(value)
    if len(code) > LONGEST_CODE:
        return value
    italian = country in ("", "?", "IT") or value.strip().upper().startswith("IT")
    return pad_vat(code) if italian else code


def _fiscal_code(value: str, country: str) -> str:
    code = tidy_fiscal_code(value)
    if len(code) > LONGEST_CODE:
        return value
    return pad_fiscal_code(code) if country in ("", "?", "IT") else code


def _postal_code(value: str, country: str) -> str:
    value = value.lstrip("'’")
    if country in ("", "?", "IT"):
        value = tidy_postal_code(value)
    if value == "0":
        return "00000"
    if len(value) < 5 and country in _FIVE_DIGITS and _FEW_DIGITS.fullmatch(value):
        return value.zfill(5)
    return value


def _sdi_code(value: str, _country: str) -> str:
    return "0000000" if len(value) < 7 and not value.strip("0") else value  # with no zero it would be no placeholder


def _phone(value: str, country: str) -> str:
    bare = value.lstrip("'’").strip()
    if not _PLAIN_NUMBER.fullmatch(bare):
        return bare
    if _WITH_39.fullmatch(bare) and to_e164(f"+{bare}") and not is_plausible(bare):
        return f"+{bare}"
    if len(bare) > 11 and _WITH_39.fullmatch(bare):
        return f"+{bare}"
    # A fixed line that has lost its zero; numbers that are right as they stand (800…, 3…) stay.
    if country in ("", "IT") and bare[0] != "0" and not is_plausible(bare) and is_plausible(f"0{bare}"):
        return f"0{bare}"
    return bare


def _landline(value: str, country: str) -> str:
    """Like `_phone`; nine digits that begin with 3 are Bergamo's 035… without its zero, not a mobile number.

    The column says that it is a fixed line. The old mobile numbers of nine digits (335, 338, 360 …) are safe: with a
    zero in front, none of their prefixes is one of an Italian town.
    """
    bare = value.lstrip("'’").strip()
    if _SPACED_DIGITS.fullmatch(bare):
        bare = _SPACES.sub("", bare) if _NINE_DIGITS.fullmatch(_SPACES.sub("", bare)) else bare
    if country in ("", "IT") and _NINE_DIGITS.fullmatch(bare) and is_plausible(f"0{bare}"):
        return f"0{bare}"
    return _phone(value, country)


_FIELD_REPAIRS = {
    "vat_code": _vat_code,
    "fiscal_code": _fiscal_code,
    "postal_code": _postal_code,
    "sdi_code": _sdi_code,
    "landline": _landline,
    "mobile": _phone,
}


def _move_fiscal_code(values: dict[str, str]) -> bool:
    """Take a person's fiscal code out of the VAT column, where the form's one field often put it."""
    code = values.get("vat_code", "")
    if not is_person_code(code):
        return False
    held = values.get("fiscal_code", "")
    if held and not same("fiscal_code", held, code):
        return False
    values["vat_code"] = ""
    values["fiscal_code"] = held or tidy_fiscal_code(code)
    return True
