"""A small world in two systems, from a seed.

Accounts, an address book, contacts, and the truth about who is who.
"""

from __future__ import annotations

import random
import string
import uuid
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.clock import MANUAL_START
from app.sandbox.fattura24.store import Customer
from app.sandbox.seeding.seed_cases import hand_made
from app.sandbox.seeding.seed_people import Identity, PeopleMaker
from app.sandbox.seeding.seed_views import Dates, as_contact, as_customer
from app.sandbox.seeding.seed_work import Work, build_work

DEFAULT_SEED = 1
DEFAULT_CONTACTS = 60
_ALPHABET = string.ascii_letters + string.digits
_DAY_MS = 86_400_000
_CASES_FROM = 20
"""The hand-made cases are part of every world of at least so many contacts."""


@dataclass
class World:
    """What both services start with. `contacts` as the sandbox keeps them; `truth` is JSON."""

    seed: int
    token: str
    location: dict[str, Any]
    users: list[dict[str, Any]]
    api_key: str
    account_id: str
    owner_email: str
    contacts: list[dict[str, Any]] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    truth: dict[str, Any] = field(default_factory=dict)
    work: Work = field(default_factory=Work)


def _identifier(rng: random.Random, length: int = 20) -> str:
    return "".join(rng.choices(_ALPHABET, k=length))


def _accounts(seed: int) -> World:
    """The accounts depend on the seed alone, not on the number of contacts."""
    rng = random.Random(f"accounts-{seed}")
    token = f"pit-{uuid.UUID(int=rng.getrandbits(128), version=4)}"
    location_id, company_id = _identifier(rng), _identifier(rng)
    location = {
        "id": location_id,
        "companyId": company_id,
        "name": "Bottega Ponte",
        "address": "Via del Ponte, 24",
        "city": "Bologna",
        "state": "BO",
        "country": "IT",
        "postalCode": "40121",
        "website": "https://www.bottegaponte.example.it",
        "timezone": "Europe/Rome",
        "firstName": "Giulia",
        "lastName": "Ponti",
        "email": "giulia@bottegaponte.example.it",
        "phone": "+390515550024",
        "business": {
            "name": "Bottega Ponte",
            "address": "Via del Ponte, 24",
            "city": "Bologna",
            "state": "BO",
            "country": "IT",
            "postalCode": "40121",
            "website": "https://www.bottegaponte.example.it",
            "timezone": "Europe/Rome",
        },
        "social": {},
    }
    users = [
        {
            "id": _identifier(rng),
            "name": f"{first} {last}",
            "firstName": first,
            "lastName": last,
            "email": f"{first.lower()}@bottegaponte.example.it",
            "phone": "",
            "extension": "",
            "roles": {"type": "account", "role": role, "locationIds": [location_id]},
        }
        for first, last, role in (("Giulia", "Ponti", "admin"), ("Marco", "Serra", "user"))
    ]
    return World(
        seed=seed,
        token=token,
        location=location,
        users=users,
        api_key=_identifier(rng, 32),
        account_id=str(rng.randrange(10_000, 99_999)),
        owner_email="giulia@bottegaponte.example.it",
    )


