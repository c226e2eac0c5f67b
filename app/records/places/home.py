"""Whose telephone numbers a record has: its country's, or that of its place where no country is told.

Towns beside the border are customers of every business there, and half the exports leave their country blank or at its
default: "Lugano, 091 …" is no number of Palermo.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.records.codes.vat import country_prefix, tidy_vat
from app.records.contact import Contact
from app.records.places.country import country_code
from app.records.places.province import province_code
from app.records.text.words import APOSTROPHES, words

UNCLEAR = "??"
"""Whose numbers they are, nobody can say: one without a prefix stays as typed."""

_ABROAD = frozenset({"estero", "estera", "ue", "extra ue", "extraue", "cee", "extra cee", "eu", "abroad", "foreign"})
"""Words for "not Italy" in a column of countries."""

_BEFORE_CODE = {
    **dict.fromkeys(("A", "AT"), "AT"),
    **dict.fromkeys(("D", "DE"), "DE"),
    **dict.fromkeys(("F", "FR"), "FR"),
    **dict.fromkeys(("I", "IT"), "IT"),
    **dict.fromkeys(("SI", "SLO"), "SI"),
    **dict.fromkeys(("SM", "RSM"), "SM"),
    **{code: code for code in ("CH", "FL", "LI", "MC", "BE", "NL", "LU", "HR", "ES", "PT", "PL", "CZ", "SK", "HU")},
    **{code: code for code in ("RO", "GR", "BG", "DK", "SE", "FI")},
    "FL": "LI",
}
"""What people put before a postal code, with a dash or a space: ``CH-6900``, ``D 80331``."""

_PREFIXED = re.compile(r"\s*([A-Za-z]{1,3})(?:\s*[-–]\s*|\s+)(?=[0-9]{4,5}\b)")
_IN_BRACKETS = re.compile(r"[(,/]\s*([^(),/]{2,40})\)?\s*$|\s[-–]\s([^(),/]{2,40})$")
_LONGEST = 120
_FEW_DIGITS = re.compile(r"[0-9]{3,4}")
_SAN_MARINO = re.compile(r"4789[0-9]")
_PROVINCES = {"TI": "CH", "RSM": "SM", "SM": "SM", "SCV": "VA"}
"""What stands in a column of provinces for abroad, and is no province of Italy."""

_TOWNS = {
    "CH": "lugano,bellinzona,locarno,mendrisio,chiasso,ascona,stabio,balerna,biasca,minusio,massagno,agno,manno,bioggio"
    ",novazzano,coldrerio,giubiasco,zurigo,zurich,zuerich,ginevra,geneve,geneva,basilea,basel,berna,bern,losanna"
    ",lausanne,lucerna,luzern,winterthur,san gallo,st gallen,st moritz,poschiavo,zug,zugo",
    "SI": "nova gorica,koper,koper capodistria,capodistria,lubiana,ljubljana,maribor,sezana,izola,piran,pirano"
    ",portorose,portoroz,sempeter pri gorici,ajdovscina,postojna",
    "AT": "villach,villaco,klagenfurt,innsbruck,lienz,vienna,wien,graz,salisburgo,salzburg,linz,bregenz,kufstein",
    "DE": "monaco di baviera,munchen,muenchen,munich,berlino,berlin,amburgo,hamburg,francoforte,frankfurt"
    ",frankfurt am main,koln,stoccarda,stuttgart,norimberga,nurnberg,augsburg,dusseldorf",
    "FR": "mentone,menton,nizza,nice,parigi,paris,marsiglia,marseille,lione,lyon,cannes,antibes,grenoble,chambery",
    "SM": "repubblica di san marino,citta di san marino",
    "MC": "principato di monaco",
    "HR": "rijeka,parenzo,porec,rovigno,rovinj,zagabria,zagreb,spalato,umago,umag",
    "VA": "citta del vaticano,vatican city",
    "GB": "londra,london",
    "ES": "madrid,barcelona",
}
"""Towns beyond the border that have no namesake among the towns of Italy, and the capitals that business goes to."""

_REGIONS = {
    "00": ("06", "0774", "0765", "0766"),
    "01": ("0761", "0763", "0766"),
    "02": ("0746", "0765"),
    "03": ("0775", "0776"),
    "04": ("0771", "0773", "0776", "06"),
    "05": ("0744", "0763"),
    "06": ("075", "0742", "0743"),
    "07": ("079", "0789"),
    "08": ("0784", "0782", "0785", "0789"),
    "09": ("070", "0781", "0782", "0783"),
}
"""Prefixes of the fixed network by the first two digits of those postal codes of Italy that begin with 0."""

_SARDINIA = frozenset({"SS", "OT", "NU", "OG", "OR", "CA", "CI", "VS", "SU"})
_WITH_ZERO = {
    **{f"0{n}": frozenset({code}) for n, code in enumerate(("RM", "VT", "RI", "FR", "LT", "TR", "PG"))},
    **dict.fromkeys(("07", "08", "09"), _SARDINIA),
}
"""Provinces by the first two digits of those postal codes of Italy that begin with 0."""

_EXCLAVE = "campione d italia"
"""A town of Italy whose telephones are Swiss ones, its older ones Como's: nobody can say from the number alone."""

