"""What open runs want, as actions of the one plan: journal, budget, guards and undo are those of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from json import dumps
from typing import Any

from app.automation.actions.contacts import API_FIELDS
from app.automation.model import Change
from app.automation.offer.operations import OF_EVENT, catalogued
from app.automation.planning.plan import told
from app.records.task import TaskKind, due_text, marker_of, with_marker
from app.services.agenda.derived import instalments
from app.services.api.agenda import AgendaSettings
from app.services.automations.events.facts import Facts
from app.services.automations.runs.filling import CannotBeDone, own_field_of
from app.services.automations.runs.running import DONE, FAILED, PLANNED, PUSHES, asks, change_of
from app.services.settings import agenda as preferences
from app.services.sync.applying.automation_steps import name_of
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.naming import named
from app.services.work.people import without_leavers
from app.store import Store
from app.store.automations.runs import AutomationRun, AutomationStep
from app.sync.contacts.policy import WANTED, record_key
from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
from app.sync.work.tags import TAGS
from app.sync.work.tasks import OWN
from app.sync.work.values import YES

MOST_CALLS = 150
"""Calls of Fattura24 in a day that automations may use."""
KEPT_FREE = 50
"""Calls of Fattura24 in a day that nobody but a person uses."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A record that an automation wants on the other side; the comparison itself makes the action, and it is bound to
    the step."""

    side: Side
    source: str
    name: str
    step: str
    asks: bool


@dataclass(slots=True)
class Wanted:
    """What one pass wants: actions of its own, and records that the comparison shall create."""

    actions: list[Action] = field(default_factory=list)
    counterparts: dict[tuple[Side, str], Counterpart] = field(default_factory=dict)


@dataclass(slots=True)
class Wishes:
    """Turns planned steps into actions. A step that turns out to need nothing is done at once; one that cannot be
    carried out has failed before anything is sent."""

    store: Store
    facts: Facts
    snapshot: Snapshot
    language: str
    wanted: Wanted = field(default_factory=Wanted)

    def of_run(self, run: AutomationRun) -> None:
        """Add what a run wants now: its planned steps up to the next one that stays on this machine."""
        for step in self.store.automation_runs.steps(run.id):
            change = change_of(step)
            if step.state != PLANNED or change is None:
                continue
            if change.verb == "local":
                return
            customer, contact = self.facts.people(change.customer, change.contact)
            change = replace(change, customer=customer, contact=contact)
            if change.operation in PUSHES:
                if not self._counterpart(run, step, change):
                    continue  # it is there
                return  # what comes behind may need it
            self._add(run, step, change)

    def _add(self, run: AutomationRun, step: AutomationStep, change: Change) -> None:
        try:
            made = list(self._actions(step, change))
        except CannotBeDone as no:
            self._settle(step, FAILED, {"why": {"key": no.key}})
            return
        if not made:
            self._settle(step, DONE, {"already": True})
            return
        parts = step.output.get("parts", {})
        if int(step.input.get("parts", 1)) != len(made) and not parts:
            self.store.automation_runs.put_steps([replace(step, input={**step.input, "parts": len(made)})])
        for part, action in enumerate(made):
            if parts.get(f"{part:03}", {}).get("state") == DONE:
                continue
            if any(known.step == name_of(run.id, step.seq, part) for known in self.wanted.actions):
                continue  # the run was looked at before, in this very pass
            self.wanted.actions.append(
                replace(
                    action,
                    reason=Reason(_why(action, change), {"name": str(run.body.get("name", ""))}),
                    automation=run.automation,
                    step=name_of(run.id, step.seq, part),
                    asks=asks(run, change),
                )
            )

    def _settle(self, step: AutomationStep, state: str, output: Mapping[str, Any]) -> None:
        self.store.automation_runs.put_steps(
            [replace(step, state=state, output={**step.output, **output}, at=self.facts.now)]
        )

    # --- a record on the other side ---

    def _counterpart(self, run: AutomationRun, step: AutomationStep, change: Change) -> bool:
        if change.customer and change.contact:
            self._settle(step, DONE, {"already": "parts" not in step.output})
            return False
        side = Side(PUSHES[change.operation])
        source = change.customer if side is Side.HIGHLEVEL else change.contact
        if not source:
            self._settle(step, FAILED, {"why": {"key": "no_party"}})
            return False
        name = str(run.body.get("name", ""))
        found = Counterpart(side, source, name, name_of(run.id, step.seq, 0), asks(run, change))
        self.wanted.counterparts[side, source] = found
        return True

    # --- actions of its own ---

    def _actions(self, step: AutomationStep, change: Change) -> Iterator[Action]:
        match change.operation:
            case "highlevel.add-tags":
                yield from self._tags(change, on=True)
            case "highlevel.remove-tags":
                yield from self._tags(change, on=False)
            case "task.ensure" | "highlevel.create-task":
                yield self._task(step.key, 0, _task_fields(change))
            case "task.checklist":
                yield from self._checklist(step.key)
            case "task.complete":
                yield from self._complete(change)
            case "highlevel.create-note":
                yield self._note(step, change)
            case "appointment.ensure":
                yield self._appointment(step, change)
            case "note.payments":
                return  # the text is kept up to date by what payments derive; the plan carries it by itself
            case "contact.custom_field":
                yield from self._custom_field(step, change)
            case "highlevel.update-contact":
                yield from self._contact(change)
            case _:
                yield self._call(step, change)

    def _title(self, change: Change) -> str:
        values = self.facts.client(change.customer, change.contact)
        return str(values.get("cliente.nome") or told(change, self.language))

    def _tags(self, change: Change, *, on: bool) -> Iterator[Action]:
        if not change.contact:
            raise CannotBeDone("no_contact")
        wanted = [str(t).strip().lower() for t in change.goal.get("tags", ())]
        has = set(self.facts.client(change.customer, change.contact).get("cliente.etichette", ()))
        left = [t for t in wanted if (t not in has) == on]
        if left:
            text = ", ".join(left)
            yield Action(
                "",
                Kind.UPDATE,
                Side.HIGHLEVEL,
                RecordType.TAG,
                self._title(change),
                fields=(FieldChange(TAGS, "" if on else text, text if on else ""),),
                target_id=change.contact,
                source_id=f"tags:{change.key}",
            )

    def _task(self, key: str, part: int, fields: Mapping[str, str]) -> Action:
        return Action(
            "",
            Kind.CREATE,
            Side.FATTURA24,
            RecordType.TASK,
            fields["title"],
            fields=tuple(FieldChange(name, "", value) for name, value in fields.items() if value),
            source_id=f"{OWN}{key}" if not part else f"{OWN}{key}#{part}",
        )

    def _checklist(self, key: str) -> Iterator[Action]:
        settings = self._agenda()
        for part, line in enumerate(preferences.checklist(settings, self.language)):
            day = self.facts.today + timedelta(days=line.days)
            fields = {
                "title": line.title,
                "due": day.isoformat(),
                "assignee": line.assignee or settings.assignees.get(TaskKind.ONBOARDING.value, ""),
            }
            yield self._task(key, part, fields)

    def _agenda(self) -> AgendaSettings:
        return without_leavers(self.store, preferences.load(self.store))

    def _complete(self, change: Change) -> Iterator[Action]:
        """Complete the tasks of an instalment, all reminders of a customer, or the one that it is about."""
        which = str(change.goal.get("which") or "instalment")
        kind, _, record = change.target.partition(":")
        if which == "task" and kind == "task":
            found = list(self.store.tasks.get_many([record]).values())
        elif which == "customer":
            mine = self.store.tasks.all(customer=change.customer, only_open=True) if change.customer else []
            found = [t for t in mine if t.kind in instalments.KINDS or t.reference]
        else:
            found = [t for t in self.store.tasks.all(only_open=True) if t.reference and t.reference == record]
        for task in found:
            if task.open:
                yield Action(
                    "",
                    Kind.UPDATE,
                    Side.FATTURA24,
                    RecordType.TASK,
                    task.title,
                    fields=(FieldChange("completed", "no", YES),),
                    target_id=task.id,
                    source_id=f"done:{change.key}:{task.id}",
                )

    def _note(self, step: AutomationStep, change: Change) -> Action:
        if not change.contact:
            raise CannotBeDone("no_contact")
        text = with_marker(str(change.goal.get("body", "")), marker_of(f"{OWN}{step.key}"))
        title = str(change.goal.get("title") or "Ponte24")
        if "note" not in step.output:
            kept = {"title": title, "wanted": text, "contact": change.contact}
            kept |= {"note": "", "base": "", "answer": "", "written_on": ""}
            self.store.automation_runs.put_steps([replace(step, output={**step.output, "note": kept})])
        return Action(
            "",
            Kind.CREATE,
            Side.HIGHLEVEL,
            RecordType.NOTE,
            self._title(change),
            fields=(FieldChange("text", "", text),),
            source_id=f"{OWN}{step.key}",
        )

    def _appointment(self, step: AutomationStep, change: Change) -> Action:
        if not change.contact:
            raise CannotBeDone("no_contact")
        goal = change.goal
        start = due_text(date.fromisoformat(str(goal["day"])[:10]), time.fromisoformat(str(goal["time"])))
        values = {"title": str(goal["title"]), "start": start, "calendar": str(goal["calendar"])}
        return Action(
            "",
            Kind.CREATE,
            Side.HIGHLEVEL,
            RecordType.APPOINTMENT,
            self._title(change),
            fields=tuple(FieldChange(name, "", value) for name, value in values.items() if value),
            source_id=f"{OWN}{step.key}",
        )

    def _contact(self, change: Change) -> Iterator[Action]:
        record = self.snapshot.record(Side.HIGHLEVEL, change.contact) if change.contact else None
        if record is None:
            raise CannotBeDone("no_contact")
        fields = []
        for name, value in change.goal.items():
            mapped = API_FIELDS.get(name)
            if mapped is None or mapped == "tags":
                continue
            before = record.contact.get(mapped)
            if before != str(value):
                fields.append(FieldChange(mapped, before, str(value)))
        link = self.store.links.by_highlevel(change.contact)
        if fields:
            yield Action(
                "",
                Kind.UPDATE,
                Side.HIGHLEVEL,
                RecordType.CONTACT,
                record.contact.title,
                link=link.id if link is not None else None,
                fields=tuple(fields),
                target_id=change.contact,
                source_id=f"fields:{change.key}",
            )

    def _custom_field(self, step: AutomationStep, change: Change) -> Iterator[Action]:
        """One custom field of the contact, by the catalogue's operation; what stands there already is not sent."""
        filled = own_field_of(self.store, change)
        if filled is not None:
            goal = {"contactId": change.contact, "customFields": [filled.wire]}
            title = f"{self._title(change)}: {filled.shown}"
            yield self._sent(step, "highlevel.update-contact", title, goal)

    def _call(self, step: AutomationStep, change: Change) -> Action:
        """An operation of the catalogue that has no kind of its own."""
        if not change.operation.startswith("highlevel."):
            raise CannotBeDone("no_form")
        goal = {name: value for name, value in change.goal.items() if value not in (None, "")}
        known = {one.name for one in catalogued()[change.operation].inputs}
        if change.contact and "contactId" in known:
            goal["contactId"] = change.contact
        goal |= self._of_event(change)
        return self._sent(step, change.operation, told(change, self.language), goal)

    @staticmethod
    def _sent(step: AutomationStep, operation: str, title: str, goal: Mapping[str, Any]) -> Action:
        return Action(
            "",
            Kind.CREATE,
            Side.HIGHLEVEL,
            RecordType.CALL,
            title,
            fields=tuple(FieldChange(n, "", dumps(v, ensure_ascii=False)) for n, v in goal.items()),
            source_id=f"{OWN}{step.key}:{operation}",
        )

    def _of_event(self, change: Change) -> dict[str, str]:
        """Return the inputs that are the number of what the event is about, as HighLevel counts it."""
        entry = catalogued()[change.operation]
        wanted = {OF_EVENT[one.name]: one.name for one in entry.inputs if one.required and one.name in OF_EVENT}
        kind, _, record = change.target.partition(":")
        if kind not in wanted:
            return {}
        if kind == "task":
            own, _, theirs = record.partition(":")
            link = None if theirs else self.store.task_links.of_tasks([own]).get(own)
            record = theirs or (link.highlevel_id if link is not None else "")
        if not record:
            raise CannotBeDone(f"no_{kind}")
        return {wanted[kind]: record}

    def decide(self) -> None:
        """Let the comparison create what is wanted on the other side, whatever the settings say of others."""
        for one in self.wanted.counterparts.values():
            key = record_key(one.side.other, one.source)
            if self.store.decisions.get(key) is None:
                self.store.decisions.put(key, {"choice": WANTED, "digest": "", "automation": one.step})


