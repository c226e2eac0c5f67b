"""Untidy people, firms and foreigners on both sides, brought into step, and every shape in which they come back.

After a sync whatever Fattura24 exports must ask for nothing (I13): `measure` says how much it asks for.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.rubrica_files import export_vcard, export_xlsx
from app.sandbox.fattura24.store import Customer
from app.sandbox.seeding.seed_people import Identity, PeopleMaker
from app.sandbox.seeding.seed_views import Dates, as_contact, as_customer

_DAY = 86_400.0
_LONG = "Strada Provinciale per San Giovanni in Persiceto e Castelfranco Emilia"
_LONG_TOWN = "San Valentino in Abruzzo Citeriore, frazione di Madonna della Croce"
_FIRMS = (
    "Mobilificio Santa Chiara",
    "Panificio Maria",
    "Da Gino",
    "Rossi & Figli",
    "La Bottega di Anna",
    "Studio Villa",
)
_SURNAMES = ("Villa", "Croce", "Casa", "Bar", "Moda", "Di Bella", "De Luca", "D'Angelo", "Ferrari Bravo")
_ABROAD = (
    ("Lugano", "CH", "Svizzera", "091 911 {:02d} {:02d}", "CHE10778757{}", "6900", "TI"),
    ("München", "DE", "GERMANIA", "089 12345{:02d}{:02d}", "DE13669{:04d}", "80331", "Bayern"),
    ("Madrid", "ES", "Spagna", "91 123 {:02d} {:02d}", "ESB1234{:04d}", "28001", ""),
    ("Lyon", "FR", "FRANCE", "04 78 12 {:02d} {:02d}", "FR4030326{:04d}", "69001", "Rhône"),
    ("San Marino", "SM", "San Marino", "0549 88{:02d}{:02d}", "SM0{:04d}", "47890", ""),
    ("Athína", "GR", "GRECIA", "21 0123 {:02d}{:02d}", "EL02740{:04d}", "10431", ""),
    ("Zagreb", "HR", "Croazia", "01 4567 {:02d}{:d}", "HR3339200{:04d}", "10000", ""),
    ("Kraków", "PL", "Polonia", "12 345 {:02d} {:02d}", "PL521301{:04d}", "30-001", ""),
    ("London", "GB", "Regno Unito", "020 7946 {:02d}{:02d}", "GB98076{:04d}", "SW1A 1AA", "Greater London"),
    ("Austin", "US", "Stati Uniti", "(512) 555-{:02d}{:02d}", "", "78701", "Texas"),
)

SHAPES: dict[str, Callable[[list[Customer]], bytes]] = {
    "sig.csv": lambda c: export_csv(c, "utf-8-sig"),
    "plain.csv": lambda c: export_csv(c, "utf-8", quote_all=True),
    "cp1252.csv": lambda c: export_csv(c, "cp1252"),
    "concatenated.csv": lambda c: export_csv(c, concatenated=True),
    "prefixed.csv": lambda c: export_csv(c, prefixed=True),
    "damaged.csv": lambda c: export_csv(c, damaged=True),
    "short.csv": lambda c: export_csv([_shortened(x) for x in reversed(c)]),
    "plain.xlsx": export_xlsx,
    "damaged.xlsx": lambda c: export_xlsx(c, damaged=True),
    "two.vcf": lambda c: export_vcard(c, "2.1"),
    "three.vcf": lambda c: export_vcard(c, "3.0"),
    "four.vcf": lambda c: export_vcard(c, "4.0"),
}
"""Every shape of an export: three encodings, Excel, vCard, and Fattura24's own shortening in capitals."""


def _shortened(c: Customer) -> Customer:
    return replace(c, name=c.name.upper(), address=c.address.upper()[:60], city=c.city.upper()[:50])


@dataclass(frozen=True)
class Asked:
    """What one shape asked for after the sync: actions and questions that were not there before, and what the import
    called changed or new."""

    shape: str
    actions: tuple[str, ...]
    changed: int
    new: int
    refused: int

    @property
    def nothing(self) -> bool:
        return not (self.actions or self.changed or self.new or self.refused)


_WORDS = ("Alba", "Bruno", "Carlo", "Dario", "Elio", "Fabio", "Gino", "Ivano", "Lino", "Mirko")


