"""Each of the twelve recipes through the window and against the sandbox: found, tried, asking, then alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.automation.kept.recipes import recipes
from app.automation.model import Mode, State
from app.services.api.automations.automations import AutomationRunLine
from app.ui import i18n, theme
from app.ui.panes.automations import AutomationsPane
from tests.services.automations.play import Play
from tests.services.automations.test_recipes_played import business, happen, invoice
from tests.ui.cut import complaints

PEOPLE = ("Re SRL", "Blu SRL", "Oro SRL")


def prepare(p: Play, recipe: str) -> Callable[[int], None]:
    """Let there be what a recipe is about; return what sets it off, another time each turn."""
    highlevel = p.w.s.sandbox.state.highlevel
    match recipe:
        case "task_done_both":
            for turn in range(3):
                p.service.agenda.add(f"Chiamare {turn}", customer=p.w.linked(turn)[0], due=p.w.day(2))
            p.sync(), p.sync()
            return lambda turn: p.w.edited(f"Chiamare {turn}", completed=True)
        case "tagged_contact_customer":
            p.service.save_settings(replace(p.service.settings(), create_in_fattura24="never"))
            made = []
            for n, name in enumerate(PEOPLE):
                told = {"companyName": name, "email": f"x{n}@x.it", "phone": f"+39333000000{n}", "firstName": "Ida"}
                location = {"locationId": p.w.s.sandbox.location_id}
                made.append(p.ask("POST", "/contacts/", {**location, **told})["contact"]["id"])
            p.sync()
            return lambda turn: p.tag(made[turn], "cliente")
        case "appointment_invoice":
            first = next(iter(highlevel.records.appointments))
            for n in range(2):  # what a contact has is copied for two others
                contact = p.w.linked(n + 4)[1]
                highlevel.records.appointments.put({**first, "id": f"copy{n}", "contactId": contact})
            held = [first, *list(highlevel.records.appointments)[-2:]]
            begin = int(p.w.s.clock.now() * 1000) + 3_600_000
            for n, record in enumerate(held):
                record |= {"startTime": begin + n * 3_600_000, "endTime": begin + n * 3_600_000 + 1_800_000}
                record |= {"appointmentStatus": "confirmed"}
            p.sync()
            owner = p.w.s.sandbox.state.owner
            return lambda turn: void(owner.edit("appointments", held[turn]["id"], {"appointmentStatus": "showed"}))
        case "overdue_task" | "first_invoice" | "due_soon_task" | "credit_note_check":
            for turn in range(3):
                if recipe == "overdue_task":
                    invoice(p, p.w.linked(turn)[0], f"R{turn}", -10)
                invoice(p, p.w.linked(9)[0], f"baseline{turn}", 30)
        case "payment_note" | "payment_closes_reminders" | "settled_untag":
            for turn in range(3):
                customer, contact = p.w.linked(turn)
                invoice(p, customer, f"R{turn}", 3)
                if recipe == "settled_untag":
                    p.tag(contact, "insoluto")
            p.sync()
            if recipe == "payment_closes_reminders":
                p.service.agenda.save_settings(replace(p.service.agenda.settings(), due=True))
                p.sync()
    p.sync()
    return lambda turn: happen(p, recipe, turn)


def void(_done: object) -> None:
    """Forget what was answered."""


@pytest.mark.parametrize("recipe", sorted(recipes()))
def test_a_recipe_is_tried_then_asks_then_goes_alone_all_from_the_window(
    tmp_path: Path, run: Any, bridged: Any, eventually: Any, qapp: QApplication, recipe: str
) -> None:
    theme.install(qapp, "light")
    i18n.install(qapp, "it")
    with business(tmp_path) as p:
        set_off = prepare(p, recipe)
        run(scene(p, recipe, set_off, bridged, eventually))
    i18n.install(qapp, "en")


async def scene(p: Play, recipe: str, set_off: Callable[[int], None], bridged: Any, eventually: Any) -> None:
    async with bridged(p.service) as bridge:
        pane = AutomationsPane(bridge)
        pane.resize(900, 600)
        pane.show()
        await pane.refresh()
        card = next(c for c in pane.gallery.cards if c.recipe.id == recipe)
        card.click()
        await eventually(lambda: pane.stack.currentWidget() is pane.recipe and bridge.settled)
        QApplication.processEvents()
        assert complaints(pane) == []
        pane.recipe.try_.click()
        await eventually(lambda: pane.stack.currentWidget() is pane.list and bridge.settled and pane.list.chosen())
        one = pane.list.chosen_id()

        assert stands(pane) == (State.ON, Mode.TRY)
        before = requests(p)
        await asyncio.to_thread(turned, p, set_off, 0)
        [tried] = await logged(pane, bridge, eventually, one)
        assert (tried.state, tried.mode) == ("tried", Mode.TRY)
        assert pane.log.runs.topLevelItemCount() == 1
        assert not pane.log.undo.isEnabled()
        assert written(p, before) == []

        await choose(pane, bridge, eventually, one, Mode.ASK)
        await asyncio.to_thread(turned, p, set_off, 1)
        await asyncio.to_thread(confirmed, p)
        asked = (await logged(pane, bridge, eventually, one))[0]
        assert (asked.state, asked.mode) == ("done", Mode.ASK), asked

        await choose(pane, bridge, eventually, one, Mode.AUTO)
        await asyncio.to_thread(turned, p, set_off, 2)
        await asyncio.to_thread(lambda: [p.sync() for _ in range(2)])
        runs = await logged(pane, bridge, eventually, one)
        assert [(r.state, r.mode) for r in runs] == [
            ("done", Mode.AUTO),
            ("done", Mode.ASK),
            ("tried", Mode.TRY),
        ]
        newest = pane.log.runs.topLevelItem(0)
        assert newest is not None
        pane.log.runs.setCurrentItem(newest)
        assert pane.log.undo.isEnabled() == bool(runs[0].undo)
        QApplication.processEvents()
        assert complaints(pane) == []
        pane.hide()


def turned(p: Play, set_off: Callable[[int], None], turn: int) -> None:
    p.w.s.clock.sandbox.advance(5)
    set_off(turn)
    p.sync()
    p.sync()


def confirmed(p: Play) -> None:
    """A person confirms what waits in Review, until nothing is left."""
    for _ in range(3):
        plan = p.service.open_plan()
        if plan is not None and any(a.asks and a.effective for a in plan.actions):
            done = p.confirm(plan)
            assert not done.failed, done.errors
        p.sync()


def requests(p: Play) -> int:
    return len(p.w.s.requests("highlevel"))


def written(p: Play, before: int) -> list[str]:
    """What was written in HighLevel since, beside what people and syncs do there."""
    return [
        r["path"]
        for r in p.w.s.requests("highlevel")[before:]
        if r["method"] != "GET" and r["path"].endswith(("/notes", "/workflow"))
    ]


def stands(pane: AutomationsPane) -> tuple[State, Mode]:
    line = pane.list.chosen()
    assert line is not None
    return line.automation.state, line.automation.mode


async def choose(pane: AutomationsPane, bridge: Any, eventually: Any, one: str, mode: Mode) -> None:
    """Set how far it may go, by the button's menu; say yes where it is asked."""
    pane.show_list()
    await eventually(lambda: bridge.settled)
    pane.list.choose(one)
    pane.list.look()
    menu = pane.list.mode.menu()
    action = menu.actions()[list(Mode).index(mode)]
    assert action.isEnabled()
    action.trigger()
    await eventually(lambda: bridge.settled)
    if pane.dialog is not None and pane.dialog.isVisible():
        sure = [b for b in pane.dialog.findChildren(QPushButton) if b.property("role") == "primary"]
        sure[-1].click()
    await eventually(lambda: bridge.settled)
    await pane.refresh()
    pane.list.choose(one)
    assert stands(pane) == (State.ON, mode)


async def logged(pane: AutomationsPane, bridge: Any, eventually: Any, one: str) -> list[AutomationRunLine]:
    """Open what it did and return the runs that are shown."""
    pane.list.choose(one)
    pane.list.its_log.click()
    await eventually(lambda: pane.stack.currentWidget() is pane.log and bridge.settled)
    items = [pane.log.runs.topLevelItem(n) for n in range(pane.log.runs.topLevelItemCount())]
    found = []
    for item in items:
        assert item is not None
        pane.log.runs.setCurrentItem(item)
        line = pane.log.chosen_run()
        assert line is not None
        found.append(line)
    return found
