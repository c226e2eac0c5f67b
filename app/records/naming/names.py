"""One name field into first and last name; and whether a name is a company's at all.

Fattura24 keeps one name, in either order. A person's fiscal code begins with three letters of the surname and
three of the first name, which settles nearly every case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.records.codes.fiscal_code import (
    is_entity_code,
    is_person_code,
    name_letters,
    surname_letters,
    tidy_fiscal_code,
)
from app.records.naming.first_names import FIRST_NAMES
from app.records.naming.legal_form import parse_company, tokens
from app.records.naming.titles import without_titles
from app.records.text.words import PARTICLES, fold, squeeze, words

_COMPANY_TEXT = """
    abbigliamento accademia agenzia agricola agriturismo albergo alimentari amministrazione arredamenti arredi
    assicurazioni associati associazione ass assoc asilo auto autocarrozzeria autofficina autolavaggio autonoleggio
    autoricambi autosalone autoscuola autotrasporti azienda bar birreria biblioteca bottega botteghe boutique caffe
    camping cantina cantine carrozzeria casa cartoleria caseificio centro circolo clinica club college collegio
    comitato company comune comunita condominio confraternita consorzio consulting coop cooperativa costruzioni
    croce diocesi ditta edil edilizia elettro elettronica emporio ente enoteca erboristeria estetica fabbrica
    falegnameria farmacia federazione ferramenta fondazione fotografia fratelli flli gelateria gioielleria global
    grafica group gruppo hotel immobiliare impianti import impresa industria industrie informatica international
    isola istituto italia laboratorio lavaggio lavanderia libreria liceo logistica macelleria manifattura marketing
    mercato ministero mobili moda museo negozio officina officine onoranze ospedale osteria ottica palestra
    paninoteca panificio parafarmacia parrocchia parrucchiere pasticceria pescheria pizzeria polisportiva produzioni
    provincia pub regione residence ristorante salone sanitaria scuola service servizi services sindacato societa
    soc software solutions srl stabilimento store studio supermercato tabaccheria tabacchi team tecno teatro
    termoidraulica tipografia trattoria trasporti universita vetreria viaggi villa vivai vivaio web
    acli aido ambulatorio anpi apicoltura arci asl autonoleggi avis banca bistrot calzature cral dentistico dopolavoro
    edicola elettrauto floricoltura frantoio garage gasthaus gasthof gomme gommista guesthouse ist kellerei legnami
    locanda ludoteca malga metzgerei minimarket molini mulini nido odontoiatrico oratorio ortofrutta pelletterie
    poliambulatorio proloco questura prefettura rifugio rsa salumi suore tischlerei toelettatura torrefazione tribunale
    ulss usl veterinario vini weingut
"""
_COMPANY_WORDS = frozenset(_COMPANY_TEXT.split())
_SURNAMES_TOO = (
    "agricola bar casa comune croce estetica fratelli italia moda museo pescheria provincia regione villa viaggi"
)
_ALSO_SURNAMES = frozenset(_SURNAMES_TOO.split())
"""Words of firms that are borne as surnames."""

_FIRM_OPENINGS = frozenset({"ditta", "eredi", "famiglia", "fam", "coniugi", "cond", "il", "gli", "pro"})
"""With these a name begins that is no single person's."""

_AT_SOMEBODYS = frozenset({"da", "dal", "dalla"})
"""``Da Gino``: a first name behind it makes an inn."""

_QUOTES = '"“”«»'

_LETTERS = re.compile(r"(?:[^\W\d_]\.){3,}[^\W\d_]?")
_QUOTED = re.compile(r"\S\s+[\"“«][^\"“”«»]{2,60}[\"”»]\s*$")
"""``I.C. "G. Mazzini"``: what stands in quotes at the end is what a house is called; a person's is in the middle."""

_TRADE_ENDINGS = ("ificio", "eria", "erie")
_TRADE_LETTERS = 6
_MOST_INITIALS = 3
_SAINTS = frozenset({"san", "santa", "sant", "santo", "santi"})

_REMARK = re.compile(r"\s*(?:\([^()]{0,60}\)\s*|\s[-–]\s[^-–]{0,60})$")
_DOUBLE = frozenset({"maria", "anna", "rosa"})
_SPEAKS_FOR_COMPANY = "&+@/"
_MOST_WORDS = 8
_LONGEST_NAME = 120


class NameSplit(NamedTuple):
    """A person's name in two halves, spelled as given; ``certain`` is False where order or cut is a guess."""

    first_name: str
    last_name: str
    certain: bool


