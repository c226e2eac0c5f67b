"""Small worlds in which everything that can happen to two records happens often, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import replace

from app.records.contact import Contact
from app.sync.contacts.mapping import ConflictRule, Direction, default_mapping
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.contacts.merge import rebase
from app.sync.contacts.policy import (
    Decisions,
    PlanInput,
    Policy,
    SideState,
    conflict_key,
    gone_key,
    pair_key,
    record_key,
)
from app.sync.plan.model import Choice, Link, Record, Side

_FIRST = ("Mario", "Anna Maria", "LUCIA", "Niccolò", "")
_LAST = ("Rossi", "ROSSI", "De Luca", "Dell'Acqua", "dellacqua", "")
_COMPANY = ("", "", "Panificio Rossi Srl", "PANIFICIO ROSSI S.R.L.", "Bar Sport & C. snc", "Bar Sport", "F.lli Rossi")
_EMAIL = ("", "mario@example.it", "Mario@Example.it", "info@bar.it", "no mail")
_MOBILE = ("", "+393331234567", "333 1234567", "+393337654321", "333 1234567 (casa)", "333")
_LANDLINE = ("", "+390612345678", "06 12345678", "333 1234567")
_VAT = ("", "01234567890", "IT01234567890", "1234567890", "12345678901", "00000000000", "DE123456789")
_CODE = ("", "RSSMRA80A01H501U", "RSSMRA80A01H50MU", "01234567890", "12345678901", "x")
_STREET = ("", "Via Roma 1", "via roma, 1", "V. Roma n. 1", "Corso Italia 5")
_CITY = ("", "Torino", "TORINO", "Reggio nell'Emilia", "Reggio Emilia")
_TAGS = ((), (), ("cliente",), ("cliente", "vip"))


def contact(dice: random.Random) -> Contact:
    """Return a contact that likely shares something with another one."""
    pick = dice.choice
    return Contact(
        first_name=pick(_FIRST),
        last_name=pick(_LAST),
        company=pick(_COMPANY),
        email=pick(_EMAIL),
        mobile=pick(_MOBILE),
        landline=pick(_LANDLINE),
        street=pick(_STREET),
        city=pick(_CITY),
        vat_code=pick(_VAT),
        fiscal_code=pick(_CODE),
        tags=pick(_TAGS),
    )


def edited(given: Contact, dice: random.Random) -> Contact:
    """Return a contact with up to three other values."""
    other = contact(dice)
    names = dice.sample([n for n, _ in given.items()], dice.randint(0, 3))
    return replace(given, **{n: getattr(other, n) for n in names})


def mapping(dice: random.Random) -> FieldMapping:
    """Return the default mapping with some rules changed."""
    made = default_mapping()
    for rule in made:
        if dice.random() < 0.1:
            made = made.with_rule(
                replace(
                    rule,
                    direction=dice.choice(list(Direction)),
                    conflict=dice.choice(list(ConflictRule)),
                    clears=dice.random() < 0.5,
                )
            )
    return made


def decisions(dice: random.Random, links: list[Link], ids: range) -> Decisions:
    """Return some decisions, about these and other records."""
    stored: dict[str, dict[str, str]] = {}
    for link in links:
        if dice.random() < 0.2:
            stored[gone_key(link.id)] = {"choice": Choice.SKIP.value}
        if dice.random() < 0.2:
            unit = dice.choice(("name", "email", "address", "company"))
            stored[conflict_key(link.id, unit)] = {"choice": dice.choice(("highlevel", "fattura24", "skip"))}
    for n in ids:
        if dice.random() < 0.1:
            side = dice.choice(list(Side))
            stored[record_key(side, f"{side.value[0]}{n}")] = {"choice": dice.choice(("skip", "new"))}
        if dice.random() < 0.1:
            stored[pair_key(f"h{n}", f"f{dice.choice(ids)}")] = {"choice": "apart"}
    return Decisions(stored)


def world(seed: int, most: int = 14) -> PlanInput:
    """Return all that a plan is made of."""
    dice = random.Random(seed)
    rules = mapping(dice)
    ids = range(dice.randint(1, most))
    sides: dict[Side, list[Record]] = {Side.HIGHLEVEL: [], Side.FATTURA24: []}
    links: list[Link] = []
    for n in ids:
        h = contact(dice)
        f = edited(h, dice) if dice.random() < 0.7 else contact(dice)
        if dice.random() < 0.5:
            base = edited(h, dice)
            made = rebase(Link(f"l{n}", f"h{n}", f"f{n}"), base, edited(base, dice), rules)
            links.append(replace(made, confirmed=dice.random() < 0.9))
        for side, values in ((Side.HIGHLEVEL, h), (Side.FATTURA24, f)):
            if dice.random() < 0.85:
                origins: tuple[str, ...] = dice.choice(((), (str(n),), (str(n),), (str(dice.choice(ids)),)))
                if side is Side.FATTURA24:
                    origins = (str(n), f"P24-{n}")
                sides[side].append(
                    Record(
                        side,
                        f"{side.value[0]}{n}",
                        values,
                        origins,
                        float(dice.randint(0, 9)),
                        float(dice.randint(0, 9)),
                        dice.random() < 0.8,
                    )
                )
    suppliers = [Record(Side.FATTURA24, f"s{n}", contact(dice), (f"P24-s{n}",)) for n in range(dice.choice((0, 0, 2)))]
    return PlanInput(
        SideState(sides[Side.HIGHLEVEL], dice.random() < 0.9, dice.randint(0, 20)),
        SideState(sides[Side.FATTURA24], True, dice.randint(0, 20)),
        links,
        rules,
        1_790_000_000.0,
        Policy(
            dice.choice(("all", "all", "with_tax_id", "tagged", "none")),
            "cliente",
            dice.choice(("all", "all", "none")),
            dice.choice((frozenset(), frozenset(), frozenset({dice.choice(list(Side))}))),
        ),
        decisions(dice, links, ids),
        dice.choice(((), ("PEC",))),
        (),
        dice.random() < 0.8,
        dice.choice(("", rules.digest, "other")),
        bystanders=suppliers,
    )
