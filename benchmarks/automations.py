"""How long 200 automations take over 10,000 events, and what a quiet look costs.

    .venv/bin/python benchmarks/automations.py [--automations 200] [--events 10000]

Prints CPU seconds and the longest time for which one transaction held the database.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.automation.kept.format import from_json
from app.automation.model import Event, Mode
from app.clock import ManualClock
from app.paths import Home
from app.services.automations.assembling import desk
from app.services.automations.events.facts import Facts
from app.services.automations.events.observing import stored
from app.services.automations.runs import evaluating
from app.services.automations.runs.running import Runs
from app.services.sync.reading.session import take_snapshot
from app.store import Store

KINDS = (
    "highlevel.ContactTagUpdate",
    "highlevel.ContactCreate",
    "f24.instalment_paid",
    "f24.invoice_new",
    "highlevel.TaskComplete",
)
"""What happens most; the automations are spread over these and five more."""
MORE = ("f24.customer_new", "f24.credit_note_new", "highlevel.NoteCreate", "task.completed", "f24.instalment_overdue")


def automation(number: int) -> dict[str, object]:
    """Return one that looks at most of its events in vain, as automations do."""
    kind = (*KINDS, *MORE)[number % 10]
    parameters = {"tag": f"tag{number}", "change": "added"} if kind.endswith("TagUpdate") else {}
    return {
        "format": 1,
        "name": f"Automazione {number}",
        "trigger": {"kind": kind, "parameters": parameters},
        "conditions": {
            "match": "all",
            "items": [
                {"path": "cliente.citta", "op": "is", "value": f"Città {number % 50}"},
                {"path": "cliente.da_incassare", "op": "more", "value": 98_000},
            ],
        },
        "steps": [{"id": "tell", "operation": "local.notify", "inputs": {"text": "{{ cliente.nome }}"}}],
    }


def event(number: int) -> Event:
    """Return one of many events."""
    values = {
        "cliente.nome": f"Cliente {number}",
        "cliente.citta": f"Città {number % 400}",
        "cliente.da_incassare": number * 10,
        "cliente.in_highlevel": True,
        "etichette.aggiunte": [f"tag{number % 300}"],
        "fattura.numero": str(number),
        "fattura.totale": 12_200,
    }
    kind = KINDS[number % 5]
    return Event(f"e{number}", kind, f"contact:c{number}", "", f"c{number}", 2_000_000_000.0, values)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--automations", type=int, default=200)
    parser.add_argument("--events", type=int, default=10_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock()
        store = Store.open(Home(Path(folder) / "home"), clock)
        made = desk(
            store, clock, lambda: "it", lambda: take_snapshot(store), lambda: None, _never, _unconnected, off=False
        )
        for number in range(chosen.automations):
            kept = made.save(from_json(automation(number)))
            made.switch(kept.id, on=True, mode=Mode.TRY)
        for begin in range(0, chosen.events, 1000):
            store.events.add(stored(event(n)) for n in range(begin, begin + 1000))
        facts = Facts(store, clock, take_snapshot(store))
        cpu, wall = time.process_time(), time.perf_counter()
        begun = evaluating.evaluate(store, Runs(store, facts), evaluating.looking(store))
        print(f"{chosen.automations} automations, {chosen.events} events: {begun} runs")
        print(f"CPU {time.process_time() - cpu:.2f} s, wall {time.perf_counter() - wall:.2f} s")
        cpu = time.process_time()
        made.tick()
        print(f"a quiet look: {1000 * (time.process_time() - cpu):.0f} ms CPU")
        store.close()


def _unconnected() -> Any:
    raise AssertionError("nothing is to be asked for")


async def _never(**_more: object) -> object:
    raise AssertionError("nothing is to be synced")


if __name__ == "__main__":
    main()
