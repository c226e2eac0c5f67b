"""Plans as they were shown and agreed to. What their actions are is kept in bodies, which plans share: after a few
changes thousands of actions stand in the next plan as they stood in the one before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from app.errors import StorageError
from app.store.schema.counters import take
from app.store.schema.database import Database, ask, delete_by
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load, plan_bodies, plans, runs
from app.store.sync.plan_lines import Again, Lines

PLAN_STATES = ("open", "applying", "applied", "superseded")
KEPT_PLANS = 20
_SWEEP_EVERY = 8
"""Plans after which bodies are looked for that no plan has any more."""
_AT_ONCE = 2000
"""Rows made and written together: memory for all of a big plan, given back at one stroke, would stop every thread."""


_this = plans.c.id == bindparam("known")
_PLAN, _REMOVE, _ADD = (
    Prepared(select(plans).where(_this)),
    Prepared(delete(plans).where(_this)),
    Prepared(insert(plans)),
)
_newest = select(plans.c.number).order_by(plans.c.number.desc()).limit(KEPT_PLANS)
_REMOVE_OLD = Prepared(delete(plans).where(plans.c.number.not_in(_newest), plans.c.id.not_in(select(runs.c.plan))))
_LATEST = Prepared(select(plans.c.id).where(plans.c.state == bindparam("of")).order_by(plans.c.number.desc()).limit(1))
_changed = update(plans).where(_this)
_SET_STATE = Prepared(_changed.values(state=bindparam("new_state")))
_SET_REVISION = Prepared(_changed.values(revision=bindparam("new_revision")))
_SET_LINES = Prepared(_changed.values(revision=bindparam("new_revision"), lines=bindparam("new_lines")))


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
        self, plan_id: str, created_at: float, header: Mapping[str, Any], actions: Iterable[Mapping[str, Any] | Again]
    ) -> str:
        """Keep a plan as ``open`` with its actions in this order; each has its ``id``. Returns its revision.

        Actions that a plan has which is kept may be given as `Again`. A plan of the same id is replaced. Older plans
        go, but for the newest 20 and those with a run. Raises KeyError when an action has no id.
        """
        with self._database.transaction() as connection:
            lines = Lines()
            for batch in _batches(actions):
                self._add(connection, lines, batch)
            _REMOVE.run(connection, known=plan_id)
            number, revision = take(connection, "plans"), _new_revision()
            _ADD.run(
                connection,
                number=number,
                id=plan_id,
                created_at=created_at,
                state="open",
                header=dump(dict(header)),
                revision=revision,
                lines=lines.packed(),
            )
            _REMOVE_OLD.run(connection)
            if number % _SWEEP_EVERY == 0:
                sweep(connection)
        return revision

    @contextmanager
    def opened(self, plan_id: str) -> Iterator[StoredPlan | None]:
        """Yield a plan to read from within the block, or None: all of it as of one moment."""
        with self._database.reading() as connection:
            plan = connection.execute(select(plans).where(plans.c.id == plan_id)).one_or_none()
            if plan is None:
                yield None
                return
            lines = Lines.unpacked(plan.lines)
            yield StoredPlan(load(plan.header), plan.state, plan.revision, _actions(connection, lines))

    def load(self, plan_id: str) -> tuple[dict[str, Any], list[dict[str, Any]], str] | None:
        """Return header, actions in order, and state of a plan, or None."""
        with self.opened(plan_id) as plan:
            return (plan.header, list(plan.actions), plan.state) if plan else None

    def standing(self, plan_id: str) -> tuple[str, str] | None:
        """Return state and revision of a plan, or None."""
        with self._database.reading() as connection:
            row = _PLAN.first(connection, known=plan_id)
            return (row.state, row.revision) if row else None

    def undoes(self, plan_id: str) -> str:
        """Return the run that a plan takes back; blank where it takes none back, or where there is no such plan."""
        with self._database.reading() as connection:
            row = _PLAN.first(connection, known=plan_id)
        return str(load(row.header).get("undoes", "")) if row else ""

    def undecided(self, plan_id: str) -> int:
        """Return how many actions of a plan are included, offer choices and have no decision; without reading them."""
        with self._database.reading() as connection:
            return connection.scalar(_UNDECIDED, {"id": plan_id}) or 0

    def bodies(self, plan_id: str) -> tuple[str, list[int]]:
        """Return the revision of a plan, and the bodies of its actions in order, for `Again`; blank for one that there
        is not."""
        with self._database.reading() as connection:
            row = _PLAN.first(connection, known=plan_id)
        return (row.revision, Lines.unpacked(row.lines).bodies) if row else ("", [])

    def latest(self, state: str = "open") -> str:
        """Return the id of the plan saved last in a state (blank: none)."""
        with self._database.reading() as connection:
            return _LATEST.scalar(connection, of=_checked(state)) or ""

    def replace_actions(self, plan_id: str, actions: Mapping[str, Mapping[str, Any]]) -> str:
        """Exchange actions by their ids, in their places, all or none. Returns the plan's revision after that.

        Raises KeyError for an unknown plan or action.
        """
        with self._database.transaction() as connection:
            plan = self._plan(connection, plan_id)
            if not actions:
                return str(plan.revision)
            lines = Lines.unpacked(plan.lines)
            places = lines.places()
            if unknown := [action_id for action_id in actions if action_id not in places]:
                raise KeyError(unknown[0])
            changed: dict[int, tuple[int, str | None]] = {}
            for some in _batches(actions.items()):
                first = _put(connection, (action for _, action in some), len(some))
                for body, (action_id, action) in enumerate(some, first):
                    changed[places[action_id]] = body, action.get("deferred_until")
            lines.put(changed)
            return self._revise(connection, plan_id, lines)

    def append_actions(self, plan_id: str, actions: Iterable[Mapping[str, Any]]) -> str:
        """Put actions at the end of a plan. Returns the plan's revision after that. Raises KeyError for an unknown
        plan."""
        with self._database.transaction() as connection:
            lines = Lines.unpacked(self._plan(connection, plan_id).lines)
            for batch in _batches(actions):
                self._add(connection, lines, batch)
            return self._revise(connection, plan_id, lines)

    def set_state(self, plan_id: str, state: str) -> None:
        """Change a plan's state. Raises KeyError for an unknown plan, ValueError for an unknown state."""
        with self._database.transaction() as connection:
            if not _SET_STATE.run(connection, known=plan_id, new_state=_checked(state)):
                raise KeyError(plan_id)
            self._revise(connection, plan_id)

    @staticmethod
    def _plan(connection: Connection, plan_id: str) -> Any:
        plan = _PLAN.first(connection, known=plan_id)
        if plan is None:
            raise KeyError(plan_id)
        return plan

    @staticmethod
    def _add(connection: Connection, lines: Lines, actions: Sequence[Mapping[str, Any] | Again]) -> None:
        new = [action for action in actions if not isinstance(action, Again)]
        body = _put(connection, new, len(new)) if new else 0
        for action in actions:
            if isinstance(action, Again):
                lines.add(action.id, action.body, action.deferred_until)
            else:
                lines.add(action["id"], body, action.get("deferred_until"))
                body += 1

    @staticmethod
    def _revise(connection: Connection, plan_id: str, lines: Lines | None = None) -> str:
        revision = _new_revision()
        if lines:
            _SET_LINES.run(connection, known=plan_id, new_revision=revision, new_lines=lines.packed())
        else:
            _SET_REVISION.run(connection, known=plan_id, new_revision=revision)
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


