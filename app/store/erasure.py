"""Make a home forget one person: the rows that are the person, and what plans, runs and logs said of them.

What is erased is overwritten, not only let go: SQLite would otherwise leave the bytes in free pages and the -wal file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, update
from sqlalchemy.sql.sqltypes import String, Text

from app.store.agenda import tables as agenda
from app.store.automations import tables as automation
from app.store.schema import tables
from app.store.schema.database import Database
from app.store.schema.tables import metadata
from app.store.sync.plan_lines import Lines

FORGOTTEN = "[…]"
"""What stands in the place of a name that was erased."""

SHORTEST_TRACE = 5
"""Letters that a value needs to be looked for elsewhere: less would hit what belongs to others."""

_LIVE = {"mirror", "highlevel", "links", "settings", "counters", "changes"}
"""Tables whose rows are other people's own, or nobody's: a namesake must not lose a name."""

_KEYS = {"used_origins", "deliveries", "seen_files", "receivables", "automation_baselines", "automation_writing"}
"""Tables that keep something from happening twice; their keys are made of the owner's own documents."""

_STALE = "stale"
"""The state of an operation that cannot be taken back any more."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to forget: the ids of a customer and a contact (blank: there is none), the ids of their links, and the
    ``traces``: values that point to nobody else (codes, e-mails, phones, the whole name)."""

    customer: str = ""
    contact: str = ""
    links: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids by which plans and runs speak of the person."""
        return frozenset(filter(None, (self.contact, *self.links)))


@dataclass(slots=True)
class Erased:
    """What was done, in rows: ``deleted`` and ``emptied`` by table."""

    deleted: dict[str, int] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)


class _Rehearsed(Exception):
    """Takes the transaction of a rehearsal back."""


def forget_person(database: Database, person: Person, *, rehearse: bool = False) -> Erased:
    """Erase a person in one transaction, then overwrite the freed pages; ``rehearse`` only counts what would go.

    Raises StorageError.
    """
    done = Erased()
    with suppress(_Rehearsed):
        _erase(database, person, done, rehearse=rehearse)
        overwrite_freed(database)
    return done


def _erase(database: Database, person: Person, done: Erased, *, rehearse: bool) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        _delete_rows(connection, person, done)
        _empty_plans(connection, person, done)
        _empty_operations(connection, person, done)
        _empty_invoices(connection, person, done)
        _empty_traces(connection, person, done)
        if rehearse:
            raise _Rehearsed


def overwrite_freed(database: Database) -> None:
    """Write the file anew without its free pages and empty the -wal file. Raises StorageError."""
    with database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        if driver.in_transaction:
            driver.execute("COMMIT")
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute("BEGIN")


def _delete_rows(connection: Connection, person: Person, done: Erased) -> None:
    ids = list(person.ids)
    number = int(person.customer) if person.customer.isdigit() else -1
    table = metadata.tables
    wanted = [
        (table["mirror"], table["mirror"].c.id == number),
        (table["highlevel"], table["highlevel"].c.id == person.contact),
        (table["links"], table["links"].c.id.in_(person.links)),
        (
            table["handovers"],
            or_(
                table["handovers"].c.highlevel_id.in_(ids),
                table["handovers"].c.customer.in_([person.customer] if person.customer else []),
            ),
        ),
        (table["marks"], or_(table["marks"].c.id.in_(ids), table["marks"].c.contact.in_(ids))),
        (table["changes"], table["changes"].c.record.in_([*ids, person.customer])),
    ]
    for one in metadata.tables.values():
        wanted += _owned(one, person)
    wanted += _of_automations(person)
    for one, condition in wanted:
        _count(done.deleted, one.name, connection.execute(delete(one).where(condition)).rowcount)
    decisions = tables.decisions
    keys = [row.key for row in connection.execute(select(decisions.c.key)) if _speaks_of(row.key, person)]
    for key in keys:
        connection.execute(delete(decisions).where(decisions.c.key == key))
    _count(done.deleted, decisions.name, len(keys))


_OWNED = {"tasks", "task_links", "highlevel_tasks", "notes", "note_reads", "own_notes", "appointments"}
"""Tables whose rows belong to a customer or a contact, named in the columns ``customer`` and ``contact``."""


def _owned(table: Table, person: Person) -> Iterator[tuple[Table, Any]]:
    if table.name not in _OWNED:
        return
    if person.contact and "contact" in table.c:
        yield table, table.c["contact"] == person.contact
    if person.customer.isdigit() and "customer" in table.c:
        yield table, table.c["customer"] == int(person.customer)


def _of_automations(person: Person) -> Iterator[tuple[Table, Any]]:
    """What happened to the person, and what automations did about it; what is still to be told goes by its record."""
    named = [(kind, one) for kind, one in (("customer", person.customer), ("contact", person.contact)) if one]
    subjects = [f"{kind}:{one}" for kind, one in named]
    for table in (automation.events, automation.runs, automation.passed_over):
        yield table, table.c.subject.in_(subjects)
    seen = automation.observations
    for kind, one in named:
        yield seen, (seen.c.kind == kind) & (seen.c.record == one)
        for column in (seen.c.before, seen.c.after):
            yield seen, func.instr(column, json.dumps({kind: one}, separators=(",", ":"))[1:-1]) > 0


def _speaks_of(key: str, person: Person) -> bool:
    kind, *parts = key.split("|")
    if person.ids & set(parts):
        return True
    # the mirror's ids are small numbers: they count only where the key says that a customer's id stands there
    if not person.customer:
        return False
    return (kind == "apart" and parts[-1] == person.customer) or (
        len(parts) >= 2 and parts[-2] == "fattura24" and parts[-1] == person.customer
    )


def _concerns(body: Mapping[str, Any], person: Person) -> bool:
    """Tell whether an action or an operation is about the person; sides tell a customer's id from a contact's."""
    named = {str(body.get(name, "") or "") for name in ("target_id", "source_id", "link", "result_id")}
    if person.ids & named:
        return True
    if not person.customer:
        return False
    own, other = ("target_id", "source_id") if body.get("side") == "fattura24" else ("source_id", "target_id")
    return str(body.get(own, "")) == person.customer or (
        str(body.get(other, "")) == person.customer and not body.get(own)
    )


def _empty_plans(connection: Connection, person: Person, done: Erased) -> None:
    rows, plans = tables.plan_bodies, tables.plans
    emptied: set[int] = set()
    for row in connection.execute(select(rows)).all():
        body = json.loads(row.body)
        about = _concerns(body, person)
        changed = _emptied_action(body) if about else _without(body, person.traces, person.ids)
        if changed != body:
            connection.execute(update(rows).where(rows.c.number == row.number).values(body=tables.dump(changed)))
            emptied.add(row.number)
            _count(done.emptied, rows.name, 1)
    touched = [
        plan.number
        for plan in connection.execute(select(plans.c.number, plans.c.lines)).all()
        if not emptied.isdisjoint(Lines.unpacked(plan.lines).bodies)
    ]
    for number in touched:
        connection.execute(
            update(plans).where(plans.c.number == number, plans.c.state == "open").values(state="superseded")
        )
        connection.execute(update(plans).where(plans.c.number == number).values(revision=plans.c.revision + "x"))


def _emptied_action(body: dict[str, Any]) -> dict[str, Any]:
    fields = [{**change, "before": "", "after": ""} for change in body.get("fields", ())]
    reason = {**body.get("reason", {}), "params": {}}
    return {**body, "title": FORGOTTEN, "fields": fields, "candidates": [], "reason": reason}


def _empty_operations(connection: Connection, person: Person, done: Erased) -> None:
    """Without its values an operation cannot be taken back: it says so by its state, and the undo passes it over."""
    rows = tables.operations
    for row in connection.execute(select(rows)).all():
        body = json.loads(row.body)
        if _concerns(body, person):
            blank = {name: dict.fromkeys(body.get(name, {}), "") for name in ("before", "goal", "after")}
            changed = {**body, **blank, "title": FORGOTTEN, "detail": "forgotten"}
            values = {"body": tables.dump(changed), "state": _STALE}
        else:
            changed = _without(body, person.traces, person.ids)
            values = {"body": tables.dump(changed)}
        if changed != body:
            connection.execute(update(rows).where(rows.c.number == row.number).values(**values))
            _count(done.emptied, rows.name, 1)


def _empty_invoices(connection: Connection, person: Person, done: Erased) -> None:
    """A document's number, date and amounts stay: they are the owner's books; whose it was goes."""
    rows = tables.invoices
    number = int(person.customer) if person.customer.isdigit() else -1
    statement = (
        update(rows).where(rows.c.customer == number).values(contact=tables.dump({}), customer=None, file=FORGOTTEN)
    )
    _count(done.emptied, rows.name, connection.execute(statement).rowcount)
    for table in (agenda.receivables, agenda.payments):
        connection.execute(update(table).where(table.c.customer == number).values(customer=None))


def _empty_traces(connection: Connection, person: Person, done: Erased) -> None:
    """Empty what is left of the person in all other tables: logs, requests, the schedule."""
    passed = _LIVE | _KEYS | {"plan_bodies", "operations", "decisions"}
    for table in metadata.tables.values():
        if table.name in passed:
            continue
        for column in table.c:
            if isinstance(column.type, (String, Text)) and not column.primary_key:
                _empty_column(connection, table, column.name, person, done)
        _delete_keyed(connection, table, person, done)


def _empty_column(connection: Connection, table: Table, name: str, person: Person, done: Erased) -> None:
    column = table.c[name]
    patterns = {pattern.lower() for trace in person.traces for pattern in (trace, json.dumps(trace)[1:-1])}
    if not patterns:
        return
    found = or_(*(func.instr(func.lower(column), pattern) > 0 for pattern in patterns))
    keys = list(table.primary_key.columns)
    for row in connection.execute(select(*keys, column.label("value_")).where(found)).all():
        conditions = [key == getattr(row, key.name) for key in keys]
        new = _emptied_text(row.value_, person)
        connection.execute(update(table).where(*conditions).values({name: new}))
        _count(done.emptied, table.name, 1)


def _delete_keyed(connection: Connection, table: Table, person: Person, done: Erased) -> None:
    """A row whose very key holds a trace (the schedule's lines) cannot be emptied: it goes."""
    for column in table.primary_key.columns:
        if isinstance(column.type, String):
            for trace in person.traces:
                gone = delete(table).where(func.instr(func.lower(column), trace.lower()) > 0)
                _count(done.deleted, table.name, connection.execute(gone).rowcount)


def _emptied_text(value: str, person: Person) -> str:
    try:
        parsed = json.loads(value)
    except ValueError:
        return FORGOTTEN
    if isinstance(parsed, (dict, list)):
        return tables.dump(_without(parsed, person.traces, person.ids))
    return FORGOTTEN


def _without(value: Any, traces: Iterable[str], ids: frozenset[str]) -> Any:
    """Return JSON with every text emptied that holds a trace; a candidate who is the person goes as a whole."""
    lowered = [trace.lower() for trace in traces]

    def clean(part: Any) -> Any:
        if isinstance(part, str):
            return FORGOTTEN if any(trace in part.lower() for trace in lowered) else part
        if isinstance(part, list):
            return [clean(p) for p in part if not (isinstance(p, dict) and p.get("id") in ids)]
        if isinstance(part, dict):
            return {key: clean(p) for key, p in part.items()}
        return part

    return clean(value)


def _count(into: dict[str, int], name: str, rows: int) -> None:
    if rows > 0:
        into[name] = into.get(name, 0) + rows
