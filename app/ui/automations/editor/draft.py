"""The automation that is being edited: every change can be undone and done again; nothing is kept until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.automation.faults import Fault
from app.automation.model import CHOOSE, WAIT, Automation, Condition, Group, Step, Trigger
from app.automation.offer.operations import operation
from app.automation.offer.registry import all_triggers
from app.automation.validate import faults

_MOST = 100
"""How many steps back are kept."""


class Draft(QObject):
    """An automation with its history. ``changed`` comes after every change, ``shape_changed`` where cards came, went or
    moved."""

    changed = Signal()
    shape_changed = Signal()

    def __init__(self, automation: Automation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._place, self._key = [automation], 0, ""
        self._kept = automation if automation.id else None

    @property
    def automation(self) -> Automation:
        """The automation as it stands now."""
        return self._history[self._place]

    @property
    def kept(self) -> Automation | None:
        """What was kept last; None for one that is new."""
        return self._kept

    @property
    def dirty(self) -> bool:
        """True while there is something that is not kept."""
        return self.automation != self._kept

    @property
    def can_undo(self) -> bool:
        """True where a change can be taken back."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """True where a change that was taken back can be made again."""
        return self._place < len(self._history) - 1

    def faults(self) -> list[Fault]:
        """Return what stands in the way of keeping it."""
        return faults(self.automation)

    def keep(self, automation: Automation) -> None:
        """Take over what was kept."""
        self._history[self._place] = self._kept = automation
        self.changed.emit()

    def put(self, automation: Automation, key: str = "") -> None:
        """Make a change. Changes with the same ``key`` in a row (the letters of one text) are one step back."""
        if automation == self.automation:
            return
        before = self.automation
        if key and key == self._key and not self.can_redo:
            self._history[self._place] = automation
        else:
            self._history = [*self._history[: self._place + 1], automation][-_MOST:]
            self._place = len(self._history) - 1
        self._key = key
        self._tell(before)

    def _tell(self, before: Automation) -> None:
        def shape(one: Automation) -> list[object]:
            return [one.trigger.kind, *((s.id, s.operation, s.disabled) for s in one.all_steps())]

        if shape(before) != shape(self.automation):
            self.shape_changed.emit()
        self.changed.emit()

    def undo(self) -> None:
        """Take the last change back."""
        self._go(-1)

    def redo(self) -> None:
        """Make again what was taken back."""
        self._go(1)

    def _go(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._history):
            before = self.automation
            self._place, self._key = place, ""
            self._tell(before)

    # ------------------------------------------------------------------------------------------ changes
    def rename(self, name: str) -> None:
        """Call it otherwise."""
        self.put(replace(self.automation, name=name), "name")

    def choose_trigger(self, kind: str) -> None:
        """Let something else set it off; parameters begin as they stand at first."""
        if kind != self.automation.trigger.kind:
            first = {f.name: f.default for f in all_triggers()[kind].parameters if f.default is not None}
            self.put(replace(self.automation, trigger=Trigger(kind, first)))

    def set_parameter(self, name: str, value: Any) -> None:
        """Set a parameter of the trigger."""
        trigger = self.automation.trigger
        told = {**trigger.parameters, name: value}
        self.put(replace(self.automation, trigger=replace(trigger, parameters=told)), f"parameter:{name}")

    def set_conditions(self, group: Group, step: str = "") -> None:
        """Set the conditions of the automation, or of one of its steps."""
        if step:
            self._change_step(step, lambda s: replace(s, when=group), f"when:{step}")
        else:
            self.put(replace(self.automation, conditions=group), "conditions")

    def set_input(self, step: str, name: str, value: Any) -> None:
        """Set an input of a step; None, a blank text and an empty list take it away."""

        def change(one: Step) -> Step:
            told = {k: v for k, v in one.inputs.items() if k != name}
            if value not in (None, "", []) or name in defaults_of(one.operation):
                told[name] = value
            return replace(one, inputs=told)

        self._change_step(step, change, f"input:{step}:{name}")

    def toggle(self, step: str) -> None:
        """Switch a step off or on."""
        self._change_step(step, lambda s: replace(s, disabled=not s.disabled))

    def _change_step(self, wanted: str, change: Callable[[Step], Step], key: str = "") -> None:
        def walk(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(
                change(s) if s.id == wanted else replace(s, then=walk(s.then), otherwise=walk(s.otherwise))
                for s in steps
            )

        self.put(replace(self.automation, steps=walk(self.automation.steps)), key)

    # ------------------------------------------------------------------------------------------ shape
    def find(self, wanted: str) -> Step | None:
        """Return a step by its id."""
        return next((s for s in self.automation.all_steps() if s.id == wanted), None)

    def add(self, operation_id: str, after: str = "", branch: str = "") -> str:
        """Add a step behind another (blank: at the end), or at the end of a branch (``then`` or ``otherwise``) of the
        step ``after``; return its id."""
        step = new_step(operation_id, next(self._free_ids()))
        if branch:

            def change(one: Step) -> Step:
                if branch == "then":
                    return replace(one, then=(*one.then, step))
                return replace(one, otherwise=(*one.otherwise, step))

            self._change_step(after, change)
        else:
            self._insert(step, after)
        return step.id

    def duplicate(self, wanted: str) -> str:
        """Put a copy of a step behind it; return its id."""
        found = self.find(wanted)
        if found is None:
            return ""
        free = self._free_ids()
        copy = replace(
            found,
            id=next(free),
            then=tuple(replace(s, id=next(free)) for s in found.then),
            otherwise=tuple(replace(s, id=next(free)) for s in found.otherwise),
        )
        self._insert(copy, wanted)
        return copy.id

    def _insert(self, step: Step, after: str) -> None:
        def walk(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            found: list[Step] = []
            for s in steps:
                found.append(replace(s, then=walk(s.then), otherwise=walk(s.otherwise)))
                if s.id == after:
                    found.append(step)
            return tuple(found)

        steps = self.automation.steps
        self.put(replace(self.automation, steps=walk(steps) if self.find(after) else (*steps, step)))

    def remove(self, wanted: str) -> None:
        """Take a step away, with what stands inside."""

        def walk(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(replace(s, then=walk(s.then), otherwise=walk(s.otherwise)) for s in steps if s.id != wanted)

        self.put(replace(self.automation, steps=walk(self.automation.steps)))

    def move(self, wanted: str, by: int) -> bool:
        """Move a step up (-1) or down (1) among its neighbours; return whether it moved."""

        def walk(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            places = [n for n, s in enumerate(steps) if s.id == wanted]
            if places and 0 <= places[0] + by < len(steps):
                moved = list(steps)
                moved.insert(places[0] + by, moved.pop(places[0]))
                return tuple(moved)
            return tuple(replace(s, then=walk(s.then), otherwise=walk(s.otherwise)) for s in steps)

        before = self.automation
        self.put(replace(before, steps=walk(before.steps)))
        return self.automation != before

    def is_inner(self, wanted: str) -> bool:
        """Tell whether a step stands inside an "if … otherwise"."""
        return wanted not in {s.id for s in self.automation.steps}

    def _free_ids(self) -> Iterator[str]:
        taken = {s.id for s in self.automation.all_steps()}
        return (f"s{n}" for n in range(1, 1000) if f"s{n}" not in taken)


def defaults_of(operation_id: str) -> Mapping[str, Any]:
    """Return what the inputs of an operation are at first."""
    kind = operation(operation_id) if operation_id not in (WAIT, CHOOSE) else None
    return {f.name: f.default for f in kind.inputs if f.default is not None} if kind else {}


def new_step(operation_id: str, step_id: str) -> Step:
    """Return a step as it is added."""
    if operation_id == WAIT:
        return Step(step_id, WAIT, {"days": 1})
    return Step(step_id, operation_id, dict(defaults_of(operation_id)))


def new_condition(path: str, op: str, value: Any) -> Condition:
    """Return a condition as it is added."""
    return Condition(path, op, value)
