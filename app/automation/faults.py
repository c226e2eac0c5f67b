"""What is wrong with an automation: each fault with its place, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.automation.words import Words, word
from app.errors import ErrorText, UsageError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``place`` is where it stands in the file (``steps[0].inputs.title``, blank: the whole),
    ``key`` a text under ``faults``, ``params`` what it says; a param of type `Words` is said in the reader's
    language."""

    place: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: str) -> str:
        """Return what is wrong, in a sentence."""
        filled = {k: v.of(language) if isinstance(v, Words) else v for k, v in self.params.items()}
        return word(f"faults.{self.key}", language, **filled)

    def line(self, language: str) -> str:
        """Return place and sentence, as an imported file is told of."""
        return f"{self.place}: {self.words(language)}" if self.place else self.words(language)


class AutomationRefused(UsageError):
    """An automation cannot be read or kept; ``faults`` say why, each with its place."""

    code = "automation_refused"

    def __init__(self, faults: Sequence[Fault], name: str = "") -> None:
        self.faults = tuple(faults)
        super().__init__(name=name or "…", n=len(self.faults), details="\n".join(f.line("en") for f in self.faults))

    def describe(self, language: str) -> ErrorText:
        """Return the error with its faults in words of a language."""
        told = super().describe(language)
        lines = "\n".join(fault.line(language) for fault in self.faults)
        return ErrorText(told.title, f"{told.meaning}\n{lines}", told.action, self.details)
