"""What planning asks of the automations: they come before it, their wishes go into the one plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.services.sync.reading.snapshot import Snapshot
from app.sync.plan.model import Action, Plan


class Automate(Protocol):
    """The automations of a home, as planning and applying see them."""

    def pass_over(self, snapshot: Snapshot) -> None:
        """Take in what was read and lead the runs on. Heavy: call it off the loop."""
        ...

    def actions(self) -> Sequence[Action]:
        """Return what the runs want."""
        ...

    def bind(self, plan: Plan) -> Plan:
        """Return a plan in which what runs wait for bears their steps."""
        ...

    def confirmed(self, plan: Plan) -> None:
        """Note that a person confirmed a plan."""
        ...


class NoAutomations:
    """Where there are none."""

    def pass_over(self, snapshot: Snapshot) -> None:
        """Do nothing."""

    def actions(self) -> Sequence[Action]:
        """Return nothing."""
        return ()

    def bind(self, plan: Plan) -> Plan:
        """Return the plan."""
        return plan

    def confirmed(self, plan: Plan) -> None:
        """Do nothing."""
