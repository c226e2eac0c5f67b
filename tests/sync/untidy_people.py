"""The same customers as two programs know them, with the truth about who is who: as untidy as in small businesses.

Everything is drawn from a seed. Fattura24's records come through the import's own repair and name splitting,
HighLevel's through the same normalising as what is read from it, so that the engine meets what it meets in life.
"""

from __future__ import annotations

import random
import string
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from app.connectors.exports.address_book.contact_row import imported
from app.connectors.exports.tables.table import RefusedLine
from app.records.contact import Contact
from app.records.normalise import normalise, place_phones
from app.sandbox.seeding.seed_people import Identity, PeopleMaker
from app.sandbox.seeding.seed_tables import FANTASY, MEN, PRIVATE_MAIL, STREETS, SURNAMES, TRADES, WOMEN
from app.sandbox.seeding.seed_views import local_phone
from app.sync.plan.model import Record, Side

_NICKNAMES = {
    "Giuseppe": "Beppe",
    "Francesco": "Franco",
    "Alessandro": "Sandro",
    "Salvatore": "Totò",
    "Giovanni": "Gianni",
    "Vincenzo": "Enzo",
    "Domenico": "Mimmo",
    "Elisabetta": "Betta",
    "Caterina": "Rina",
    "Valentina": "Vale",
    "Federica": "Fede",
    "Roberto": "Robi",
}
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_OMOCODIA = dict(zip(string.digits, "LMNPQRSTUV", strict=True))


@dataclass
class People:
    """Both sides.

    ``who`` tells for each record's id which customer it is; ``renamed`` holds the ids of records that go by another
    name (a married name, a nickname, a surname alone, a firm's sign), which only somebody who knows them can tell;
    ``nameless`` those of contacts that lack the name of their company.
    """

    highlevel: list[Record] = field(default_factory=list)
    fattura24: list[Record] = field(default_factory=list)
    who: dict[str, int] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    nameless: set[str] = field(default_factory=set)

    def pairs(self) -> set[tuple[str, str]]:
        """Return every pair of records that are one customer."""
        there: dict[int, list[str]] = defaultdict(list)
        for record in self.fattura24:
            there[self.who[record.id]].append(record.id)
        return {(h.id, f) for h in self.highlevel for f in there[self.who[h.id]]}

    def keyed(self) -> set[tuple[str, str]]:
        """Return the true pairs that a key proves: a value of the four keys that both records hold and no third one.

        An e-mail or a phone proves nothing where the names are two: wife and husband answer the same telephone. Nor
        does one of them alone where only the person is known here and only the company there: switchboards and
        bookkeepers serve several. Nor is proven with whom a customer belongs that stands twice on one side.
        """
        times = Counter((r.side, self.who[r.id]) for r in (*self.highlevel, *self.fattura24))
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        sides = {r.id: r.side for r in (*self.highlevel, *self.fattura24)}
        for record in (*self.highlevel, *self.fattura24):
            for key in set(_plain_keys(record.contact)):
                holders[key].append(record.id)
        kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (kind, _), ids in holders.items():
            if len(ids) != 2 or sides[ids[0]] is sides[ids[1]] or self.who[ids[0]] != self.who[ids[1]]:
                continue
            if all(times[side, self.who[ids[0]]] == 1 for side in Side):
                h, f = sorted(ids, key=lambda i: sides[i] is not Side.HIGHLEVEL)
                kinds[h, f].add(kind)
        return {pair for pair, found in kinds.items() if self._proves(pair, found)}

    def _proves(self, pair: tuple[str, str], kinds: set[str]) -> bool:
        if kinds & {"vat_code", "fiscal_code"}:
            return True
        return not self.renamed & set(pair) and (len(kinds) > 1 or pair[0] not in self.nameless)


