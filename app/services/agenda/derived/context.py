"""What every derivation needs to know: the day, the moment, the choices, the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.agenda.derived.words import Words
from app.services.api.agenda import AgendaSettings


@dataclass(frozen=True, slots=True)
class Context:
    """``today`` is the day where the business is, ``now`` the moment (epoch seconds)."""

    today: date
    now: float
    settings: AgendaSettings
    words: Words

    @property
    def language(self) -> str:
        """The language of what is written."""
        return self.words.language
