"""Create or update a contact by its e-mail or phone, without what an upsert of the service may lose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.resources.contacts import ContactOperations
from app.connectors.highlevel.resources.models import Contact
from app.errors import RequestRefused
from app.records.compare import same


class Saved(NamedTuple):
    """A contact as it is after it was saved, and whether it is new."""

    contact: Contact
    new: bool


class SavingOperations(ContactOperations):
    """Contacts, found first and then written by their id."""

    async def save_contact(self, values: Mapping[str, Any]) -> Saved:
        """Update the contact that has the e-mail or the phone of ``values``, or create one.

        An upsert would drop the phone of another contact without a word (reference: HighLevel 7, #37) and
        would turn a further e-mail into the main one, losing that (#337). Here the contact is looked up,
        then written by its id, without an e-mail that it has already. Raises RequestRefused:
        contacts_disagree where e-mail and phone belong to two contacts (nothing is written then),
        value_not_taken, field_not_writable, date_unreadable; DuplicateRefused, LostAnswer.
        """
        email, phone = str(values.get("email") or ""), str(values.get("phone") or "")
        owner = await self.get_duplicate_contact(email=email) if email else None
        caller = await self.get_duplicate_contact(number=phone) if phone else None
        if owner is not None and caller is not None and owner.id != caller.id:
            raise RequestRefused("contacts_disagree", service=SERVICE)
        known = owner or caller
        if known is None:
            return Saved(await self.create_contact(values), True)
        emails = [known.email, *(_further(one, "email") for one in known.additional_emails)]
        phones = [known.phone, *(_further(one, "phone") for one in known.additional_phones)]
        sent = dict(values)
        if any(one and same("email", one, email) for one in emails):
            sent.pop("email", None)
        if any(one and same("mobile", one, phone) for one in phones):
            sent.pop("phone", None)
        contact = await self.update_contact(known.id, sent) if sent else await self.get_contact(known.id)
        return Saved(contact, False)


def _further(entry: object, key: str) -> str:
    """Return an additional e-mail or phone, an object or a text (reference: HighLevel 2.8)."""
    return str((entry.get(key) if isinstance(entry, dict) else entry) or "")
