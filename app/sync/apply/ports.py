"""What the engine asks of the world: a gateway per service and a ledger that survives crashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from app.records.contact import Contact
from app.sync.plan.model import Link, Record, Side
from app.sync.plan.operation import Operation


class Gateway(Protocol):
    """One service as the engine sees it.

    All calls raise `CredentialsRefused`, `ServiceUnavailable` (nothing was written), `LostAnswer` (a write may
    have been done), `LimitReached`, `RecordGone`, `DuplicateRefused` or `RequestRefused` of `app.errors`.
    """

    side: Side

    async def read(self, record_id: str) -> Record:
        """Return the record as the service has it now. Only HighLevel can; raises RecordGone if it is deleted."""
        ...

    async def create(self, contact: Contact, origin: str) -> Record:
        """Create a record and return it as the service answered.

        ``origin`` is Fattura24's key of the customer, written to HighLevel's custom field; blank for Fattura24.
        The returned id is the service's own (for Fattura24 the id of SaveCustomer's answer).
        """
        ...

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        """Write only what differs between ``current`` and ``after`` and return the result.

        ``origin`` is the origin key to write: None leaves the one that is there, a blank clears it.
        """
        ...

    async def delete(self, record_id: str) -> None:
        """Delete a record (HighLevel only)."""
        ...

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        """Look for the record that a create with a lost answer may have made.

        ``sent_at`` is when the create was sent (epoch seconds): where only the lagging index can tell, this waits until
        the index must have caught up. None means that nothing was created. Raises LostAnswer if it cannot be known
        (Fattura24 without tax codes).
        """
        ...

    async def create_custom_field(self, name: str) -> str:
        """Create a text field for contacts (HighLevel only) unless one of that name exists; return its id."""
        ...

    async def delete_custom_field(self, name: str) -> None:
        """Delete a contact field by its name (HighLevel only); no error if there is none."""
        ...


class Ledger(Protocol):
    """The journal, the links and both local snapshots, written so that a crash at any point can be repaired.

    Each call is one transaction that has reached the disk when it returns.
    """

    def together(self, operation: Operation | None = None) -> AbstractContextManager[object]:
        """Make one transaction of all that is written within: for kinds that keep their records themselves. What is
        written for the ``operation`` of an automation is told apart from what others change."""
        ...

    def begin(self, operation: Operation, calls: Mapping[Side, int]) -> None:
        """Record the intent (again, for a repeat) and count the calls it is about to spend."""
        ...

    def finish(
        self, operation: Operation, record: Record | None = None, link: Link | None = None, unlink: str = ""
    ) -> Record | None:
        """Record the outcome, take the answered record into the local snapshot, store or remove the link.

        Returns the record with its local id (a new Fattura24 customer gets its mirror id here; a link whose
        ``fattura24_id`` is blank is stored with that id).
        """
        ...

    def operations(self, run: str) -> Sequence[Operation]:
        """Return all operations of a run in the order of their intents."""
        ...

    def link(self, link_id: str) -> Link | None:
        """Return a link by its id."""
        ...

    def link_of(self, side: Side, record_id: str) -> Link | None:
        """Return the link that a record is part of."""
        ...

    def answering(self, answered: str) -> Link | None:
        """Return the link of the customer that Fattura24 answers with by this id, if it is one that is known here."""
        ...

    def record(self, side: Side, record_id: str) -> Record | None:
        """Return a record of the local snapshot."""
        ...

    def answers_to(self, contact: Contact) -> bool:
        """Tell whether a customer or supplier of the local snapshot has a tax code of this contact: creating it in
        Fattura24 would land on that one."""
        ...


class Budget(Protocol):
    """Fattura24's limits as counted on this machine."""

    def wait(self) -> float:
        """Return the seconds until the next call is allowed by the minute's limit (0: now).

        Raises LimitReached when the hour's or the day's limit does not allow it.
        """
        ...