def without_remark(raw: str) -> str:
    """Return a person's name without what stands behind it in brackets or behind a dash: ``Rossi Mario (vecchio)``.

    Only where two words or more are left; a surname of two halves has no spaces beside its dash.
    """
    name = _REMARK.sub("", raw).rstrip(" -–,;")
    return name if len(name.split()) > 1 else raw


def split_name(raw: str, fiscal_code: str = "") -> NameSplit:
    """Split and order a person's name: by the fiscal code, a comma, a shouted surname, or known first names.

    Titles are left out. Where nothing decides, the first word is taken for the first name, and ``certain`` is
    False.
    """
    raw = raw.strip().strip(_QUOTES)
    before, comma, after = squeeze(raw).partition(",")
    if comma and before.strip() and after.strip() and "," not in after:
        turned = split_name(f"{before} {after}", fiscal_code) if is_person_code(fiscal_code) else None
        return turned if turned and turned.certain else NameSplit(after.strip(), before.strip(), True)
    parts = without_titles(squeeze(raw.replace(",", " ")).split())
    if len(parts) < 2:
        return _single(parts)
    if is_person_code(fiscal_code) and len(parts) <= _MOST_WORDS:
        found = _by_code(parts, tidy_fiscal_code(fiscal_code))
        if found:
            return found
    return _by_shouting(parts) or _by_known_names(parts)


def _single(parts: list[str]) -> NameSplit:
    word = " ".join(parts)
    return NameSplit(word, "", False) if fold(word) in FIRST_NAMES else NameSplit("", word, False)


def _is_initial(word: str) -> bool:
    letters = word[:-1].split(".")
    return word.endswith(".") and len(letters) <= _MOST_INITIALS and all(len(c) == 1 and c.isalpha() for c in letters)


