"""The process dies at every await, every transaction and every call of applying, all of them counted; a rerun ends as
if it had not (I11)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.records.contact import Contact
from app.sync.plan.model import Choice, Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import PEOPLE, VATS

STRIDE = int(os.environ.get("PONTE24_TEST_STRIDE", "9"))
"""``make test`` dies at every ninth boundary, ``make prove`` at each."""

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino")
BELLA = Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1])
FORNO = Contact(company="Forno Verdi snc", email="forno@verdi.it", vat_code=VATS[2])


def first_sync() -> tuple[Machine, Plan]:
    """Custom fields, a link, a create on either side and the mark that follows."""
    m = Machine()
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.add_contact(FORNO)
    m.add_customer(BELLA)
    m.save_export()
    m.import_export()
    return m, planned(m)


def later_sync() -> tuple[Machine, Plan]:
    """Updates both ways, a decided conflict and an unlink that was decided."""
    m, plan = first_sync()
    m.add_contact(PEOPLE[2])
    m.apply(planned(m))
    firm, forno, bella = (by_name(m, n) for n in ("Nova Srl", "Forno Verdi snc", "Officina Bella"))
    m.edit_contact(firm, {"email": "nuova@posta.it", "pec": "pec@pec.it"})
    numbers = {c.name: c.id for c in m.customers.customers.values()}
    m.edit_customer(numbers["Nova Srl"], {"email": "altra@posta.it", "city": "Asti"})
    m.edit_customer(numbers["Officina Bella"], {"city": "Bari"})
    m.edit_contact(forno, {"mobile": "+393351234567"})
    m.contacts.remove(bella)
    m.sandbox_clock.advance(90_000)
    m.save_export()
    m.import_export()
    plan = planned(m)
    for action in plan.actions:
        if action.choices:
            plan = m.service.decide(plan.id, [action.id], Choice.HIGHLEVEL)
    assert {a.kind for a in plan.actions if a.effective} == {Kind.UPDATE, Kind.CONFLICT, Kind.UNLINK}
    return m, plan


def undoing() -> tuple[Machine, Plan]:
    """Deletes, unlinks, fields that go and values that come back."""
    m, plan = first_sync()
    m.apply(plan)
    return m, m.do(m.service.plan_undo())


def unmarking() -> tuple[Machine, Plan]:
    """Nothing but Fattura24's key, which the run wrote, goes off a contact that stays linked."""
    m, plan = first_sync()
    m.apply(plan)
    m.without_keys()
    m.apply(planned(m))
    assert m.origins(), "the keys have been written again"
    return m, m.do(m.service.plan_undo())


def planned(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    return plan


def left(m: Machine) -> list[tuple[Kind, str, str]]:
    """What the next plan would do: nothing after a sync, and after an undo what it had done."""
    return [(a.kind, a.side.value, a.title) for a in planned(m).actions if a.effective]


def by_name(m: Machine, name: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == name)


Scene = Callable[[], tuple[Machine, Plan]]
SCENES: tuple[Scene, ...] = (first_sync, later_sync, undoing, unmarking)


def smooth(scene: Scene) -> tuple[Any, list[str]]:
    """Apply without a crash; return the end and every boundary that was passed."""
    m, plan = scene()
    try:
        result = m.apply(plan, awaits=True)
        assert result is not None
        assert not result.failed
        passed = list(m.weather.passed)
        return (m.end_state(), m.origins(), left(m)), passed
    finally:
        m.close()


def crashed(scene: Scene, at: int, *, replan: bool) -> tuple[Machine, bool]:
    """Die at a boundary, then go on with the same plan, or make a new one as the window does."""
    m, plan = scene()
    assert m.apply(plan, die_at=at, awaits=True) is None, f"boundary {at} was not passed"
    loaded = m.store.plans.load(plan.id)
    if loaded and loaded[2] == "applied":
        return m, bool(m.unconfirmed())  # it died after the end: there is nothing to go on with
    went_on = m.service.open_plan()
    if replan or went_on is None or went_on.id != plan.id:
        again = planned(m)
        again = m.service.decide(again.id, [a.id for a in again.actions if a.choices], Choice.HIGHLEVEL)
        m.apply(again)
    else:
        m.apply(went_on)
    return m, bool(m.unconfirmed())


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: s.__name__)
def test_i11_a_crash_at_any_point_then_a_rerun_ends_as_without(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    expected, passed = smooth(scene)
    counts = Counter(name.split()[-1] if " " in name else name for name in passed)
    assert counts["kept"] > 5, counts
    assert counts["await"] > 10, counts
    record_property("boundaries", f"{len(passed)}: {dict(counts)}")
    for at in range(1, len(passed) + 1, STRIDE):
        m, _ = crashed(scene, at, replan=False)
        try:
            assert (m.end_state(), m.origins(), left(m)) == expected, f"died at {at}: {passed[at - 1]}"
        finally:
            m.close()


@pytest.mark.parametrize("scene", [first_sync, later_sync], ids=lambda s: s.__name__)
def test_i11_also_when_a_new_plan_is_made_after_the_crash(scene: Scene) -> None:
    expected, passed = smooth(scene)
    for at in range(4, len(passed) + 1, STRIDE):
        m, _ = crashed(scene, at, replan=True)
        try:
            assert (m.end_state(), m.origins(), left(m)) == expected, f"died at {at}: {passed[at - 1]}"
        finally:
            m.close()


def test_i11_a_customer_without_tax_codes_waits_for_the_export_only_if_it_may_have_been_sent() -> None:
    """From the intent on nobody can know: it is never sent again. Before it, it is sent as if nothing had happened."""
    m, plan = lead()
    try:
        m.apply(plan, awaits=True)
        passed = list(m.weather.passed)
    finally:
        m.close()
    sent = passed.index("Fattura24 SaveCustomer sent") + 1
    done = passed.index("Fattura24 SaveCustomer done") + 1
    intended = max(n for n, name in enumerate(passed[:sent], 1) if name == "transaction kept")
    answered = next(n for n, name in enumerate(passed, 1) if n > done and name == "transaction kept")
    for at in range(max(1, intended - 3), answered + 2):
        m, plan = lead()
        try:
            assert m.apply(plan, die_at=at, awaits=True) is None
            arrived = len(m.customers.customers)
            went_on = m.service.open_plan()
            assert went_on is not None
            m.apply(went_on)
            calls = len(m.fattura24.calls)
            if intended <= at < answered:
                assert m.unconfirmed(), f"died at {at}: {passed[at - 1]}"
                assert len(m.customers.customers) == arrived, "never sent a second time"
            else:
                assert not m.unconfirmed(), f"died at {at}: {passed[at - 1]}"
                assert (len(m.customers.customers), calls) == (1, 1)
            m.settle()
            assert [c.name for c in m.customers.customers.values()] == ["Lea Solo"], "the export settled it"
            assert not m.unconfirmed()
        finally:
            m.close()


def lead() -> tuple[Machine, Plan]:
    m = Machine()
    m.add_contact(PEOPLE[2])
    return m, planned(m)
