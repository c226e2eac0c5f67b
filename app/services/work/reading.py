"""Read HighLevel's tasks. There is no question "what changed since": what is open is read, and compared.

The least for a quiet look: one request for each 500 open tasks begun. One more for each task that was open and is not
any more (it says whether it was done or deleted; where it was deleted, one for its contact), and once a day all tasks
instead, done ones too, which is how an edit of a done one is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.errors import CredentialsRefused, RecordGone, RequestRefused, ServiceUnavailable
from app.services.accounts.lacking import TASKS, is_missing, note_granted, note_missing
from app.services.api.progress import StopSignal
from app.services.work.highlevel import HighLevelWork, remote_task, task_from_wire
from app.services.work.moving_zone import follow_zone
from app.services.work.shelf import GONE
from app.store import Mark, Store
from app.store.agenda.links import CachedTask
from app.sync.work.values import RemoteTask

READABLE = "work.readable"
"""Setting: whether the last look at tasks was whole; without one nothing is planned for them."""
_FULL_AT = "work.full_at"
_UNREAD_AT = "work.unread_at"
_BROKEN = (500, 501)
"""Statuses that tell of a fault within one operation; the other ones of a server pass by themselves."""
FULL_EVERY = 86_400.0
INDEX_LAG = 300.0
"""Seconds for which tasks/search may still show how a task was before it was written (reference: HighLevel 2.1)."""
ONE_BY_ONE = 100
"""Tasks that are asked for by their ids in one look, at most; the rest waits for the next."""


def _of_tasks_alone(failed: RequestRefused | ServiceUnavailable) -> bool:
    """Tell whether HighLevel answers, and fails at its list of tasks: contacts need not wait for that."""
    return isinstance(failed, RequestRefused) or failed.params.get("status") in _BROKEN


def _tell_unread(store: Store, now: float) -> None:
    """Plan nothing for tasks, and say so in the history, once a day."""
    store.settings.set(READABLE, False)
    if not 0 <= now - float(store.settings.get(_UNREAD_AT, 0.0)) < FULL_EVERY:
        store.settings.set(_UNREAD_AT, now)
        store.activity.add(now, "warning", "tasks_not_read", {})


async def read_tasks(store: Store, client: HighLevelClient, clock: Clock, stop: StopSignal | None = None) -> None:
    """Bring the local picture of HighLevel's tasks up to date. Where the token may not read them, or HighLevel fails at
    them alone, none are planned.

    A look that was stopped or came out short proves nothing: what it brought is kept, and nothing counts as gone.
    Raises what the client raises otherwise.
    """
    started = clock.now()
    follow_zone(store, started)
    full = not 0 <= started - float(store.settings.get(_FULL_AT, 0.0)) <= FULL_EVERY
    found: dict[str, RemoteTask] = {}
    complete = False
    try:
        async for page in client.iterate_tasks(completed=None if full else False):
            found |= {task.id: remote_task(task) for task in page.items}
            complete = page.complete
            if stop:
                complete = False
                break
    except CredentialsRefused as refused:
        if not is_missing(refused):
            raise
        store.settings.set(READABLE, False)
        note_missing(store, refused, clock.now())
        return
    except (RequestRefused, ServiceUnavailable) as failed:
        if not _of_tasks_alone(failed):
            raise
        _tell_unread(store, started)
        return
    note_granted(store, TASKS)
    if store.settings.get(_UNREAD_AT):
        store.settings.remove(_UNREAD_AT)
    known = {one.id: one for one in store.highlevel_tasks.all()}
    marks = [] if stop else [mark for mark in store.webhooks.marks("task") if mark.contact]
    doubtful = _doubtful(found, known, marks, started)
    if complete:
        linked = {link.highlevel_id: link.contact for link in store.task_links.all()}
        for task_id, cached in known.items():
            if task_id not in found and (full or not task_from_wire(cached.wire).completed):
                doubtful.setdefault(task_id, linked.get(task_id, cached.contact))
    gone = await _ask(HighLevelWork(client), doubtful, found, stop)
    missing = await _missing(store, client, {doubtful[i] for i in gone if doubtful[i]})
    with store.transaction():
        fresh = {i: t for i, t in found.items() if i not in known or _differs(t, known[i])}
        store.highlevel_tasks.put(CachedTask(t.id, t.contact, t.wire, started) for t in fresh.values())
        _note_gone(store, gone, found)
        store.highlevel.remove(missing)
        store.webhooks.clear(mark for mark in marks if mark.id in found or mark.id in gone)
        if complete:
            store.settings.set(READABLE, True)
            if full:
                store.settings.set(_FULL_AT, started)


def _doubtful(
    found: Mapping[str, RemoteTask], known: Mapping[str, CachedTask], marks: Iterable[Mark], started: float
) -> dict[str, str]:
    """Return the tasks that the index cannot be believed about, with their contacts: those marked, and those that were
    written or read by their ids a moment ago and look otherwise now."""
    doubtful = {mark.id: mark.contact for mark in marks}
    for task_id, remote in found.items():
        cached = known.get(task_id)
        if cached is not None and cached.seen_at > started - INDEX_LAG and _differs(remote, cached):
            doubtful[task_id] = remote.contact or cached.contact
    return doubtful


async def _ask(
    work: HighLevelWork, doubtful: Mapping[str, str], found: dict[str, RemoteTask], stop: StopSignal | None
) -> set[str]:
    """Ask for tasks by their ids and put them among what was found; return those that HighLevel has no more."""
    gone: set[str] = set()
    for number, (task_id, contact) in enumerate(doubtful.items()):
        if stop or number >= ONE_BY_ONE:
            found.pop(task_id, None)
        elif contact:
            try:
                found[task_id] = await work.task(contact, task_id)
            except RecordGone:
                found.pop(task_id, None)
                gone.add(task_id)
        elif task_id not in found:
            gone.add(task_id)  # without a contact nobody can be asked; the look was whole
    return gone


async def _missing(store: Store, client: HighLevelClient, contacts: Iterable[str]) -> list[str]:
    """Return which contacts that are known here are gone themselves: their tasks went with them, and nobody has said
    that those need doing no more."""
    missing = []
    for contact in sorted(store.highlevel.there(contacts))[:ONE_BY_ONE]:
        try:
            await client.get_contact(contact)
        except RecordGone:
            missing.append(contact)
    return missing


def _note_gone(store: Store, gone: Iterable[str], found: Mapping[str, RemoteTask]) -> None:
    """Forget the tasks that are gone; those with a link are noted until the plan has told of it."""
    there = set(gone)
    if not there and not store.settings.get(GONE, []):
        return
    linked = store.task_links.of_highlevel(there).keys()
    noted = [i for i in store.settings.get(GONE, []) if i not in found]
    store.settings.set(GONE, sorted({*noted, *linked}))
    store.highlevel_tasks.remove(there)


def _differs(remote: RemoteTask, cached: CachedTask) -> bool:
    before = task_from_wire(cached.wire, cached.contact)
    if remote.contact and remote.contact != before.contact:
        return True  # two contacts were merged: the one that stays has its tasks now
    return (before.title, before.body, before.marker, before.moment, before.completed, before.assignee) != (
        remote.title,
        remote.body,
        remote.marker,
        remote.moment,
        remote.completed,
        remote.assignee,
    )
