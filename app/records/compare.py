"""Equality as a person sees it: case, spaces, accents, phone format, company suffix and omocodia do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from rapidfuzz.distance import JaroWinkler

from app.records.contact import Contact

_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
_OMOCODIA_PLACES = (6, 7, 9, 10, 12, 13, 14)
_COUNTRIES = {"italia": "it", "italy": "it", "germania": "de", "germany": "de", "francia": "fr", "france": "fr",
              "spagna": "es", "spain": "es", "austria": "at", "svizzera": "ch", "switzerland": "ch"}
_FORMS = {"srl": "srl", "srls": "srls", "spa": "spa", "snc": "snc", "sas": "sas", "sapa": "sapa", "ss": "ss",
          "scarl": "scarl", "scrl": "scarl", "coop": "coop", "cooperativa": "coop", "onlus": "onlus", "ltd": "ltd",
          "gmbh": "gmbh", "llc": "llc", "ag": "ag", "sa": "sa", "sarl": "sarl"}
_EXTRA = frozenset({"unipersonale", "soc", "societa", "in", "liquidazione", "socio", "unico"})
_DOTTED_FORM = re.compile(r"(?<!\w)s\.\s?(?:r\.\s?l(?:\.\s?s)?|p\.\s?a|n\.\s?c|a\.\s?s|a\.\s?p\.\s?a|s)\.?(?!\w)", re.I)
_SIMILAR = 0.88
"""Jaro-Winkler similarity from which two words of a name count as one with a slip of the pen."""


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return a text without case, accents, punctuation and runs of spaces; apostrophes vanish."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("`", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("'", "")
    return " ".join(re.sub(r"[^\w]+", " ", plain).replace("_", " ").split())


@lru_cache(maxsize=200_000)
def phone_key(value: str) -> str:
    """Return a phone number as E.164, read as Italian where it has no country, or blank if it is none."""
    digits = re.sub(r"[^\d+]", "", value)
    if len(digits.strip("+")) < 5:
        return ""
    try:
        number = phonenumbers.parse(f"+{digits[2:]}" if digits.startswith("00") else digits, "IT")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=200_000)
def vat_key(value: str) -> str:
    """Return a VAT code without spaces and punctuation; the prefix IT goes where 11 digits follow."""
    code = re.sub(r"[^A-Z0-9]", "", value.upper())
    if code.startswith("IT") and code[2:].isdigit() and len(code) == 13:
        code = code[2:]
    return code if len(code) >= 8 and code.strip("0") else ""


@lru_cache(maxsize=200_000)
def fiscal_key(value: str) -> str:
    """Return a fiscal code with its digits restored where omocodia replaced them; for comparison only."""
    code = re.sub(r"[^A-Z0-9]", "", value.upper())
    if len(code) == 16:
        # the check letter depends on the replaced digits, so it is left out of the comparison's key
        body = [c.translate(_OMOCODIA) if i in _OMOCODIA_PLACES else c for i, c in enumerate(code[:15])]
        return "".join(body) + "*"
    return code if len(code) == 11 and code.strip("0") else ""


@lru_cache(maxsize=100_000)
def split_company(value: str) -> tuple[str, str]:
    """Return a company's name without its legal form, and the form (blank if there is none)."""
    spelled = _DOTTED_FORM.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", value)
    words = fold(spelled).split()
    form = ""
    while len(words) > 1 and (words[-1] in _FORMS or words[-1] in _EXTRA):
        form = _FORMS.get(words.pop(), form)
    return " ".join(words), form


def _web(value: str) -> str:
    plain = re.sub(r"^https?://", "", value.strip().casefold()).rstrip("/")
    return plain.removeprefix("www.")


def blank(_field: str, value: str) -> bool:
    """Tell whether a value says nothing: only an empty one; "0000000" is a recipient code like any other."""
    return not value.strip()


def same(field: str, a: str, b: str) -> bool:
    """Tell whether two values of a field are equal to a person. Unknown fields compare by their letters."""
    if a == b:
        return True
    if blank(field, a) or blank(field, b):
        return blank(field, a) and blank(field, b)
    if field == "company":
        (stem_a, form_a), (stem_b, form_b) = split_company(a), split_company(b)
        return stem_a == stem_b and (form_a == form_b or not form_a or not form_b)
    key_a, key_b = _key(field, a), _key(field, b)
    return key_a == key_b if key_a and key_b else a.strip().casefold() == b.strip().casefold()


def _key(field: str, value: str) -> str:
    if field in ("mobile", "landline"):
        return phone_key(value)
    if field == "vat_code":
        return vat_key(value)
    if field == "fiscal_code":
        return fiscal_key(value)
    if field == "country":
        return _COUNTRIES.get(fold(value), fold(value))
    if field == "website":
        return _web(value)
    if field in ("email", "pec", "sdi_code", "postal_code", "fattura24_id"):
        return value.strip().casefold()
    return fold(value)



def same_person(first_a: str, last_a: str, first_b: str, last_b: str) -> bool:
    """Tell whether two names consist of the same words, in whatever order and split."""
    words_a, words_b = sorted(fold(f"{first_a} {last_a}").split()), sorted(fold(f"{first_b} {last_b}").split())
    if words_a == words_b:
        return True
    # "Dell Acqua" and "Dellacqua": the same letters, written together
    joined_a = {"".join(p) for p in ((fold(first_a), fold(last_a)), (fold(last_a), fold(first_a)))}
    joined_b = {"".join(p) for p in ((fold(first_b), fold(last_b)), (fold(last_b), fold(first_b)))}
    return bool({j.replace(" ", "") for j in joined_a} & {j.replace(" ", "") for j in joined_b})


def match_key(field: str, value: str) -> str:
    """Return the key by which a value identifies a record, or blank if it cannot."""
    if field == "email":
        key = value.strip().casefold()
        return key if "@" in key.strip("@") else ""
    return _key(field, value) if value and field in ("vat_code", "fiscal_code", "mobile", "landline") else ""


def name_key(contact: Contact) -> str:
    """Return a key that is equal for equal names whatever their order; companies without their legal form."""
    if contact.company:
        return "".join(sorted(split_company(contact.company)[0].split()))
    return "".join(sorted(fold(contact.person).split()))


def names_agree(a: Contact, b: Contact) -> bool | None:
    """Tell whether two names could be the same; None where a person and a company (or nothing) face each other."""
    verdicts = []
    if a.company and b.company:
        verdicts.append(_alike(split_company(a.company)[0], split_company(b.company)[0]))
    if a.person and b.person:
        verdicts.append(_alike(fold(a.person), fold(b.person)))
    if not verdicts:
        crossed = [(x.company, y.person) for x, y in ((a, b), (b, a)) if x.company and y.person]
        return True if any(_alike(split_company(c)[0], fold(p)) for c, p in crossed) else None
    return any(verdicts)


def _alike(a: str, b: str) -> bool:
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    left = list(long)
    for word in short:
        best = max(left, key=lambda other: _word(word, other), default="")
        if not best or _word(word, best) < _SIMILAR:
            return False
        left.remove(best)
    return bool(short)


def _word(a: str, b: str) -> float:
    if len(a) == 1 or len(b) == 1:
        return 0.95 if a[0] == b[0] else 0.0
    return JaroWinkler.similarity(a, b)


def nicer(a: str, b: str) -> str:
    """Return the better spelling of two values that are the same: mixed case, then accents, then the longer."""
    def rank(text: str) -> tuple[bool, bool, int]:
        mixed = text != text.upper() and text != text.lower()
        return mixed, text != unicodedata.normalize("NFKD", text), len(text)
    return a if rank(a) >= rank(b) else b


