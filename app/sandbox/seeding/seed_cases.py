"""A few hand-made cases in which it is easy to go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from app.sandbox.seeding.seed_codes import fiscal_code, vat_code
from app.sandbox.seeding.seed_people import Identity

_ROME = {"street": "Via Appia Nuova, 12", "postal_code": "00183", "city": "Roma", "province": "RM"}
_MILAN = {"street": "Corso Buenos Aires, 7", "postal_code": "20124", "city": "Milano", "province": "MI"}


@dataclass(frozen=True)
class Case:
    """People as each side knows them. `same` pairs the places in the two lists that are one and the same."""

    name: str
    highlevel: tuple[Identity, ...] = ()
    fattura24: tuple[Identity, ...] = ()
    same: tuple[tuple[int, int], ...] = field(default=())


def _person(first: str, last: str, born: date, woman: bool, email: str, mobile: str, **more: str) -> Identity:
    code = fiscal_code(last, first, born, woman, "H501")
    return Identity(first_name=first, last_name=last, fiscal_code=code, email=email, mobile=mobile, **{**_ROME, **more})


def hand_made() -> list[Case]:
    """Return the cases; the same ones for every seed."""
    mario = _person("Mario", "Rossi", date(1966, 3, 4), False, "mario.rossi66@example.it", "+393331000001")
    other = _person("Mario", "Rossi", date(1991, 11, 20), False, "m.rossi.design@example.it", "+393331000002", **_MILAN)
    anna = _person("Anna", "De Luca", date(1979, 7, 1), True, "casa.deluca@example.it", "+393331000003")
    paolo = _person("Paolo", "De Luca", date(1977, 1, 15), False, "casa.deluca@example.it", "+393331000004")
    sara = _person("Sara", "Bo", date(1988, 5, 9), True, "sara.bo@example.it", "+393331000005")
    ugo = Identity(first_name="Ugo", last_name="Serra", email="ugo.serra@example.it", mobile="+393331000006", **_MILAN)
    walk_in = Identity(first_name="Ida", last_name="Fiore", mobile="+393331000007", **_ROME)
    niccolo = _person(
        "Niccolò", "D'Angelo", date(1983, 12, 24), False, "n.dangelo@example.it", "+393331000008",
        note='dice: "solo\nal mattino"; poi richiamare',
    )  # fmt: skip
    sons_vat = vat_code(7_654_321, 15)
    sons = Identity(
        company="Bianchi & Figli S.n.c.", first_name="Carla", last_name="Bianchi", vat_code=sons_vat,
        fiscal_code=sons_vat, email="info@bianchiefigli.example.it", landline="+390255500010",
        sdi_code="M5UXCR1", pec="bianchiefigli@pec.example.it", **_MILAN,
    )  # fmt: skip
    desk = "+390255500020"
    partner = Identity(
        first_name="Elena", last_name="Villa", email="villa@studiovv.example.it", landline=desk, **_MILAN
    )
    colleague = replace(partner, first_name="Bruno", last_name="Vitali", email="vitali@studiovv.example.it")
    studio_vat = vat_code(7_654_322, 15)
    studio = Identity(
        company="Studio Villa Vitali S.r.l.", vat_code=studio_vat, fiscal_code=studio_vat, landline=desk,
        email="amministrazione@studiovv.example.it", sdi_code="USAL8PV", **_MILAN,
    )  # fmt: skip
    return [
        # Two people of one name: only their codes, e-mails and phones tell them apart.
        Case("same name, different person", (other,), (mario,)),
        # One mailbox for two customers: the contact may be either of them.
        Case("shared e-mail", (replace(anna, mobile=""),), (anna, paolo), ((0, 0),)),
        # The phone says the same person, the e-mails differ: a person must choose.
        Case("conflict of e-mail", (replace(sara, email="sara.bo@lavoro.example.it"),), (sara,), ((0, 0),)),
        # Fattura24 knows them by neither VAT nor fiscal code: each SaveCustomer would make one more record.
        Case("without VAT and fiscal code", (ugo,), (ugo, walk_in), ((0, 0),)),
        Case("accents, apostrophe, quotes and line break", (niccolo,), (niccolo,), ((0, 0),)),
        Case("ampersand", (sons,), (sons,), ((0, 0),)),
        # Two contacts answer one telephone, which is also the customer's: the phone proves nothing.
        Case("shared phone", (partner, colleague), (studio,)),
    ]
