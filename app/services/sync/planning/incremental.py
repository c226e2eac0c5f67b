"""The plan of this program, kept from one check to the next: after a few changes only what they touch is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.garbage import no_full_collections
from app.services.sync.planning import planning
from app.services.sync.planning.automate import Automate, NoAutomations
from app.services.sync.plans import plans
from app.services.sync.reading.blockers import TaxCodes, present
from app.services.sync.reading.snapshot import Snapshot, to_link
from app.services.work.planning import plan_tasks_and_notes, settle
from app.store import Store
from app.store.changes import Changed
from app.sync.contacts.incremental import LARGEST_SHARE, Change, IncrementalPlanner
from app.sync.plan.model import Plan, Record, Side

MOST_KEPT = 400_000
"""Records of both sides that are kept between two checks; see docs/benchmarks.md."""

_FEW = 200
"""Changes that are never too many to be read by themselves."""


@dataclass(slots=True)
class _Kept:
    """What was planned last; ``seq`` is the number of the last change that is in it."""

    planner: IncrementalPlanner
    codes: TaxCodes
    basis: object
    seq: int


class IncrementalPlan:
    """Makes the plans of one home. What it keeps is given up whenever anything fails on the way."""

    def __init__(self, store: Store, clock: Clock, automate: Automate | None = None) -> None:
        self._store, self._clock, self._automate = store, clock, automate or NoAutomations()
        self._kept: _Kept | None = None

    def compute(self, snapshot: Snapshot, *, complete: bool, before: int, missing_fields: tuple[str, ...]) -> Plan:
        """Make and keep a plan; ``complete`` and ``before`` describe the read of HighLevel. Heavy: call it off the
        loop."""
        # taken away at once: a check that was given up may still be at work in its thread
        kept, self._kept = self._kept, None
        with no_full_collections(making_much=True):
            self._automate.pass_over(snapshot)
            work = plan_tasks_and_notes(self._store, self._clock)
            settle(self._store, self._clock, work)
            seq = self._store.changes.newest()
            changed = self._changed(kept, snapshot, seq)
            codes = TaxCodes() if kept is None or changed is None else kept.codes
            facts = planning.rules(
                self._store,
                self._clock,
                codes,
                complete=complete,
                before=before,
                missing_fields=missing_fields,
                beside=(*work.actions, *self._automate.actions()),
            )
            if kept is None or changed is None:
                if kept is not None:  # what is no good any more must not lie in memory beside the new
                    kept.planner.let_go()
                    kept = None
                facts = planning.with_records(self._store, snapshot, facts, codes)
                kept = _Kept(IncrementalPlanner(facts), codes, snapshot.basis, seq)
            else:
                if changed:
                    kept.planner.change(self._read(kept, snapshot, changed))
                kept.planner.turn_to(facts)
                kept.seq = seq
            planned = kept.planner.plan(plans.new_id())
            planned = replace(planned, plan=self._automate.bind(planned.plan))
            plan, ours_from, ours_to = planning.keep(self._store, self._clock, planned, kept.planner.given)
        if ours_from == kept.seq:  # else somebody wrote meanwhile, and that is yet to be read
            kept.seq = ours_to
        if kept.planner.size <= MOST_KEPT:
            self._kept = kept
        return plan

    def _changed(self, kept: _Kept | None, snapshot: Snapshot, seq: int) -> Changed | None:
        """Return what changed since the plan that is kept, or None where everything must be read again."""
        if kept is None or kept.basis != snapshot.basis or seq < kept.seq:
            return None
        changed = self._store.changes.since(kept.seq)
        return changed if len(changed) <= max(_FEW, kept.planner.size // LARGEST_SHARE) else None

    def _read(self, kept: _Kept, snapshot: Snapshot, changed: Changed) -> Change:
        links = dict.fromkeys(changed.links) | {
            i: to_link(stored) for i, stored in self._store.links.get_many(changed.links).items()
        }
        # whether a customer takes part may rest on its having a link
        before = {link.fattura24_id for i in links if (link := kept.planner.link(i))}
        after = {link.fattura24_id for link in links.values() if link}
        ids = changed.mirror | before | after
        linked = after | {i for i in ids if kept.planner.links_of(Side.FATTURA24, i) - links.keys()}
        customers = self._store.mirror.get_many(ids)
        taking_part, bystanders = snapshot.split(customers.values(), linked)
        won_or_lost: set[tuple[str, str]] = set()
        for one in ids:
            customer = customers.get(one)
            won_or_lost |= kept.codes.put(one, present(customer))
        contacts = self._store.highlevel.get_many(changed.highlevel)
        return Change(
            {i: snapshot.contact(contacts[i]) if i in contacts else None for i in changed.highlevel},
            _by_id(ids, taking_part),
            _by_id(ids, bystanders),
            links,
            won_or_lost,
        )


def _by_id(ids: frozenset[str], records: list[Record]) -> dict[str, Record | None]:
    found = {r.id: r for r in records}
    return {i: found.get(i) for i in ids}