_ADD_BODY = "INSERT INTO plan_bodies (number, body) VALUES (?, ?)"
"""By hand: of 14,500 actions SQLAlchemy's own way with each value takes longer than SQLite."""

_UNDECIDED = text(
    "SELECT count(*) FROM plans, json_each(plans.lines, '$.bodies') AS line "
    "JOIN plan_bodies ON plan_bodies.number = line.value WHERE plans.id = :id "
    "AND json_array_length(body, '$.choices') > 0 "
    "AND json_extract(body, '$.decision') = '' AND json_extract(body, '$.included')"
)


def _put(connection: Connection, actions: Iterable[Mapping[str, Any]], count: int) -> int:
    """Keep what actions are; return the number of the first of their bodies, which follow one another."""
    first = take(connection, "plan_bodies", count)
    connection.exec_driver_sql(_ADD_BODY, [(n, dump(_body(action))) for n, action in enumerate(actions, first)])
    return first


def _body(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return an action without what is another in the next plan: its id, and until when it must wait."""
    body = dict(action)
    del body["id"]
    if body.get("deferred_until") is not None:
        body["deferred_until"] = None
    return body


def _actions(connection: Connection, lines: Lines) -> Iterator[dict[str, Any]]:
    for some in _batches(zip(lines.all_ids(), lines.bodies, lines.all_deferred(), strict=True)):
        wanted = [body for _, body, _ in some]
        bodies = dict(_read(connection, wanted))
        for action_id, number, until in some:
            if number not in bodies:
                raise StorageError("database_damaged", details="an action of a plan is gone", path="ponte24.sqlite3")
            action = {"id": action_id, **load(bodies[number])}
            if until is not None:
                action["deferred_until"] = until
            yield action


def _read(connection: Connection, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    found = connection.exec_driver_sql(
        "SELECT number, body FROM plan_bodies WHERE number IN (SELECT value FROM json_each(?))", (dump(list(numbers)),)
    )
    yield from ((row[0], row[1]) for row in found)


def sweep(connection: Connection) -> None:
    """Let bodies go that are in no plan any more."""
    used: set[int] = set()
    for lines in connection.scalars(select(plans.c.lines)):
        used.update(Lines.unpacked(lines).bodies)
    kept = {number for (number,) in ask(connection, "SELECT number FROM plan_bodies", ())}
    delete_by(connection, plan_bodies.c.number, kept - used)


_R = TypeVar("_R")


def _batches(rows: Iterable[_R]) -> Iterator[list[_R]]:
    left = iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch
