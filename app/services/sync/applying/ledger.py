"""The engine's ledger over the store: intents, outcomes, links and snapshots in single transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from app.clock import Clock
from app.records import provenance
from app.records.compare import same
from app.records.contact import Contact
from app.records.sent import NAME_FIELDS, named_as, proves_kind, same_one_name
from app.services.calls.counting import require_room
from app.services.settings.preferences import load_mapping
from app.services.sync.applying import automation_steps as steps
from app.services.sync.applying.fields_undone import taken_back_field
from app.services.sync.reading.blockers import TaxCodes, present
from app.services.sync.reading.snapshot import CACHE, Snapshot, to_link
from app.store import Customer, OperationRow, Store, StoredLink
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.planner import link_id
from app.sync.contacts.policy import APART, ASK, gone_key, pair_key, record_key, unmarked_key
from app.sync.plan.model import Choice, Link, Record, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb

OTHER_ANSWERED = "other_customer_answered"
"""What is noted with a change to which Fattura24 answered with the id of another customer."""


class StoreLedger:
    """Implements `app.sync.apply.ports.Ledger`. ``undoing`` makes what it removes stay removed."""

    def __init__(self, store: Store, snapshot: Snapshot, clock: Clock, *, undoing: bool = False) -> None:
        self._store, self._snapshot, self._clock, self._undoing = store, snapshot, clock, undoing
        self._codes: TaxCodes | None = None
        self.uncompared: set[str] = set()
        """The records whose pairs may differ in what the plan knew nothing of: somebody else has changed them, say."""
        self.spent = dict.fromkeys(Side, 0)
        self._open_calls: list[int] = []

    def together(self, operation: Operation | None = None) -> AbstractContextManager[object]:
        """Make one transaction of all that is written within; what an automation writes bears its run."""
        if operation is not None and operation.steps:
            return self._store.events.caused_by(operation.steps[0].partition("/")[0])
        return self._store.transaction()

    def begin(self, operation: Operation, calls: Mapping[Side, int]) -> None:
        """Record the intent and count Fattura24's calls before they are sent.

        Raises LimitReached, and records nothing, if another program of this home took the last place meanwhile; Stale
        (handed_over) if the owner loads this very write into Fattura24 as a file.
        """
        with self._store.transaction():
            self._refuse_handed(operation)
            if calls.get(Side.FATTURA24):
                require_room(self._store, self._clock.now())
            for side, count in calls.items():
                self.spent[side] += count
                self._open_calls += [self._store.budget.spend(side.value, self._clock.now()) for _ in range(count)]
            self._store.journal.begin(to_row(operation))

    def _refuse_handed(self, operation: Operation) -> None:
        """The last door: whatever a plan, an undo or a rerun wants, what was handed over is not sent as well."""
        if operation.record is not RecordType.CONTACT or operation.side is not Side.FATTURA24:
            return
        handed = self._store.handovers
        if operation.verb is Verb.CREATE:
            blocked = handed.blocks(highlevel_id=operation.source_id)
        else:
            blocked = operation.verb is Verb.UPDATE and handed.blocks(customer=operation.target_id)
        if blocked:
            raise Stale("handed_over", service="Fattura24")

    def finish(
        self, operation: Operation, record: Record | None = None, link: Link | None = None, unlink: str = ""
    ) -> Record | None:
        """Record the outcome with all that follows from it; returns the record with its local id."""
        with self.together(operation):
            if operation.side is Side.FATTURA24:
                self._settle_calls()
            if record is not None:
                operation = self._compared_answer(operation, record)
                record = self._keep(operation, record)
            if operation.verb is Verb.LINK:
                for replaced in unlink.split():
                    self._replace(replaced)
            elif unlink:
                self._unlink(operation, unlink)
            if link is not None:
                self._keep_link(link, record)
                if operation.verb is Verb.LINK:
                    self._together(link)
                elif operation.verb is Verb.CREATE and not self._mapped() <= link.base_highlevel.keys():
                    # it did not get every value: only a comparison tells what that means
                    self.uncompared.add(link.id or operation.id)
            if operation.state is OperationState.DONE:
                if operation.record is RecordType.CUSTOM_FIELD:
                    self._remember_field(operation)
                    taken_back_field(self._store, operation, undoing=self._undoing)
                elif operation.record is RecordType.CONTACT and operation.verb is Verb.DELETE:
                    self._store.highlevel.remove([operation.target_id])
                elif self._undoing and ORIGIN in operation.goal:
                    self._keep_unmarked(operation)
            self._store.journal.finish(to_row(operation))
            if operation.steps:
                steps.record(self._store, operation, self._clock.now())
        return record

    def operations(self, run: str) -> Sequence[Operation]:
        """Return a run's operations in the order of their intents."""
        return [to_operation(row) for row in self._store.journal.operations(run)]

    def link(self, link_id: str) -> Link | None:
        """Return a link by id."""
        stored = self._store.links.get(link_id) if link_id else None
        return to_link(stored) if stored else None

    def link_of(self, side: Side, record_id: str) -> Link | None:
        """Return the link of a record."""
        links = self._store.links
        stored = links.by_highlevel(record_id) if side is Side.HIGHLEVEL else links.by_fattura24(record_id)
        return to_link(stored) if stored else None

    def answering(self, answered: str) -> Link | None:
        """Return the link of the customer that Fattura24 answers with by this id, if it is one that is known here."""
        known = self._store.mirror.by_api_id(answered) if answered else None
        return self.link_of(Side.FATTURA24, known.id) if known else None

    def record(self, side: Side, record_id: str) -> Record | None:
        """Return a record of the local snapshot."""
        return self._snapshot.record(side, record_id)

    def answers_to(self, contact: Contact) -> bool:
        """Tell whether creating this contact in Fattura24 would land on a customer or supplier that is there."""
        if self._codes is None:
            self._codes = TaxCodes()
            for customer in self._store.mirror.plain():
                self._codes.put(customer.id, present(customer))
        return self._codes.answer(contact)

    def _remember_field(self, operation: Operation) -> None:
        """Keep the known fields true even if the process dies before its session ends: a field that is there and not
        known would read as blank, and a blank is filled."""
        known = self._store.settings.get(CACHE, {})
        if "custom_fields" in known:
            left = [f for f in known["custom_fields"] if str(f.get("name")) != operation.title]
            if operation.verb is Verb.CREATE:
                left.append({"id": operation.result_id, "name": operation.title, "dataType": "TEXT"})
            self._store.settings.set(CACHE, {**known, "custom_fields": left})

    def _settle_calls(self) -> None:
        """Count calls from when they were answered: on a slow line they reached the service long after they were begun,
        and it counts them from there."""
        for call in self._open_calls:
            self._store.budget.settle(call, self._clock.now())
        self._open_calls.clear()

    def _keep(self, operation: Operation, record: Record) -> Record:
        if record.side is Side.HIGHLEVEL:
            was = self._snapshot.record(Side.HIGHLEVEL, record.id)
            others = (n for n, _ in record.contact.items() if n not in operation.goal)
            if was is not None and any(not same(n, record.contact.get(n), was.contact.get(n)) for n in others):
                self.uncompared.add(record.id)
            self._snapshot.keep_highlevel(record)
            return record
        if operation.verb is Verb.CREATE:
            known = self._store.mirror.by_api_id(record.id) if record.id else None
            customer = Customer(
                id=known.id if known else "",
                code=known.code if known else "",
                api_id=record.id,
                contact=record.contact,
                kind="CLIENTE",
                raw=known.raw if known else {},
                source="write",
                seen_at=self._clock.now(),
                name_certain=True,
                held_vat=str(record.wire.get("vat_code", "")),
            )
        else:
            before = self._store.mirror.get(record.id)
            if before is None:
                return record
            api_id = str(record.wire.get("api_id", "")) or before.api_id
            contact = _kept(before.contact, record.contact)
            # only what was written is known to be so now: for the rest the source before goes on speaking
            written = {u: ("write", self._clock.now()) for u in provenance.changed_units(before.contact, contact)}
            customer = replace(
                before,
                contact=contact,
                api_id=api_id,
                provenance={**before.provenance, **written},
                missing_since=0.0,
                superseded=provenance.superseded(before.superseded, before.contact, contact, self._clock.now()),
                held_vat=str(record.wire.get("vat_code", "")) or before.held_vat,
                odd_codes=tuple(record.wire.get("odd_codes", ())),
                held_name=str(record.wire.get("name", "")),
            )
        local_id = self._store.mirror.put(customer)
        if self._codes is not None:
            self._codes.put(local_id, customer.contact)
        found = self._snapshot.record(Side.FATTURA24, local_id)
        assert found is not None
        return found

    def _compared_answer(self, operation: Operation, record: Record) -> Operation:
        """Tell at once where Fattura24 says it has changed, or made, another customer than the one that was meant: its
        address book may have two of them now, which only an export shows. Nothing is undone: nobody knows what is
        there.
        """
        answered = str(record.wire.get("answered", ""))
        if record.side is Side.HIGHLEVEL or operation.verb is not Verb.UPDATE or not answered:
            return operation
        meant = self._store.mirror.get(operation.target_id)
        owner = self._store.mirror.by_api_id(answered)
        other = owner is not None and owner.id != operation.target_id
        if meant is None or not (other or (meant.api_id and meant.api_id != answered)):
            return operation
        title = meant.contact.title
        self._store.activity.add(self._clock.now(), "warning", OTHER_ANSWERED, {"title": title, "id": answered})
        return replace(operation, detail=OTHER_ANSWERED)

    def _mapped(self) -> set[str]:
        return {rule.field for rule in load_mapping(self._store).active()}

    def _keep_link(self, link: Link, record: Record | None) -> None:
        fattura24_id = link.fattura24_id or (record.id if record else "")
        stored = StoredLink(
            id=link.id or link_id(link.highlevel_id, fattura24_id),
            highlevel_id=link.highlevel_id,
            fattura24_id=fattura24_id,
            base_highlevel=dict(link.base_highlevel),
            base_fattura24=dict(link.base_fattura24),
            confirmed=link.confirmed,
        )
        stored = self._told_kind(stored)
        links = self._store.links
        taken = (links.by_highlevel(link.highlevel_id), links.by_fattura24(fattura24_id))
        if all(other is None or other.id == stored.id for other in taken):
            links.put(stored)

    def _told_kind(self, link: StoredLink) -> StoredLink:
        """Let the contact it is linked with tell whether a customer's one name is a person's or a firm's, at once: else
        what is planned about the name would read otherwise after the next export, which tells no more than this."""
        highlevel, fattura24 = (
            Contact().with_values({name: base.get(name, "") for name in NAME_FIELDS})
            for base in (link.base_highlevel, link.base_fattura24)
        )
        if not link.confirmed or bool(highlevel.company) == bool(fattura24.company):
            return link
        customer = self._store.mirror.get(link.fattura24_id)
        if customer is None or proves_kind(customer.contact) or not same_one_name(customer.contact, highlevel):
            return link
        contact = named_as(customer.contact, highlevel)
        self._store.mirror.put(replace(customer, contact=contact, name_certain=True))
        return replace(link, base_fattura24={**link.base_fattura24, **contact.values(NAME_FIELDS)})

    def _together(self, link: Link) -> None:
        """Forget what was decided while the two were apart: whoever joins them again thinks otherwise now."""
        forget_apart(self._store, link.highlevel_id, link.fattura24_id)
        self._store.decisions.remove(unmarked_key(link.id or link_id(link.highlevel_id, link.fattura24_id)))

    def _keep_unmarked(self, operation: Operation) -> None:
        """Remember that an undo took Fattura24's key off a contact that stays linked, so that the next plan does not
        write it again; and forget it where the undo itself is taken back."""
        link = operation.link
        if operation.goal[ORIGIN]:
            self._store.decisions.remove(unmarked_key(link))
        elif link and self._store.links.get(link) is not None:
            self._store.decisions.put(unmarked_key(link), {"choice": Choice.SKIP.value})

    def _replace(self, link: str) -> None:
        """Remove a link that another takes the place of. Who loses its counterpart by it is asked about, and is not
        made anew by itself; an undo leaves it alone."""
        stored = self._store.links.get(link)
        self._store.links.remove([link])
        if stored is None:
            return
        decisions = self._store.decisions
        decisions.remove(gone_key(link))
        left = {"choice": Choice.SKIP.value if self._undoing else ASK}
        decisions.put(record_key(Side.HIGHLEVEL, stored.highlevel_id), left)
        decisions.put(record_key(Side.FATTURA24, stored.fattura24_id), left)
        if self._undoing:
            decisions.put(pair_key(stored.highlevel_id, stored.fattura24_id), {"choice": "apart"})

    def _unlink(self, operation: Operation, link: str) -> None:
        """Remove a link. What a person took apart or let go is not put together or made anew by the next run."""
        stored = self._store.links.get(link)
        self._store.links.remove([link])
        if stored is None:
            return
        skip = {"choice": Choice.SKIP.value}
        decisions = self._store.decisions
        decisions.remove(gone_key(link))  # carried out: should the two ever be linked again, it is asked anew
        if self._undoing or operation.goal.get("decision") == APART:
            decisions.put(pair_key(stored.highlevel_id, stored.fattura24_id), {"choice": "apart"})
            decisions.put(record_key(Side.FATTURA24, stored.fattura24_id), skip)
            decisions.put(record_key(Side.HIGHLEVEL, stored.highlevel_id), skip)
        elif operation.goal.get("decision") == operation.side.value:
            left = operation.side.other
            left_id = stored.fattura24_id if left is Side.FATTURA24 else stored.highlevel_id
            decisions.put(record_key(left, left_id), skip)


