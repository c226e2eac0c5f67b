"""The search index: a copy of the contacts that stays behind by some seconds (reference: HighLevel 2.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from app.sandbox.highlevel.base.shapes import Contact

Term = tuple[str, str]


def _terms(contact: Contact) -> Iterator[Term]:
    yield "id", contact["id"].lower()
    if email := contact.get("email"):
        yield "email", email.lower()
    if phone := contact.get("phone"):
        yield "phone", phone.lower()
    for field_id, value in contact.get("customFields", {}).items():
        for item in value if isinstance(value, list) else (value,):
            yield f"customFields.{field_id}", str(item).lower()


class SearchIndex:
    """The contacts as search sees them. `version` grows with every change that has become visible."""

    def __init__(self) -> None:
        self.visible: dict[str, Contact] = {}
        self.version = 0
        self._pending: deque[tuple[float, str, Contact | None]] = deque()
        self._by_term: dict[Term, dict[str, None]] = {}

    def note(self, contact_id: str, contact: Contact | None, now: float) -> None:
        """Take up a write made now (None: deleted); it becomes visible when the lag has passed."""
        self._pending.append((now, contact_id, contact))

    def refresh(self, now: float, lag: float) -> None:
        """Make visible what is older than `lag` seconds."""
        while self._pending and self._pending[0][0] + lag <= now:
            _, contact_id, contact = self._pending.popleft()
            self._replace(contact_id, contact)
            self.version += 1

    def fill(self, contacts: Iterable[Contact]) -> None:
        """Start anew with these contacts, all visible at once."""
        self.visible, self._by_term = {}, {}
        self._pending.clear()
        for contact in contacts:
            self._replace(contact["id"], contact)
        self.version += 1

    def with_term(self, field: str, value: str) -> list[Contact]:
        """Return the contacts whose id, email, phone or custom field equals `value`, case set aside."""
        return [self.visible[contact_id] for contact_id in self._by_term.get((field, value.lower()), ())]

    def _replace(self, contact_id: str, contact: Contact | None) -> None:
        old = self.visible.pop(contact_id, None)
        if old is not None:
            for term in _terms(old):
                holders = self._by_term.get(term)
                if holders is not None:
                    holders.pop(contact_id, None)
                    if not holders:
                        del self._by_term[term]
        if contact is not None:
            self.visible[contact_id] = contact
            for term in _terms(contact):
                self._by_term.setdefault(term, {})[contact_id] = None
