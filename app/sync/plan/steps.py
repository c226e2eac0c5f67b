"""Turn a confirmed plan into operations: at most one write per record and side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from app.sync.plan.model import Action, Choice, Kind, Plan, RecordType, Side
from app.sync.plan.operation import Operation, Verb

Permitted = Callable[[Side, str, Mapping[str, str]], Mapping[str, str]]
"""Given a side, a record and values to write, returns those that mapping, settings and service allow."""

REPLACES = "replaces"
"""What a new link takes the place of, in its operation's goal: ids of links, parted by blanks."""

StepOf = Callable[[Action], "Step | None"]
"""Returns the operation that carries out an action, or None where nothing is to be written."""


class Phase(IntEnum):
    """When an operation runs: a phase begins when the one before has ended."""

    SETUP = 0
    LINKS = 1
    RECORDS = 2
    WORK = 3
    """What belongs to records (tasks, notes): the contact that it hangs on must be there first."""
    AUTOMATIONS = 4
    """What automations want: the steps of a run in their order, so that one that fails stops those behind it."""
    CLEANUP = 5
    PROOF = 6
    """Values that went with a field which the same plan deletes: they are looked at, and written only if it stayed."""

    @property
    def one_by_one(self) -> bool:
        """True where nothing may run beside another."""
        return self in (Phase.SETUP, Phase.LINKS, Phase.AUTOMATIONS, Phase.CLEANUP)


_WANTED = Phase.AUTOMATIONS


@dataclass(slots=True)
class Step:
    """One operation to be: what an `Operation` needs, before it belongs to a run.

    ``goes_with`` names the custom field whose deletion does by itself all that the operation would (blank: none),
    ``needs`` the action that must have been carried out before (blank: none).
    """

    verb: Verb
    side: Side
    title: str
    target_id: str = ""
    source_id: str = ""
    link: str = ""
    actions: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    goal: dict[str, str] = field(default_factory=dict)
    record: RecordType = RecordType.CONTACT
    phase: Phase = Phase.RECORDS
    goes_with: str = ""
    needs: str = ""
    steps: list[str] = field(default_factory=list)

    @property
    def automation_run(self) -> str:
        """The run of the automation that wants it (blank: none)."""
        return self.steps[0].partition("/")[0] if self.steps else ""

    def operation(self, run: str, plan: str) -> Operation:
        """Return the operation of a run; the same step of the same run always has the same id."""
        return Operation(
            f"{run}:{self.verb.value}:{self.actions[0]}",
            run,
            plan,
            tuple(self.actions),
            self.side,
            self.verb,
            self.title,
            self.target_id,
            self.source_id,
            self.link,
            dict(self.before),
            dict(self.goal),
            record=self.record,
            steps=tuple(self.steps),
        )


def steps_of(plan: Plan, step_of: StepOf, only_safe: bool = False) -> list[Step]:
    """Return the operations of a plan in the order in which their phases must run.

    With ``only_safe`` whatever a person decided or would have to decide is left out, deletions too, and all that hangs
    on what is left out.
    """
    # a link that an undo can only name has none to hold back: without an id it would hold back whatever has none either
    unlinked = {a.link for a in plan.actions if a.kind is Kind.LINK and a.link and not a.effective}
    steps: list[Step] = []
    merged: dict[tuple[RecordType, Side, str], Step] = {}
    for action in plan.actions:
        if not action.effective or (only_safe and not _safe(action)):
            continue
        if action.kind is not Kind.LINK and action.link in unlinked:
            continue
        step = step_of(action)
        if step is None:
            continue
        step.needs = action.needs
        if action.step:
            step.steps.append(action.step)
            if (step.verb, step.record) != (Verb.CREATE, RecordType.CONTACT):  # others hang on a contact that is made
                step.phase = _WANTED
            steps.append(step)
            continue
        known = merged.get((step.record, step.side, step.target_id)) if step.verb is Verb.UPDATE else None
        if known:
            known.before.update(step.before)
            known.goal.update(step.goal)
            known.actions += step.actions
            known.goes_with = known.goes_with if known.goes_with == step.goes_with else ""
            continue
        if step.verb is Verb.UPDATE:
            merged[(step.record, step.side, step.target_id)] = step
        steps.append(step)
    deleted = {s.title for s in steps if s.record is RecordType.CUSTOM_FIELD and s.verb is Verb.DELETE}
    for step in steps:
        if step.goes_with in deleted:
            step.phase = Phase.PROOF
    doing = {action for step in steps for action in step.actions}
    left_out = {a.id for a in plan.actions} - doing
    # what it hangs on may stand in the plan before, which was stopped after that had been done
    carried = (s for s in steps if s.needs not in left_out)
    return sorted(carried, key=lambda s: (s.phase, s.steps if s.phase is _WANTED else []))


def _safe(action: Action) -> bool:
    return not action.asks and action.kind not in (Kind.DELETE, Kind.UNLINK, Kind.CONFLICT)


def anything(_side: Side, _target: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Permit all: an undo puts back whatever its run wrote, also where the mapping has since changed."""
    return values


def step_of(action: Action, permitted: Permitted = anything, phase: Phase = Phase.RECORDS) -> Step | None:
    """Return the operation of an action as most kinds have it; ``phase`` is when the kind's records are written."""
    step = _step(action, permitted)
    if step is not None:
        step.record = action.record
        step.phase = Phase.LINKS if step.verb in (Verb.LINK, Verb.UNLINK) else phase
    return step


def _step(action: Action, permitted: Permitted) -> Step | None:
    if action.linked_to:
        highlevel, fattura24 = action.source_id, action.linked_to
        if action.side is Side.HIGHLEVEL:
            highlevel, fattura24 = fattura24, highlevel
        replaced = {REPLACES: action.replaces} if action.replaces else {}
        return Step(
            Verb.LINK, Side.HIGHLEVEL, action.title, highlevel, fattura24, actions=[action.id], goal=dict(replaced)
        )
    link = action.link or ""
    if action.kind in (Kind.LINK, Kind.UNLINK):
        verb = Verb.LINK if action.kind is Kind.LINK else Verb.UNLINK
        # the decision travels along: it says whether the remaining record may be created anew
        return Step(
            verb,
            action.side,
            action.title,
            action.target_id,
            action.source_id,
            link,
            [action.id],
            goal=({"decision": action.decision} if action.decision else {})
            | ({REPLACES: action.replaces} if action.replaces else {}),
        )
    if action.kind is Kind.DELETE:
        before = {f.name: f.before for f in action.fields}
        return Step(
            Verb.DELETE, action.side, action.title, action.target_id, action.source_id, link, [action.id], before
        )
    if action.kind is Kind.CREATE or action.decision == Choice.NEW:
        return Step(
            Verb.CREATE,
            action.side,
            action.title,
            source_id=action.source_id,
            actions=[action.id],
            goal={f.name: f.after for f in action.fields},
        )
    return _update(action, link, permitted)


def _update(action: Action, link: str, permitted: Permitted) -> Step | None:
    side = action.writes_to
    if side is None:
        return None
    target, source = action.target_id, action.source_id
    pairs = {f.name: (f.before, f.after) for f in action.fields}
    if action.kind is Kind.CONFLICT and side is Side.FATTURA24:
        target, source = source, target
        pairs = {name: (after, before) for name, (before, after) in pairs.items()}
    goal = {name: after for name, (_, after) in pairs.items()}
    goal = dict(permitted(side, target, goal))
    if not goal:
        return None
    return Step(
        Verb.UPDATE,
        side,
        action.title,
        target,
        source,
        link,
        [action.id],
        {name: pairs[name][0] for name in goal},
        goal,
    )
