"""Made-up people and companies, each with everything that can be known of them."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.sandbox.seeding.seed_codes import fiscal_code, iban, vat_code
from app.sandbox.seeding.seed_tables import (
    ABROAD,
    COMPANY_FORMS,
    FANTASY,
    FOREIGN_TOWNS,
    MEN,
    NOTES,
    PEC_MAIL,
    PLACES,
    PRIVATE_MAIL,
    SDI_CODES,
    STREETS,
    SURNAMES,
    TRADES,
    WOMEN,
    Place,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as they are. Phones are E.164 or blank; company is blank for a private person."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    vat_code: str = ""
    fiscal_code: str = ""
    email: str = ""
    mobile: str = ""
    landline: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = "IT"
    country_name: str = "ITALIA"
    pec: str = ""
    sdi_code: str = "0000000"
    iban: str = ""
    website: str = ""
    note: str = ""
    kind: str = "CLIENTE"

    @property
    def person(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return a text as it stands in an address of the web: letters and digits only, lower-case."""
    plain = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z0-9]", "", plain)


class PeopleMaker:
    """Makes identities, no two of them with the same VAT code, fiscal code, e-mail or phone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"people-{seed}")
        self._offset = self._random.randrange(1_000_000)
        self._number = 0
        self._taken: set[str] = set()

    def _serial(self) -> int:
        """Seven digits that come back only after nine million numbers."""
        return 1_000_000 + (self._offset + self._number * 7_919) % 8_999_993

    def _free(self, text: str, separator: str = "", end: str = "") -> str:
        """Return `text` + `end`, with a number between them if that is taken."""
        candidate, tries = f"{text}{end}", 1
        while candidate.lower() in self._taken:
            tries += 1
            number = tries if tries < 10 else self._random.randrange(10, 1_000_000)
            candidate = f"{text}{separator}{number}{end}"
        self._taken.add(candidate.lower())
        return candidate

    def _name(self) -> tuple[str, str, bool]:
        woman = self._random.random() < 0.45
        return self._random.choice(WOMEN if woman else MEN), self._random.choice(SURNAMES), woman

    def _fiscal_code(self, first: str, last: str, woman: bool, home: Place) -> str:
        while True:
            born = date(1948, 1, 1) + timedelta(days=self._random.randrange(20_500))
            draw = self._random.random()
            place = home.cadastral if draw < 0.6 else self._random.choice(PLACES).cadastral
            code = fiscal_code(last, first, born, woman, self._random.choice(ABROAD) if draw > 0.95 else place)
            if code not in self._taken:
                self._taken.add(code)
                return code

    def _address(self, place: Place) -> dict[str, str]:
        number = self._random.randrange(1, 220)
        tail = self._random.choice(("", "", "", "/A", " int. 4", " bis"))
        street = f"{self._random.choice(STREETS)}, {number}{tail}"
        return {
            "street": street,
            "postal_code": place.postal_code,
            "city": place.city,
            "province": place.province,
        }

    def _mobile(self) -> str:
        return f"+393{self._random.choice('24689')}{self._random.randrange(10)}{self._serial():07d}"

    def _landline(self, place: Place) -> str:
        return f"+39{place.prefix}{self._serial():07d}"

    def _extras(self) -> dict[str, str]:
        draw = self._random.random
        return {
            "note": self._random.choice(NOTES) if draw() < 0.3 else "",
            "kind": self._random.choices(("CLIENTE", "FORNITORE", "CLIENTE FORNITORE"), (8, 1, 1))[0],
        }

    def _vat_code(self) -> str:
        return vat_code(self._serial(), self._random.randrange(1, 101))

    def person(self) -> Identity:
        """Make a private person: a fiscal code, no VAT code."""
        self._number += 1
        place = self._random.choice(PLACES)
        first, last, woman = self._name()
        return Identity(
            first_name=first,
            last_name=last,
            fiscal_code=self._fiscal_code(first, last, woman, place),
            email=self._free(f"{slug(first)}.{slug(last)}", end=f"@{self._random.choice(PRIVATE_MAIL)}"),
            mobile=self._mobile(),
            **self._address(place),
            **self._extras(),
        )

    def sole_trader(self) -> Identity:
        """Make a sole trader: VAT code and personal fiscal code, a firm named after its owner."""
        owner = self.person()
        trade = self._random.choice(TRADES)
        company = self._free(f"{trade} {owner.last_name} di {owner.last_name} {owner.first_name}", " ")
        domain = self._free(slug(f"{trade}{owner.last_name}"))
        return Identity(
            **{
                **{name: getattr(owner, name) for name in Identity.__dataclass_fields__},
                "company": company,
                "vat_code": self._vat_code(),
                "email": f"info@{domain}.it",
                "pec": f"{domain}@{self._random.choice(PEC_MAIL)}",
                "sdi_code": self._random.choice((*SDI_CODES, "0000000")),
            }
        )

    def company(self) -> Identity:
        """Make a company: VAT code, mostly also as fiscal code, and somebody who works there."""
        self._number += 1
        place = self._random.choice(PLACES)
        first, last, _ = self._name()
        family = f"{self._random.choice(SURNAMES)} & Figli"
        middle = self._random.choice((self._random.choice(FANTASY), self._random.choice(FANTASY), family))
        base = self._free(f"{self._random.choice(TRADES)} {middle}", " ")
        domain = self._free(slug(base))
        vat, draw = self._vat_code(), self._random.random
        return Identity(
            first_name=first,
            last_name=last,
            company=f"{base} {self._random.choice(COMPANY_FORMS)}",
            vat_code=vat,
            fiscal_code=vat if draw() < 0.7 else "",
            email=f"{self._random.choice(('info', 'amministrazione', 'contabilita'))}@{domain}.it",
            mobile=self._mobile() if draw() < 0.4 else "",
            landline=self._landline(place),
            pec=f"{domain}@{self._random.choice(PEC_MAIL)}" if draw() < 0.7 else "",
            sdi_code=self._random.choice(SDI_CODES) if draw() < 0.8 else "0000000",
            iban=iban(self._random.randrange(1000, 9000), 1600, self._serial()) if draw() < 0.2 else "",
            website=f"https://www.{domain}.it" if draw() < 0.3 else "",
            **self._address(place),
            **self._extras(),
        )

    def foreigner(self) -> Identity:
        """Make a company abroad: a foreign VAT code, postal code 00000, recipient code XXXXXXX."""
        self._number += 1
        city, country, name = self._random.choice(FOREIGN_TOWNS)
        first, last, _ = self._name()
        base = self._free(f"{self._random.choice(('Nord', 'Atlas', 'Vega', 'Lumen', 'Orion'))} Trading", " ")
        return Identity(
            first_name=first,
            last_name=last,
            company=f"{base} GmbH" if country in ("DE", "AT") else f"{base} SA",
            vat_code=f"{country}{self._serial()}{self._random.randrange(10, 99)}",
            email=f"office@{self._free(slug(base))}.com",
            street=f"Hauptstrasse {self._random.randrange(1, 90)}",
            postal_code="00000",
            city=city,
            country=country,
            country_name=name,
            sdi_code="XXXXXXX",
            **self._extras(),
        )

    def anybody(self) -> Identity:
        """Make one of the four, private persons and companies more often."""
        draw = self._random.random()
        if draw < 0.45:
            return self.person()
        if draw < 0.60:
            return self.sole_trader()
        return self.company() if draw < 0.95 else self.foreigner()
