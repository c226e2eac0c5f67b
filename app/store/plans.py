"""Plans as they were shown and agreed to: one row per action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.store.counters import take
from app.store.database import Database
from app.store.tables import dump, load, plan_actions, plans, runs

PLAN_STATES = ("open", "applying", "applied", "superseded")
KEPT_PLANS = 20


class Plans:
    """Plans by id."""

    states = PLAN_STATES

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, plan_id: str, created_at: float, header: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep a plan as ``open`` with its actions in this order; each has its ``id``.

        A plan of the same id is replaced. Older plans go, but for the newest 20 and those with a run.
        Raises KeyError when an action has no id.
        """
        with self._database.transaction() as connection:
            connection.execute(delete(plans).where(plans.c.id == plan_id))
            number = take(connection, "plans")
            connection.execute(
                insert(plans),
                {
                    "number": number,
                    "id": plan_id,
                    "created_at": created_at,
                    "state": "open",
                    "header": dump(dict(header)),
                },
            )
            rows = [
                {"plan": number, "seq": seq, "action_id": action["id"], "body": dump(dict(action))}
                for seq, action in enumerate(actions)
            ]
            if rows:
                connection.execute(insert(plan_actions), rows)
            newest = select(plans.c.number).order_by(plans.c.number.desc()).limit(KEPT_PLANS)
            connection.execute(
                delete(plans).where(plans.c.number.not_in(newest), plans.c.id.not_in(select(runs.c.plan)))
            )

    def load(self, plan_id: str) -> tuple[dict[str, Any], list[dict[str, Any]], str] | None:
        """Return header, actions in order, and state of a plan, or None."""
        with self._database.reading() as connection:
            plan = connection.execute(select(plans).where(plans.c.id == plan_id)).one_or_none()
            if plan is None:
                return None
            bodies = connection.scalars(
                select(plan_actions.c.body).where(plan_actions.c.plan == plan.number).order_by(plan_actions.c.seq)
            )
            return load(plan.header), [load(body) for body in bodies], plan.state

    def latest(self, state: str = "open") -> str:
        """Return the id of the plan saved last in a state (blank: none)."""
        with self._database.reading() as connection:
            return (
                connection.scalar(
                    select(plans.c.id).where(plans.c.state == _checked(state)).order_by(plans.c.number.desc()).limit(1)
                )
                or ""
            )

    def replace_actions(self, plan_id: str, actions: Mapping[str, Mapping[str, Any]]) -> None:
        """Exchange actions by their ids, in their places, all or none.

        Raises KeyError for an unknown plan or action.
        """
        if not actions:
            return
        with self._database.transaction() as connection:
            number = connection.scalar(select(plans.c.number).where(plans.c.id == plan_id))
            if number is None:
                raise KeyError(plan_id)
            ids = select(plan_actions.c.action_id).where(plan_actions.c.plan == number)
            known = set(connection.scalars(ids))
            if not actions.keys() <= known:
                raise KeyError(sorted(actions.keys() - known)[0])
            statement = (
                update(plan_actions)
                .values(body=bindparam("new_body"))
                .where(plan_actions.c.plan == number, plan_actions.c.action_id == bindparam("old_id"))
            )
            connection.execute(
                statement,
                [{"old_id": action_id, "new_body": dump(dict(action))} for action_id, action in actions.items()],
            )

    def set_state(self, plan_id: str, state: str) -> None:
        """Change a plan's state. Raises KeyError for an unknown plan, ValueError for an unknown state."""
        with self._database.transaction() as connection:
            changed = update(plans).where(plans.c.id == plan_id).values(state=_checked(state))
            if not connection.execute(changed).rowcount:
                raise KeyError(plan_id)

    def count(self) -> int:
        """Return how many plans are kept."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(plans)) or 0


def _checked(state: str) -> str:
    if state not in PLAN_STATES:
        raise ValueError(f"no state of a plan: {state!r}")
    return state
