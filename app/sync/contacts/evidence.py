"""What two contacts' values say for or against their being one and the same."""

from __future__ import annotations

from app.records.alike import is_body, mailbox_of, names_agree, names_alike, only_surname, works_there
from app.records.codes.fiscal_code import fiscal_code_is_valid, is_person_code
from app.records.codes.tax_cell import LONGEST_CODE
from app.records.codes.vat import is_italian, vat_is_valid
from app.records.compare import comparable, match_key, same
from app.records.contact import IDENTITY_FIELDS, Contact
from app.records.mail import is_address
from app.records.naming.legal_form import parse_company
from app.records.phone import kind_of, to_e164
from app.records.places.country import country_code
from app.records.places.home import home_of_contact
from app.sync.plan.model import Side


def unsendable(side: Side, name: str, value: str, contact: Contact) -> str:
    """Say why a value of a contact cannot be sent to a side (a key under ``reasons``), or blank.

    An e-mail that is none, or a country that nobody knows, makes HighLevel refuse the whole record, at every run
    anew; a number that nobody can read would be taken there for one of the location's country.
    """
    if not value:
        return ""
    if name in ("email", "pec") and not is_address(value):
        return "no_email"
    if name in IDENTITY_FIELDS and sum(c.isalnum() for c in value) > LONGEST_CODE:
        return "no_code"
    if side is Side.HIGHLEVEL and name == "country" and not country_code(value):
        return "no_country"
    lone = name == "mobile" or (name == "landline" and not contact.mobile)
    if side is Side.HIGHLEVEL and lone and not to_e164(value, home_of_contact(contact)):
        return "no_phone"
    return ""


def contradict(a: Contact, b: Contact) -> bool:
    """Tell whether the tax codes prove two contacts to be different.

    Fiscal codes count only where both are persons' or both companies'. A code that fails its check digit or letter is
    nobody's, only mistyped: that it differs from another proves nothing.
    """
    vat_a, vat_b = match_key("vat_code", a.vat_code), match_key("vat_code", b.vat_code)
    if vat_a and vat_b and vat_a != vat_b and _sound_vat(vat_a) and _sound_vat(vat_b):
        return True
    code_a, code_b = match_key("fiscal_code", a.fiscal_code), match_key("fiscal_code", b.fiscal_code)
    if code_a == code_b or len(code_a) != len(code_b) or same("fiscal_code", code_a, code_b):
        return False  # codes that differ in letters of omocodia may be one person's or two: that is asked
    return fiscal_code_is_valid(code_a) and fiscal_code_is_valid(code_b)


def groups_code(a: Contact, b: Contact) -> bool:
    """Tell whether a VAT code that two share may be that of a group: of one of them the fiscal code, a firm's, is
    another, and the names are not one."""
    apart = any(
        len(code) == len(vat) and code.isdigit() and code != vat
        for c in (a, b)
        if (vat := match_key("vat_code", c.vat_code)) and (code := match_key("fiscal_code", c.fiscal_code))
    )
    return apart and names_agree(a, b) is False


def _sound_vat(code: str) -> bool:
    return not is_italian(code) or vat_is_valid(code)


def vouched(a: Contact, b: Contact, level: str, key: str) -> bool:
    """Tell whether the names let an e-mail or a phone that only these two have prove that they are one.

    A family shares a telephone and a mailbox, so a surname alone vouches for nobody. A switchboard and a bookkeeper
    serve several companies: of a person alone and a company alone the company must bear the person's name, the phone
    be a mobile, which one person carries, or a second thing say the same: the other of e-mail and phone, the address,
    or beside a phone the company's name in the person's mailbox. Who has no name at all speaks against nothing.
    """
    agree = names_agree(a, b)
    if agree is None:
        person, company = (b, a) if a.company.strip() else (a, b)
        if person.company.strip() or not person.person or not company.company.strip():
            return True
        if is_person_code(person.fiscal_code) and parse_company(company.company).forms:
            return False  # the code of who has a private account, which is none of the company's
        there = works_there(person, company)
        if is_body(company):
            return there is True  # its president's or administrator's mailbox, and a second thing of his, prove nothing
        if there is not None or (level == "phone" and kind_of(key) == "mobile"):
            return there is not False
        if level == "phone" and mailbox_of(company.company, person.email):
            return True
        return _same_email_and_phone(a, b) or _same_place(a, b)
    return agree and not only_surname(a, b)


def _same_email_and_phone(a: Contact, b: Contact) -> bool:
    email = match_key("email", a.email)
    return bool(email) and email == match_key("email", b.email) and bool(phone_keys(a) & phone_keys(b))


def _same_place(a: Contact, b: Contact) -> bool:
    place = place_key(a)
    return bool(place) and place == place_key(b)


def phone_keys(contact: Contact) -> frozenset[str]:
    """Return the telephone numbers by which a contact is recognised."""
    home = home_of_contact(contact)
    found = (match_key("mobile", contact.mobile, home), match_key("landline", contact.landline, home))
    return frozenset(key for key in found if key)


def somebody_else(a: Contact, b: Contact, level: str) -> bool:
    """Tell whether two contacts that share an e-mail or a phone are two all the same, by tax codes or names."""
    return level in ("email", "phone") and (names_agree(a, b) is False or contradict(a, b))


def clearly_different(a: Contact, b: Contact, level: str) -> bool:
    """Sharing a phone or an e-mail means little where tax codes and names both say that they are two."""
    return level in ("email", "phone") and contradict(a, b) and names_agree(a, b) is False


def place_key(contact: Contact) -> str:
    """Return a key for contacts at one address, or blank where it is not known down to the house."""
    if not contact.street or not (contact.city or contact.postal_code):
        return ""
    street = comparable("street", contact.street)
    if street.isalpha():
        return ""  # no number: half the village lives in Via Roma
    return f"{street}|{comparable('city', contact.city) if contact.city else contact.postal_code}"


def worth_asking(a: Contact, b: Contact, why: str) -> bool:
    """Weigh the rest of two contacts that have the same ``name``, or the same ``place``.

    Of namesakes the same address speaks for it; two of e-mail, phone and city that differ speak against it. Of two at
    one address the names must be alike, and a company there must bear the person's name: nobody asks about everybody
    who lives or works under the same roof. Who has another's further e-mail or phone must not bear another name. Tax
    codes that differ end it.
    """
    if contradict(a, b):
        return False
    if why == "omocodia":
        return True
    if why.startswith("further_"):
        return names_agree(a, b) is not False
    if why == "place":
        if (a.person and b.person) or (a.company.strip() and b.company.strip()):
            return names_alike(a, b)
        return works_there(a, b) is True
    if a.street and b.street and same("street", a.street, b.street):
        return True
    differing = 0
    for name in ("email", "city", "country"):
        x, y = a.get(name), b.get(name)
        differing += bool(x and y and not same(name, x, y))
    phones_a, phones_b = phone_keys(a), phone_keys(b)
    differing += bool(phones_a and phones_b and not phones_a & phones_b)
    return differing < 2
