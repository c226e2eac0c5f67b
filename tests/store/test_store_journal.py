"""Plans, runs, operations, the calls spent, settings, decisions and the activity log."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.paths import Home
from app.store import PLAN_STATES, OperationRow, RunRow, Store
from app.store.migrations import HISTORY
from app.store.schema.tables import operations, plan_bodies
from app.sync.plan.operation import Operation

ACTIONS: list[dict[str, Any]] = [
    {"id": "b", "title": "Mario"},
    {"id": "a", "title": "Anna", "fields": [{"name": "email"}]},
]


def operation(operation_id: str, run: str = "r1", **changes: object) -> OperationRow:
    base = OperationRow(
        operation_id,
        run,
        "p1",
        ("a1", "a2"),
        "highlevel",
        "create",
        "Mario Rossi",
        before={"email": ""},
        goal={"email": "a@b.it"},
        at=5.0,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------- plans
def test_a_plan_comes_back_with_its_actions_in_order(store: Store) -> None:
    store.plans.save("p1", 10.0, {"digest": "d", "calls": {"highlevel": 1}}, ACTIONS)
    assert store.plans.load("p1") == ({"digest": "d", "calls": {"highlevel": 1}}, ACTIONS, "open")
    assert store.plans.load("p2") is None
    store.plans.save("p1", 11.0, {}, [])
    assert store.plans.load("p1") == ({}, [], "open")
    assert store.plans.count() == 1


def test_the_latest_plan_is_the_one_saved_last_in_that_state(store: Store) -> None:
    assert store.plans.latest() == ""
    for plan_id in ("z", "m", "a"):
        store.plans.save(plan_id, 10.0, {}, [])
    assert store.plans.latest() == "a"
    store.plans.set_state("a", "superseded")
    store.plans.set_state("z", "applied")
    assert store.plans.latest() == "m"
    assert store.plans.latest("applied") == "z"
    assert set(PLAN_STATES) == {"open", "applying", "applied", "superseded"}


def test_unknown_plans_and_states_are_refused(store: Store) -> None:
    store.plans.save("p1", 1.0, {}, ACTIONS)
    with pytest.raises(KeyError):
        store.plans.set_state("p2", "open")
    with pytest.raises(ValueError):
        store.plans.set_state("p1", "finished")
    with pytest.raises(ValueError):
        store.plans.latest("finished")
    with pytest.raises(KeyError):
        store.plans.replace_actions("p2", {"a": {"id": "a"}})


def test_actions_are_exchanged_in_their_places_all_or_none(store: Store) -> None:
    store.plans.save("p1", 1.0, {}, ACTIONS)
    store.plans.save("p2", 1.0, {}, ACTIONS)
    store.plans.replace_actions("p1", {"a": {"id": "a", "decision": "skip"}})
    store.plans.replace_actions("p1", {})
    changed = [ACTIONS[0], {"id": "a", "decision": "skip"}]
    assert store.plans.load("p1") == ({}, changed, "open")
    with pytest.raises(KeyError):
        store.plans.replace_actions("p1", {"b": {"id": "b"}, "c": {"id": "c"}})
    assert store.plans.load("p1") == ({}, changed, "open")
    assert store.plans.load("p2") == ({}, ACTIONS, "open")


def test_every_change_gives_a_plan_a_revision_that_never_comes_back(store: Store) -> None:
    seen = [store.plans.save("p1", 1.0, {}, ACTIONS)]
    assert store.plans.standing("p1") == ("open", seen[0])
    seen.append(store.plans.replace_actions("p1", {"a": {"id": "a", "decision": "skip"}}))
    assert store.plans.standing("p1") == ("open", seen[1])
    assert store.plans.replace_actions("p1", {}) == seen[1], "nothing was changed"
    store.plans.set_state("p1", "applying")
    standing = store.plans.standing("p1")
    assert standing is not None and standing[0] == "applying"
    seen.append(standing[1])

    def taken_back() -> None:
        with store.transaction():
            seen.append(store.plans.save("p1", 1.0, {}, ACTIONS))
            raise RuntimeError("taken back")

    with pytest.raises(RuntimeError):
        taken_back()
    assert store.plans.standing("p1") == standing
    seen.append(store.plans.save("p1", 1.0, {}, ACTIONS))
    assert len(set(seen)) == len(seen) and all(seen)
    assert store.plans.standing("p2") is None


def test_more_actions_than_are_written_together_are_kept_and_exchanged_all_or_none(store: Store) -> None:
    many = [{"id": f"A{n}"} for n in range(4500)]
    store.plans.save("p1", 1.0, {}, iter(many))
    changed = {a["id"]: {**a, "included": False} for a in many[:4200]}
    with pytest.raises(KeyError, match="unknown"):
        store.plans.replace_actions("p1", {**changed, "unknown": {"id": "unknown"}})
    loaded = store.plans.load("p1")
    assert loaded is not None and loaded[1] == many
    store.plans.replace_actions("p1", changed)
    loaded = store.plans.load("p1")
    assert loaded is not None and loaded[1] == [*changed.values(), *many[4200:]]


def test_a_plan_of_an_earlier_version_has_a_blank_revision_until_its_next_change(home: Home) -> None:
    place = next(i for i, module in enumerate(HISTORY) if module.revision == "0007")
    earlier = Store.open(home, history=HISTORY[:place])
    with earlier.database.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO plans (number, id, created_at, state, header) VALUES (7, 'p1', 1.0, 'open', '{}')"
        )
        connection.exec_driver_sql(
            """INSERT INTO plan_actions (plan, seq, action_id, body) VALUES (7, 0, 'a', '{"id": "a"}')"""
        )
    earlier.close()
    now = Store.open(home)
    assert now.plans.load("p1") == ({}, [{"id": "a"}], "open")
    assert now.plans.standing("p1") == ("open", "")
    now.plans.replace_actions("p1", {"a": {"id": "a", "decision": "skip"}})
    standing = now.plans.standing("p1")
    assert standing is not None and standing[1]
    now.close()


def test_the_last_twenty_plans_and_those_with_a_run_are_kept(store: Store) -> None:
    store.plans.save("with run", 1.0, {}, ACTIONS)
    store.journal.start_run(RunRow("r1", "with run", 2.0))
    for number in range(25):
        store.plans.save(f"p{number}", 1.0, {}, ACTIONS)
    assert store.plans.load("with run") is not None
    assert store.plans.load("p4") is None
    assert store.plans.load("p5") is not None
    assert store.plans.count() == 21
    with store.database.reading() as connection:
        left = connection.scalar(select(func.count()).select_from(plan_bodies))
    assert left is not None and 42 <= left < 42 + 2 * 8, "the actions go with their plan, a little later"


# --------------------------------------------------------------------------------------------------- journal
def test_an_operation_row_has_the_fields_of_the_engines_operation() -> None:
    assert [f.name for f in fields(OperationRow)] == [f.name for f in fields(Operation)]


def test_a_run_is_recorded_from_start_to_end(store: Store) -> None:
    run = RunRow("r1", "p1", 10.0, origin="schedule", undoes="r0")
    store.journal.start_run(run)
    assert store.journal.run("r1") == run
    done = replace(
        run,
        ended_at=20.0,
        state="done",
        applied=3,
        failed=1,
        stale=2,
        deferred=4,
        calls_highlevel=5,
        calls_fattura24=6,
        result={"errors": [{"action": "a"}]},
    )
    store.journal.update_run(done)
    assert store.journal.run("r1") == done
    assert store.journal.run("r2") is None
    with pytest.raises(ValueError):
        store.journal.start_run(run)
    with pytest.raises(KeyError):
        store.journal.update_run(replace(run, id="r2"))
    assert store.journal.run("r1") == done


def test_runs_are_listed_newest_first(store: Store) -> None:
    for number in range(5):
        store.journal.start_run(RunRow(f"r{number}", "p", 10.0))
    assert [r.id for r in store.journal.runs(3)] == ["r4", "r3", "r2"]


def test_operations_stay_in_the_order_of_their_intents(store: Store) -> None:
    for name in ("z", "m", "a"):
        store.journal.begin(operation(name))
    store.journal.begin(operation("other", run="r2"))
    store.journal.begin(operation("z", at=9.0, detail="again"))
    store.journal.finish(operation("m", state="done", result_id="77", after={"email": "a@b.it"}))
    store.journal.finish(operation("link", verb="link", state="done"))
    assert store.journal.operations("r1") == [
        operation("z", at=9.0, detail="again"),
        operation("m", state="done", result_id="77", after={"email": "a@b.it"}),
        operation("a"),
        operation("link", verb="link", state="done"),
    ]
    assert [o.id for o in store.journal.unfinished()] == ["z", "a", "other"]
    assert store.journal.operations("r3") == []


def test_an_intent_is_there_after_a_crash(home: Home, store: Store) -> None:
    store.journal.begin(operation("o1"))
    another = Store.open(home)  # as the next start would see the file: nothing was closed
    assert another.journal.unfinished() == [operation("o1")]
    another.close()


# ---------------------------------------------------------------------------------------------------- budget
def test_calls_are_counted_by_service_and_kept_across_restarts(home: Home) -> None:
    store = Store.open(home)
    for at in (30.0, 10.0, 20.0):
        store.budget.spend("fattura24", at)
    store.budget.spend("highlevel", 15.0)
    store.close()
    again = Store.open(home)
    assert again.budget.times("fattura24", 0) == [10, 20, 30]
    assert again.budget.times("fattura24", 20) == [20, 30]
    assert again.budget.times("highlevel", 0) == [15]
    again.close()


def test_a_call_moves_to_the_moment_it_was_answered(store: Store) -> None:
    first, second = store.budget.spend("fattura24", 10.0), store.budget.spend("fattura24", 10.0)
    assert first != second
    store.budget.settle(first, 12.5)
    store.budget.settle(999, 50.0)
    assert store.budget.times("fattura24", 0) == [10, 12.5]


def test_calls_of_others_are_told_apart_and_replaced(store: Store) -> None:
    store.budget.spend("fattura24", 100.0)
    store.budget.spend("highlevel", 100.0)
    store.budget.tell("fattura24", [50.0, 120.0])
    assert store.budget.times("fattura24", 0) == [50, 100, 120]
    assert store.budget.times("fattura24", 0, reported=True) == [50, 120]
    store.budget.tell("fattura24", [60.0])
    assert store.budget.times("fattura24", 0, reported=True) == [60]
    assert store.budget.times("fattura24", 0, reported=False) == [100]
    store.budget.forget("fattura24")
    assert store.budget.times("fattura24", 0) == []
    assert store.budget.times("highlevel", 0) == [100]


def test_moments_are_kept_on_the_timeline(store: Store) -> None:
    class Ahead:
        seconds = 0.0

        def ahead(self) -> float:
            return self.seconds

        def keep(self) -> None:
            pass

    line = store.budget.monotonic = Ahead()
    call = store.budget.spend("fattura24", 1000.0)
    line.seconds = 500.0  # the machine's clock was set forward
    assert store.budget.times("fattura24", 0) == [1500]
    assert store.budget.times("fattura24", 1501) == []
    store.budget.settle(call, 1502.0)
    store.budget.tell("fattura24", [1400.0])
    line.seconds = 0.0
    assert store.budget.times("fattura24", 0) == [900, 1002]
    assert store.budget.prune(950.0) == 1


def test_old_calls_are_forgotten(store: Store) -> None:
    for at in (10.0, 20.0, 30.0):
        store.budget.spend("fattura24", at)
    assert store.budget.prune(20.0) == 1
    assert store.budget.times("fattura24", 0) == [20, 30]


# -------------------------------------------------------------------------------------------------- settings
@pytest.mark.parametrize("value", [None, True, 0, 1.5, "testo è", ["a", {"b": None}], {}])
def test_a_setting_is_any_json_value(store: Store, value: object) -> None:
    store.settings.set("key", "before")
    store.settings.set("key", value)
    assert store.settings.get("key", "default") == value


def test_settings_have_defaults_and_are_listed_by_prefix(store: Store) -> None:
    assert store.settings.get("missing") is None
    assert store.settings.get("missing", 7) == 7
    for key in ("sync_a", "sync_b", "syncXc", "SYNC_d"):
        store.settings.set(key, key)
    assert store.settings.all("sync_") == {"sync_a": "sync_a", "sync_b": "sync_b"}
    assert len(store.settings.all()) == 4
    store.settings.remove("sync_a")
    store.settings.remove("sync_a")
    assert store.settings.get("sync_a") is None
    with pytest.raises(TypeError):
        store.settings.set("key", {1, 2})


def test_decisions_are_kept_by_key(store: Store) -> None:
    store.decisions.put("a", {"choice": "skip"})
    store.decisions.put("a", {"choice": "highlevel"})
    store.decisions.put("b", {"choice": "skip"})
    assert store.decisions.get("a") == {"choice": "highlevel"}
    assert store.decisions.get("c") is None
    store.decisions.remove("b")
    assert store.decisions.all() == {"a": {"choice": "highlevel"}}
    store.decisions.put_many({"a": {"choice": "skip"}, "d": {"choice": "new"}})
    store.decisions.put_many({})
    assert store.decisions.all() == {"a": {"choice": "skip"}, "d": {"choice": "new"}}
    store.decisions.remove_many(["a", "unknown"])
    assert store.decisions.all() == {"d": {"choice": "new"}}
    assert store.settings.all() == {}, "settings are another table"


# -------------------------------------------------------------------------------------------------- activity
def test_the_activity_log_is_read_backwards_page_by_page(store: Store) -> None:
    for number in range(5):
        store.activity.add(10.0, "info", f"log{number}", {"n": number}, run="r1")
    page = store.activity.recent(2)
    assert [(row.key, row.params, row.run, row.at, row.level) for row in page] == [
        ("log4", {"n": 4}, "r1", 10.0, "info"),
        ("log3", {"n": 3}, "r1", 10.0, "info"),
    ]
    assert [row.key for row in store.activity.recent(2, before=page[-1].id)] == ["log2", "log1"]
    assert store.activity.prune(3) == 2
    assert [row.key for row in store.activity.recent()] == ["log4", "log3", "log2"]


def test_what_earlier_versions_did_to_fields_is_read_as_one_kind_of_record_among_others(store: Store) -> None:
    """They named it by verbs of its own, and no operation named its kind."""
    journal = store.journal
    journal.start_run(RunRow("r", "p", 1.0))
    for verb in ("create_field", "delete_field", "update"):
        journal.finish(OperationRow(verb, "r", "p", ("A1",), "highlevel", verb, "PEC", state="done"))
    with store.database.transaction() as connection:
        for row in connection.execute(select(operations)).all():
            body = {k: v for k, v in json.loads(row.body).items() if k != "record"}
            connection.execute(update(operations).where(operations.c.id == row.id).values(body=json.dumps(body)))
    found = [(o.verb, o.record) for o in journal.operations("r")]
    assert found == [("create", "custom_field"), ("delete", "custom_field"), ("update", "contact")]
    assert journal.attempted("highlevel", "update", "task") == set()
