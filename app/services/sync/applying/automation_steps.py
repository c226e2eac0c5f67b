"""How far the steps of automations came: noted with the outcome of their writes, in one transaction."""

from __future__ import annotations

from dataclasses import replace

from app.store import Store
from app.sync.plan.operation import Operation, OperationState

_STATES = {
    OperationState.DONE: "done",
    OperationState.FAILED: "failed",
    OperationState.STALE: "stale",
    OperationState.UNCONFIRMED: "unconfirmed",
}
"""How a step stands after its write; ``retry`` leaves it to be planned again."""


AGAIN = frozenset(
    {"offline", "service_timeout", "service_error", "service_unreadable", "connection_cut", "lost_answer"}
)
"""Nothing was written, or it can be written again after a look: the next pass plans the step again. What may not be
repeated never fails like this (see `app.sync.apply.kinds`)."""


def name_of(run: str, seq: int, part: int) -> str:
    """Return how an action names the step that it is a part of."""
    return f"{run}/{seq:03}/{part:03}"


def record(store: Store, operation: Operation, at: float) -> None:
    """Note the outcome of a write with the steps that wanted it."""
    state = _STATES.get(operation.state)
    for name in operation.steps:
        run, seq, part = name.split("/")
        step = next((s for s in store.automation_runs.steps(run) if s.seq == int(seq)), None)
        if step is None or state is None or operation.detail.split(" ", 1)[0] in AGAIN:
            continue
        parts = {**step.output.get("parts", {}), part: {"state": state, "detail": operation.detail}}
        parts[part] |= {"result": operation.result_id, "operation": operation.id}
        wanted = int(step.input.get("parts", 1))
        states = {p["state"] for p in parts.values()}
        bad = next((s for s in ("unconfirmed", "failed", "stale") if s in states), "")
        whole = bad or ("done" if len(parts) >= wanted else step.state)
        store.automation_runs.put_steps(
            [replace(step, state=whole, output={**step.output, "parts": parts}, operation=operation.id, at=at)]
        )
