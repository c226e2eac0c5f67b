"""Printing for people (messages on stderr, results on stdout) and for scripts (JSON on stdout alone)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.errors import GuardStop, Ponte24Error
from app.printable import json_safe, on_one_line, printable, tolerant
from app.texts import has_text, text

if TYPE_CHECKING:
    from app.services.api.progress import Progress


class Output:
    """Speaks one language. Only a terminal is shown colours, and only for them rich is needed."""

    def __init__(self, language: str) -> None:
        self.language = language
        for stream in (sys.stdout, sys.stderr):
            tolerant(stream)
        self._last_progress = ("", 0.0)

    def say(self, key: str, **params: object) -> str:
        """Return a text of the command line."""
        return text(f"cli.{key}", self.language, **_inline(params))

    def name(self, group: str, key: str, **params: object) -> str:
        """Return the name of a field, side or reason; the key itself where there is none."""
        path = f"{group}.{key}"
        return text(path, self.language, **_inline(params)) if has_text(path, self.language) else key

    def result(self, line: str = "") -> None:
        """Print a line of the result."""
        print(printable(line), flush=True)

    def note(self, line: str) -> None:
        """Print a message for the person at the keyboard."""
        print(printable(line), file=sys.stderr, flush=True)

    def data(self, value: Any) -> None:
        """Print JSON, one document, and nothing else: in UTF-8, whatever encoding the console has."""
        text = json_safe(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(text)
        else:
            buffer.write(text.encode())
        sys.stdout.flush()

    def error(self, error: Ponte24Error) -> None:
        """Print an error: what happened, what it means, what to do, and the technical detail last."""
        words = error.describe(self.language)
        _styled(words.title, "bold red")
        for line in (words.meaning, words.action):
            if line:
                self.note(f"  {line}")
        if isinstance(error, GuardStop):
            for guard in error.guards:
                self.note(f"  ! {self.name('guards', guard)}")
        if words.details:
            _styled(f"  ({words.details})", "dim")

    def progress(self, step: Progress) -> None:
        """Print what is being done, at most once a second for the same stage."""
        stage, at = self._last_progress
        now = time.monotonic()
        # a countdown on a line that is rewritten is for windows; here every ten seconds will do
        if step.stage == stage and now - at < (10.0 if step.stage.startswith("waiting") else 1.0):
            return
        self._last_progress = (step.stage, now)
        counted = f" {step.done}/{step.total}" if step.total else ""
        _styled(f"{text(f'progress.{step.stage}', self.language, **_inline(step.params))}{counted}", "dim")

    def moment(self, at: float) -> str:
        """Return epoch seconds as local date and time, or a dash."""
        return datetime.fromtimestamp(at).strftime("%d/%m/%Y %H:%M") if at else "–"


def _inline(params: Mapping[str, object]) -> dict[str, object]:
    return {name: on_one_line(value) for name, value in params.items()}


def _styled(line: str, style: str) -> None:
    """Print a message, in colour where a person sees it."""
    line = printable(line)
    if not sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)
        return
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(line, markup=False, emoji=False, style=style)
