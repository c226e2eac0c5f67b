"""Printing for people (messages on stderr, results on stdout) and for scripts (JSON on stdout alone)."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from typing import Any

from rich.console import Console

from app.errors import GuardStop, Ponte24Error
from app.services.api.progress import Progress
from app.texts import has_text, text


class Output:
    """Speaks one language; rich decides about colour and width."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._last_progress = ("", 0.0)

    def say(self, key: str, **params: object) -> str:
        """Return a text of the command line."""
        return text(f"cli.{key}", self.language, **params)

    def name(self, group: str, key: str, **params: object) -> str:
        """Return the name of a field, side or reason; the key itself where there is none."""
        path = f"{group}.{key}"
        return text(path, self.language, **params) if has_text(path, self.language) else key

    def result(self, line: str = "") -> None:
        """Print a line of the result."""
        self.out.print(line, markup=False)

    def note(self, line: str) -> None:
        """Print a message for the person at the keyboard."""
        self.err.print(line, markup=False)

    def data(self, value: Any) -> None:
        """Print JSON, one document, and nothing else."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()

    def error(self, error: Ponte24Error) -> None:
        """Print an error: what happened, what it means, what to do, and the technical detail last."""
        words = error.describe(self.language)
        self.err.print(f"[bold red]{_plain(words.title)}[/]")
        for line in (words.meaning, words.action):
            if line:
                self.err.print(f"  {line}", markup=False)
        if isinstance(error, GuardStop):
            for guard in error.guards:
                self.err.print(f"  ! {self.name('guards', guard)}", markup=False)
        if words.details:
            self.err.print(f"  ({words.details})", markup=False, style="dim")

    def progress(self, step: Progress) -> None:
        """Print what is being done, at most once a second for the same stage."""
        stage, at = self._last_progress
        now = time.monotonic()
        if step.stage == stage and now - at < 1.0:
            return
        self._last_progress = (step.stage, now)
        counted = f" {step.done}/{step.total}" if step.total else ""
        self.err.print(
            f"{text(f'progress.{step.stage}', self.language, **step.params)}{counted}", markup=False, style="dim"
        )

    def moment(self, at: float) -> str:
        """Return epoch seconds as local date and time, or a dash."""
        return datetime.fromtimestamp(at).strftime("%d/%m/%Y %H:%M") if at else "–"


def _plain(line: str) -> str:
    return line.replace("[", r"\[")
