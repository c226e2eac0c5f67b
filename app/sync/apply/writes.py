"""Contacts and customers, one write after the other: look first, record the intent, send, record the answer."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.clock import Clock
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    LimitReached,
    LostAnswer,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
)
from app.records.compare import same
from app.records.contact import ADDRESS_FIELDS, IDENTITY_FIELDS, Contact
from app.records.sent import same_when_sent
from app.sync.apply.ports import Gateway, Ledger
from app.sync.contacts.linked import ORIGIN, value_of
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.contacts.merge import rebase
from app.sync.plan.model import Link, Record, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb
from app.sync.plan.steps import REPLACES

ONE_FATTURA24_CALL = {Side.FATTURA24: 1}

_KEY_CAN_WAIT = (LimitReached, RequestRefused, ServiceUnavailable)
"""The customer exists, which is what counts: a key that was not taken is proposed by the next plan."""


@dataclass(slots=True)
class ContactWriter:
    """Sends the operations of a run on contacts and customers; ``undoing`` that the run takes another one back."""

    gateways: Mapping[Side, Gateway]
    ledger: Ledger
    clock: Clock
    mapping: FieldMapping
    read_only: frozenset[Side] = frozenset()
    undoing: bool = False

    async def send(self, operation: Operation) -> None:
        """Carry out one operation. Raises Stale, or what the gateway raises."""
        operation = replace(operation, at=self.clock.now())
        if operation.verb is Verb.UPDATE:
            await (
                self._update_highlevel(operation)
                if operation.side is Side.HIGHLEVEL
                else self._update_fattura24(operation)
            )
        elif operation.verb is Verb.CREATE:
            await (
                self._create_highlevel(operation)
                if operation.side is Side.HIGHLEVEL
                else self._create_fattura24(operation)
            )
        elif operation.verb in (Verb.LINK, Verb.UNLINK):
            self._local(operation)
        else:
            await self._delete(operation)

    # --- HighLevel: readable, so it is read first ---

    async def _update_highlevel(self, operation: Operation) -> None:
        gateway = self.gateways[Side.HIGHLEVEL]
        current = await self._read(operation.target_id)
        if all(same(n, value_of(current, n), v) for n, v in operation.goal.items()):
            self.finish_linked(operation, current)
            return
        untouched = all(
            same(n, value_of(current, n), v) or same(n, value_of(current, n), operation.goal[n])
            for n, v in operation.before.items()
        )
        if not (untouched and self._one_address(operation, current)):
            raise Stale("changed_since_preview", service="HighLevel")
        after = current.contact.with_values(_fields(operation.goal))
        self.ledger.begin(operation, {})
        record = await gateway.update(current, after, operation.goal.get(ORIGIN))
        self.finish_linked(operation, record)

    async def _create_highlevel(self, operation: Operation) -> None:
        gateway = self.gateways[Side.HIGHLEVEL]
        contact = Contact().with_values(_fields(operation.goal))
        origin = operation.goal.get(ORIGIN, "")
        self.ledger.begin(operation, {})
        try:
            record = await gateway.create(contact, origin)
        except DuplicateRefused as twin:
            record = await gateway.read(twin.contact_id)
            if not origin or origin not in record.origins:
                raise Stale("appeared_since_preview", service="HighLevel", details=str(twin)) from twin
        except (CredentialsRefused, LimitReached):
            self._not_done(operation)
            raise
        except LostAnswer:
            found = await gateway.find_created(contact, origin, operation.at)
            record = found if found is not None else await gateway.create(contact, origin)
        self.created_highlevel(operation, record)

    def created_highlevel(self, operation: Operation, record: Record) -> None:
        """Take over a contact that an operation created: link it to its customer and store both."""
        link = self._linked(record.id, operation.source_id, record.contact)
        self.ledger.finish(
            replace(operation, state=OperationState.DONE, result_id=record.id, after=dict(record.contact.items())),
            record,
            link,
        )

    async def _delete(self, operation: Operation) -> None:
        """Delete only what is still as the preview knew it, also in what is not mapped."""
        known = self.ledger.record(Side.HIGHLEVEL, operation.target_id)
        with contextlib.suppress(RecordGone):
            current = await self.gateways[Side.HIGHLEVEL].read(operation.target_id)
            if known is not None and (current.updated_at, current.origins) != (known.updated_at, known.origins):
                raise Stale("changed_since_preview", service="HighLevel")
        self.ledger.begin(operation, {})
        with contextlib.suppress(RecordGone):
            await self.gateways[Side.HIGHLEVEL].delete(operation.target_id)
        self.ledger.finish(replace(operation, state=OperationState.DONE), unlink=operation.link)

    # --- Fattura24: cannot be read, so its answer and our own snapshot are all there is ---

    async def _update_fattura24(self, operation: Operation) -> None:
        current = self.ledger.record(Side.FATTURA24, operation.target_id)
        if current is None:
            raise Stale("gone_since_preview", service="Fattura24")
        if not (
            all(same(n, current.contact.get(n), v) for n, v in operation.before.items())
            and self._one_address(operation, current)
        ):
            raise Stale("changed_since_preview", service="Fattura24")
        after = current.contact.with_values(_fields(operation.goal))
        self.ledger.begin(operation, ONE_FATTURA24_CALL)
        record = await self.gateways[Side.FATTURA24].update(current, after, None)
        self.finish_linked(operation, replace(record, id=current.id))

    async def _create_fattura24(self, operation: Operation) -> None:
        source = await self._read(operation.source_id)
        if not all(same_when_sent(n, source.contact.get(n), v) for n, v in operation.goal.items()):
            raise Stale("changed_since_preview", service="HighLevel")
        contact = Contact().with_values(_fields(operation.goal))
        if self.ledger.answers_to(contact):
            # SaveCustomer would take it for a change of that customer (reference: Fattura24 1.7)
            raise Stale("appeared_since_preview", service="Fattura24")
        self.ledger.begin(operation, ONE_FATTURA24_CALL)
        try:
            record = await self.gateways[Side.FATTURA24].create(contact, "")
        except (CredentialsRefused, LimitReached):
            self._not_done(operation)
            raise
        except LostAnswer as lost:
            if any(contact.get(name) for name in IDENTITY_FIELDS):
                raise  # the next run sends it again: Fattura24 recognises the tax code, so it cannot become two
            self.unconfirmed_fattura24(operation, source)
            raise LostAnswer("unconfirmed", service="Fattura24") from lost
        held = self.ledger.answering(record.id)
        if held is not None and held.highlevel_id != source.id:
            # a code of that customer that nobody has told here: what it holds now only an export shows
            self.unconfirmed_fattura24(operation, source)
            taken = self.ledger.record(Side.FATTURA24, held.fattura24_id)
            other = taken.contact.title if taken else record.id
            raise LostAnswer("customer_overwritten", service="Fattura24", other=other)
        stored = self.created_fattura24(operation, record, source)
        with contextlib.suppress(*_KEY_CAN_WAIT):
            await self.mark(operation, source, stored)

    def _not_done(self, operation: Operation) -> None:
        """Note that a service turned a create away at the door: the next run need not search for what it made."""
        self.ledger.finish(replace(operation, state=OperationState.RETRY))

    def created_fattura24(self, operation: Operation, record: Record, source: Record) -> Record:
        """Take over a customer that was created; returns it with its local id."""
        link = rebase(Link("", source.id, ""), source.contact, record.contact, self.mapping)
        stored = self.ledger.finish(
            replace(operation, state=OperationState.DONE, result_id=record.id, after=dict(record.contact.items())),
            record,
            link,
        )
        assert stored is not None
        return stored

    def unconfirmed_fattura24(self, operation: Operation, source: Record | None) -> None:
        """Keep a customer that may or may not exist, so that it is never sent a second time."""
        contact = Contact().with_values(_fields(operation.goal))
        link = Link("", operation.source_id, "", confirmed=False)
        if source is not None:
            link = rebase(link, source.contact, contact, self.mapping)
        self.ledger.finish(
            replace(operation, state=OperationState.UNCONFIRMED), Record(Side.FATTURA24, "", contact), link
        )

    async def mark(self, created: Operation, source: Record, customer: Record) -> None:
        """Write Fattura24's key into the contact the customer was made from, unless it is there."""
        # whatever else it bears is of a customer that was: this one was made of it
        if Side.HIGHLEVEL in self.read_only or not customer.origins or set(source.origins) & set(customer.origins):
            return
        origin = customer.origins[0]
        operation = Operation(
            f"{created.run}:{Verb.MARK.value}:{created.actions[0]}",
            created.run,
            created.plan,
            created.actions,
            Side.HIGHLEVEL,
            Verb.MARK,
            created.title,
            source.id,
            customer.id,
            before={ORIGIN: ", ".join(source.origins)},
            goal={ORIGIN: origin},
            at=self.clock.now(),
        )
        self.ledger.begin(operation, {})
        try:
            record = await self.gateways[Side.HIGHLEVEL].update(source, source.contact, origin)
        except RequestRefused as refused:
            self.ledger.finish(replace(operation, state=OperationState.FAILED, detail=str(refused)))
            raise
        self.ledger.finish(replace(operation, state=OperationState.DONE), record)

    async def mark_again(self, created: Operation, known: Mapping[str, Operation]) -> None:
        """Make up for a mark that a crash prevented after its customer was created, if it can be done now."""
        if created.side is not Side.FATTURA24:
            return
        marked = known.get(f"{created.run}:{Verb.MARK.value}:{created.actions[0]}")
        if marked is not None and marked.state is OperationState.DONE:
            return
        link = self.ledger.link_of(Side.HIGHLEVEL, created.source_id)
        customer = self.ledger.record(Side.FATTURA24, link.fattura24_id) if link else None
        if customer is not None:
            with contextlib.suppress(*_KEY_CAN_WAIT):
                await self.mark(created, await self._read(created.source_id), customer)

    # --- shared ---

    def _one_address(self, operation: Operation, current: Record) -> bool:
        """Tell whether the parts of an address that are not written are still what the preview took them for.

        An address is one value: a street that is written beside a town that somebody has changed meanwhile would make
        one of two halves (I17). What stays must be as it was known, or as the other side has it.
        """
        if operation.goal.keys().isdisjoint(ADDRESS_FIELDS):
            return True
        other = self.ledger.record(operation.side.other, operation.source_id)
        return all(
            same(n, value, was) or (other is not None and same_when_sent(n, value, other.contact.get(n)))
            for n, was in self._known_address(operation, other).items()
            if n not in operation.goal
            for value in (current.contact.get(n),)
        )

    def _known_address(self, operation: Operation, other: Record | None) -> Mapping[str, str]:
        """Return the address that a record had when the plan was made, as far as that is known.

        Of HighLevel the local snapshot tells it. That of Fattura24 is what an import since the plan has changed: there
        the base does, where the other side says anything at all (a blank is never written over what is there).
        """
        if operation.side is Side.HIGHLEVEL:
            known = self.ledger.record(Side.HIGHLEVEL, operation.target_id)
            return {n: known.contact.get(n) for n in ADDRESS_FIELDS} if known else {}
        link = self.ledger.link(operation.link)
        if link is None or other is None:
            return {}
        base = link.base_fattura24
        return {n: base[n] for n in ADDRESS_FIELDS if n in base and other.contact.get(n)}

    def _local(self, operation: Operation) -> None:
        if operation.verb is Verb.UNLINK:
            self.ledger.finish(replace(operation, state=OperationState.DONE), unlink=operation.link)
            return
        highlevel = self.ledger.record(Side.HIGHLEVEL, operation.target_id)
        if highlevel is None:
            raise Stale("gone_since_preview", service="HighLevel")
        ends = ((Side.HIGHLEVEL, operation.target_id), (Side.FATTURA24, operation.source_id))
        joined = {link.id: link for side, record_id in ends if (link := self.ledger.link_of(side, record_id))}
        others = {i: k for i, k in joined.items() if (k.highlevel_id, k.fattura24_id) != (ends[0][1], ends[1][1])}
        if not others.keys() <= set(operation.goal.get(REPLACES, "").split()):
            # another answer of the same plan, or a run meanwhile, has tied one of the two to somebody else
            raise Stale("changed_since_preview", service="HighLevel")
        link = self._linked(operation.target_id, operation.source_id, highlevel.contact)
        before = {f"{REPLACES}:{i}": f"{k.highlevel_id}|{k.fattura24_id}" for i, k in others.items()}
        done = replace(operation, state=OperationState.DONE, before=before)
        self.ledger.finish(done, link=link, unlink=" ".join(others))

    def _linked(self, highlevel_id: str, fattura24_id: str, contact: Contact) -> Link:
        customer = self.ledger.record(Side.FATTURA24, fattura24_id)
        if customer is None:
            raise Stale("gone_since_preview", service="Fattura24")
        return rebase(Link("", highlevel_id, fattura24_id), contact, customer.contact, self.mapping)

    async def _read(self, record_id: str) -> Record:
        try:
            return await self.gateways[Side.HIGHLEVEL].read(record_id)
        except RecordGone as gone:
            raise Stale("gone_since_preview", service="HighLevel") from gone

    def finish_linked(self, operation: Operation, record: Record) -> None:
        """Record a write to a linked record and move the base of the fields that are equal now."""
        link = self.ledger.link(operation.link)
        if link is not None:
            other = self.ledger.record(operation.side.other, link.record_id(operation.side.other))
            if other is not None:
                pair = (record, other) if operation.side is Side.HIGHLEVEL else (other, record)
                forced = frozenset(operation.goal) if self.undoing else frozenset()
                link = rebase(link, pair[0].contact, pair[1].contact, self.mapping, forced)
        self.ledger.finish(
            replace(operation, state=OperationState.DONE, result_id=record.id, after=dict(record.contact.items())),
            record,
            link,
        )


def _fields(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != ORIGIN}
