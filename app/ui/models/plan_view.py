"""Which rows of a plan are shown, and how many of them are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt

from app.sync.plan.model import Action
from app.ui.models.plan_index import ASKED, Group, PlanIndex, Query, can_exclude, is_ticked, select


@dataclass(slots=True)
class PlanView:
    """The positions of the shown actions by group, and how many of each have a box and a tick."""

    groups: dict[Group, list[int]]
    boxes: dict[Group, int] = field(default_factory=dict)
    ticked: dict[Group, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many actions are shown."""
        return sum(map(len, self.groups.values()))

    def positions(self) -> Sequence[int]:
        """Return the positions of all shown actions."""
        return [n for positions in self.groups.values() for n in positions]

    def check(self, group: Group) -> Qt.CheckState | None:
        """Return the state of a group's box; None where its rows have none."""
        boxes, ticked = self.boxes.get(group, 0), self.ticked.get(group, 0)
        if not boxes:
            return None
        if not ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if ticked == boxes else Qt.CheckState.PartiallyChecked

    def changed(self, group: Group, old: Action, new: Action) -> None:
        """Count anew after a change of one shown action."""
        if can_exclude(new):
            self.ticked[group] = self.ticked.get(group, 0) + int(is_ticked(new)) - int(is_ticked(old))


def look(index: PlanIndex, query: Query) -> PlanView:
    """Return what a query shows of a plan."""
    view = PlanView(select(index, query))
    actions = index.actions
    for group, positions in view.groups.items():
        # what is a question or a note is in groups of its own: in all others each row has a box
        boxed = [n for n in positions if can_exclude(actions[n])] if group in ASKED else positions
        view.boxes[group], view.ticked[group] = len(boxed), sum(map(is_ticked, map(actions.__getitem__, boxed)))
    return view
