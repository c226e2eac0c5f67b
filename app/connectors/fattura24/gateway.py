"""Fattura24 as the engine sees it: a service that can be written and not read."""

from __future__ import annotations

from dataclasses import replace

from app.connectors.fattura24.client import SERVICE, Fattura24Client
from app.connectors.fattura24.codec import create_elements, customer_name, update_blocker, update_elements
from app.errors import LostAnswer, RequestRefused
from app.records.contact import IDENTITY_FIELDS, Contact
from app.records.sent import sent_form
from app.sync.plan.model import Record, Side


class Fattura24Gateway:
    """Implements `app.sync.apply.ports.Gateway`. Each create or update is one call, counted by the caller
    beforehand."""

    side = Side.FATTURA24

    def __init__(self, client: Fattura24Client) -> None:
        self.client = client

    @property
    def requests(self) -> int:
        """The number of requests sent so far."""
        return self.client.requests

    async def aclose(self) -> None:
        """Close the client's connections."""
        await self.client.aclose()

    async def read(self, record_id: str) -> Record:
        """Always raises RequestRefused: Fattura24's API reads no customers."""
        raise RequestRefused("fattura24_cannot_read", service=SERVICE, details=record_id)

    async def create(self, contact: Contact, origin: str) -> Record:
        """Create a customer; the record's id and origin are those that SaveCustomer gave.

        The contact is what was sent: what the answer echoes may be just that, too, so it proves nothing.
        Raises RequestRefused (customer_name_missing): a customer without a name would be refused.
        """
        if not customer_name(contact):
            raise RequestRefused("customer_name_missing", service=SERVICE)
        elements = create_elements(contact)
        saved = await self.client.save_customer(elements)
        origins = tuple(dict.fromkeys(key for key in (saved.id, origin) if key))
        held = _held(contact, elements)
        return Record(Side.FATTURA24, saved.id, sent_form(contact), origins, self.client.clock.now(), wire=held)

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        """Send what differs, and what the customer is recognised by; the record then holds what was really sent, and
        as ``answered`` the id of the customer that Fattura24 says it has changed.

        Raises RequestRefused (``update_<reason>``) instead of sending what could reach another customer.
        """
        blocked = update_blocker(current.contact, after, odd=current.wire.get("odd_codes", ()))
        if blocked:
            raise RequestRefused(f"update_{blocked}", service=SERVICE)
        after = sent_form(after)
        known = str(current.wire.get("vat_code", ""))
        name = str(current.wire.get("name", ""))
        elements = update_elements(current.contact, after, current.further, known, name)
        saved = await self.client.save_customer(elements)
        origins = tuple(dict.fromkeys((*current.origins, saved.id)))
        held = {**_held(after, elements), "answered": saved.id}
        return replace(current, contact=after, origins=origins, seen_at=self.client.clock.now(), id=saved.id, wire=held)

    async def delete(self, record_id: str) -> None:
        """Always raises RequestRefused: Fattura24's API deletes nothing."""
        raise RequestRefused("fattura24_cannot_delete", service=SERVICE, details=record_id)

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        """Return None where sending again is safe: with a VAT or fiscal code SaveCustomer updates what it
        made before.

        Raises LostAnswer without one: nobody can tell whether the customer exists, and a repeat could make
        a second.
        """
        if any(contact.get(name) for name in IDENTITY_FIELDS):
            return None
        raise LostAnswer(service=SERVICE, details="no VAT or fiscal code to recognise the customer by")

    async def create_custom_field(self, name: str) -> str:
        """Always raises RequestRefused: Fattura24 has no fields of one's own."""
        raise RequestRefused("fattura24_no_fields", service=SERVICE, details=name)

    async def delete_custom_field(self, name: str) -> None:
        """Always raises RequestRefused: Fattura24 has no fields of one's own."""
        raise RequestRefused("fattura24_no_fields", service=SERVICE, details=name)


def _held(contact: Contact, elements: dict[str, str]) -> dict[str, str]:
    """Return a foreign VAT code and a name as they were sent, where the contact's own form does not tell it."""
    sent, name = elements.get("CustomerVatCode", ""), elements["CustomerName"]
    held = {"vat_code": sent} if sent != contact.vat_code else {}
    return held if name == customer_name(contact) else {**held, "name": name}
