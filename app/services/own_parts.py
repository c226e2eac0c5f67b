"""The parts that concern the program and its home rather than the two services."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from app.parts import Parts, part
from app.store.lease import COMMAND, WINDOW

if TYPE_CHECKING:
    from app.clock import Clock
    from app.services.api.status import Status
    from app.services.housekeeping.keeper import Housekeeper
    from app.services.sync.snapshot import Snapshot
    from app.services.updates.notice import UpdateNotice
    from app.store import Store


class OwnParts(Parts):
    """What `Ponte24` inherits."""

    store: Store
    clock: Clock
    _program: str = COMMAND

    @abstractmethod
    def status(self) -> Status:
        """Return the state of everything."""

    @abstractmethod
    def _snapshot(self) -> Snapshot: ...

    @abstractmethod
    def _said_in(self) -> str: ...

    @part
    def housekeeping(self) -> Housekeeper:
        """Backups, forgetting, support and the daily upkeep."""
        from app.services.housekeeping.keeper import Housekeeper

        return Housekeeper(self.store, self.clock, self.status, self._snapshot)

    @part
    def updates(self) -> UpdateNotice:
        """News of Ponte24 itself; the demo and commands never ask for any."""
        from app.connectors.updates.channel import CLOSED, built_in
        from app.services.updates.notice import UpdateNotice

        return UpdateNotice(self.store, self.clock, built_in() if self._program == WINDOW else CLOSED, self._said_in)