class Crowd:
    """Writes people down on both sides of a sandbox."""

    def __init__(self, sandbox: Any, seed: int) -> None:
        self.sandbox = sandbox
        self.dice = random.Random(f"round-trips-{seed}")
        self.maker = PeopleMaker(seed + 7_000)
        self.number = 0

    def fill(self, count: int) -> None:
        """Make so many customers, most of them on both sides."""
        contacts: list[dict[str, Any]] = []
        customers: list[Customer] = []
        now = int(self.sandbox.state.fattura24.clock.now() * 1000)
        location = self.sandbox.location_id
        for _ in range(count):
            self.number += 1
            who, draw = self.somebody(), self.dice.random()
            if draw < 0.93:
                dates = Dates(now - 90 * 86_400_000, now - 86_400_000 - self.number)
                wire = as_contact(who, f"c{self.number:019d}", location, dates, self.dice)
                contacts.append(self.untidy_contact(wire, who))
            if draw > 0.06:
                plain = as_customer(who, str(2_000_000 + self.number), str(1000 + self.number), self.dice)
                customers.append(self.untidy_customer(plain, who))
        self.sandbox.state.highlevel.fill(contacts)
        self.sandbox.state.fattura24.fill(customers)

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def somebody(self) -> Identity:
        draw = self.dice.random()
        if draw < 0.12:
            return self.foreigner()
        who = self.maker.person() if draw < 0.5 else self.maker.sole_trader() if draw < 0.62 else self.maker.company()
        if not who.company and self.chance(0.08):
            who = replace(who, last_name=self.dice.choice(_SURNAMES), fiscal_code="")
        if who.company and self.chance(0.05):
            name = f"{self.dice.choice(_FIRMS)} {self.number}" if self.chance(0.5) else self.dice.choice(_FIRMS)
            who = replace(who, company=name, vat_code="", fiscal_code="", first_name="", last_name="")
        if self.chance(0.08):
            who = replace(who, street=f"{_LONG}, {self.number} interno {self.dice.randrange(1, 9)}")
        if self.chance(0.02):
            who = replace(who, city=_LONG_TOWN)
        return who

    def foreigner(self) -> Identity:
        city, country, name, phone, vat, postal_code, province = self.dice.choice(_ABROAD)
        who = self.maker.foreigner()
        code = vat.format(self.number % 10_000) if vat else ""
        number = phone.format(self.number % 100, self.number // 100 % 100 if "{:d}" not in phone else self.number % 10)
        if self.chance(0.3):
            who = replace(who, company="")
        return replace(
            who,
            vat_code=code if who.company else "",
            landline=number,
            city=city,
            country=country,
            country_name=name,
            postal_code=postal_code,
            province=province,
        )

    def untidy_contact(self, wire: dict[str, Any], who: Identity) -> dict[str, Any]:
        from app.records.phone import to_e164

        if phone := wire.get("phone"):
            # what HighLevel keeps is E.164, whatever a form was filled in with
            wire["phone"] = to_e164(phone, who.country) or phone
        if wire.get("state") and self.chance(0.2):
            wire["state"] = {"TO": "Torino", "MI": "Milano", "RM": "Roma", "BO": "Bologna"}.get(
                wire["state"], wire["state"]
            )
        if wire.get("firstName") and self.chance(0.05):
            wire["firstName"] = f"{self.dice.choice(('Dott.', 'Sig.ra', 'Avv.'))} {wire['firstName']}"
        if wire.get("companyName") and not wire.get("firstName") and not who.vat_code and self.chance(0.3):
            wire["companyName"] = f"Dott. Ivo Neri {_WORDS[self.number % len(_WORDS)]}"
        if (city := wire.get("city")) and who.country == "IT" and self.chance(0.08):
            self.untidy_place(wire, str(city))
        if self.chance(0.03) and wire.get("email"):
            wire["additionalEmails"] = [f"altra{self.number}@prova.example"]
        return wire

    def untidy_place(self, wire: dict[str, Any], city: str) -> None:
        """Let parts of an address stand in one value, as forms and imports bring them."""
        state, code = str(wire.get("state") or ""), str(wire.get("postalCode") or "")
        letters = state if len(state) == 2 else ""
        kind = self.dice.randrange(6)
        if kind < 3 and letters:
            wire["city"] = (f"{city} ({letters})", f"{city.upper()} {letters}", f"{city}, {letters}")[kind]
            if kind != 1:
                wire["state"] = ""
        elif kind == 3 and code:
            wire["city"], wire["postalCode"] = f"{code} {city}", ""
        elif kind == 4 and code:
            wire["postalCode"] = f"I-{code}"
        elif wire.get("address1"):
            wire["address1"] = f"{wire['address1']} - {city.upper()}"

    def untidy_customer(self, c: Customer, who: Identity) -> Customer:
        email, mobile, draw = c.email, c.mobile, self.dice.random()
        if email and draw < 0.04:
            email = f"{email}; seconda{self.number}@prova.example"
        elif email and draw < 0.06:
            email = f"{who.person or 'Info'} <{email}>"
        elif email and draw < 0.07:
            email = f"\u200b{email}\u00ad"
        if mobile and self.chance(0.04):
            mobile = f"{mobile} / 02 7654{self.number % 1000:03d}"
        vat = c.vat_code
        if vat and who.country != "IT" and self.chance(0.4):
            vat = vat[2:] if not vat.startswith("CHE") else vat  # its country stands in its own column
        return replace(
            c,
            email=email or ("-" if self.chance(0.05) else ""),
            mobile=mobile or ("n.d." if self.chance(0.03) else ""),
            vat_code=vat or ("00000000000" if self.chance(0.03) else ""),
            name=c.name.replace("&", "&amp;") if self.chance(0.2) else c.name,
            province=c.province if len(c.province) <= 2 else "",
            address=c.address[:60],
            city=c.city[:50],
        )


async def in_step(stage: Any, edits: int, seed: int) -> None:
    """Import, plan and apply until nothing is left that needs no person; then edit some contacts and do it again."""
    await stage.connect()
    await stage.import_export()
    await until_quiet(stage)
    if edits:
        _edit(stage, edits, seed)
        stage.clock.sandbox.advance(_DAY / 24)  # the search has its lag
        await until_quiet(stage)


async def until_quiet(stage: Any) -> None:
    """Sync day by day: Fattura24 takes 500 calls in one."""
    for _ in range(40):
        plan = await stage.service.plan()
        if not any(a.effective for a in plan.actions):
            return
        done = await stage.service.apply(plan.id, digest=plan.digest, confirmed=True)
        assert not (done.failed or done.stale), done.errors
        stage.clock.sandbox.advance(_DAY)
    raise AssertionError("it does not come to rest")


def _edit(stage: Any, edits: int, seed: int) -> None:
    """Edit contacts in HighLevel as an owner would."""
    dice = random.Random(f"edits-{seed}")
    store = stage.sandbox.state.highlevel
    for contact_id in dice.sample(sorted(store.contacts), min(edits, len(store.contacts))):
        contact = dict(store.contacts[contact_id])
        kind = dice.randrange(4)
        if kind == 0:
            street = f"{_LONG}, {dice.randrange(1, 999)} scala {dice.choice('ABC')}"
            contact |= {"address1": street, "city": contact.get("city") or "Torino"}
        elif kind == 1 and contact.get("lastName"):
            contact["lastName"] = f"{contact['lastName']} {dice.choice(_SURNAMES)}"
        elif kind == 2 and contact.get("companyName"):
            contact["companyName"] = f"{contact['companyName']} di Villa Sara"
        else:
            contact["email"] = f"nuova{dice.randrange(10**6)}@prova.example"
        store.put({**contact, "dateUpdated": store.moment_after(contact)})


async def measure(stage: Any, shapes: Iterable[str] = tuple(SHAPES)) -> list[Asked]:
    """Import every shape of the address book as it is now, and return what each asks for."""
    found: list[Asked] = []
    before = _lines(await stage.service.plan())
    for shape in shapes:
        stage.clock.sandbox.advance(600.0)
        customers = list(stage.sandbox.state.fattura24.customers.values())
        file = stage.folder / shape
        file.write_bytes(SHAPES[shape](customers))
        os.utime(file, (stage.clock.now(), stage.clock.now()))
        (report,) = await stage.service.import_files([file])
        assert report.problem is None, report.problem.describe("en")
        after = _lines(await stage.service.plan())
        asked = tuple(sorted((after - before).elements()))
        found.append(Asked(shape, asked, report.changed, report.new, len(report.refused)))
    return found


def _lines(plan: Any) -> Counter[str]:
    return Counter(
        # not by the title: of one name it may have been learnt meanwhile that it is a person's
        f"{a.kind.value} {a.side.value} {a.link or a.source_id}: {a.reason.key} "
        + ", ".join(f"{f.name} {f.before!r} > {f.after!r}" for f in a.fields)
        for a in plan.actions
    )
