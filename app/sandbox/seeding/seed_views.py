"""How the two systems have written down the same people: seldom alike."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from app.sandbox.fattura24.store import Customer
from app.sandbox.seeding.seed_people import Identity
from app.sandbox.seeding.seed_tables import SOURCES, TAGS

_FORM = re.compile(
    r"\s+(s\.?r\.?l\.?(s\.?)?( unipersonale)?|s\.?p\.?a\.?|s\.?n\.?c\.?|s\.?a\.?s\.?|soc\. coop\.|gmbh|sa)$",
    re.IGNORECASE,
)


def local_phone(phone: str, style: int) -> str:
    """Write an E.164 number of Italy as people do; other numbers stay."""
    if not phone.startswith("+39"):
        return phone
    number = phone[3:]
    head, tail = (number[:3], number[3:]) if number.startswith("3") else (number[:-7], number[-7:])
    return (
        f"{head} {tail}",
        f"+39 {head} {tail}",
        f"0039 {number}",
        number,
        f"{head}/{tail[:3]}.{tail[3:]}",
        phone,
    )[style % 6]


def as_customer(who: Identity, customer_id: str, code: str, rng: random.Random) -> Customer:
    """Write somebody down as a record of the Fattura24 address book."""
    if who.company:
        name = who.company
    else:
        name = f"{who.last_name} {who.first_name}" if rng.random() < 0.5 else who.person
    shouted = rng.random() < 0.4
    city_shouted = shouted or rng.random() < 0.2
    email = who.email if rng.random() < 0.88 else ""
    if email and rng.random() < 0.08:
        email = email.upper()
    fiscal = who.fiscal_code.lower() if rng.random() < 0.08 else who.fiscal_code
    country = who.country if rng.random() < 0.4 else who.country_name
    return Customer(
        id=customer_id,
        code=code,
        name=name.upper() if shouted else name,
        contact_person=who.person if who.company and rng.random() < 0.4 else "",
        vat_code=f"IT{who.vat_code}" if who.vat_code[:1].isdigit() and rng.random() < 0.05 else who.vat_code,
        fiscal_code=fiscal,
        address=who.street.upper() if shouted else who.street,
        postal_code=who.postal_code,
        city=who.city.upper() if city_shouted else who.city,
        province=who.province,
        country=country,
        landline=local_phone(who.landline, rng.randrange(6)),
        mobile=local_phone(who.mobile, rng.randrange(6)) if rng.random() < 0.85 else "",
        fax=local_phone(who.landline, 0) if who.landline and rng.random() < 0.05 else "",
        email=email,
        pec=who.pec,
        sdi_code=who.sdi_code,
        iban=who.iban,
        website=who.website,
        note=who.note,
        kind=who.kind,
    )


@dataclass(frozen=True, slots=True)
class Dates:
    """When a contact came in and when it was last changed, in epoch milliseconds."""

    added: int
    updated: int


def _names(who: Identity, rng: random.Random) -> dict[str, str]:
    first, last, company = who.first_name, who.last_name, who.company
    draw = rng.random()
    if company:
        short = _FORM.sub("", company) if draw < 0.6 else company
        if draw < 0.15:
            return {"firstName": short, "companyName": short}
        return {"firstName": first, "lastName": last, "companyName": short.lower() if draw < 0.2 else short}
    if draw < 0.12:
        return {"firstName": last, "lastName": first}
    if draw < 0.18:
        return {"firstName": who.person}
    if draw < 0.28:
        return {"firstName": first.lower(), "lastName": last.lower()}
    if draw < 0.36:
        return {"firstName": first.upper(), "lastName": last.upper()}
    return {"firstName": first, "lastName": last}


def as_contact(who: Identity, contact_id: str, location_id: str, dates: Dates, rng: random.Random) -> dict[str, Any]:
    """Write somebody down as a contact of HighLevel, as the sandbox keeps it."""
    email, phone = who.email, who.mobile or who.landline
    missing = rng.random()
    if missing < 0.12 and phone:
        email = ""
    elif missing < 0.24 and email:
        phone = ""
    elif missing < 0.27:
        email, phone = "", ""
    contact: dict[str, Any] = {
        "id": contact_id,
        "locationId": location_id,
        "type": "lead",
        **_names(who, rng),
        "email": email.capitalize() if email and rng.random() < 0.05 else email,
        "phone": phone,
        "source": rng.choice(SOURCES),
        "tags": sorted(rng.sample(TAGS, rng.randrange(3))),
        "customFields": {},
        "dateAdded": dates.added,
        "dateUpdated": dates.updated,
    }
    if rng.random() < 0.55:
        contact.update(address1=who.street, city=who.city, state=who.province, postalCode=who.postal_code)
        contact["country"] = who.country
    if who.website and rng.random() < 0.5:
        contact["website"] = who.website
    return {name: value for name, value in contact.items() if value not in (None, "")}
