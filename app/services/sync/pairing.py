"""Join and part by hand: a plan of one link, carried out at once on this machine, in the journal like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.clock import Clock
from app.errors import UsageError
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.text.words import fold
from app.services.api.fattura24.invoices import CustomerLine
from app.services.api.pairs import ContactRecord, CustomerRecord
from app.services.api.runs import RunResult
from app.services.calls.calls import Calls
from app.services.sync.applying.running import Runner
from app.services.sync.lease import WorkLease
from app.services.sync.planning import planning
from app.services.sync.plans import plans
from app.services.sync.reading.blockers import update_blocker
from app.services.sync.reading.session import take_snapshot
from app.store import Customer, Store, StoredLink
from app.sync.contacts.planner import finish
from app.sync.contacts.policy import APART
from app.sync.plan.model import Action, Candidate, Kind, RecordType, Side
from app.sync.plan.parts import BY_HAND

Lines = Callable[[str], tuple[CustomerLine, ...]]
"""Returns the customers that hold some words, with what is open of their invoices."""


class Pairing:
    """Implements `app.services.api.pairs.PairService`; ``language`` is for the errors in results."""

    def __init__(
        self, store: Store, clock: Clock, language: Callable[[], str], calls: Calls, lease: WorkLease, lines: Lines
    ) -> None:
        self._store, self._clock, self._language = store, clock, language
        self._calls, self._lease, self._lines = calls, lease, lines

    def customers(self, search: str = "") -> tuple[CustomerRecord, ...]:
        """Return the customers that hold all words of ``search``, by name."""
        lines = self._lines(search)
        known = self._store.mirror.get_many(line.id for line in lines)
        links = {link.fattura24_id: link.highlevel_id for link in self._store.links.all()}
        return tuple(_customer(line, known[line.id], links.get(line.id, "")) for line in lines if line.id in known)

    def contacts(self, search: str = "", limit: int = 50) -> tuple[ContactRecord, ...]:
        """Return contacts that hold all words of ``search``, by name."""
        wanted = fold(search).split()
        found = [
            (r.id, r.contact)
            for r in take_snapshot(self._store).highlevel()
            if all(word in fold(" ".join(_told(r.contact))) for word in wanted)
        ]
        found.sort(key=lambda one: (fold(one[1].title), one[0]))
        links = {link.highlevel_id: link.fattura24_id for link in self._store.links.all()} if found else {}
        customers = self._store.mirror.get_many(links[i] for i, _ in found[:limit] if i in links)
        return tuple(
            ContactRecord(
                i,
                contact.title or contact.email or i,
                " · ".join(v for v in _told(contact)[3:] if v),
                customers[links[i]].contact.title if links.get(i) in customers else "",
                links.get(i, ""),
            )
            for i, contact in found[:limit]
        )

    async def link(self, customer: str, contact: str) -> RunResult:
        """Join a customer and a contact, in place of what either is linked to now."""
        known = self._find(customer)
        if self._store.highlevel.get(contact) is None:
            raise UsageError("unknown_contact", contact=contact)
        links = self._store.links
        before = [k for k in (links.by_fattura24(known.id), links.by_highlevel(contact)) if k is not None]
        if any((k.highlevel_id, k.fattura24_id) == (contact, known.id) and k.confirmed for k in before):
            return RunResult("")
        self._settled(before)
        named = tuple(Candidate(k.highlevel_id, known.contact.title, "", replaces=k.id) for k in before)
        action = Action(
            "",
            Kind.LINK,
            Side.HIGHLEVEL,
            RecordType.CONTACT,
            known.contact.title,
            reason=BY_HAND,
            target_id=contact,
            source_id=known.id,
            candidates=named,
        )
        return await self._carry_out(action)

    async def unlink(self, customer: str) -> RunResult:
        """Part a customer from its contact, for good."""
        known = self._find(customer)
        link = self._store.links.by_fattura24(known.id)
        if link is None:
            raise UsageError("not_linked", customer=known.contact.title)
        self._settled([link])
        action = Action(
            "",
            Kind.UNLINK,
            Side.HIGHLEVEL,
            RecordType.CONTACT,
            known.contact.title,
            link=link.id,
            reason=BY_HAND,
            target_id=link.highlevel_id,
            source_id=known.id,
            decision=APART,
        )
        return await self._carry_out(action)

    def _find(self, customer: str) -> Customer:
        found = self._store.mirror.get(customer) or self._store.mirror.by_code(customer)
        if found is None:
            raise UsageError("unknown_customer", value=customer[:60])
        return found

    def _settled(self, links: list[StoredLink]) -> None:
        """Raise UsageError where what became of a write is not known yet: a link may hang on it."""
        if not all(link.confirmed for link in links):
            raise UsageError("pair_unconfirmed")
        if self._store.journal.unfinished():
            raise UsageError("pair_unsettled")

    async def _carry_out(self, action: Action) -> RunResult:
        async with self._lease.taken():
            snapshot, blocker = take_snapshot(self._store), update_blocker(self._store)
            facts = planning.rules(self._store, self._clock, blocker)
            plan = replace(finish(plans.new_id(), facts, [action]), guards=())
            plans.save(self._store, plan)
            runner = Runner(self._store, self._clock, snapshot, {}, blocker, lambda: 0, self._language(), self._calls)
            return await runner.apply(
                plan, only_safe=False, origin="manual", stop=lambda: False, progress=lambda _done, _total: None
            )


def _told(contact: Contact) -> list[str]:
    code = contact.vat_code or contact.fiscal_code
    return [contact.title, contact.company, contact.person, contact.email, contact.mobile or contact.landline,
            contact.city, code]  # fmt: skip


def _customer(line: CustomerLine, known: Customer, contact: str) -> CustomerRecord:
    values = {n: known.contact.get(n) for n in CONTACT_FIELDS if known.contact.get(n)}
    euro = next((b for b in line.balances if b.currency == "EUR"), None)
    cents = (int(euro.open * 100), int(euro.overdue * 100)) if euro else (0, 0)
    return CustomerRecord(known.id, known.code, line.title, values, contact, *cents)
