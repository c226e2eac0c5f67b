"""Whether the names of two contacts can be one contact's. All functions take any text and never raise."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.records.codes.fiscal_code import is_entity_code
from app.records.compare import person_words
from app.records.contact import Contact
from app.records.naming.first_names import FIRST_NAMES
from app.records.naming.legal_form import forms_agree, parse_company
from app.records.text.words import fold, glue

_FILLERS = frozenset({"e", "di", "c", "and", "of", "the", "il", "la", "lo", "i", "le", "fratelli"})
_SAINTS = frozenset({"san", "santa", "sant", "santo", "santi"})
_BODIES = frozenset({"asd", "ssd", "onlus", "ets", "aps", "odv"})
_BODY_TEXT = """
    ass associazione asl avis circolo comitato comune cond condominio confraternita consorzio diocesi fondazione
    istituto liceo parrocchia pro scuola supercondominio
"""
_BODY_WORDS = frozenset(_BODY_TEXT.split())
"""With these the name of a body begins that is nobody's own."""

_FUZZY = 87
_FUZZY_FROM = 5
_SLIP_FROM = 7
"""Letters of both words together."""
_NEAR_PERSON, _NEAR_COMPANY = 60, 80
"""How alike (of 100) the rest of two names must be to be worth a question where their address is one."""

_TELLING = 4
"""Letters that the longest word of a company needs for its mailbox to be known by it."""


def name_key(contact: Contact) -> str:
    """Return a key for contacts of the same name, for suggestions only: the words without legal form, sorted.

    The company counts before the person; a sole trader kept once as a company and once as a person has one
    key.
    """
    stem = list(parse_company(contact.company).stem) if contact.company.strip() else []
    found = stem or person_words(contact.person)
    return " ".join(sorted("s" if w in _SAINTS else w for w in found))  # "S. Maria" is "Santa Maria"


def names_agree(a: Contact, b: Contact) -> bool | None:
    """Tell whether two contacts' names can be one contact's.

    None where there is nothing to compare: a name is blank, or one is only a person and the other only a
    company. Where both have a person and a company, both must agree: two employees of one company are two
    contacts.
    """
    verdicts: list[bool] = []
    if a.person and b.person:
        found = _persons_agree(person_words(a.person), person_words(b.person))
        if found is not None:
            verdicts.append(found)
    if a.company.strip() and b.company.strip():
        verdicts.append(_companies_agree(a.company, b.company))
    if verdicts:
        return all(verdicts)
    key_a, key_b = name_key(a), name_key(b)
    return True if key_a and key_a == key_b else None


def only_surname(a: Contact, b: Contact) -> bool:
    """Tell whether all that two persons' names have in common is a surname: the whole family has it."""
    if not (a.person and b.person) or (a.company.strip() and b.company.strip()) or name_key(a) == name_key(b):
        return False
    x, y = person_words(a.person), person_words(b.person)
    short, long = sorted((x, y), key=len)
    return len(short) == 1 < len(long) and len(short[0]) > 1 and short[0] not in FIRST_NAMES


def works_there(a: Contact, b: Contact) -> bool | None:
    """Tell of a person and a company, one contact each, whether the company bears that person's name.

    False where it bears another person's: the wife has a shop of her own. None where it bears nobody's, or where the
    contacts are not a person alone and a company alone.
    """
    if a.company.strip() and not b.company.strip():
        a, b = b, a
    if a.company.strip() or not a.person or not b.company.strip() or b.person:
        return None
    stem = parse_company(b.company).stem
    if set(person_words(a.person)) <= {*stem, *person_words(" ".join(stem))}:
        return True
    before = ("", *stem)
    somebody = any(w in FIRST_NAMES - _SAINTS and before[n] not in _SAINTS for n, w in enumerate(stem))
    return False if somebody else None


def is_body(contact: Contact) -> bool:
    """Tell whether a contact is a body of many people, of whom none is it: a condominium, a parish, an association."""
    if is_entity_code(contact.fiscal_code):
        return True
    name = parse_company(contact.company)
    return bool(name.forms & _BODIES) or not _BODY_WORDS.isdisjoint(name.stem[:1])


def mailbox_of(company: str, address: str) -> bool:
    """Tell whether an e-mail address bears a company's name: ``info@viva-verdi.it`` is that of Viva Verdi S.r.l."""
    name = [w for w in parse_company(company).stem if w not in _FILLERS]
    letters = "".join(c for c in fold(address) if c.isalnum())
    return bool(name) and max(map(len, name)) >= _TELLING and all(w in letters for w in name)


