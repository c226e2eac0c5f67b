"""A run over linked customers whose town changed in the plan, with all that it says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from app.errors import ServiceUnavailable
from app.records.contact import Contact
from app.sync.apply.apply import Applied, Applier
from app.sync.plan.model import Action, FieldChange, Kind, Link, Plan, RecordType, Side
from app.sync.plan.operation import OperationState, Verb
from tests.sync.world import World

H, F = Side.HIGHLEVEL, Side.FATTURA24
OFFLINE = {H: "HighLevel", F: "Fattura24"}


class Run(World):
    """``pairs`` linked customers whose town changed in the plan, on one side or the other."""

    def __init__(self, pairs: int = 1) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.asked = 0
        self.progress: list[tuple[int, int]] = []
        self.waited: list[float] = []
        for n in range(1, pairs + 1):
            contact = Contact(company=f"Ditta {n}", city="Torino", vat_code=f"{n:011d}")
            self.highlevel.add(contact, f"100{n}")
            self.export(contact, f"100{n}")
            base = {"city": "Torino"}
            self.ledger.links[f"h{n}~f{n}"] = Link(f"h{n}~f{n}", f"h{n}", f"f{n}", base, base)
        self.ledger.highlevel = dict(self.highlevel.records)

    def wait(self) -> float:
        self.asked += 1
        return self.waits.pop(0) if self.waits else 0.0

    def by(self, *actions: Action, **more: Any) -> Applier:
        applier = self.applier(Plan("p", self.clock.now(), actions, 0))
        applier.progress = lambda done, total: self.progress.append((done, total))
        applier.waiting = self.waited.append
        for name, value in more.items():
            setattr(applier, name, value)
        return applier

    def applied(self, *actions: Action, **more: Any) -> Applied:
        return asyncio.run(self.by(*actions, **more).apply())

    def states(self) -> dict[str, OperationState]:
        return {o.actions[0]: o.state for o in self.ledger.operations_by_id.values() if o.verb is not Verb.MARK}


def moved(number: int, side: Side = H, pair: int | None = None) -> Action:
    pair = pair or number
    ids = (f"h{pair}", f"f{pair}") if side is H else (f"f{pair}", f"h{pair}")
    change = (FieldChange("city", "Torino", "Asti"),)
    return Action(
        f"A{number}",
        Kind.UPDATE,
        side,
        RecordType.CONTACT,
        f"Ditta {pair}",
        link=f"h{pair}~f{pair}",
        fields=change,
        target_id=ids[0],
        source_id=ids[1],
    )


def new_customer(number: int, contact_id: str, name: str, **values: str) -> Action:
    fields = tuple(FieldChange(n, "", v) for n, v in {"company": name, **values}.items())
    return Action(f"A{number}", Kind.CREATE, F, RecordType.CONTACT, name, fields=fields, source_id=contact_id)


def field(number: int, kind: Kind = Kind.CREATE) -> Action:
    return Action(f"A{number}", kind, H, RecordType.CUSTOM_FIELD, f"Campo {number}")


def down(side: Side) -> ServiceUnavailable:
    return ServiceUnavailable("offline", service=OFFLINE[side], host="x")


def after(calls: int) -> Callable[[], bool]:
    """Stop is pressed after so many looks at it."""
    left = iter([False] * calls)
    return lambda: next(left, True)


class Meter:
    """How many calls are under way at a time."""

    def __init__(self) -> None:
        self.now, self.most, self.order = 0, 0, list[str]()

    def on(self, gateway: Any, name: str) -> Meter:
        call = getattr(gateway, name)

        async def metered(*args: Any) -> Any:
            self.now += 1
            self.most = max(self.most, self.now)
            self.order.append(name)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            self.now -= 1
            return await call(*args)

        setattr(gateway, name, metered)
        return self
