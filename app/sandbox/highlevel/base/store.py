"""What the imitation of HighLevel holds: contacts, custom fields, tags, users, tokens and one location."""

from __future__ import annotations

import random
import string
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.base.access import ALL_SCOPES, OVERLAP_SECONDS, Token, UserType
from app.sandbox.highlevel.base.events import Events
from app.sandbox.highlevel.base.index import SearchIndex
from app.sandbox.highlevel.base.records import Record, Records
from app.sandbox.highlevel.base.shapes import Contact
from app.sandbox.highlevel.base.values import field_key
from app.sandbox.switches import HighLevelSwitches

_ID_LETTERS = string.ascii_letters + string.digits


RESTORE_SECONDS = 60 * 86_400.0
"""For how long a deleted contact can be brought back in the web app (2.8)."""


@dataclass(frozen=True)
class Removed:
    """A deleted contact, what belonged to it, and when it went (epoch seconds)."""

    contact: Contact
    work: list[list[Record]]
    at: float


class HighLevelStore:
    """All data of one location, with the indexes that keep lookups by e-mail and phone fast."""

    def __init__(
        self, clock: SandboxClock, switches: HighLevelSwitches, location: dict[str, Any], seed: int = 1
    ) -> None:
        self.clock = clock
        self.switches = switches
        self.location = location
        self.contacts: dict[str, Contact] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        self.tags: dict[str, str] = {}
        self.users: list[dict[str, Any]] = []
        self.tokens: dict[str, Token] = {}
        self.writes: Counter[str] = Counter()
        self.index = SearchIndex()
        self.events = Events()
        self.records = Records()
        self.trash: dict[str, Removed] = {}
        self._by_email: dict[str, list[str]] = {}
        self._by_additional_email: dict[str, list[str]] = {}
        self._by_phone: dict[str, list[str]] = {}
        self._random = random.Random()
        self.reseed(seed)

    def reseed(self, seed: int) -> None:
        """Start the sequence of new ids anew."""
        self._random = random.Random(f"highlevel-ids-{seed}")

    @property
    def location_id(self) -> str:
        """The id of the location."""
        return str(self.location["id"])

    def new_id(self) -> str:
        """Return a fresh id of 20 letters and digits."""
        return "".join(self._random.choices(_ID_LETTERS, k=20))

    def add_token(
        self,
        value: str,
        scopes: Iterable[str] = ALL_SCOPES,
        location_id: str | None = None,
        user_type: UserType = "Location",
    ) -> Token:
        """Accept one more token, for this location or another one, of the sub-account or of the agency."""
        token = Token(value, location_id or self.location_id, set(scopes), user_type=user_type)
        self.tokens[value] = token
        return token

    def rotate_token(self, value: str, at_once: bool = False) -> Token:
        """Replace a Private Integration Token by a new one with the same scopes (1.6).

        The old one goes on for seven days, or ends `at_once`. Raises KeyError when there is no such token,
        ValueError for a token of OAuth, which is refreshed instead.
        """
        if not value.startswith("pit-"):
            raise ValueError("only a Private Integration Token is rotated")
        old = self.tokens[value]
        fresh = f"pit-{uuid.UUID(int=self._random.getrandbits(128), version=4)}"
        token = self.add_token(fresh, old.scopes, old.location_id, old.user_type)
        if at_once:
            del self.tokens[value]
        else:
            old.expires_at = self.clock.now() + OVERLAP_SECONDS
        return token

    # -------------------------------------------------------------------------------------------- contacts
    def fill(self, contacts: Iterable[Contact]) -> None:
        """Replace all contacts; search sees them at once."""
        self.contacts, self.trash = {}, {}
        self._by_email, self._by_additional_email, self._by_phone = {}, {}, {}
        for contact in contacts:
            self.contacts[contact["id"]] = contact
            self._index(contact)
            self._learn_tags(contact)
        self.index.fill(self.contacts.values())
        self.records.keep_contacts(self.contacts)

    def put(self, contact: Contact) -> None:
        """Insert or replace a contact; search sees it after the lag."""
        old = self.contacts.get(contact["id"])
        if old is not None:
            self._unindex(old)
        self.contacts[contact["id"]] = contact
        self._index(contact)
        self._learn_tags(contact)
        self.index.note(contact["id"], contact, self.clock.now())
        self.events.contact_put(old, contact)

    def remove(self, contact_id: str) -> None:
        """Delete a contact. Raises KeyError when there is none."""
        gone = self.contacts.pop(contact_id)
        self.trash[contact_id] = Removed(gone, self.records.drop_contact(contact_id), self.clock.now())
        self._unindex(gone)
        self.index.note(contact_id, None, self.clock.now())
        self.events.contact_removed(gone)

    def restore(self, contact_id: str) -> Contact:
        """Bring a deleted contact back under its old id (2.8), with its work where the switch says so.

        Raises KeyError when there is none, or when it was deleted more than 60 days ago.
        """
        found = self.trash[contact_id]
        if self.clock.now() - found.at > RESTORE_SECONDS:
            raise KeyError(contact_id)
        del self.trash[contact_id]
        contact = {**found.contact, "dateUpdated": self.moment_after(found.contact)}
        self.put(contact)
        if self.switches.restore_brings_work:
            for shelf, records in zip(self.records.shelves, found.work, strict=True):
                for record in records:
                    shelf.put(record)
        return contact

    def moment_after(self, contact: Contact | None) -> int:
        """Return now in milliseconds, but later than the contact's last change."""
        now = self.clock.now_ms()
        return now if contact is None else max(now, contact["dateUpdated"] + 1)

    def touch(self, contact_id: str) -> None:
        """Let a note, task or appointment move its contact's dateUpdated, where the switch says so (11)."""
        contact = self.contacts.get(contact_id)
        if contact is not None and self.switches.work_touches_contact:
            self.put({**contact, "dateUpdated": self.moment_after(contact)})

    def by_email(self, email: str) -> list[Contact]:
        """Return the contacts with this main e-mail, case set aside, oldest entry first."""
        return [self.contacts[i] for i in self._by_email.get(email.strip().lower(), ())]

    def by_additional_email(self, email: str) -> list[Contact]:
        """Return the contacts that hold this e-mail as an additional one."""
        return [self.contacts[i] for i in self._by_additional_email.get(email.strip().lower(), ())]

    def by_phone(self, phone: str) -> list[Contact]:
        """Return the contacts with this phone number (E.164), oldest entry first."""
        return [self.contacts[i] for i in self._by_phone.get(phone, ())]

    def _keys(self, contact: Contact) -> Iterable[tuple[dict[str, list[str]], str]]:
        if contact.get("email"):
            yield self._by_email, contact["email"].lower()
        if contact.get("phone"):
            yield self._by_phone, contact["phone"]
        for email in contact.get("additionalEmails", ()):
            yield self._by_additional_email, email.lower()

    def _index(self, contact: Contact) -> None:
        for index, key in self._keys(contact):
            index.setdefault(key, []).append(contact["id"])

    def _unindex(self, contact: Contact) -> None:
        for index, key in self._keys(contact):
            index[key].remove(contact["id"])
            if not index[key]:
                del index[key]

    # ---------------------------------------------------------------------------------------- tags, fields
    def _learn_tags(self, contact: Contact) -> None:
        for tag in contact.get("tags", ()):
            self.add_tag(tag)

    def add_tag(self, name: str) -> str:
        """Make sure that the location knows a tag (lower-cased); returns its id."""
        if name not in self.tags:
            self.tags[name] = self.new_id()
        return self.tags[name]

    def rename_tag(self, old: str, new: str | None) -> None:
        """Give a tag another name everywhere, or with None none; contacts are not dated anew for it.

        Raises KeyError when there is no such tag.
        """
        tag_id = self.tags.pop(old)
        if new is not None:
            self.tags[new] = tag_id
        for contact in [c for c in self.contacts.values() if old in c.get("tags", ())]:
            tags = [new if tag == old else tag for tag in contact["tags"]]
            self.put({**contact, "tags": list(dict.fromkeys(tag for tag in tags if tag is not None))})

    def add_field(self, name: str, data_type: str = "TEXT", **more: Any) -> dict[str, Any]:
        """Create a custom field of the location, for contacts unless `model` says otherwise."""
        key = more.pop("fieldKey", None) or field_key(name)
        taken = {existing["fieldKey"] for existing in self.fields.values()}
        unique, number = key, 1
        while unique in taken:
            number += 1
            unique = f"{key}_{number}"
        created = {
            "id": self.new_id(),
            "name": name,
            "fieldKey": unique,
            "placeholder": more.get("placeholder", ""),
            "dataType": data_type,
            "position": more.get("position", 0),
            "picklistOptions": list(more.get("picklistOptions", ())),
            "locationId": self.location_id,
            "model": more.get("model", "contact"),
        }
        self.fields[created["id"]] = created
        return created

    def remove_field(self, field_id: str) -> None:
        """Delete a custom field and its values. Raises KeyError when there is none."""
        del self.fields[field_id]
        for contact in [c for c in self.contacts.values() if field_id in c.get("customFields", {})]:
            kept = {key: value for key, value in contact["customFields"].items() if key != field_id}
            self.put({**contact, "customFields": kept})

    def field_by_key(self, key: str) -> dict[str, Any] | None:
        """Find a custom field by its key, given as "my_key" or "contact.my_key" (2.8)."""
        wanted = key if key.startswith("contact.") else f"contact.{key}"
        return next((f for f in self.fields.values() if f["fieldKey"] == wanted), None)
