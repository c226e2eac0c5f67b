"""What is wrong with an automation, by the card on which it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.automation.faults import Fault
from app.automation.model import Automation
from app.ui.i18n import language

WHEN, ONLY_IF = "@when", "@if"
"""The keys of the two cards that are no steps."""


def faults_by_card(automation: Automation, faults: Iterable[Fault]) -> Mapping[str, str]:
    """Return what is wrong with each card, by its key; blank for those that are right."""
    told: dict[str, list[str]] = {key: [] for key in (WHEN, ONLY_IF, *(s.id for s in automation.all_steps()))}
    for fault in faults:
        key = card_of(automation, fault)
        if key in told:
            told[key].append(fault.words(language()))
    return {key: "\n".join(dict.fromkeys(lines)) for key, lines in told.items()}


def card_of(automation: Automation, fault: Fault) -> str:
    """Return the key of the card that a fault is about; blank for the whole."""
    place = fault.place
    if place.startswith("trigger"):
        return WHEN
    if place.startswith("conditions"):
        return ONLY_IF
    if not place.startswith("steps["):
        return ""
    step = automation.steps[int(place[6 : place.index("]")])]
    for branch, inner in ((".then[", step.then), (".otherwise[", step.otherwise)):
        if branch in place:
            rest = place.split(branch, 1)[1]
            return inner[int(rest[: rest.index("]")])].id
    return step.id
