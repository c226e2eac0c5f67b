"""Whom the tasks and notes of a plan are about, and who does them, by name: what a plan holds of them are numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.services.work.calendars import calendars
from app.services.work.people import contact_name, users
from app.store import Store
from app.sync.plan.model import Action, Reason, RecordType, Side
from app.sync.plan.parts import USER, WHO


def named(store: Store, actions: Iterable[Action]) -> list[Action]:
    """Return actions on tasks, notes and appointments with the name of the customer (else the contact) and of the users
    and calendars they name, as parameters of their reasons."""
    given = list(actions)
    if not given:
        return given
    mine = {i: a for i in range(len(given)) if (a := _task_id(given[i]))}
    tasks = store.tasks.get_many(set(mine.values()))
    customers, contacts = [""] * len(given), [""] * len(given)
    for n, action in enumerate(given):
        task = tasks.get(mine.get(n, ""))
        if action.record is RecordType.NOTE:
            customers[n] = action.source_id.partition(":")[2]
        elif task is not None:
            customers[n], contacts[n] = task.customer, task.contact
        else:
            contacts[n] = action.source_id.rpartition("/")[0]
    linked = store.links.customers_of(h for c, h in zip(customers, contacts, strict=True) if h and not c)
    customers = [c or linked.get(h, "") for c, h in zip(customers, contacts, strict=True)]
    titles = store.mirror.titles(c for c in customers if c)
    alone = {h for c, h in zip(customers, contacts, strict=True) if h and c not in titles}
    people = {i: contact_name(c.wire) for i, c in store.highlevel.get_many(alone).items()}
    staff = {user.id: user.name for user in users(store)} | {c.id: c.name for c in calendars(store)}
    return [
        _with(action, titles.get(customer) or people.get(contact, ""), staff)
        for action, customer, contact in zip(given, customers, contacts, strict=True)
    ]


def _task_id(action: Action) -> str:
    """Return the task of the book that an action is about, as far as there is one yet."""
    if action.record is RecordType.APPOINTMENT:
        return action.source_id
    if action.record is not RecordType.TASK:
        return ""
    if action.link and action.link.startswith("task:"):
        return action.link.removeprefix("task:")
    return action.source_id if action.side is Side.HIGHLEVEL else ""


def _with(action: Action, who: str, staff: dict[str, str]) -> Action:
    told = {v for f in action.fields if f.name in ("assignee", "calendar") for v in (f.before, f.after)}
    params = {f"{USER}{user}": staff[user] for user in sorted(told) if user in staff}
    if who:
        params[WHO] = who
    return replace(action, reason=Reason(action.reason.key, {**action.reason.params, **params})) if params else action
