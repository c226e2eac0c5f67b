"""Italian provinces: names to their two letters."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from app.records.text.words import said_twice, words

_TABLE = """
AG Agrigento|AL Alessandria|AN Ancona|AO Aosta|AO Valle d'Aosta|AP Ascoli Piceno|AQ L'Aquila|AR Arezzo
AT Asti|AV Avellino|BA Bari|BG Bergamo|BI Biella|BL Belluno|BN Benevento|BO Bologna|BR Brindisi
BS Brescia|BT Barletta-Andria-Trani|BZ Bolzano|BZ Bozen|BZ Alto Adige|CA Cagliari|CB Campobasso
CE Caserta|CH Chieti|CL Caltanissetta|CN Cuneo|CO Como|CR Cremona|CS Cosenza|CT Catania|CZ Catanzaro
EN Enna|FC Forlì-Cesena|FC Forlì|FE Ferrara|FG Foggia|FI Firenze|FM Fermo|FR Frosinone|GE Genova
GO Gorizia|GR Grosseto|IM Imperia|IS Isernia|KR Crotone|LC Lecco|LE Lecce|LI Livorno|LO Lodi|LT Latina
LU Lucca|MB Monza e della Brianza|MB Monza e Brianza|MB Monza|MC Macerata|ME Messina|MI Milano|MN Mantova
MO Modena|MS Massa-Carrara|MS Massa e Carrara|MT Matera|NA Napoli|NO Novara|NU Nuoro|OR Oristano
PA Palermo|PC Piacenza|PD Padova|PE Pescara|PG Perugia|PI Pisa|PN Pordenone|PO Prato|PR Parma|PT Pistoia
PU Pesaro e Urbino|PU Pesaro|PV Pavia|PZ Potenza|RA Ravenna|RC Reggio Calabria|RC Reggio di Calabria
RE Reggio Emilia|RE Reggio nell'Emilia|RG Ragusa|RI Rieti|RM Roma|RN Rimini|RO Rovigo|SA Salerno|SI Siena
SO Sondrio|SP La Spezia|SR Siracusa|SS Sassari|SU Sud Sardegna|SV Savona|TA Taranto|TE Teramo|TN Trento
TO Torino|TP Trapani|TR Terni|TS Trieste|TV Treviso|UD Udine|VA Varese|VB Verbano-Cusio-Ossola
VC Vercelli|VE Venezia|VI Vicenza|VR Verona|VT Viterbo|VV Vibo Valentia|CI Carbonia-Iglesias
CI Sulcis Iglesiente|VS Medio Campidano|OG Ogliastra|OT Olbia-Tempio|OT Gallura Nord-Est Sardegna
OT Gallura|OT Olbia e Tempio|PU Pesaro-Urbino|MS Massa|BZ Südtirol|BZ Suedtirol|BZ Bolzano Alto Adige
BT BAT|MI Milan|TO Turin|RM Rome|NA Naples|FI Florence|VE Venice|GE Genoa|PD Padua|MN Mantua|SR Syracuse|LI Leghorn
RM Rome Capital|BZ South Tyrol|BZ Alto Adige Südtirol|MB Monza Brianza|MB Monza and Brianza|FC Forli and Cesena
PU Pesaro and Urbino|MS Massa and Carrara|BT Barletta Andria e Trani
VB VCO|VB Verbania|AO Vallée d'Aoste|AQ Aquila|SP Spezia|AP Ascoli|VV Vibo|RM Roma Capitale|FC Forlì e Cesena
"""
# Codes replaced by others, still met in old address books.
_OLD = {"FO": "FC", "PS": "PU", "ROMA": "RM"}

_LETTERS = re.compile(r"[a-z] ?[a-z]")
_APART = re.compile(r"[()/,\[\]]|\s-\s")
_OPENINGS = (
    "provincia autonoma di ",
    "provincia di ",
    "provincia della ",
    "citta metropolitana di ",
    "metropolitan city of ",
    "province of ",
    "autonomous province of ",
    "free municipal consortium of ",
    "libero consorzio comunale di ",
    "prov di ",
    "prov ",
)


@cache
def _names() -> tuple[dict[str, str], frozenset[str]]:
    names: dict[str, str] = {}
    for entry in _TABLE.replace("\n", "|").split("|"):
        code, _, name = entry.partition(" ")
        if name:
            names[" ".join(words(name))] = code
    return names, frozenset(names.values())


@lru_cache(maxsize=4096)
def province_code(text: str) -> str:
    """Return the two letters of an Italian province given by name or code; blank if unknown."""
    key = " ".join(words(text))
    if _LETTERS.fullmatch(key):
        key = key.replace(" ", "")  # "R M"
    for opening in _OPENINGS:
        key = key.removeprefix(opening)
    names, codes = _names()
    upper = key.upper()
    if upper in codes:
        return upper
    if found := _OLD.get(upper) or names.get(key, ""):
        return found
    return said_twice(text, _APART, province_code)  # "Roma (RM)", "Bolzano/Bozen"


@lru_cache(maxsize=4096)
def tidy_province(text: str) -> str:
    """Return the two letters where the province is known, otherwise the text, upper case if short."""
    known = province_code(text)
    if known:
        return known
    stripped = text.strip()
    return stripped.upper() if len(stripped) <= 3 else stripped
