"""New customers that an invoice has brought, and the checklist of tasks for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.records.task import Task, TaskKind
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.positions import Position
from app.services.settings.agenda import checklist
from app.store import Store

AFTER = "agenda.newcomers_after"
"""Setting: customers with a higher id are new."""
WAITING = "agenda.many_new"
"""Setting: new customers about whom the owner is asked first, because they are many."""

MANY = 10
"""More new customers than this in one go are rather an archive than a good week: then the owner is asked."""
OLD = timedelta(days=365)
"""Whose newest invoice is older is not a new customer, though no export has named it."""

_TEMPLATE = "default"


def newcomers(store: Store, found: Iterable[Position], context: Context) -> list[str]:
    """Return the customers that only invoices have brought since the last look, and look no more at them. ``found``
    are all instalments."""
    after = int(store.settings.get(AFTER, 0))
    newest: dict[int, date] = {}
    for position in found:
        customer, on = int(position.customer), position.invoice.date
        if customer > after and on > newest.get(customer, date.min):
            newest[customer] = on
    if not newest:
        return []
    store.settings.set(AFTER, max(newest))
    recent = [str(n) for n in sorted(newest) if newest[n] >= context.today - OLD]
    made = store.mirror.get_many(recent)
    return [c for c in recent if c in made and made[c].source == "invoice"]


def checklists(customers: Iterable[str], context: Context) -> list[Task]:
    """Return the tasks of the checklist for each of these customers."""
    lines = checklist(context.settings, context.language)
    return [
        Task(
            line.title,
            TaskKind.ONBOARDING,
            customer=customer,
            due=context.today + timedelta(days=line.days),
            assignee=line.assignee or context.settings.assignees.get(TaskKind.ONBOARDING.value, ""),
            origin=f"checklist:{_TEMPLATE}:{customer}#{n}",
            created_at=context.now,
            changed_at=context.now,
        )
        for customer in customers
        for n, line in enumerate(lines, 1)
    ]