def names_alike(a: Contact, b: Contact) -> bool:
    """Tell whether two names are near enough to ask about, where something else speaks for it.

    Beyond what agrees these are slips of more than one letter, short forms (Beppe for Giuseppe), and companies
    that changed their legal form. Members of one family are not alike, as far as their first names are known.
    """
    if names_agree(a, b) is not False:
        return True
    if a.company.strip() and b.company.strip():
        x, y = (" ".join(sorted(parse_company(c.company).stem)) for c in (a, b))
        return fuzz.ratio(x, y) >= _NEAR_COMPANY and not _numbers_differ(x, y)
    short, long = sorted((person_words(a.person), person_words(b.person)), key=lambda t: (len(t), t))
    left, rest = sorted(long), []
    for word in sorted(short):
        twin = next((o for o in left if o == word), None) or next((o for o in left if _slip(word, o)), None)
        if twin is None:
            rest.append(word)
        else:
            left.remove(twin)
    if len(rest) == len(short) or not rest or not left:
        return False
    if all(w in FIRST_NAMES for w in rest) and all(w in FIRST_NAMES for w in left):
        return False
    return fuzz.ratio(" ".join(sorted(rest)), " ".join(sorted(left))) >= _NEAR_PERSON


def _numbers_differ(a: str, b: str) -> bool:
    x, y = ([w for w in text.split() if any(c.isdigit() for c in w)] for text in (a, b))
    return x != y


def _persons_agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool | None:
    if not a or not b:
        return None
    if "".join(sorted(a)) == "".join(sorted(b)):
        return True
    short, long = sorted((a, b), key=lambda t: (len(t), t))
    if all(len(w) == 1 for w in short) or all(len(w) == 1 for w in long):
        return None  # initials alone say nothing
    return _covered(short, long, persons=True)


def _companies_agree(a: str, b: str) -> bool:
    x, y = parse_company(a), parse_company(b)
    if not forms_agree(x.forms, y.forms):
        return False
    if glue(list(x.stem)) == glue(list(y.stem)):
        return True
    stems = [tuple(w for w in n.stem if w not in _FILLERS) or n.stem for n in (x, y)]
    short, long = sorted(stems, key=lambda t: (len(t), t))
    return bool(short) and _covered(short, long, persons=False)


def _covered(short: tuple[str, ...], long: tuple[str, ...], *, persons: bool) -> bool:
    """Find for each word of the shorter name one of the longer: equal, then nearly equal, then an initial."""
    left, open_words = list(long), []
    for word in short:
        if word in left:
            left.remove(word)
        else:
            open_words.append(word)
    equal = [w for w in short if w not in open_words]
    exact = bool(equal)
    near_enough = _slip_of(equal) if persons else _slip
    for word in sorted(open_words, key=lambda w: (-len(w), w)):
        near = next((o for o in sorted(left) if _near(word, o) or near_enough(word, o)), None)
        if near is None and persons:
            near = next((o for o in sorted(left) if (len(word) == 1 or len(o) == 1) and word[0] == o[0]), None)
        if near is None:
            return False
        exact = exact or (len(word) > 1 and len(near) > 1)
        left.remove(near)
    return exact


def _near(a: str, b: str) -> bool:
    """Tell whether two words differ by a slip of the finger; Francesco and Francesca are two names."""
    if min(len(a), len(b)) < _FUZZY_FROM or a[0] != b[0] or any(c.isdigit() for c in a + b):
        return False
    if a[:-1] == b[:-1] or (a in FIRST_NAMES and b in FIRST_NAMES):
        return False
    return fuzz.ratio(a, b) >= _FUZZY


def _slip(a: str, b: str) -> bool:
    """Tell whether one letter was lost, doubled, swapped with its neighbour or mistaken, also the first one."""
    if len(a) + len(b) < _SLIP_FROM or a[:-1] == b[:-1] or any(c.isdigit() for c in a + b):
        return False
    return not (a in FIRST_NAMES and b in FIRST_NAMES) and OSA.distance(a, b, score_cutoff=1) <= 1


def _slip_of(equal: list[str]) -> Callable[[str, str], bool]:
    """Return `_slip` for the other words of persons: brothers with names nobody has heard of are no slip.

    One of the two words must be a first name, or the first name must be among the words that are equal.
    """
    first_name_known = any(w in FIRST_NAMES for w in equal)

    def slip(a: str, b: str) -> bool:
        return (first_name_known or a in FIRST_NAMES or b in FIRST_NAMES) and _slip(a, b)

    return slip
