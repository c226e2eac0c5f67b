"""The bulk way: writes that the limits would spread over days, as a file that the owner loads into Fattura24.

What is handed over leaves the API's hands: a new customer gets a record in the mirror and a link that is not confirmed,
just as one whose answer was lost, so that no plan makes it again; `app.services.sync.applying.ledger` refuses to send
it even where a plan still holds it. Only an export that shows it, or the owner's word, ends that state.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.clock import Clock
from app.connectors.exports.handover_file import put_in_place, write_file
from app.errors import UsageError
from app.records.contact import Contact
from app.services.api.fattura24.mirror import SETTLEMENTS, HandoverOffer, HandoverSaved, HandoverState
from app.services.calls.counting import calls_made
from app.services.handover.settling import give_back
from app.services.settings.preferences import load_mapping
from app.services.sync.lease import WorkLease
from app.services.sync.planning.planning import stored_link
from app.services.sync.plans import plans
from app.services.sync.reading.snapshot import Snapshot
from app.store import Customer, Store
from app.store.sync.handovers import Handover
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.merge import rebase
from app.sync.contacts.planner import link_id, refresh, spends_fattura24
from app.sync.plan.model import Action, Choice, Kind, Link, Plan, Reason, Side

_SHOWN = 8


class HandoverDesk:
    """Implements `app.services.api.fattura24.mirror.HandoverService` for one home."""

    def __init__(self, store: Store, clock: Clock, snapshot: Callable[[], Snapshot], work_lease: WorkLease) -> None:
        self._store, self._clock, self._snapshot, self._work_lease = store, clock, snapshot, work_lease

    def state(self) -> HandoverState:
        """Return what is open."""
        found = self._store.handovers.open()
        return HandoverState(
            sum(i.kind == "create" for i in found),
            sum(i.kind == "update" for i in found),
            sum(i.state == "missing" for i in found),
            max((i.at for i in found), default=0.0),
            max((i.asked_at for i in found), default=0.0),
            tuple(i.title for i in found[:_SHOWN]),
        )

    def offer(self, plan_id: str = "") -> HandoverOffer:
        """Return what of a plan (default: the open one) could be saved. Raises UsageError (unknown_plan)."""
        plan = plans.load(self._store, plan_id)[0] if plan_id else plans.open_plan(self._store)
        if plan is None or plan.undoes:
            return HandoverOffer()
        creates, updates = self._candidates(plan)
        return HandoverOffer(
            plan.id,
            sum(a.deferred_until is not None for a in creates),
            len(creates),
            sum(a.deferred_until is not None for a in updates),
            len(updates),
        )

    async def save(
        self, path: Path, plan_id: str = "", *, everything: bool = False, updates: bool = False, again: bool = False
    ) -> HandoverSaved:
        """Save new customers of a plan as a file; from then on the API does not send them. Raises UsageError,
        FileRefused, HomeBusy."""
        async with self._work_lease.taken():
            if again:
                return await asyncio.to_thread(self._save_again, path)
            return await asyncio.to_thread(self._save, path, plan_id, everything, updates)

    async def settle(self, choice: str, *, only_missing: bool = False) -> int:
        """Take the owner's word for what is open and return how many customers it was about.

        Raises UsageError (bad_handover_choice), HomeBusy.
        """
        if choice not in SETTLEMENTS:
            raise UsageError("bad_handover_choice", choice=choice, choices=", ".join(SETTLEMENTS))
        async with self._work_lease.taken():
            return await asyncio.to_thread(self._settle, choice, only_missing)

    # --- saving ---

    def _save_again(self, path: Path) -> HandoverSaved:
        handed = self._store.handovers.open()
        if not handed:
            raise UsageError("nothing_to_hand_over")
        put_in_place(write_file(path, (i.contact for i in handed)), path)
        return _saved(path, handed, again=True)

    def _save(self, path: Path, plan_id: str, everything: bool, updates: bool) -> HandoverSaved:
        plan = self._plan(plan_id)
        creates, changes = self._candidates(plan)
        wanted = [a for a in (*creates, *(changes if updates else ())) if everything or a.deferred_until]
        items = self._items(wanted)
        if not items:
            raise UsageError("nothing_to_hand_over")
        # the whole file is there before anything is decided, but under a name that nobody loads; it gets its own only
        # once the store knows that the API must not send what is in it
        beside = write_file(path, (item.contact for _, item, _ in items))
        try:
            with self._store.transaction():
                kept = [self._keep(item, link) for _, item, link in items]
                self._store.handovers.put_many(kept)
                self._take_out(plan, [action for action, _, _ in items])
                self._store.activity.add(self._clock.now(), "info", "handed_over", {"n": len(kept)})
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        put_in_place(beside, path)
        return _saved(path, kept)

    def _plan(self, plan_id: str) -> Plan:
        chosen = plan_id or self._store.plans.latest("open")
        if not chosen:
            raise UsageError("no_plan")
        plan, state = plans.load(self._store, chosen)
        if state != "open" or plan.undoes:
            raise UsageError("plan_closed", plan=chosen)
        return plan

    def _candidates(self, plan: Plan) -> tuple[list[Action], list[Action]]:
        """Return the creates and the updates of a plan that a file can carry.

        A create that was sent before without a sure outcome is none: it may exist, and whether Fattura24's import
        recognises a customer is not known. The API does, by VAT or fiscal code.
        """
        attempted = self._store.journal.attempted(Side.FATTURA24.value, "create")
        writes = [a for a in plan.actions if spends_fattura24(a)]
        new = [a for a in writes if a.kind is Kind.CREATE or a.decision == Choice.NEW]
        creates = [a for a in new if a.source_id not in attempted and not self._store.links.by_highlevel(a.source_id)]
        return creates, [a for a in writes if a.kind is Kind.UPDATE and a.link]

    def _items(self, actions: Iterable[Action]) -> list[tuple[Action, Handover, Link | None]]:
        snapshot, mapping, now = self._snapshot(), load_mapping(self._store), self._clock.now()
        batch = uuid.uuid4().hex[:12]
        found: list[tuple[Action, Handover, Link | None]] = []
        for action in actions:
            goal = {f.name: f.after for f in action.fields if f.name != ORIGIN}
            name = f"{batch}-{len(found) + 1}"
            if action.kind is Kind.UPDATE:
                customer = self._store.mirror.get(action.target_id)
                if customer is None or self._store.handovers.blocks(customer=customer.id):
                    continue
                whole = {n: v for n, v in customer.contact.with_values(goal).items() if v}
                row = {**whole, "code": customer.code, "kind": customer.kind}
                link_of = action.link or ""
                item = Handover(
                    name, batch, "update", action.source_id, customer.id, link_of, action.title, row, goal, at=now
                )
                found.append((action, item, None))
                continue
            source = snapshot.record(Side.HIGHLEVEL, action.source_id)
            if source is None or self._store.handovers.blocks(highlevel_id=source.id):
                continue
            contact = Contact().with_values(goal)
            link = rebase(Link("", source.id, ""), source.contact, contact, mapping)
            item = Handover(name, batch, "create", source.id, "", "", action.title, goal, goal, at=now)
            found.append((action, item, link))
        return found

    def _keep(self, item: Handover, link: Link | None) -> Handover:
        """Give a new customer its place in the mirror and a link that is not confirmed."""
        if link is None:
            return item
        contact = Contact().with_values(item.goal)
        customer = Customer("", "", "", contact, "CLIENTE", {}, "handover", item.at, True)
        number = self._store.mirror.put(customer)
        made = replace(link, id=link_id(link.highlevel_id, number), fattura24_id=number, confirmed=False)
        self._store.links.put(stored_link(made))
        return replace(item, customer=number, link=made.id)

    def _take_out(self, plan: Plan, actions: Iterable[Action]) -> None:
        """Turn what was handed over into remarks of its plan."""
        remarks = [
            replace(a, note=True, reason=Reason("handed_over"), deferred_until=None, choices=(), decision="")
            for a in actions
        ]
        now = self._clock.now()
        left = refresh(plan.with_actions(remarks), calls_made(self._store, now), now)
        self._store.plans.replace_actions(plan.id, {a.id: a.to_json() for a in left.actions})

    # --- the owner's word ---

    def _settle(self, choice: str, only_missing: bool) -> int:
        found = [i for i in self._store.handovers.open() if i.state == "missing" or not only_missing]
        now = self._clock.now()
        with self._store.transaction():
            if choice == "wait":
                self._store.handovers.settle([i.id for i in found], "handed", now)
            else:
                give_back(self._store, self._snapshot(), found, now, drop=choice == "drop")
            self._store.activity.add(now, "info", f"handover_{choice}", {"n": len(found)})
        return len(found)


def _saved(path: Path, handed: list[Handover], *, again: bool = False) -> HandoverSaved:
    creates = sum(i.kind == "create" for i in handed)
    return HandoverSaved(path, creates, len(handed) - creates, again)
