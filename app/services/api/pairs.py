"""Who belongs to whom, by hand: customers of Fattura24, contacts of HighLevel, and the pairs a person makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.services.api.runs import RunResult


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer as kept here: ``values`` by field name, ``contact`` HighLevel's id of its counterpart (blank: none).
    ``to_collect_cents`` and ``overdue_cents`` are in euro cents."""

    id: str
    code: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    to_collect_cents: int = 0
    overdue_cents: int = 0


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact of HighLevel to choose from: a few ``details``, and title and id of the customer that it is linked
    to."""

    id: str
    title: str
    details: str = ""
    linked_to: str = ""
    customer: str = ""


class PairService(Protocol):
    """Joins and parts by hand. Nothing is sent to either service; what differs is for the next check."""

    def customers(self, search: str = "") -> tuple[CustomerRecord, ...]:
        """Return the customers whose name, city or codes hold all words of ``search``, by name."""
        ...

    def contacts(self, search: str = "", limit: int = 50) -> tuple[ContactRecord, ...]:
        """Return contacts whose name, e-mail, phone, city or codes hold all words of ``search``, by name."""
        ...

    async def link(self, customer: str, contact: str) -> RunResult:
        """Join a customer (by its id or code) and a contact (by its id), in place of what either is linked to now.

        Raises UsageError: unknown_customer, unknown_contact, pair_unconfirmed, pair_unsettled. Nothing is applied where
        the two are linked already.
        """
        ...

    async def unlink(self, customer: str) -> RunResult:
        """Part a customer from its contact; neither is made anew on the other side, nor joined again by itself.

        Raises UsageError: unknown_customer, not_linked, pair_unconfirmed, pair_unsettled.
        """
        ...
