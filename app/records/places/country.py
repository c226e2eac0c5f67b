"""Countries: names in Italian and English, ISO 3166 alpha-2 and alpha-3, all to alpha-2."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from app.records.text.words import said_twice, words

_ALPHA3 = (
    "AFG:AF ALB:AL AND:AD ARE:AE ARG:AR ARM:AM AUS:AU AUT:AT AZE:AZ BEL:BE BGD:BD BGR:BG BHR:BH BIH:BA "
    "BLR:BY BOL:BO BRA:BR CAN:CA CHE:CH CHL:CL CHN:CN CMR:CM COL:CO CRI:CR CUB:CU CYP:CY CZE:CZ DEU:DE "
    "DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ESP:ES EST:EE ETH:ET FIN:FI FRA:FR GBR:GB GEO:GE GHA:GH GRC:GR "
    "HKG:HK HRV:HR HUN:HU IDN:ID IND:IN IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT JOR:JO JPN:JP KAZ:KZ "
    "KEN:KE KOR:KR KWT:KW LBN:LB LBY:LY LIE:LI LKA:LK LTU:LT LUX:LU LVA:LV MAR:MA MCO:MC MDA:MD MEX:MX "
    "MKD:MK MLT:MT MNE:ME MYS:MY NGA:NG NLD:NL NOR:NO NZL:NZ OMN:OM PAK:PK PAN:PA PER:PE PHL:PH POL:PL "
    "PRT:PT PRY:PY QAT:QA ROU:RO RUS:RU SAU:SA SEN:SN SGP:SG SMR:SM SRB:RS SVK:SK SVN:SI SWE:SE SYR:SY "
    "THA:TH TUN:TN TUR:TR TWN:TW UKR:UA URY:UY USA:US UZB:UZ VAT:VA VEN:VE VNM:VN XKX:XK ZAF:ZA"
)

# Usual names that the library spells differently, and the codes that Italian invoices use.
_USUAL = {
    "repubblica italiana": "IT",
    "italy": "IT",
    "italie": "IT",
    "italiana": "IT",
    "rep italiana": "IT",
    "italien": "IT",
    "i": "IT",
    "a": "AT",
    "d": "DE",
    "e": "ES",
    "f": "FR",
    "slo": "SI",
    "rsm": "SM",
    "olanda": "NL",
    "holland": "NL",
    "paesi bassi": "NL",
    "the netherlands": "NL",
    "nederland": "NL",
    "inghilterra": "GB",
    "gran bretagna": "GB",
    "england": "GB",
    "great britain": "GB",
    "uk": "GB",
    "regno unito": "GB",
    "scozia": "GB",
    "scotland": "GB",
    "galles": "GB",
    "wales": "GB",
    "stati uniti": "US",
    "stati uniti america": "US",
    "stati uniti damerica": "US",
    "usa": "US",
    "america": "US",
    "united states of america": "US",
    "u s a": "US",
    "u s": "US",
    "repubblica ceca": "CZ",
    "cechia": "CZ",
    "czechia": "CZ",
    "czech republic": "CZ",
    "macedonia": "MK",
    "macedonia del nord": "MK",
    "north macedonia": "MK",
    "turchia": "TR",
    "turkiye": "TR",
    "deutschland": "DE",
    "osterreich": "AT",
    "schweiz": "CH",
    "suisse": "CH",
    "espana": "ES",
    "el": "GR",
    "ellas": "GR",
    "hrvatska": "HR",
    "polska": "PL",
    "slovenija": "SI",
    "romania": "RO",
    "magyarorszag": "HU",
    "citta del vaticano": "VA",
    "vaticano": "VA",
    "santa sede": "VA",
    "vatican city": "VA",
    "kosovo": "XK",
    "san marino": "SM",
    "repubblica di san marino": "SM",
    "principato di monaco": "MC",
    "montecarlo": "MC",
    "federazione russa": "RU",
    "russian federation": "RU",
    "cina": "CN",
    "birmania": "MM",
    "eswatini": "SZ",
    "rep dominicana": "DO",
    "rep popolare cinese": "CN",
    "cina rpc": "CN",
    "repubblica popolare cinese": "CN",
    "corea del sud": "KR",
    "corea": "KR",
    "emirati arabi": "AE",
    "uae": "AE",
    "e a u": "AE",
    "eau": "AE",
    "dubai": "AE",
    "eire": "IE",
    "repubblica irlanda": "IE",
    "repubblica dirlanda": "IE",
    "irlanda del nord": "GB",
    "northern ireland": "GB",
    "u k": "GB",
    "great britain and northern ireland": "GB",
    "gran bretagna e irlanda del nord": "GB",
    "regno unito di gran bretagna e irlanda del nord": "GB",
    "oesterreich": "AT",
    "repubblica austria": "AT",
    "repubblica federale tedesca": "DE",
    "rep san marino": "SM",
    "rep di san marino": "SM",
    "r s m": "SM",
    "stato della citta del vaticano": "VA",
    "rep ceca": "CZ",
    "cesko": "CZ",
    "repubblica slovacca": "SK",
    "rep slovacca": "SK",
    "slovensko": "SK",
    "bosnia": "BA",
    "bosnia ed erzegovina": "BA",
    "bosnia erzegovina": "BA",
    "srbija": "RS",
    "србија": "RS",
    "lietuva": "LT",
    "latvija": "LV",
    "norge": "NO",
    "island": "IS",
    "confederazione elvetica": "CH",
    "confederazione svizzera": "CH",
    "svizzera italiana": "CH",
    "ticino": "CH",
    "canton ticino": "CH",
    "cantone ticino": "CH",
    "principato del liechtenstein": "LI",
    "granducato di lussemburgo": "LU",
    "costa davorio": "CI",
    "grossbritannien": "GB",
}


_APART = re.compile(r"[()/,\[\]]|\s-\s|(?<=^[A-Za-z]{2})-|(?<=^[A-Za-z]{3})-|-(?=[A-Za-z]{2}$)")


def _spoken() -> dict[str, dict[str, str]]:
    """Return the library's names of countries by code and language.

    Importing them the usual way would first load the whole geography of phone numbers that their package holds, which
    takes a hundred million bytes and stays; so their module is loaded alone where it lies as a file.
    """
    import phonenumbers

    name = "phonenumbers.geodata.locale"
    place = Path(phonenumbers.__file__).with_name("geodata") / "locale.py"
    spec = spec_from_file_location(name, place) if place.is_file() else None
    if spec is None or spec.loader is None:  # a frozen program has no such file
        found: dict[str, dict[str, str]] = import_module(name).LOCALE_DATA
        return found
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    alone: dict[str, dict[str, str]] = module.LOCALE_DATA
    return alone


@cache
def _names() -> tuple[dict[str, str], frozenset[str]]:
    spoken_by_code = _spoken()
    known: dict[str, str] = {}
    for code, spoken in spoken_by_code.items():
        for language in ("en", "it"):
            name = spoken.get(language, "")
            if name.startswith("*"):
                name = spoken.get(name[1:], "")
            if name and not name.startswith("*"):
                known.setdefault(" ".join(words(name)), code)
    for code, spoken in spoken_by_code.items():
        for name in spoken.values():  # and what its neighbours, and those who live there, call it
            if not name.startswith("*"):
                known.setdefault(" ".join(words(name)), code)
    known.update((pair[:3].lower(), pair[4:]) for pair in _ALPHA3.split())
    known.update(_USUAL)
    return known, frozenset(spoken_by_code) | {"XK"}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of a country named in Italian or English or by a code, or blank."""
    key = " ".join(words(text))
    if not key:
        return ""
    known, codes = _names()
    if len(key) == 2 and key.upper() in codes and key != "uk":
        return key.upper()
    if found := known.get(key, ""):
        return found
    return said_twice(text, _APART, country_code)  # "Germania (DE)", "IT - Italia"


@lru_cache(maxsize=4096)
def tidy_country(text: str) -> str:
    """Return the alpha-2 code where the country is known, otherwise the text as typed, stripped."""
    return country_code(text) or text.strip()
