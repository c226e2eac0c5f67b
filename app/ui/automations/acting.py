"""What is done to a kept automation from the list, with the questions that come before it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.automation.model import Mode
from app.automation.validate import needs_trust
from app.services.api.automations.automations import AutomationLine, AutomationService
from app.ui.automations.leaving import Asks, customer_box
from app.ui.bridge import Bridge


class Acting(QObject):
    """Switches, runs and removes. ``said`` carries what came of it."""

    said = Signal(str)

    def __init__(self, bridge: Bridge, asks: Asks) -> None:
        super().__init__(asks.over)
        self._bridge, self._asks = bridge, asks

    def do(self, what: Callable[[AutomationService], object], *, tell: bool = False) -> None:
        """Have something done; with ``tell`` say how many runs go on, which is its answer."""

        async def done() -> None:
            count = await self._bridge.call(what, self._bridge.service.automations)
            if tell and isinstance(count, int):
                self.said.emit(self.tr("%n run(s) go on with the next comparison.", "", count))
            self._bridge.announce("automations")

        self._bridge.spawn(done())

    def choose_mode(self, line: AutomationLine, mode: Mode) -> None:
        """Let it ask or go alone; where going alone reaches outside, only after a word of its own."""
        wanted = line.automation.id
        if mode is not Mode.AUTO or not needs_trust(line.automation):
            self._bridge.spawn(self._mode(wanted, mode, trusted=False))
            return
        self._asks.ask(
            self.tr("Let it go alone?"),
            self.tr("“%1” can reach outside, for example your customers or Fattura24, without asking you.").replace(
                "%1", line.automation.name
            ),
            (
                (self.tr("&Keep asking"), "", None),
                (
                    self.tr("&Yes, it may"),
                    "primary",
                    lambda: self._bridge.spawn(self._mode(wanted, mode, trusted=True)),
                ),
            ),
        )

    async def _mode(self, wanted: str, mode: Mode, *, trusted: bool) -> None:
        service = self._bridge.service.automations
        line = await self._bridge.call(service.get, wanted)
        on = line.automation.state.value == "on"
        await self._bridge.call(service.switch, wanted, on=on, mode=mode, trusted=trusted)
        self._bridge.announce("automations")

    def remove(self, line: AutomationLine) -> None:
        """Remove it, once that is confirmed."""
        wanted = line.automation.id
        self._asks.ask(
            self.tr("Remove “%1”?").replace("%1", line.automation.name),
            self.tr("It does nothing more. What it did stays as it is, and stays in the log."),
            (
                (self.tr("&Keep it"), "", None),
                (self.tr("&Remove"), "danger", lambda: self.do(lambda book: book.remove(wanted))),
            ),
        )

    async def ask_whom(self, wanted: str) -> None:
        """Ask for whom it shall run now, and have it run."""
        lines = await self._bridge.call(self._bridge.service.invoices.customers)
        box = customer_box([(one.id, one.title) for one in lines])
        self._asks.ask(
            self.tr("Run it now for …"),
            self.tr("This is the real thing: what it wants comes into Review, or is done at once where it goes alone."),
            (
                (self.tr("Cancel"), "", None),
                (self.tr("&Run now"), "primary", lambda: self._bridge.spawn(self._run(wanted, box.currentData()))),
            ),
            widgets=(box,),
        )

    async def _run(self, wanted: str, customer: str | None) -> None:
        if customer:
            service = self._bridge.service.automations
            run = await self._bridge.call(service.run_now, wanted, customer)
            self.said.emit(self.tr("It has run for “%1”.").replace("%1", run.title))
            self._bridge.announce("automations")
            self._bridge.announce("plan")
