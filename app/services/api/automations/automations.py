"""Automations as the window and the command line get them: the list, the log, trying and running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.automation.data.own_fields import OwnField
    from app.automation.matching.conditions import Checked
    from app.automation.model import Automation, Change, Event, Mode, Trigger
    from app.automation.planning.trial import Trial
    from app.services.api.progress import ProgressSink, StopSignal


@dataclass(frozen=True, slots=True)
class AutomationLine:
    """An automation in the list. ``last_at`` is when it last acted or tried to (epoch seconds, 0: never), ``runs`` how
    often in the last 30 days; ``waiting`` changes wait in Review, ``failed`` runs can be tried again, ``deferred`` runs
    wait for a limit, a connection or a time. ``held`` events wait for a look, because they are many at once, and
    ``unconfirmed`` runs for somebody who looks whether what was sent arrived."""

    automation: Automation
    last_at: float = 0.0
    runs: int = 0
    waiting: int = 0
    failed: int = 0
    deferred: int = 0
    held: int = 0
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """A real event, or one that a record of today would make, to try an automation with; ``title`` names it."""

    event: Event
    title: str
    happened: bool = True


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a run: ``state`` is planned, waiting, done, tried, skipped, failed, stale or unconfirmed; ``detail``
    says why, in the language asked for; ``conditions`` are those of a step that only goes on where they hold."""

    step: str
    state: str
    change: Change | None = None
    detail: str = ""
    at: float = 0.0
    conditions: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class AutomationRunLine:
    """What an automation did about one event. ``state`` is open, tried, done, failed, stale or unconfirmed; ``title``
    names the event; ``detail`` says why it ended so. ``due_at`` is when it goes on (0: nothing to wait for). ``run`` is
    the sync run that carried it out last (blank: none); ``undo`` are
    the actions of that sync run's plan that can be taken back, blank where there are none."""

    id: str
    automation: str
    name: str
    event: Event
    title: str
    mode: Mode
    state: str
    at: float
    ended_at: float = 0.0
    due_at: float = 0.0
    conditions: tuple[Checked, ...] = ()
    steps: tuple[StepLine, ...] = ()
    detail: str = ""
    run: str = ""
    undo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOverLine:
    """An event that did not set an automation off, and why: its conditions with their results, or ``detail``."""

    automation: str
    title: str
    at: float
    conditions: tuple[Checked, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AutomationVersion:
    """A version and when it was saved (epoch seconds)."""

    version: int
    at: float
    automation: Automation


@dataclass(frozen=True, slots=True)
class AutomationCost:
    """What an automation would have done in the last 30 days: ``events`` in all, calls per side on a day on average."""

    events: int = 0
    calls_a_day: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AutomationChoices:
    """What the forms offer, each id with its name: tags (those in use first), users, calendars, workflows, the
    location's tags and custom values by id, businesses, and the custom fields that the sync does not fill itself."""

    tags: tuple[str, ...] = ()
    users: tuple[tuple[str, str], ...] = ()
    calendars: tuple[tuple[str, str], ...] = ()
    workflows: tuple[tuple[str, str], ...] = ()
    tag_ids: tuple[tuple[str, str], ...] = ()
    custom_values: tuple[tuple[str, str], ...] = ()
    businesses: tuple[tuple[str, str], ...] = ()
    own_fields: tuple[OwnField, ...] = ()


class AutomationService(Protocol):
    """Automations and what became of their events. Plain methods touch only the local database. All that name an
    automation raise UsageError (unknown_automation)."""

    def all(self) -> tuple[AutomationLine, ...]:
        """Return all automations in the order in which they were made."""
        ...

    def get(self, automation_id: str) -> AutomationLine:
        """Return an automation with how it stands."""
        ...

    def save(self, automation: Automation) -> Automation:
        """Keep an automation, as a new version where it changed; a blank id makes a new one. How it
        stands (on, paused, its mode) is not changed by it. Raises AutomationRefused."""
        ...

    def add_recipe(self, recipe: str, answers: Mapping[str, Any], language: str) -> Automation:
        """Make an automation of a recipe, off and in mode ask. Raises AutomationRefused."""
        ...

    def switch(self, automation_id: str, *, on: bool, mode: Mode | None = None, trusted: bool = False) -> Automation:
        """Switch an automation on (what happened before never sets it off) or off; with ``mode``, in that one.
        ``trusted`` is its owner's own word that it may reach outside alone. Raises AutomationRefused."""
        ...

    def remove(self, automation_id: str) -> None:
        """Forget an automation with its versions; its runs stay in the log."""
        ...

    def samples(self, trigger: Trigger, limit: int = 20) -> tuple[SampleEvent, ...]:
        """Return the last real events of a trigger, then what the records of today would make; newest first."""
        ...

    def try_out(self, automation: Automation, event: Event | None = None, record: str = "") -> Trial:
        """Return what an automation, kept or not, would do with an event: the newest sample where none is given;
        ``record`` names a customer, contact or record instead. Nothing is written or sent. Raises AutomationRefused,
        UsageError (automation_no_sample, unknown_customer)."""
        ...

    async def run_now(
        self,
        automation_id: str,
        record: str,
        *,
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
    ) -> AutomationRunLine:
        """Run an automation for a record now, as its mode has it. Raises UsageError (unknown_customer)."""
        ...

    def log(self, automation_id: str = "", limit: int = 200) -> tuple[AutomationRunLine, ...]:
        """Return runs, newest first; of one automation or of all."""
        ...

    def passed_over(self, automation_id: str) -> tuple[PassedOverLine, ...]:
        """Return the last events that did not set an automation off, newest first."""
        ...

    def replay(self, automation_id: str) -> int:
        """Let failed runs go on at their first unfinished step, and the automation with them where it was paused for
        them; return how many. What they change comes with the next comparison."""
        ...

    def settle(self, automation_id: str, *, arrived: bool) -> int:
        """Answer for what was sent and nobody knows whether it arrived: the runs go on behind it, or it is sent again;
        return how many."""
        ...

    def release(self, automation_id: str, *, run: bool) -> int:
        """Answer for the events that were held because they are many: let them run or let them go; return how many."""
        ...

    def versions(self, automation_id: str) -> tuple[AutomationVersion, ...]:
        """Return all versions, newest first."""
        ...

    def restore(self, automation_id: str, version: int) -> Automation:
        """Make an older version the present one."""
        ...

    def import_text(self, text: bytes, name: str) -> Automation:
        """Keep the automation of a file, off and in mode ask. Raises AutomationRefused."""
        ...

    def export(self, automation_id: str) -> str:
        """Return the text of a file that holds an automation for others: no id, no state, no secret."""
        ...

    def cost(self, automation: Automation) -> AutomationCost:
        """Return what it would have cost, by the events of the last 30 days."""
        ...

    def choices(self) -> AutomationChoices:
        """Return what the forms offer, as last read."""
        ...

    async def read_choices(self) -> bool:
        """Ask HighLevel for workflows, tags and custom values, at most every ten minutes; return whether the choices
        are others now. Out of reach or not allowed, nothing changes."""
        ...

    def hints(self, automation: Automation) -> tuple[str, ...]:
        """Return, in words, what an automation names and HighLevel does not have as far as is known: a tag that does
        not exist or that no contact has, a workflow, calendar or person that is gone. Nothing of it is a fault."""
        ...
