"""Which customers a word of the owner means: an id, a code, or a part of the name."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UsageError
from app.records.compare import match_key
from app.records.text.words import fold
from app.store import Customer, Store


def find_customers(store: Store, text: str) -> set[str]:
    """Return the ids of the customers that a code or a part of a name means. Raises UsageError (unknown_customer)."""
    known = store.mirror.all()
    codes = {match_key("vat_code", text), match_key("fiscal_code", text)} - {""}
    exact = {
        c.id
        for c in known
        if text == c.code
        or codes & {match_key("vat_code", c.contact.vat_code), match_key("fiscal_code", c.contact.fiscal_code)}
    }
    wanted = fold(text).split()
    found = exact or {c.id for c in known if wanted and holds(c, wanted)}
    if not found:
        raise UsageError("unknown_customer", value=text[:60])
    return found


def find_by_id_or_name(store: Store, text: str) -> set[str]:
    """Return the ids of the customers that an id means, else those that a code or a part of a name does."""
    return {text} if store.mirror.get(text) is not None else find_customers(store, text)


def holds(customer: Customer, words: Sequence[str]) -> bool:
    """Tell whether a customer's name, city or codes hold all of these folded words."""
    contact = customer.contact
    text = fold(
        " ".join((contact.title, contact.person, contact.city, contact.vat_code, contact.fiscal_code, customer.code))
    )
    return all(word in text for word in words)
