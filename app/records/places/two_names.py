"""Towns with two names, and the two spellings of German letters: one to a person."""

from __future__ import annotations

import re

from app.records.text.words import words

_TOWNS = """
bolzano bozen|merano meran|bressanone brixen|brunico bruneck|laives leifers|vipiteno sterzing|appiano eppan
caldaro kaltern|chiusa klausen|dobbiaco toblach|san candido,innichen|ortisei,st ulrich,sankt ulrich,urtijei
selva di val gardena,wolkenstein,wolkenstein in groden|silandro schlanders|malles,malles venosta,mals
egna neumarkt|naturno naturns|badia abtei|renon ritten|terlano terlan|tirolo tirol|castelrotto kastelruth
lagundo algund|campo tures,sand in taufers|valle aurina,ahrntal|termeno,termeno sulla strada del vino,tramin
nalles nals|ora auer|salorno,salorno sulla strada del vino,salurn|bronzolo branzoll|scena schenna
marlengo marling|parcines partschins|laces latsch|lasa laas|glorenza glurns
prato allo stelvio,prad am stilfser joch|curon venosta,graun im vinschgau|vandoies vintl
rio di pusteria,muhlbach|varna vahrn|fortezza franzensfeste|campo di trens,freienfeld|brennero brenner
racines ratschings|monguelfo,monguelfo tesido,welsberg|valdaora olang|rasun anterselva,rasen antholz
sesto sexten|villabassa niederdorf|san lorenzo di sebato,st lorenzen,sankt lorenzen|falzes pfalzern
chienes kiens|terento terenten|san leonardo in passiria,st leonhard in passeier
san martino in passiria,st martin in passeier|lana|postal burgstall|gargazzone gargazon|meltina molten
sarentino sarntal|cornedo all isarco,cornedo,karneid|nova levante,welschnofen|nova ponente,deutschnofen
fie allo sciliar,fie,vols am schlern|ponte gardena,waidbruck|laion lajen|funes villnoss|velturno feldthurns
luson lusen|naz sciaves,natz schabs|aldino aldein|montagna montan|cortaccia kurtatsch|magre margreid
duino aurisina,devin nabrezina|sgonico zgonik|monrupino repentabor|doberdo del lago,doberdob
roma rome|milano milan|torino turin|napoli naples|firenze florence|venezia venice|genova genoa|padova padua
mantova mantua|siracusa syracuse|livorno leghorn|
savogna d isonzo,sovodnje|gorizia,gorica|trieste trst|aosta aoste
"""
_PARTS = re.compile(r"\s*/\s*|\s+[-–]\s+|\s*\(|\)")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def _first_names() -> dict[str, str]:
    known: dict[str, str] = {}
    for entry in _TOWNS.replace("\n", "|").split("|"):
        names = entry.split(",") if "," in entry else entry.split()
        known |= {name.strip(): names[0].strip() for name in names if name.strip()}
    return known


_ITALIAN = _first_names()


def one_town(text: str) -> str:
    """Return the Italian name of a town that has two, however they stand (``Bozen``, ``BOLZANO - BOZEN``), else the
    text as it is."""
    whole = " ".join(words(text.replace("'", " ").replace("’", " ")))
    if found := _ITALIAN.get(whole):
        return found
    parts = [" ".join(words(part)) for part in _PARTS.split(text) if part.strip()]
    told = {_ITALIAN.get(part, "") for part in parts}
    return told.pop() if len(parts) > 1 and len(told) == 1 and "" not in told else text


def spelled_out(text: str) -> str:
    """Return a text with its German letters as keyboards without them write them: ``Mueller`` for ``Müller``."""
    return text.translate(_GERMAN)