def forget_apart(store: Store, highlevel_id: str, fattura24_id: str) -> None:
    """Take back that two records are not the same and that each is left alone."""
    for key in (
        pair_key(highlevel_id, fattura24_id),
        record_key(Side.HIGHLEVEL, highlevel_id),
        record_key(Side.FATTURA24, fattura24_id),
    ):
        store.decisions.remove(key)


def _kept(before: Contact, after: Contact) -> Contact:
    """Return the customer after a write; what the API cannot write stays as the export had it."""
    return replace(
        after, landline=before.landline or after.landline, website=before.website, note=before.note, tags=before.tags
    )


def to_row(operation: Operation) -> OperationRow:
    """Return the stored form of an operation."""
    return OperationRow(
        id=operation.id,
        run=operation.run,
        plan=operation.plan,
        actions=operation.actions,
        side=operation.side.value,
        verb=operation.verb.value,
        title=operation.title,
        target_id=operation.target_id,
        source_id=operation.source_id,
        link=operation.link,
        before=dict(operation.before),
        goal=dict(operation.goal),
        after=dict(operation.after),
        result_id=operation.result_id,
        state=operation.state.value,
        detail=operation.detail,
        at=operation.at,
        record=operation.record.value,
        steps=operation.steps,
    )


def to_operation(row: Any) -> Operation:
    """Return the engine's form of a stored operation."""
    return Operation(
        row.id,
        row.run,
        row.plan,
        tuple(row.actions),
        Side(row.side),
        Verb(row.verb),
        row.title,
        row.target_id,
        row.source_id,
        row.link,
        row.before,
        row.goal,
        row.after,
        row.result_id,
        OperationState(row.state),
        row.detail,
        row.at,
        RecordType(row.record),
        tuple(row.steps),
    )