_SPACED = str.maketrans(dict.fromkeys(APOSTROPHES, " "))
_ITALIAN_MOBILE = re.compile(r"3[1-9][0-9]{8}")
_SHORTEST = 6
"""Digits of a number that says where it is."""


_COUNTRY_OF_TOWN = {town: code for code, towns in _TOWNS.items() for town in towns.split(",")}


def home_of(country: str, vat_code: str, postal_code: str = "", city: str = "", province: str = "") -> str:
    """Return whose phone numbers a record has (ISO alpha-2, blank: Italy's, as nothing says otherwise; `UNCLEAR`).

    Its country's, else its VAT code's, else its place's. A country that is Italy and a place that lies abroad are
    unclear: Italy is the default of many a form.
    """
    if country and country != "IT":
        return country_code(country) or (UNCLEAR if " ".join(words(country)) in _ABROAD else "")
    prefix = country_prefix(tidy_vat(vat_code)) if vat_code[:1].isalpha() else ""
    if prefix and not country:
        return country_code(prefix)
    if not (postal_code or city or province):
        return country
    place = place_abroad(postal_code, city, province)
    if not place or not country:
        return place or country
    return UNCLEAR if place not in ("SM", "VA") else country


def home_of_contact(contact: Contact) -> str:
    """Do as `home_of` for a contact."""
    return home_of(contact.country, contact.vat_code, contact.postal_code, contact.city, contact.province)


@lru_cache(maxsize=16384)
def place_abroad(postal_code: str, city: str, province: str) -> str:
    """Return the country in which a place lies that is not in Italy (ISO alpha-2); `UNCLEAR` where only a postal code
    of four digits speaks for that, blank otherwise."""
    for text in (postal_code, city):
        if (found := _PREFIXED.match(text)) and (code := _BEFORE_CODE.get(found[1].upper())):
            return "" if code == "IT" else code
    if _SAN_MARINO.fullmatch(postal_code.strip()):
        return "SM"
    if postal_code.strip() == "00120":
        return "VA"
    italian = province_code(province)
    town = _town(city)
    if town and (not italian or italian == town):  # "Lugano, CH": Chieti has no such town
        return town
    if province.strip().upper() in _PROVINCES:
        return _PROVINCES[province.strip().upper()]
    if italian == "CO" and " ".join(words(city.translate(_SPACED))) == _EXCLAVE:
        return UNCLEAR
    code = postal_code.strip()
    doubtful = _FEW_DIGITS.fullmatch(code) and not may_be_eaten(code, italian or province_code(city))
    return UNCLEAR if doubtful else ""


def may_be_eaten(postal_code: str, province: str) -> bool:
    """Tell whether a postal code of few digits is one of a province of Italy (its two letters) without its leading
    zeros: ``6034`` of Perugia, and not ``5000 Aarau AG``, which is no place of Agrigento."""
    return province in _WITH_ZERO.get(postal_code.zfill(5)[:2], ())


def _town(city: str) -> str:
    if len(city) > _LONGEST:
        return ""
    bare = re.sub(r"^\s*(?:[A-Za-z]{1,3}[\s-]+)?[0-9]{4,5}\s+", "", city)
    if bracket := _IN_BRACKETS.search(bare):
        named = (bracket[1] or bracket[2]).strip()
        bare = bare[: bracket.start()]
        if len(named) > 2 and not province_code(named) and (code := country_code(named)):
            return "" if code == "IT" else code
    return _COUNTRY_OF_TOWN.get(" ".join(words(bare.replace("-", " "))), "")


def fits_region(postal_code: str, numbers: tuple[str, ...]) -> bool | None:
    """Tell by phone numbers as typed whether a postal code can be one of Italy that has lost its leading zeros.

    A fixed line must be one of that region; a mobile number of Italy speaks for it, one with a country's prefix says
    nothing. None: no number says anything.
    """
    prefixes = _REGIONS.get(postal_code.zfill(5)[:2], ())
    found = None
    for number in numbers:
        digits = "".join(c for c in number if c.isdigit())
        if number.lstrip()[:1] == "+" or digits[:2] == "00" or len(digits) < _SHORTEST:
            continue
        if digits[:1] == "3":
            found = found or bool(_ITALIAN_MOBILE.fullmatch(digits)) or None
        elif f"0{digits.lstrip('0')}".startswith(prefixes):
            found = True
        else:
            return False
    return found