def with_names(store: Store, actions: Sequence[Action]) -> list[Action]:
    """Return actions with the names of the users and calendars that they name: what they hold are numbers."""
    mine = {n: a for n, a in enumerate(actions) if any(f.name in ("assignee", "calendar") for f in a.fields)}
    with_name = dict(zip(mine, named(store, mine.values()), strict=True))
    return [with_name.get(n, action) for n, action in enumerate(actions)]


def _why(action: Action, change: Change) -> str:
    """Return the reason that a preview gives: a task of the book goes on to HighLevel, but with the next comparison."""
    new = action.record is RecordType.TASK and action.side is Side.FATTURA24 and action.kind is Kind.CREATE
    goes_on = new and bool(change.contact) and any(f.name == "due" for f in action.fields)
    return "automation_task" if goes_on else "automation"


def _task_fields(change: Change) -> dict[str, str]:
    goal = change.goal
    day = str(goal.get("due") or goal.get("dueDate") or "")[:10]
    due = ""
    if day:
        at = str(goal.get("time") or "")
        due = due_text(date.fromisoformat(day), time.fromisoformat(at) if at else None)
    return {
        "title": str(goal.get("title") or change.title),
        "body": str(goal.get("body") or ""),
        "due": due,
        "assignee": str(goal.get("assignee") or goal.get("assignedTo") or ""),
    }
