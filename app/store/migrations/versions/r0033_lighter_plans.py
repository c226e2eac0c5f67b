"""Bases of links are packed, and the actions of plans are kept once however many plans have them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.wellformed import wellformed_value

revision = "0033"
down_revision: str | None = "0032"

_FIELDS = [
    "first_name",
    "last_name",
    "company",
    "email",
    "mobile",
    "landline",
    "street",
    "postal_code",
    "city",
    "province",
    "country",
    "vat_code",
    "fiscal_code",
    "sdi_code",
    "pec",
    "website",
    "note",
    "tags",
]
_AT_ONCE = 2000


def upgrade() -> None:
    """Lead both over, a few rows at a time; what a base says and what a plan shows stays the same."""
    connection = op.get_bind()
    _pack_bases(connection)
    _part_plans(connection)


def _pack_bases(connection: sa.Connection) -> None:
    # that a base is written otherwise is no change of a link: nobody is to be told of it
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'links'"
    ).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    after = ""
    while rows := connection.exec_driver_sql(
        f"SELECT id, base_highlevel, base_fattura24 FROM links WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}", (after,)
    ).all():
        after = rows[-1][0]
        changed = [(*_packed(_loaded(h), _loaded(f)), link) for link, h, f in rows if h[:1] == "{"]
        if changed:
            connection.exec_driver_sql("UPDATE links SET base_highlevel = ?, base_fattura24 = ? WHERE id = ?", changed)
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def _packed(highlevel: dict[str, Any], fattura24: dict[str, Any]) -> tuple[str, str]:
    if not (highlevel.keys() <= set(_FIELDS) and fattura24.keys() <= set(_FIELDS)):
        return _dump(highlevel), _dump(fattura24)
    theirs, ours = ([base.get(name) for name in _FIELDS] for base in (highlevel, fattura24))
    marked = [0 if a == b else b for a, b in zip(theirs, ours, strict=True)]
    while theirs and theirs[-1] is None:
        theirs.pop()
    while marked and marked[-1] == 0:
        marked.pop()
    return _dump(theirs), _dump(marked)


def _part_plans(connection: sa.Connection) -> None:
    op.create_table(
        "plan_bodies",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.add_column("plans", sa.Column("lines", sa.Text(), nullable=False, server_default="{}"))
    known: dict[bytes, int] = {}
    for (plan,) in connection.exec_driver_sql("SELECT number FROM plans ORDER BY number").all():
        ids: list[str] = []
        bodies: list[int] = []
        deferred: list[list[Any]] = []
        for rows in _batches(connection, plan):
            new: list[tuple[int, str]] = []
            for action_id, text in rows:
                body = _loaded(text)
                body.pop("id", None)
                until = body.get("deferred_until")
                if until is not None:
                    body["deferred_until"] = None
                text = _dump(body)
                digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
                if digest not in known:
                    known[digest] = len(known) + 1
                    new.append((known[digest], text))
                ids.append(action_id)
                bodies.append(known[digest])
                if deferred and deferred[-1][1] == until:
                    deferred[-1][0] += 1
                else:
                    deferred.append([1, until])
            if new:
                connection.exec_driver_sql("INSERT INTO plan_bodies (number, body) VALUES (?, ?)", new)
        usual = all(one == f"A{n}" for n, one in enumerate(ids, 1))
        lines = {"bodies": bodies, "deferred": deferred, **({} if usual else {"ids": ids})}
        connection.exec_driver_sql("UPDATE plans SET lines = ? WHERE number = ?", (_dump(lines), plan))
    if known:
        connection.exec_driver_sql("INSERT INTO counters (name, value) VALUES ('plan_bodies', ?)", (len(known),))
    op.drop_table("plan_actions")


def _batches(connection: sa.Connection, plan: int) -> Iterator[list[tuple[str, str]]]:
    after = -1
    while rows := connection.exec_driver_sql(
        f"SELECT seq, action_id, body FROM plan_actions WHERE plan = ? AND seq > ? ORDER BY seq LIMIT {_AT_ONCE}",
        (plan, after),
    ).all():
        after = rows[-1][0]
        yield [(action_id, body) for _, action_id, body in rows]


def _loaded(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return wellformed_value(found) if "\\ud" in text else found


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
