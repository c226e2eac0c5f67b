"""The border between days and moments. In the book a day is a day; only here does it meet a time zone, the location's.

The zone of this computer plays no part: it may be on a journey.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from app.records.task import due_text


@dataclass(frozen=True, slots=True)
class Place:
    """Where the business is, and the hour at which a task without a time is due there."""

    zone: tzinfo
    hour: time = time(9)

    def moment(self, day: date, at: time | None) -> float:
        """Return a day, and its time if it has one, as epoch seconds.

        A time that the clocks skip that night becomes the one an hour later.
        """
        return datetime.combine(day, at or self.hour, self.zone).astimezone(UTC).timestamp()

    def local(self, moment: float) -> tuple[date, time]:
        """Return the day and the time (whole minutes) that a moment is there."""
        found = datetime.fromtimestamp(moment, self.zone)
        return found.date(), found.time().replace(second=0, microsecond=0, fold=0)

    def due(self, moment: float) -> tuple[date, time | None]:
        """Return a moment as a due day: at the usual hour it is a day without a time."""
        day, at = self.local(moment)
        return day, None if at == self.hour else at

    def due_text(self, day: date | None, at: time | None) -> str:
        """Return a due day as a text in which the usual hour is no time of its own."""
        return due_text(day, None if at == self.hour else at)
