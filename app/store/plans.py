"""Plans as they were shown and agreed to: one row per action."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.store.counters import take
from app.store.database import Database
from app.store.tables import dump, load, plan_actions, plans, runs

PLAN_STATES = ("open", "applying", "applied", "superseded")
KEPT_PLANS = 20
_AT_ONCE = 2000
"""Rows made and written together: memory for all of a big plan, given back at one stroke, would stop every thread."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as kept; ``actions`` are read one by one, in order. ``revision`` tells whether it is still the same: each
    change gives it another one, whichever program makes it, and none comes back even if the change is taken back."""

    header: dict[str, Any]
    state: str
    revision: str
    actions: Iterator[dict[str, Any]]


class Plans:
    """Plans by id."""

    states = PLAN_STATES

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, plan_id: str, created_at: float, header: Mapping[str, Any], actions: Iterable[Mapping[str, Any]]
    ) -> str:
        """Keep a plan as ``open`` with its actions in this order; each has its ``id``. Returns its revision.

        A plan of the same id is replaced. Older plans go, but for the newest 20 and those with a run.
        Raises KeyError when an action has no id.
        """
        with self._database.transaction() as connection:
            connection.execute(delete(plans).where(plans.c.id == plan_id))
            number, revision = take(connection, "plans"), _new_revision()
            connection.execute(
                insert(plans),
                {
                    "number": number,
                    "id": plan_id,
                    "created_at": created_at,
                    "state": "open",
                    "header": dump(dict(header)),
                    "revision": revision,
                },
            )
            for rows in _batches((number, seq, action["id"], dump(dict(action))) for seq, action in enumerate(actions)):
                connection.exec_driver_sql(_ADD_ACTIONS, rows)
            newest = select(plans.c.number).order_by(plans.c.number.desc()).limit(KEPT_PLANS)
            connection.execute(
                delete(plans).where(plans.c.number.not_in(newest), plans.c.id.not_in(select(runs.c.plan)))
            )
        return revision

    @contextmanager
    def opened(self, plan_id: str) -> Iterator[StoredPlan | None]:
        """Yield a plan to read from within the block, or None: all of it as of one moment."""
        with self._database.reading() as connection:
            plan = connection.execute(select(plans).where(plans.c.id == plan_id)).one_or_none()
            if plan is None:
                yield None
                return
            bodies = connection.scalars(
                select(plan_actions.c.body).where(plan_actions.c.plan == plan.number).order_by(plan_actions.c.seq)
            )
            yield StoredPlan(load(plan.header), plan.state, plan.revision, map(load, bodies))

    def load(self, plan_id: str) -> tuple[dict[str, Any], list[dict[str, Any]], str] | None:
        """Return header, actions in order, and state of a plan, or None."""
        with self.opened(plan_id) as plan:
            return (plan.header, list(plan.actions), plan.state) if plan else None

    def standing(self, plan_id: str) -> tuple[str, str] | None:
        """Return state and revision of a plan, or None."""
        with self._database.reading() as connection:
            found = connection.execute(select(plans.c.state, plans.c.revision).where(plans.c.id == plan_id))
            row = found.one_or_none()
            return (row.state, row.revision) if row else None

    def undecided(self, plan_id: str) -> int:
        """Return how many actions of a plan are included, offer choices and have no decision; without reading them."""
        body = plan_actions.c.body
        chosen = (
            select(func.count())
            .select_from(plan_actions.join(plans, plans.c.number == plan_actions.c.plan))
            .where(plans.c.id == plan_id, func.json_array_length(body, "$.choices") > 0)
            .where(func.json_extract(body, "$.decision") == "", func.json_extract(body, "$.included"))
        )
        with self._database.reading() as connection:
            return connection.scalar(chosen) or 0

    def latest(self, state: str = "open") -> str:
        """Return the id of the plan saved last in a state (blank: none)."""
        with self._database.reading() as connection:
            return (
                connection.scalar(
                    select(plans.c.id).where(plans.c.state == _checked(state)).order_by(plans.c.number.desc()).limit(1)
                )
                or ""
            )

    def replace_actions(self, plan_id: str, actions: Mapping[str, Mapping[str, Any]]) -> str:
        """Exchange actions by their ids, in their places, all or none. Returns the plan's revision after that.

        Raises KeyError for an unknown plan or action.
        """
        with self._database.transaction() as connection:
            plan = connection.execute(select(plans.c.number, plans.c.revision).where(plans.c.id == plan_id)).first()
            if plan is None:
                raise KeyError(plan_id)
            if not actions:
                return str(plan.revision)
            statement = (
                update(plan_actions)
                .values(body=bindparam("new_body"))
                .where(plan_actions.c.plan == plan.number, plan_actions.c.action_id == bindparam("old_id"))
            )
            rows = ({"old_id": action_id, "new_body": dump(dict(action))} for action_id, action in actions.items())
            for batch in _batches(rows):
                # a single row would not go the way of executemany, whose count covers all rows
                done = connection.execute(statement, batch, execution_options={"preserve_rowcount": True})
                if done.rowcount != len(batch):
                    raise KeyError(_first_unknown(connection, plan.number, [row["old_id"] for row in batch]))
            return self._revise(connection, plan_id)

    def append_actions(self, plan_id: str, actions: Iterable[Mapping[str, Any]]) -> str:
        """Put actions at the end of a plan. Returns the plan's revision after that. Raises KeyError for an unknown
        plan."""
        with self._database.transaction() as connection:
            number = connection.scalar(select(plans.c.number).where(plans.c.id == plan_id))
            if number is None:
                raise KeyError(plan_id)
            last = connection.scalar(select(func.max(plan_actions.c.seq)).where(plan_actions.c.plan == number))
            first = 0 if last is None else last + 1
            for rows in _batches(
                (number, seq, action["id"], dump(dict(action))) for seq, action in enumerate(actions, first)
            ):
                connection.exec_driver_sql(_ADD_ACTIONS, rows)
            return self._revise(connection, plan_id)

    def set_state(self, plan_id: str, state: str) -> None:
        """Change a plan's state. Raises KeyError for an unknown plan, ValueError for an unknown state."""
        with self._database.transaction() as connection:
            changed = update(plans).where(plans.c.id == plan_id).values(state=_checked(state))
            if not connection.execute(changed).rowcount:
                raise KeyError(plan_id)
            self._revise(connection, plan_id)

    @staticmethod
    def _revise(connection: Connection, plan_id: str) -> str:
        revision = _new_revision()
        connection.execute(update(plans).where(plans.c.id == plan_id).values(revision=revision))
        return revision

    def count(self) -> int:
        """Return how many plans are kept."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(plans)) or 0


def _checked(state: str) -> str:
    if state not in PLAN_STATES:
        raise ValueError(f"no state of a plan: {state!r}")
    return state


def _new_revision() -> str:
    # not a number that counts up: one that was taken back with its transaction would be given out again
    return secrets.token_hex(8)


_ADD_ACTIONS = "INSERT INTO plan_actions (plan, seq, action_id, body) VALUES (?, ?, ?, ?)"
"""By hand: of 14,500 actions SQLAlchemy's own way with each value takes longer than SQLite."""

_R = TypeVar("_R")


def _batches(rows: Iterable[_R]) -> Iterator[list[_R]]:
    left = iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch


def _first_unknown(connection: Connection, number: int, ids: Sequence[str]) -> str:
    known = set(connection.scalars(select(plan_actions.c.action_id).where(plan_actions.c.plan == number)))
    return next(i for i in ids if i not in known)
