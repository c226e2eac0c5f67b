"""How long the window stands still for automations: a list and a map of 200, a log of 200 runs, an editor of 136 steps.

    .venv/bin/python benchmarks/automations_window.py

Prints, for each thing done, the processor time of the window's thread in milliseconds, first what the call took and
then the painting after it; 50 is promised for each. On a machine that does other things all of it is more.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.automation.kept.recipes import make, recipes
from app.automation.model import CHOOSE, Automation, Condition, Group, State, Step, Trigger
from app.garbage import no_full_collections
from app.ui import i18n, theme
from app.ui.automations.editor.editor import Editor
from app.ui.automations.words import ready
from app.ui.bridge import Bridge
from app.ui.panes.automations import AutomationsPane
from tests.ui.fake_service import FakeService

PROMISED = 50.0
STEPS = (
    ("highlevel.add-tags", {"tags": ["a"]}),
    ("task.ensure", {"title": "Chiamare {{ cliente.nome }}"}),
    ("highlevel.create-note", {"body": "Ciao {{ cliente.nome }}"}),
    ("local.notify", {"text": "Fatto"}),
)


def many(count: int) -> list[Automation]:
    """Return so many automations, made of the recipes."""
    names = list(recipes())
    return [
        replace(make(names[n % len(names)], {}, "it"), id=f"a{n}", name=f"Automazione {n}", state=State.ON)
        for n in range(count)
    ]


def long_one() -> Automation:
    """Return the longest that may be kept: 8 questions with 8 steps on either side."""

    def branch(name: str) -> tuple[Step, ...]:
        return tuple(Step(f"{name}{n}", *STEPS[n % 4]) for n in range(8))

    when = Group("all", (Condition("cliente.nome", "is", "x"),))
    steps = tuple(Step(f"c{n}", CHOOSE, when=when, then=branch(f"t{n}"), otherwise=branch(f"o{n}")) for n in range(8))
    return Automation("long", "Lunga", Trigger("f24.invoice_new"), steps=steps)


def measured(name: str, act: Callable[[], object]) -> bool:
    """Do something and print what it took; tell whether it kept the promise."""
    begun = time.thread_time()
    act()
    acted = (time.thread_time() - begun) * 1000
    begun = time.thread_time()
    QApplication.processEvents()
    painted = (time.thread_time() - begun) * 1000
    print(f"{name:<40}{acted:8.1f}{painted:8.1f}{'' if max(acted, painted) <= PROMISED else '   BROKEN'}", flush=True)
    return max(acted, painted) <= PROMISED


def editor_story(pane: AutomationsPane, bridge: Bridge, others: list[Automation]) -> bool:
    """Open the long one, let its cards come, and change it."""
    made: list[Editor] = []

    def open_it() -> None:
        made.append(Editor(bridge, long_one(), others))
        pane.stack.addWidget(made[0])
        pane.stack.setCurrentWidget(made[0])

    kept = measured("open an editor of 136 steps", open_it)
    cards, slices = made[0].cards, []
    while cards._later.isActive():
        begun = time.thread_time()
        QApplication.processEvents()
        slices.append((time.thread_time() - begun) * 1000)
    print(f"  its cards in {len(slices)} slices, the longest {max(slices):.1f}")
    draft, key = made[0].draft, "c1"
    kept &= max(slices) <= PROMISED
    kept &= measured("choose a card", lambda: cards.choose("t11"))
    kept &= measured("move a card", lambda: draft.move(key, 1))
    kept &= measured("move it back", lambda: draft.move(key, -1))
    kept &= measured("type a letter", lambda: draft.set_input("t00", "tags", ["b"]))
    kept &= measured("add a step", lambda: draft.add("local.notify", "t00"))
    return kept & measured("take it back", draft.undo)


async def story() -> bool:
    """Measure all of it; tell whether every promise was kept."""
    service = FakeService()
    service.automations.kept = many(200)
    ready()  # as the pane does off the window's thread
    bridge = Bridge(service)
    pane = AutomationsPane(bridge)
    pane.resize(1000, 700)
    pane.show()
    pane.list.about_wanted.disconnect()  # what it asks for needs a loop that is not measured here
    QApplication.processEvents()
    lines, runs = service.automations.all(), service.automations.log()
    kept = True
    for _ in range(2):
        kept = measured("list of 200", lambda: pane.list.show_lines(lines))
    kept &= measured("map of 200", pane._show_map)
    kept &= measured("the gallery", lambda: pane.stack.setCurrentWidget(pane.gallery))
    kept &= measured("log of 200 runs", lambda: pane.log.show_log("", runs, (), ()))
    pane.stack.setCurrentWidget(pane.log)
    kept &= editor_story(pane, bridge, many(200))
    await bridge.shutdown()
    return kept


def main() -> int:
    app = QApplication([])
    i18n.install(app, "it")
    theme.install(app, "light")
    with no_full_collections(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as loop:
        return 0 if loop.run(story()) else 1


if __name__ == "__main__":
    sys.exit(main())
