"""An address of which several parts stand in one value: the postal code before the town, the town behind the street."""

from __future__ import annotations

import re
from functools import lru_cache

from app.records.compare import same
from app.records.places.home import UNCLEAR, place_abroad
from app.records.places.province import province_code
from app.records.text.words import words

_PLACE = re.compile(
    r"(?:I|IT)?[\s-]*(?P<code>[0-9]{5})[\s,-]+(?P<city>[^\W\d_][^\d()]*?)(?:\s*\((?P<province>[A-Za-z]{2})\))?"
)
"""What ought to stand in columns of its own: ``00184 Roma (RM)``."""

_CITY_FIRST = re.compile(r"(?P<city>[^\W\d_][^\d()]*?)[\s,-]+(?P<code>[0-9]{5})(?:\s*\((?P<province>[A-Za-z]{2})\))?")
_WITH_PROVINCE = re.compile(
    r"(?P<city>[^\W\d_][^\d(),]*?)\s*(?:\((?P<province>[A-Za-z]{2})\)|(?:,|/|\s[-–])\s*(?P<other>[A-Z]{2}))"
)
"""``Roma (RM)``, ``Milano, MI``, ``Roma - RM``."""

_OF_ITALY = re.compile(r"^(?:I|IT|ITA)[\s–-]*(?=[0-9]{5}$)", re.IGNORECASE)
_PARTED = re.compile(r"([0-9]{2})[ .]([0-9]{3})")
"""``20 100``, and what a spreadsheet makes of a number: ``20.100``."""

_OF_A_HOUSE = frozenset(
    ["bis", "ter", "quater", "int", "interno", "sc", "scala", "piano", "p", "barra", "km", "c/o", "presso"]
)
_STREET_FIRST = re.compile(
    r"(?P<street>[^\W\d_].*?\S)(?:\s*[,;]\s*|\s+[-–]\s+)(?P<code>[0-9]{5})[\s,-]+(?P<city>[^\W\d_][^\d(),]*?)"
    r"(?:\s*\((?P<province>[A-Za-z]{2})\))?"
)

_PROVINCE = 2
_CODE = 5
"""Digits of a postal code of Italy."""

_LONGEST_PLACE = 120
"""Letters of a cell beyond which it is no town, with whatever stands beside it."""

_BEFORE_PROVINCE = re.compile(r"(?P<city>[^\W\d_][^\d(),/]*?)[\s.]+(?P<province>[A-Z]{2})")
"""``ROMA RM``."""


def place_apart(mended: dict[str, str], country: str) -> bool:
    """Part postal code, town and province that stand in one of a record's values, if the others are blank or agree;
    tell whether anything was parted. ``country`` is the record's (ISO alpha-2, blank: none is named)."""
    if country not in ("", "IT") or len(mended.get("city", "")) > _LONGEST_PLACE:
        return False
    abroad = place_abroad(mended.get("postal_code", ""), mended.get("city", ""), mended.get("province", ""))
    if abroad not in ("", UNCLEAR, "SM", "VA"):
        return False  # "D 80331" is a postal code of Germany, and no town D
    parted = _behind_the_street(mended)
    parted = _with_its_province(mended) or parted
    if (town := _WITH_PROVINCE.fullmatch(mended.get("city", "").strip())) and place_abroad(
        "", mended.get("city", ""), ""
    ) == "":
        province, told = (town["province"] or town["other"]).upper(), mended.get("province", "").strip()
        if province_code(province) and (not told or same("province", told, province)):
            mended |= {"city": town["city"], "province": told or province}
            parted = True
    for field in ("city", "postal_code"):
        cell = mended.get(field, "").strip()
        found = _PLACE.fullmatch(cell) or _CITY_FIRST.fullmatch(cell)
        if not found:
            continue
        parts = {"postal_code": found["code"], "city": found["city"].strip(" -,"), "province": found["province"] or ""}
        if field == "postal_code" and len(parts["city"]) == _PROVINCE and province_code(parts["city"]):
            parts = {"postal_code": found["code"], "province": parts["city"]}  # "00184 RM"
        words_ = parts.get("city", "").split()
        if not parts.get("province") and len(words_) > 1 and len(words_[-1]) == 2 and words_[-1].isupper():
            if not province_code(words_[-1]) or not mended.get("city", "").isascii():
                continue
            if parts["city"].isupper() and not same("province", mended.get("province", ""), words_[-1]):
                continue  # "VILLA DI RO" may be the town's own name
            parts |= {"city": " ".join(words_[:-1]), "province": words_[-1]}
        held = {n: mended.get(n, "").strip() for n in parts if n != field}
        if all(not v or not parts[n] or same(n, v, parts[n]) for n, v in held.items()):
            mended |= {n: v if n == field or not held.get(n) else held[n] for n, v in parts.items() if v}
            parted = True
    return parted


