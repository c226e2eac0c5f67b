"""Automations in the store: differences are noted with the picture or not at all, and nothing is taken twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.records.task import Task
from app.store import CachedContact, Customer, Store
from app.store.automations.definitions import StoredAutomation
from app.store.automations.events import StoredEvent
from app.store.automations.runs import PASSED_KEPT, AutomationRun, AutomationStep, PassedOver
from app.store.erasure import Person, forget_person

BODY = {"format": 1, "name": "Solleciti", "trigger": {"kind": "manual.button"}, "steps": []}


def automation(state: str = "on", body: dict[str, object] | None = None) -> StoredAutomation:
    return StoredAutomation("a1", "Solleciti", body or BODY, state=state)


def contact(name: str, at: float = 1.0) -> CachedContact:
    return CachedContact("c1", {"id": "c1", "firstName": name}, at, at)


def customer(name: str, number: str = "") -> Customer:
    return Customer(number, "7", "", Contact(company=name), "CLIENTE", {}, "export", 1.0, True)


def test_without_an_automation_nothing_is_noted(store: Store) -> None:
    store.highlevel.put([contact("Anna")])
    store.automations.put(automation("off"), 1.0)
    store.highlevel.put([contact("Bea", 2.0)])
    assert store.events.observations() == []


def test_a_difference_is_noted_with_the_picture_whoever_writes(store: Store) -> None:
    store.automations.put(automation(), 1.0)
    store.highlevel.put([contact("Anna")])
    store.highlevel.put([contact("Bea", 2.0)])
    store.highlevel.put([contact("Bea", 3.0)])  # seen again: nothing changed
    store.highlevel.remove(["c1"])
    seen = store.events.observations()
    assert [(o.kind, o.record, o.before.get("firstName"), o.after.get("firstName")) for o in seen] == [
        ("contact", "c1", None, "Anna"),
        ("contact", "c1", "Anna", "Bea"),
        ("contact", "c1", "Bea", None),
    ]
    store.mirror.put(customer("Forno Rossi"))
    store.tasks.add([Task("Chiamare", customer="1")])
    kinds = [(o.kind, o.record) for o in store.events.observations()]
    assert kinds[-2:] == [("customer", "1"), ("book", "1")]


def test_no_picture_without_its_difference_and_no_difference_without_its_picture(store: Store) -> None:
    store.automations.put(automation(), 1.0)

    def cut_off() -> None:
        with store.transaction():
            store.highlevel.put([contact("Anna")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert store.events.observations() == []
    assert store.highlevel.count() == 0


def test_what_an_automation_writes_bears_its_run_and_nothing_after_it_does(store: Store) -> None:
    store.automations.put(automation(), 1.0)
    with store.events.caused_by("run-1"):
        store.highlevel.put([contact("Anna")])
    store.highlevel.put([contact("Bea", 2.0)])
    with pytest.raises(ZeroDivisionError), store.events.caused_by("run-2"):
        raise ZeroDivisionError
    store.highlevel.put([contact("Carla", 3.0)])
    assert [o.cause for o in store.events.observations()] == ["run-1", "", ""]


def test_an_event_is_taken_once_and_its_number_never_given_out_again(store: Store) -> None:
    one = StoredEvent("k1", "manual.button", "", "contact:c1", 5.0, {"values": {}})
    assert store.events.add([one, one]) == 1
    assert store.events.add([one, replace(one, key="k2")]) == 1
    assert [e.key for e in store.events.after(0)] == ["k1", "k2"]
    newest = store.events.newest()
    assert store.events.prune(6.0) == 2
    assert store.events.newest() == newest
    store.events.add([one])
    assert store.events.after(newest)[0].key == "k1"


def test_one_run_for_one_automation_and_event(store: Store) -> None:
    run = AutomationRun("r1", "a1", 1, "k1", "contact:c1", "contact:c1", "ask", "ready", 5.0)
    assert store.automation_runs.add(run)
    assert not store.automation_runs.add(replace(run, id="r2"))
    step = AutomationStep("r1", 0, "step-key", "planned", {"title": "x"})
    store.automation_runs.put_steps([step])
    store.automation_runs.put_steps([replace(step, state="done", operation="o1")])
    assert [s.state for s in store.automation_runs.steps("r1")] == ["done"]
    assert store.automation_runs.step("step-key") is not None
    store.automation_runs.save(replace(run, state="done", ended_at=9.0))
    assert store.automation_runs.prune(10.0) == 1
    assert store.automation_runs.step("step-key") is None


def test_versions_are_kept_and_only_another_body_is_another_one(store: Store) -> None:
    store.automations.put(automation(), 1.0)
    assert store.automations.put(automation("off"), 2.0).version == 1
    changed = store.automations.put(automation(body=BODY | {"name": "Altro"}), 3.0)
    assert changed.version == 2
    assert store.automations.put(automation(), 4.0).version == 3  # the old body again is a new saving
    assert [v.version for v in store.automations.versions("a1")] == [3, 2, 1]
    assert store.automations.version("a1", 2) == BODY | {"name": "Altro"}
    store.automations.remove("a1")
    assert store.automations.versions("a1") == []


def test_the_newest_events_that_set_nothing_off_are_kept(store: Store) -> None:
    store.automations.put(automation(), 1.0)
    store.automation_runs.pass_over(
        PassedOver("a1", f"k{n:04}", "contact:c1", float(n), {"n": n}) for n in range(PASSED_KEPT + 50)
    )
    left = store.automation_runs.passed("a1")
    assert len(left) == PASSED_KEPT
    assert left[0].why == {"n": PASSED_KEPT + 49}


def test_whoever_is_forgotten_is_in_no_event_and_no_run(store: Store) -> None:
    store.automations.put(automation(), 1.0)
    store.mirror.put(customer("Forno Rossi"))
    store.highlevel.put([contact("Anna")])
    store.tasks.add([Task("Chiamare Anna", contact="c1"), Task("Chiamare altri", contact="c2")])
    store.events.add([StoredEvent("k1", "manual.button", "", "contact:c1", 5.0, {"name": "Anna"})])
    store.events.add([StoredEvent("k2", "manual.button", "", "customer:1", 5.0, {"name": "Forno"})])
    store.events.add([StoredEvent("k3", "manual.button", "", "contact:c2", 5.0, {"name": "Bea"})])
    run = AutomationRun("r1", "a1", 1, "k1", "contact:c1", "contact:c1", "ask", "done", 5.0, body={"name": "Anna"})
    store.automation_runs.add(run)
    store.automation_runs.put_steps([AutomationStep("r1", 0, "s", "done", {"name": "Anna"})])
    forget_person(store.database, Person("1", "c1"))
    assert [e.key for e in store.events.after(0)] == ["k3"]
    assert store.automation_runs.recent() == []
    assert store.automation_runs.steps("r1") == []
    assert [(o.kind, o.after.get("contact")) for o in store.events.observations()] == [("book", "c2")]