def _plain_keys(contact: Contact) -> Iterator[tuple[str, str]]:
    """Yield the keys as a reader sees them, worked out apart from the engine that is measured."""
    for name in ("vat_code", "fiscal_code"):
        value = contact.get(name).upper()
        if name == "fiscal_code" and len(value) == 16:
            places = (6, 7, 9, 10, 12, 13, 14)
            back = {letter: digit for digit, letter in _OMOCODIA.items()}
            value = "".join(back.get(c, c) if i in places else c for i, c in enumerate(value[:15]))
        if value and not (name == "fiscal_code" and len(value) == 11):
            yield name, value
    if contact.email:
        yield "email", contact.email.lower()
    for phone in (contact.mobile, contact.landline):
        digits = "".join(c for c in phone if c.isdigit())
        if len(digits) >= 8:
            yield "phone", digits.removeprefix("0039").removeprefix("39") if len(digits) > 10 else digits


class _Writer:
    """Writes somebody down the way people do."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(f"untidy-{seed}")

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def typo(self, word: str) -> str:
        """Slip once: two letters swapped, one lost, one doubled, or the key beside it."""
        places = [i for i, c in enumerate(word) if c.isalnum()]
        if len(places) < 4:
            return word
        at = self.dice.choice(places[:-1])
        kind = self.dice.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if kind == 1:
            return word[:at] + word[at + 1 :]
        if kind == 2:
            return word[:at] + word[at] + word[at:]
        row = next((r for r in _KEYBOARD if word[at].lower() in r), "")
        if not row:
            return word[:at] + self.dice.choice(string.digits) + word[at + 1 :]
        place = row.index(word[at].lower())
        near = row[place - 1] if place else row[1]
        return word[:at] + (near.upper() if word[at].isupper() else near) + word[at + 1 :]

    def spelt(self, text: str) -> str:
        """Shout, whisper, or lose the accents."""
        if self.chance(0.2):
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        draw = self.dice.random()
        return text.upper() if draw < 0.25 else text.lower() if draw < 0.35 else text

    def email(self, who: Identity, missing: float) -> str:
        if not who.email or self.chance(missing):
            return ""
        if self.chance(0.06):  # another mailbox of the same person
            letter, host = self.dice.choice(string.ascii_lowercase), self.dice.choice(PRIVATE_MAIL)
            return f"{letter}{self.dice.randrange(1000, 99999)}@{host}"
        return self.typo(who.email) if self.chance(0.02) else who.email

    def phone(self, number: str, missing: float) -> str:
        if not number or self.chance(missing):
            return ""
        if self.chance(0.02):
            number = number[:-1] + str((int(number[-1]) + 1) % 10)
        return local_phone(number, self.dice.randrange(6))

    def first_name(self, who: Identity) -> tuple[str, bool]:
        first = who.first_name
        if first in _NICKNAMES and self.chance(0.15):
            return _NICKNAMES[first], True
        if " " in first and self.chance(0.4):
            first = first.split()[0]
        return self.typo(first) if self.chance(0.02) else first, False

    def last_name(self, who: Identity) -> tuple[str, bool]:
        if self.chance(0.01):
            return self.dice.choice(SURNAMES), True  # married, or the other half of a double surname
        return self.typo(who.last_name) if self.chance(0.04) else who.last_name, False

    def company(self, who: Identity) -> tuple[str, bool]:
        name = who.company
        if self.chance(0.03):  # the sign over the door
            return f"{self.dice.choice(TRADES)} {self.dice.choice(FANTASY)}", True
        forms = (" S.r.l.", " Srl", " S.R.L.S.", " S.p.A.", " S.n.c.", " S.a.s.", " Soc. Coop.", " S.R.L. UNIPERSONALE")
        for form in forms:
            if name.endswith(form):
                draw = self.dice.random()
                name = name.removesuffix(form)
                if draw < 0.55:
                    name += form if draw < 0.5 else ""
                    break
                name += form.upper().replace(".", "") if draw < 0.8 else ""
                break
        name = name.replace(" & Figli", " e figli") if self.chance(0.3) else name
        return self.typo(name) if self.chance(0.05) else name, False

    def address(self, who: Identity) -> dict[str, str]:
        if self.chance(0.06):  # moved house
            return {"street": f"{self.dice.choice(STREETS)}, {self.dice.randrange(1, 220)}", "city": who.city}
        street = who.street.replace("Via ", "V. ") if self.chance(0.1) else who.street
        return {
            "street": self.typo(street) if self.chance(0.04) else street,
            "city": who.city,
            "postal_code": who.postal_code,
            "province": who.province,
        }


class _Maker:
    def __init__(self, seed: int) -> None:
        self.people = People()
        self.maker = PeopleMaker(seed)
        self.write = _Writer(seed)
        self.dice = self.write.dice
        self.count = 0

    # --- one record each ---

    def highlevel(self, who: Identity, number: int) -> None:
        w = self.write
        first, nick = w.first_name(who)
        last, married = w.last_name(who)
        company, sign, other = "", False, nick or married
        if who.company:
            company, sign = w.company(who)
            draw = self.dice.random()
            if draw < 0.15:
                company, sign = "", False  # only the person who phoned
            elif draw < 0.4:
                first, last, other = "", "", False
        if not company or first or last:
            first, last = self._person(first, last)
            other = other or not first
        mail = w.email(who, 0.2)
        phone = w.phone(who.mobile or who.landline, 0.2)
        mobile, landline = place_phones(phone, "")
        contact = Contact(
            first_name=w.spelt(first),
            last_name=w.spelt(last),
            company=w.spelt(company),
            email=mail,
            mobile=mobile,
            landline=landline,
            vat_code=self._code(who.vat_code, 0.65),
            fiscal_code=self._code(who.fiscal_code, 0.75),
        ).with_values(w.address(who) if w.chance(0.55) else {})
        record = Record(Side.HIGHLEVEL, f"h{len(self.people.highlevel)}", normalise(contact))
        self._keep(record, number, other or sign)
        if who.company and not company:
            self.people.nameless.add(record.id)

    def fattura24(self, who: Identity, number: int) -> None:
        w = self.write
        other = False
        if who.company:
            name, other = w.company(who)
        else:
            first, nick = w.first_name(who)
            last, married = w.last_name(who)
            other = nick or married
            name = f"{last} {first}" if w.chance(0.5) else f"{first} {last}"
            name = f"{self.dice.choice(('Sig.', 'Dott.', 'Avv.', 'Sig.ra'))} {name}" if w.chance(0.03) else name
        values = {
            "name": w.spelt(name),
            "email": w.email(who, 0.2),
            "mobile": w.phone(who.mobile, 0.2),
            "landline": w.phone(who.landline, 0.2),
            "vat_code": self._code(who.vat_code, 0.05),
            "fiscal_code": self._code(who.fiscal_code, 0.12, omocodia=0.03),
            "country": "ITALIA",
            **(w.address(who) if w.chance(0.9) else {}),
        }
        read = imported(1, {k: v for k, v in values.items() if v}, {})
        assert not isinstance(read, RefusedLine)
        record = Record(
            Side.FATTURA24, f"f{len(self.people.fattura24)}", read.contact, (str(1000 + len(self.people.fattura24)),)
        )
        self._keep(replace(record, name_certain=read.name_certain), number, other)

    def _person(self, first: str, last: str) -> tuple[str, str]:
        draw = self.dice.random()
        if draw < 0.12:
            return last, first
        if draw < 0.2:
            return f"{first} {last}", ""
        return ("", last) if draw < 0.22 else (first, last)

    def _code(self, code: str, missing: float, omocodia: float = 0.0) -> str:
        if not code or self.write.chance(missing):
            return ""
        if len(code) == 16 and self.write.chance(omocodia):
            at = self.dice.choice((6, 7, 9, 10, 12, 13, 14))
            return f"{code[:at]}{_OMOCODIA.get(code[at], code[at])}{code[at + 1 : 15]}{self._check(code, at)}"
        if self.write.chance(0.01):
            return self.write.typo(code)
        return code.lower() if self.write.chance(0.05) else code

    @staticmethod
    def _check(code: str, at: int) -> str:
        from stdnum.it import codicefiscale

        changed = f"{code[:at]}{_OMOCODIA.get(code[at], code[at])}{code[at + 1 : 15]}"
        return str(codicefiscale.calc_check_digit(changed))

    def _keep(self, record: Record, number: int, other: bool) -> None:
        side = self.people.highlevel if record.side is Side.HIGHLEVEL else self.people.fattura24
        side.append(record)
        self.people.who[record.id] = number
        if other:
            self.people.renamed.add(record.id)

    # --- one customer each ---

    def customer(self, who: Identity) -> None:
        """Write a customer down on one side or both; now and then twice on one side."""
        self.count += 1
        draw = self.dice.random()
        if draw < 0.82:
            for _ in range(2 if self.write.chance(0.03) else 1):
                self.highlevel(who, self.count)
        if draw < 0.64 or draw >= 0.82:
            for _ in range(2 if self.write.chance(0.015) else 1):
                self.fattura24(who, self.count)

    def relatives(self, who: Identity) -> Iterator[Identity]:
        """Yield others that are easily taken for this one: family, namesakes, neighbours at one switchboard."""
        draw = self.dice.random()
        if not who.company and draw < 0.06:  # wife, son: one home, one telephone, often one mailbox
            another = self.maker.person()
            names = [
                n
                for n in (*MEN, *WOMEN)
                if n[:3] != who.first_name[:3] and not set(n.split()) & set(who.first_name.split())
            ]
            yield replace(
                another,
                first_name=self.dice.choice(names),
                last_name=who.last_name,
                fiscal_code="",
                street=who.street,
                city=who.city,
                postal_code=who.postal_code,
                province=who.province,
                mobile=who.mobile if self.write.chance(0.5) else another.mobile,
                email=who.email if self.write.chance(0.3) else another.email,
            )
        elif not who.company and draw < 0.1:  # a namesake, by preference in the same town
            another = self.maker.person()
            place = who if self.write.chance(0.5) else another
            yield replace(
                another,
                first_name=who.first_name,
                last_name=who.last_name,
                fiscal_code="",
                city=place.city,
                postal_code=place.postal_code,
                province=place.province,
            )
        elif who.landline and draw < 0.04:  # a business centre: one switchboard
            yield replace(self.maker.company(), landline=who.landline, mobile="")
        elif who.company and draw < 0.08:  # one bookkeeper for two firms
            yield replace(self.maker.company(), email=who.email)


def make_people(count: int, seed: int = 1) -> People:
    """Return about ``count`` records a side."""
    made = _Maker(seed)
    kinds: list[tuple[float, Callable[[], Identity]]] = [
        (0.5, made.maker.person),
        (0.65, made.maker.sole_trader),
        (0.97, made.maker.company),
        (1.0, made.maker.foreigner),
    ]
    while len(made.people.highlevel) < count:
        draw = made.dice.random()
        who = next(make for share, make in kinds if draw < share)()
        for one in (who, *made.relatives(who)):
            made.customer(one)
    for side in (made.people.highlevel, made.people.fattura24):
        made.dice.shuffle(side)
    return made.people


def told(people: People) -> str:
    """Return in one line what the world is like."""
    sizes = Counter(people.who[r.id] for r in people.highlevel)
    return (
        f"{len(people.highlevel):,} contacts ({sum(n > 1 for n in sizes.values()):,} of them twice), "
        f"{len(people.fattura24):,} customers, {len(people.pairs()):,} true pairs, {len(people.keyed()):,} with a key"
    )
