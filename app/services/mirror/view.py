"""How old the mirror is, what it lacks, and what to know before a plan is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.api.fattura24.mirror import MissingCustomer, PlanWarning, SourceAge
from app.services.settings.preferences import load_settings

if TYPE_CHECKING:
    from app.clock import Clock
    from app.store import Store
    from app.sync.plan.model import Plan

DAY = 86_400.0


class MirrorView:
    """Implements `app.services.api.fattura24.mirror.MirrorService` for one home."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def sources(self) -> tuple[SourceAge, ...]:
        """Return the sources, the newest first."""
        waiting = sum(item.kind == "create" for item in self._store.handovers.open())
        ages = self._store.mirror.ages()
        counts = {source: count - (waiting if source == "handover" else 0) for source, (count, _at) in ages.items()}
        found = [SourceAge(source, counts[source], at) for source, (_count, at) in ages.items() if counts[source] > 0]
        return tuple(sorted(found, key=lambda s: (-s.at, s.source)))

    def missing(self) -> tuple[MissingCustomer, ...]:
        """Return the customers that the last whole export had no more."""
        since = dict(self._store.mirror.missing())
        linked = {link.fattura24_id for link in self._store.links.all()} if since else set()
        return tuple(
            MissingCustomer(c.id, c.contact.title, since[c.id], c.id in linked)
            for c in self._store.mirror.get_many(since).values()
        )

    def warnings(self, plan: Plan) -> tuple[PlanWarning, ...]:
        """Return what to know before a plan is applied: old data, a file that seems not to be loaded."""
        found = []
        days = load_settings(self._store).mirror_warn_days
        age = self._clock.now() - plan.mirror_seen_at
        if not plan.mirror_seen_at:
            found.append(PlanWarning("mirror_none"))
        elif age > days * DAY:
            found.append(PlanWarning("mirror_old", {"days": str(int(age // DAY))}))
        handed = self._store.handovers.open()
        missing = sum(item.state == "missing" for item in handed)
        if missing:
            found.append(PlanWarning("handover_missing", {"n": str(missing)}))
        elif handed:
            found.append(PlanWarning("handover_open", {"n": str(len(handed))}))
        return tuple(found)
