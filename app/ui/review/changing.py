"""What a person changes in the plan that is shown: at once on the screen, then recorded by the services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal

from app.errors import UsageError
from app.sync.plan.model import Action, Plan
from app.ui.bridge import Bridge
from app.ui.models.plan_index import Group, PlanIndex, can_exclude
from app.ui.models.plan_lines import decided
from app.ui.review.menus.group_menu import GroupMenu
from app.ui.review.table.table import PlanTable

_AT_ONCE = 500
"""So many rows are redrawn before the services have confirmed the change; more would hold up the window."""


class Changing(QObject):
    """Decisions and inclusions on the way to the services. ``shown`` returns the plan that may be changed (None: none,
    or work goes on), ``show`` shows a plan as the services have it. ``begun`` comes with every change, ``recorded``
    when the last of them is recorded and shown: until then nothing can be confirmed."""

    begun = Signal()
    recorded = Signal()

    def __init__(
        self,
        bridge: Bridge,
        table: PlanTable,
        shown: Callable[[], PlanIndex | None],
        show: Callable[[Plan], Awaitable[None]],
    ) -> None:
        super().__init__(table)
        self._bridge, self._table, self._shown, self._show = bridge, table, shown, show
        self.pending = 0

    def include(self, ids: Sequence[str], wanted: bool) -> None:
        """Take rows into the plan or leave them out."""
        service = self._bridge.service
        self._change(ids, lambda a: replace(a, included=wanted), lambda plan: service.include(plan, ids, wanted))

    def include_group(self, group: str, wanted: bool) -> None:
        """Take the shown rows of a group that have a box in, or leave them out."""
        self.include(self.boxed(Group(group)), wanted)

    def decide(self, ids: Sequence[str], choice: str) -> None:
        """Take a decision on rows; a blank one takes it back."""
        service = self._bridge.service
        self._change(ids, lambda a: decided(a, choice), lambda plan: service.decide(plan, ids, choice))

    def always(self, ids: Sequence[str], choice: str) -> None:
        """Make one side right for the fields of some conflicts, now and from now on."""
        service = self._bridge.service
        self._change(ids, lambda a: decided(a, choice), lambda plan: service.decide_always(plan, ids, choice))

    def boxed(self, group: Group) -> list[str]:
        """Return the ids of the shown rows of a group that have a box."""
        index = self._shown()
        if index is None:
            return []
        actions = (index.actions[n] for n in self._table.lines.view.groups.get(group, ()))
        return [a.id for a in actions if can_exclude(a)]

    def open_menu(self, group: str, where: QPoint) -> None:
        """Offer what can be done with all shown rows of a group."""
        index = self._shown()
        if index is None:
            return
        positions = self._table.lines.view.groups.get(Group(group), [])
        menu = GroupMenu(index, positions, self._table)
        menu.chosen.connect(self.decide)
        menu.always.connect(self.always)
        menu.included.connect(self.include)
        menu.popup(where)

    def _change(self, ids: Sequence[str], look_like: Callable[[Action], Action], act: Callable[[str], Plan]) -> None:
        """Show a change at once and have it recorded."""
        index = self._shown()
        if index is None or not ids:
            return
        if len(ids) <= _AT_ONCE:
            self._table.lines.put([look_like(index.actions[index.position(i)]) for i in ids])
        self.pending += 1
        self.begun.emit()
        self._bridge.spawn(self._record(index.plan.id, act))

    async def _record(self, plan_id: str, act: Callable[[str], Plan]) -> None:
        try:
            plan = await self._bridge.call(act, plan_id)
        except BaseException:
            self.pending -= 1
            await self._reload(plan_id)
            raise
        self.pending -= 1
        # an older answer would take back on the screen what was decided since
        if not self.pending and self._is_shown(plan_id):
            await self._show(plan)
            self.recorded.emit()

    async def _reload(self, plan_id: str) -> None:
        """Show a plan as it is stored, after a change that was refused."""
        try:
            plan = await self._bridge.call(self._bridge.service.load_plan, plan_id)
        except UsageError:
            return
        if self._is_shown(plan_id):
            await self._show(plan)

    def _is_shown(self, plan_id: str) -> bool:
        index = self._shown()
        return index is not None and index.plan.id == plan_id