def _cuts(parts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield all (first name, last name): every cut, in both orders."""
    for place in range(1, len(parts)):
        head, tail = " ".join(parts[:place]), " ".join(parts[place:])
        yield head, tail
        yield tail, head


def _by_code(parts: list[str], code: str) -> NameSplit | None:
    """Choose the cut whose letters are those of the fiscal code.

    Often only half of it fits: the code knows a second first name, or the surname from before a marriage.
    """
    whole, surname_only, name_only = [], [], []
    for first, last in _cuts(parts):
        surname_fits, name_fits = surname_letters(last) == code[:3], name_letters(first) == code[3:6]
        if surname_fits and name_fits:
            whole.append((first, last))
        elif surname_fits:
            surname_only.append((first, last))
        elif name_fits:
            name_only.append((first, last))
    for found in (whole, surname_only, name_only):
        if found:
            likeness = [(_known(first), -_known(last)) for first, last in found]
            best = found[likeness.index(max(likeness))]
            certain = likeness.count(max(likeness)) == 1 and (found is not name_only or _known(best[0]) > 0)
            return NameSplit(*best, certain)
    return None


def _known(text: str) -> float:
    """Return the share of words that are first names."""
    found = words(text)
    return sum(w in FIRST_NAMES for w in found) / len(found) if found else 0.0


def _by_shouting(parts: list[str]) -> NameSplit | None:
    """Take capitals at one end for the surname: ``ROSSI Mario``, ``Mario DE LUCA``."""
    shouted = [p.isupper() and len(p) > 1 and not _is_initial(p) for p in parts]
    count = sum(shouted)
    if not 0 < count < len(parts):
        return None
    if all(shouted[:count]):
        return NameSplit(" ".join(parts[count:]), " ".join(parts[:count]), True)
    if all(shouted[-count:]):
        return NameSplit(" ".join(parts[:-count]), " ".join(parts[-count:]), True)
    return None


def _by_known_names(parts: list[str]) -> NameSplit:
    groups = _with_particles(parts)
    if len(groups) == 1:
        return NameSplit("", groups[0], False)
    known = ["".join(words(g)) in FIRST_NAMES or _is_initial(g) for g in groups]
    lead, trail = _run(known), _run(known[::-1])
    if lead == len(groups) or bool(lead) == bool(trail):
        return NameSplit(groups[0], " ".join(groups[1:]), False)
    if lead:
        certain = lead == 1 or (lead == 2 and _is_double(groups[:2]))
        return NameSplit(" ".join(groups[:lead]), " ".join(groups[lead:]), certain)
    certain = trail == 1 or (trail == 2 and _is_double(groups[-2:]))
    return NameSplit(" ".join(groups[-trail:]), " ".join(groups[:-trail]), certain)


def _is_double(groups: list[str]) -> bool:
    """Tell whether two names are one double name (``Maria Grazia``): many others are surnames, too."""
    return fold(groups[0]) in _DOUBLE and fold(groups[1]).endswith("a")


def _with_particles(parts: list[str]) -> list[str]:
    groups: list[str] = []
    pending: list[str] = []
    for part in parts:
        pending.append(part)
        if _is_initial(part) or "".join(words(part)) not in PARTICLES:
            groups.append(" ".join(pending))
            pending = []
    if pending:
        groups = [*groups[:-1], " ".join([*groups[-1:], *pending])]
    return groups


def _run(known: list[bool]) -> int:
    return known.index(False) if False in known else len(known)


def is_company(raw: str, vat_code: str = "", fiscal_code: str = "") -> bool:
    """Tell whether a name is a company's, an office's or an association's.

    A person's fiscal code makes it a person, a sole trader included, unless the name says that it is a firm's
    and none of its words fit the code. One of 11 digits is a body's where the tax office gives such numbers to bodies
    only (see `is_entity_code`); any other is a VAT code, which a sole trader has as well.
    """
    if _is_trader(raw, fiscal_code):
        return True
    marks = {w for w in tokens(raw) if w in _COMPANY_WORDS}
    opening = words(raw)[:2]
    opens = opening[:1] == ["az"] if opening[1:] == ["agr"] else bool(_FIRM_OPENINGS & set(opening[:1]))
    firm = bool(marks or opens or parse_company(raw).forms)
    if is_person_code(fiscal_code):
        return firm and not _is_somebody(raw, tidy_fiscal_code(fiscal_code), marks)
    if is_entity_code(fiscal_code):
        return True
    if any(c.isdigit() or c in _SPEAKS_FOR_COMPANY for c in raw):
        return True
    if firm:
        return not looks_like_person(raw, vat_code, fiscal_code)
    if _QUOTED.search(raw[-_LONGEST_NAME:]) or (_LETTERS.match(raw) and " " in raw):
        return True
    parts = without_titles(squeeze(raw.strip(_QUOTES)).split())
    if len(parts) == 2 and fold(parts[0]) in _AT_SOMEBODYS and fold(parts[1]) in FIRST_NAMES:
        return True
    if len(parts) == 1 and len(squeeze(raw).split()) > 1:
        return False  # a title and a surname
    if len(parts) < 2 or len(parts) > 4:
        return bool(parts) and fold(raw) not in FIRST_NAMES
    found = ["".join(words(p)) for p in parts]
    if any(w.endswith(_TRADE_ENDINGS) and len(w) > _TRADE_LETTERS and w not in FIRST_NAMES for w in found):
        return True  # whatever is made or sold there: panificio, mobilificio, birreria
    named = found[0] in FIRST_NAMES or (found[-1] in FIRST_NAMES and found[-2] not in _SAINTS)
    return not named and bool(vat_code.strip() or fiscal_code.strip())


def looks_like_person(raw: str, vat_code: str = "", fiscal_code: str = "") -> bool:
    """Tell whether a name with a firm's word may well be a person's: ``Sara Villa`` bears one as her surname.

    Nothing but the words speaks of a firm: there is no legal form and no tax code but a person's, a first name comes
    first and a single word behind it. Then somebody should be asked.
    """
    parts = [("".join(words(p))) for p in squeeze(raw).split()]
    if len(parts) != 2 or vat_code.strip() or (fiscal_code.strip() and not is_person_code(fiscal_code)):
        return False
    first, last = parts if parts[0] in FIRST_NAMES else parts[::-1]
    return first in FIRST_NAMES and last in _ALSO_SURNAMES and not parse_company(raw).forms


def _is_somebody(raw: str, code: str, marks: set[str]) -> bool:
    """Tell whether a name with a firm's word is a person's all the same: Mario Villa, by his fiscal code."""
    first, last, _ = split_name(raw, code)
    if surname_letters(last) != code[:3]:
        return False
    return name_letters(first) == code[3:6] or (bool(marks) and marks <= set(words(last)))


def _is_trader(raw: str, fiscal_code: str) -> bool:
    """Tell whether a name is a sole trader's firm, with the trader behind "di": ``Ceramiche Serra di Serra Simone``.

    The whole of the trader's name must fit the fiscal code; without one, a name must stand on both sides of "di".
    ``Anna Di Bella`` and ``Rossi Di Stefano Maria`` stay persons: their codes and words say otherwise.
    """
    if raw.isascii() and "di" not in raw.lower():
        return False
    parts = squeeze(raw).split()
    for place in range(1, len(parts) - 2):
        if fold(parts[place]) != "di":
            continue
        head, trader = parts[:place], parts[place + 1 :]
        if is_person_code(fiscal_code):
            code = tidy_fiscal_code(fiscal_code)
            if any(
                surname_letters(last) == code[:3] and name_letters(first) == code[3:6] for first, last in _cuts(trader)
            ):
                return True
        elif {fold(p) for p in head} & {fold(p) for p in trader}:
            return True
    return False