class _Builder:
    def __init__(self, world: World, now_ms: int) -> None:
        self.world = world
        self.now_ms = now_ms
        self.rng = random.Random(f"world-{world.seed}")
        self.people = PeopleMaker(world.seed)
        self.pairs: list[dict[str, Any]] = []
        self.paired: set[str] = set()
        self.cases: list[dict[str, Any]] = []
        self._customer_id = self.rng.randrange(2_000_000, 3_000_000)

    def contact(self, who: Identity) -> str:
        added = self.now_ms - self.rng.randrange(_DAY_MS, 900 * _DAY_MS)
        updated = added + self.rng.randrange(max(1, self.now_ms - added - _DAY_MS // 2))
        location_id = str(self.world.location["id"])
        contact_id = _identifier(self.rng)
        self.world.contacts.append(as_contact(who, contact_id, location_id, Dates(added, updated), self.rng))
        return contact_id

    def customer(self, who: Identity) -> str:
        self._customer_id += self.rng.randrange(1, 40)
        code = str(1001 + len(self.world.customers))
        self.world.customers.append(as_customer(who, str(self._customer_id), code, self.rng))
        return str(self._customer_id)

    def pair(self, contact_id: str, customer_id: str) -> None:
        self.pairs.append({"highlevel": contact_id, "fattura24": customer_id})
        self.paired |= {contact_id, customer_id}

    def hand_made(self) -> None:
        for case in hand_made():
            contacts = [self.exact_contact(who) for who in case.highlevel]
            customers = [self.exact_customer(who) for who in case.fattura24]
            for left, right in case.same:
                self.pair(contacts[left], customers[right])
            self.cases.append({"name": case.name, "highlevel": contacts, "fattura24": customers})

    def exact_contact(self, who: Identity) -> str:
        """A hand-made contact is written as it is: the case lies in its values."""
        contact_id = self.contact(who)
        contact = self.world.contacts[-1]
        contact.update(firstName=who.first_name, lastName=who.last_name, address1=who.street, city=who.city)
        contact.update(state=who.province, postalCode=who.postal_code, country=who.country)
        for name, value in (
            ("email", who.email),
            ("phone", who.mobile or who.landline),
            ("companyName", who.company),
        ):
            contact.pop(name, None)
            if value:
                contact[name] = value
        return contact_id

    def exact_customer(self, who: Identity) -> str:
        customer_id = self.customer(who)
        made = self.world.customers[-1]
        exact = made.as_dict() | {
            "name": who.company or who.person, "email": who.email, "vat_code": who.vat_code,
            "fiscal_code": who.fiscal_code, "mobile": who.mobile, "landline": who.landline,
        }  # fmt: skip
        self.world.customers[-1] = Customer(**exact)
        return customer_id

    def truth(self) -> dict[str, Any]:
        contacts = {contact["id"]: contact for contact in self.world.contacts}
        customers = {customer.id: customer for customer in self.world.customers}
        for pair in self.pairs:
            pair["evidence"] = evidence(contacts[pair["highlevel"]], customers[pair["fattura24"]])
        return {
            "pairs": self.pairs,
            "highlevel_only": [key for key in contacts if key not in self.paired],
            "fattura24_only": [key for key in customers if key not in self.paired],
            "cases": self.cases,
        }


def evidence(contact: dict[str, Any], customer: Customer) -> list[str]:
    """Return what both records of a pair share besides a name: "email", "phone", both or nothing."""
    shared = []
    if contact.get("email") and contact["email"].lower() == customer.email.lower():
        shared.append("email")
    digits = {_last_digits(customer.mobile), _last_digits(customer.landline)} - {""}
    if _last_digits(contact.get("phone", "")) in digits:
        shared.append("phone")
    return shared


def _last_digits(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit())[-9:]


def build_world(seed: int = DEFAULT_SEED, contacts: int = DEFAULT_CONTACTS, now: float = MANUAL_START) -> World:
    """Make the world of a seed: `contacts` contacts in HighLevel, two thirds of them also in Fattura24.

    `now` (epoch seconds) is the latest date in it; all else depends on the seed and the number alone.
    Raises ValueError for a negative number.
    """
    if contacts < 0:
        raise ValueError("the number of contacts cannot be negative")
    world = _accounts(seed)
    builder = _Builder(world, int(now * 1000))
    if contacts >= _CASES_FROM:
        builder.hand_made()
    both = max(0, round(contacts * 2 / 3) - len(builder.pairs))
    only_contacts = contacts - len(world.contacts) - both
    for _ in range(both):
        who = builder.people.anybody()
        builder.pair(builder.contact(who), builder.customer(who))
    for _ in range(only_contacts):
        builder.contact(builder.people.anybody())
    for _ in range(contacts // 4):
        builder.customer(builder.people.anybody())
    world.truth = builder.truth()
    contact_ids = [contact["id"] for contact in world.contacts]
    world.work = build_work(seed, world.location, world.users, contact_ids, int(now * 1000))
    return world
