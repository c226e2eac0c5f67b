"""What becomes of times when the location gets another time zone: a task of HighLevel is due at a moment, and a day and
a time only where the business is."""

from __future__ import annotations

from dataclasses import replace

from app.services.settings import place
from app.store import Store
from app.sync.work.days import Place

_ZONE = "work.zone"
"""Setting: the zone in which the times of linked tasks were understood last."""


def follow_zone(store: Store, now: float) -> None:
    """Give tasks with a time the one that their moment has in the location's present zone, unless a person has moved
    them here since. A day without a time stays that day."""
    key, before = place.zone(store).key, store.settings.get(_ZONE)
    if key == before:
        return
    with store.transaction():
        store.settings.set(_ZONE, key)
        if before is None:
            return
        there = Place(place.zone(store))
        timed = {link.task: link for link in store.task_links.all() if link.base.at is not None and link.base.moment}
        moved = []
        for task in store.tasks.get_many(timed).values():
            link = timed[task.id]
            if (task.due, task.at) == (link.base.due, link.base.at):
                day, at = there.local(link.base.moment)
                moved.append((replace(task, due=day, at=at, changed_at=now), link, day, at))
        store.tasks.save(task for task, *_ in moved)
        store.task_links.put(replace(x, base=replace(x.base, due=day, at=at)) for _, x, day, at in moved)
