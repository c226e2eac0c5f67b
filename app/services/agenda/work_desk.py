"""The agenda with what is HighLevel's: implements `app.services.api.agenda.AgendaService` as a whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.clock import Clock
from app.errors import UsageError
from app.services.agenda.desk import AgendaDesk
from app.services.api.progress import StopSignal
from app.store import Store

if TYPE_CHECKING:
    from app.connectors.highlevel.client import HighLevelClient

Connect = Callable[[], AbstractAsyncContextManager["HighLevelClient"]]
"""Opens a connection to HighLevel for a few requests."""

# What speaks with HighLevel is imported where it is first needed: the book by hand starts without it.


class AgendaWorkDesk(AgendaDesk):
    """Reads and changes appointments, and reads notes, over a connection opened for each step."""

    def __init__(self, store: Store, clock: Clock, language: Callable[[], str], connect: Connect) -> None:
        super().__init__(store, clock, language)
        self._connect = connect

    async def read(self) -> None:
        """Read appointments, and the notes that need it, from HighLevel."""
        async with self._connect() as client:
            await self.read_with(client)

    async def read_with(self, client: HighLevelClient, stop: StopSignal | None = None) -> None:
        """Read them over a connection that is open already."""
        from app.services.agenda import reading

        sweep = self.settings().sweep_notes
        await reading.read_work(self._store, client, self._clock, sweep=sweep, stop=stop)
        self._write_calendar()

    async def read_notes(self, customer: str) -> None:
        """Read the notes of one customer's contact now; without a contact there are none."""
        from app.services.agenda import reading

        if contact := self._contact(customer):
            async with self._connect() as client:
                await reading.read_notes(self._store, client, self._clock, contact)

    async def free_slots(self, calendar: str, day: date) -> tuple[datetime, ...]:
        """Return the free times of a day in a calendar, local."""
        from app.services.agenda import appointing

        async with self._connect() as client:
            return await appointing.free_slots(self._store, client, calendar, day)

    async def make_appointment(self, calendar: str, customer: str, start: datetime, title: str) -> None:
        """Make an appointment with a customer's contact. Raises UsageError (no_contact)."""
        from app.services.agenda import appointing

        contact = self._contact(customer)
        if not contact:
            raise UsageError("no_contact")
        async with self._connect() as client:
            await appointing.make(self._store, client, self._clock, calendar, contact, start, title)
        self._write_calendar()

    async def move_appointment(self, appointment: str, start: datetime) -> None:
        """Move an appointment, its length kept. Raises UsageError (unknown_appointment)."""
        from app.services.agenda import appointing

        async with self._connect() as client:
            await appointing.move(self._store, client, self._clock, appointment, start)
        self._write_calendar()
