"""What can be found beside customers: places of the window, settings by their names, things to do, runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.api.runs import RunInfo
from app.ui.i18n import moment
from app.ui.models.plan_index import fold
from app.ui.words import run_counts, run_origin, run_state

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be opened: ``kind`` is customer, place, setting, deed or run, ``key`` says which."""

    kind: str
    key: str
    title: str
    detail: str = ""
    icon: str = ""


def settings() -> dict[str, str]:
    """Return the settings by the name of their control, as the pane calls them."""
    named = {
        "interval_minutes": translate("SettingsPane", "&Interval"),
        "notifications": translate("SettingsPane", "&Notify when a run needs a person"),
        "start_minimized": translate("SettingsPane", "Start &minimised"),
        "create_in_fattura24": translate("SettingsPane", "Create in &Fattura24"),
        "create_in_highlevel": translate("SettingsPane", "Create in &HighLevel"),
        "import_suppliers": translate("SettingsPane", "Import &suppliers, too"),
        "watch": translate("SettingsPane", "When a &new export is found"),
        "highlevel_read_only": translate("SettingsPane", "Never write to High&Level"),
        "fattura24_read_only": translate("SettingsPane", "Never write to Fattura&24"),
        "ask_missing": translate("SettingsPane", "&Ask about customers that Fattura24 no longer has"),
        "mirror_warn_days": translate("SettingsPane", "&Warn after (days)"),
        "language": translate("SettingsPane", "Lan&guage"),
        "theme": translate("SettingsPane", "L&ook"),
        "keep_days": translate("SettingsPane", "&Keep the history for (days)"),
    }
    return {name: words.replace("&", "") for name, words in named.items()}


def deeds() -> dict[str, tuple[str, str]]:
    """Return what can be done from anywhere: words and picture by its name."""
    return {
        "sync": (translate("Finder", "Compare now"), "sync"),
        "import": (translate("Finder", "Import an export of Fattura24"), "import"),
        "assistant": (translate("Finder", "Set up Ponte24 step by step"), "wand"),
        "help": (translate("Finder", "Help"), "help"),
    }


def find_places(text: str, places: Sequence[tuple[str, str, str]], runs: Sequence[RunInfo]) -> list[Found]:
    """Return all but customers that hold all the words of a text; without one the places alone. ``places`` are name,
    words and picture of the window's panes."""
    wanted = fold(text).split()
    found = [Found("place", name, words, "", icon) for name, words, icon in places if _fits(wanted, words)]
    if not wanted:
        return found
    found += [Found("deed", name, words, "", icon) for name, (words, icon) in deeds().items() if _fits(wanted, words)]
    found += [
        Found("setting", name, words, "", "settings") for name, words in settings().items() if _fits(wanted, words)
    ]
    found += [run for run in map(_run, runs) if _fits(wanted, f"{run.title} {run.detail}")][:_RUNS]
    return found


_RUNS = 5
"""So many runs are listed at most."""


def _run(run: RunInfo) -> Found:
    words, icon, _ = run_state(run.state)
    title = translate("Finder", "Run: {moment}").format(moment=moment(run.started_at))
    return Found("run", run.id, title, f"{words}, {run_counts(run)}, {run_origin(run)}", icon)


def _fits(wanted: Sequence[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
