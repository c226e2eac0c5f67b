"""Every kind of record that a plan may hold, put together for one run over the store."""

from __future__ import annotations

from collections.abc import Mapping

from app.clock import Clock
from app.records.contact import ADDRESS_FIELDS
from app.services.settings.preferences import load_mapping, load_settings, policy_of
from app.services.sync.applying.ledger import StoreLedger
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.highlevel import HighLevelWork
from app.services.work.planning import place_of
from app.services.work.shelf import WorkShelf
from app.store import Store
from app.sync.apply.calls import CallRecords
from app.sync.apply.contact_kind import ContactKind
from app.sync.apply.custom_fields import CustomFieldKind
from app.sync.apply.kinds import Kinds
from app.sync.apply.ports import Gateway
from app.sync.apply.writes import ContactWriter
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Side
from app.sync.plan.steps import Permitted
from app.sync.work.appointments import AppointmentRecords
from app.sync.work.notes import NoteRecords
from app.sync.work.tags import TagRecords
from app.sync.work.tasks import TaskRecords


def kinds_of(
    store: Store,
    snapshot: Snapshot,
    clock: Clock,
    blocker: UpdateBlocker,
    gateways: Mapping[Side, Gateway],
    ledger: StoreLedger,
    *,
    work: HighLevelWork | None = None,
    undoing: bool = False,
) -> Kinds:
    """Return the kinds, ready to be written through ``gateways`` and ``work``; without any they can still say what
    undoing means."""
    mapping = load_mapping(store)
    read_only = policy_of(load_settings(store)).read_only
    writer = ContactWriter(gateways, ledger, clock, mapping, read_only, undoing)
    shelf = WorkShelf(store, clock)
    return Kinds(
        [
            ContactKind(writer, _permitted(snapshot, blocker, mapping), blocker),
            CustomFieldKind(gateways, ledger, clock),
            TaskRecords(ledger, clock, work, shelf, place_of(store), undoing=undoing),
            NoteRecords(ledger, clock, work, shelf),
            AppointmentRecords(ledger, clock, work, shelf, place_of(store)),
            TagRecords(ledger, clock, work, shelf),
            CallRecords(ledger, clock, work),
        ]
    )


def _permitted(snapshot: Snapshot, blocker: UpdateBlocker, mapping: FieldMapping) -> Permitted:
    def permitted(side: Side, target_id: str, values: Mapping[str, str]) -> Mapping[str, str]:
        allowed = {n: v for n, v in values.items() if n == ORIGIN or mapping.rule(n).direction.allows(side)}
        record = snapshot.record(side, target_id)
        if side is Side.FATTURA24 and record is not None:
            refused = {n for n, v in allowed.items() if blocker(record, {n: v})}
            if not refused.isdisjoint(ADDRESS_FIELDS):  # a town of the one with the postal code of the other is neither
                refused |= set(ADDRESS_FIELDS)
            allowed = {n: v for n, v in allowed.items() if n not in refused}
        return allowed

    return permitted