def _with_its_province(mended: dict[str, str]) -> bool:
    """Take off a town's name the letters of its province where that is certain: it is the province's own town, or the
    letters stand in their own place, too. ``SAN BENEDETTO PO`` is a name."""
    found = _BEFORE_PROVINCE.fullmatch(mended.get("city", "").strip())
    if not found:
        return False
    town, letters, told = found["city"].strip(" -."), found["province"], mended.get("province", "").strip()
    if province_code(letters) != letters or (told and province_code(told) != letters):
        return False
    own = len(town) > _PROVINCE and province_code(town) == letters
    if not (own or told) or place_abroad("", town, letters):
        return False
    mended |= {"city": town, "province": told or letters}
    return True


def _behind_the_street(mended: dict[str, str]) -> bool:
    """Take postal code and town off the end of a street (``Via Roma 1, 00187 Roma RM``), where their own places are
    blank or say the same."""
    street = mended.get("street", "")
    found = _STREET_FIRST.fullmatch(street) if len(street) <= _LONGEST_PLACE else None
    if not found:
        return False
    parts = {"postal_code": found["code"], "city": found["city"].strip(" -,"), "province": found["province"] or ""}
    if parts["province"] and not province_code(parts["province"]):
        return False
    if parts["city"].split()[0].strip(".").casefold() in _OF_A_HOUSE:
        return False
    held = {name: mended.get(name, "").strip() for name in parts}
    if any(held[n] and (not parts[n] or not same(n, held[n], parts[n])) for n in ("postal_code", "city")):
        return False
    if held["province"] and parts["province"] and not same("province", held["province"], parts["province"]):
        return False
    if place_abroad(parts["postal_code"], parts["city"], parts["province"] or held["province"]):
        return False
    mended["street"] = found["street"].rstrip(" ,;-")
    mended |= {name: held[name] or part for name, part in parts.items() if part}
    return True


def without_city(street: str, city: str, province: str, postal_code: str = "") -> str:
    """Take ``- CITTÀ PROV`` off the end of a street, only if it is this contact's own city (and province)."""
    head, dash, tail = street.rpartition(" - ")
    if not dash or not head.strip() or not city.strip():
        return street
    rest = tail.strip()
    if postal_code and rest.startswith(postal_code):
        rest = rest[len(postal_code) :].strip()
    return head.rstrip(" ,") if _is_place(rest, city, province) else street


@lru_cache(maxsize=4096)
def _is_place(text: str, city: str, province: str) -> bool:
    """Tell whether a text is a town, alone or with its province."""
    spoken = words(text)
    if not spoken:
        return False
    if _is_city(spoken, city):
        return True
    named = province_code(spoken[-1]) or spoken[-1].upper()
    return named == (province_code(province) or province.strip().upper()) and _is_city(spoken[:-1], city)


def _is_city(spoken: list[str], city: str) -> bool:
    # Word by word, too: an apostrophe is gone from the spoken words (Reggio nell'Emilia).
    return spoken == words(city) or same("city", " ".join(spoken), city)


def street_alone(values: dict[str, str]) -> bool:
    """Take a record's own town off the end of its street; tell whether it stood there."""
    street = values.get("street", "")
    if " - " not in street:
        return False
    alone = without_city(street, values.get("city", ""), values.get("province", ""), values.get("postal_code", ""))
    if alone == street:
        return False
    values["street"] = alone
    return True


_WITH_TOWN = 12
"""Letters of the shortest street with a postal code and a town behind it."""

_FIVE = re.compile(r"[,;–-]\s*[0-9]{5}[\s,-]")
_IN_ONE = re.compile(r"[0-9(),/]|\s[-–]|[\s.][A-Z]{2}$")


def apart(values: dict[str, str], country: str) -> None:
    """Part what `place_apart` and `street_alone` part, in values that are clean already; most need no look."""
    city, street = values.get("city", ""), values.get("street", "")
    if (
        (city and not city.isalpha() and _IN_ONE.search(city))
        or len(values.get("postal_code", "")) > _CODE
        or (len(street) > _WITH_TOWN and _FIVE.search(street))
    ):
        place_apart(values, country)
    street_alone(values)


def tidy_postal_code(text: str) -> str:
    """Return a postal code of Italy without its country and without what parts its digits (``I-20100``, ``20 100``)."""
    code = _OF_ITALY.sub("", text)
    parted = _PARTED.fullmatch(code)
    return f"{parted[1]}{parted[2]}" if parted else code
