"""Why an action is in a plan, in words for the owner: one sentence for each reason it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.sync.plan.model import LINK_PREFIX, Action, Candidate, FieldChange, Kind, Side
from app.sync.plan.parts import CUT
from app.texts import has_text, text

WAITS = "waits_for_its_contact"
"""The reason's key of what is held back because its contact is not made or linked as the plan stands."""


def explain(action: Action, language: str, now: float = 0.0) -> str:
    """Return why an action is there; blank where no reason is known (a decision taken is not repeated).

    ``now`` (epoch seconds) lets dates of this year do without it.
    """
    if action.blocked:
        return text(f"reasons.{WAITS}", language)
    parts = [
        _sentence(key, fields, action, language, now) for key, fields in _by_reason(action).items() if key != "none"
    ]
    if action.linked_to:
        parts.append(text("explain_parts.after_the_link", language))
    if action.needs:
        parts.append(text("explain_parts.after_its_contact", language, needs=action.needs))
    return " ".join(p for p in (*parts, *_on_the_way(action, language), _beside(action, language)) if p)


def _on_the_way(action: Action, language: str) -> list[str]:
    """Say what a new record does not get of its counterpart's values, or only the beginning of."""
    cut = [f.name for f in action.fields if f.why == CUT and action.kind is not Kind.UPDATE]
    params = action.reason.params
    told = {"cut": cut} | {
        key: [n for n in params.get(key, "").split(",") if n] for key in ("left_out", "unusable", "held", "shared")
    }
    if action.side is Side.HIGHLEVEL and told["shared"]:
        told["shared_once"] = told.pop("shared")
    count = params.get("count", "")
    return [
        text(f"explain_parts.{key}", language, fields=_labels(names, language), count=count)
        for key, names in told.items()
        if names
    ]


def _beside(action: Action, language: str) -> str:
    """Name what a question speaks of and cannot be linked: the others stand beside their answers."""
    told = [
        f"{c.title} ({words})" if (words := candidate_words(c, action, language)) else c.title
        for c in action.candidates
        if f"{LINK_PREFIX}{c.id}" not in action.choices
    ]
    return text("explain_parts.beside", language, names="; ".join(told)) if told else ""


def candidate_words(candidate: Candidate, action: Action, language: str) -> str:
    """Return what is true of one record that a question names: what it has in common, and what it is linked to."""
    told = [text(f"candidates.{why}", language) for why in candidate.why]
    if candidate.supplier:
        told.append(text("candidates.supplier", language))
    if candidate.side is not None and candidate.side is not action.side:
        told.append(text("candidates.beside", language, side=_service(candidate.side.value)))
    if candidate.partner_gone:
        told.append(text("candidates.linked_gone", language))
    elif candidate.partner:
        told.append(text("candidates.linked", language, partner=candidate.partner))
    elif candidate.replaces:
        told.append(text("candidates.linked_somebody", language))
    return ", ".join(told)


def _by_reason(action: Action) -> dict[str, list[FieldChange]]:
    """Return the fields by their own reasons; all of them by the action's where they have none."""
    if action.kind is not Kind.UPDATE or action.note or not any(f.why for f in action.fields):
        return {action.reason.key: list(action.fields)}
    found: dict[str, list[FieldChange]] = {}
    for change in action.fields:
        found.setdefault(change.why or action.reason.key, []).append(change)
    return found


def _sentence(key: str, fields: Sequence[FieldChange], action: Action, language: str, now: float) -> str:
    params = action.reason.params
    if key == "decided" and action.kind is Kind.CREATE:
        key = "decided_new"
    if params.get("holder"):
        key = f"{key}_of"
    if has_text(f"explain.{key}", language):
        return text(
            f"explain.{key}",
            language,
            title=action.title,
            holder=params.get("holder", ""),
            fields=_names(fields, language),
            source=_service(action.side.other.value),
            target=_service(action.side.value),
            edited=_edited(params, "at", language, now),
            edited_highlevel=_edited(params, "highlevel_at", language, now),
            seen_fattura24=_edited(params, "fattura24_at", language, now),
        )
    return text(f"reasons.{key}", language, **params) if has_text(f"reasons.{key}", language) else ""


def _service(side: str) -> str:
    return {"highlevel": "HighLevel", "fattura24": "Fattura24"}[side]


def _names(fields: Sequence[FieldChange], language: str) -> str:
    return _labels([f.name for f in fields], language)


def _labels(names: Sequence[str], language: str) -> str:
    labels = [text(f"fields.{name}", language) for name in names]
    # abbreviations (PEC, CAP) keep their capitals
    told = [label if n == 0 or label[:2].isupper() else label[:1].lower() + label[1:] for n, label in enumerate(labels)]
    if len(told) < 2:
        return "".join(told)
    return text("explain_parts.and", language, first=", ".join(told[:-1]), last=told[-1])


def _edited(params: Mapping[str, str], name: str, language: str, now: float) -> str:
    """Return `` (on 12 November)``, or nothing where the moment is not known."""
    told = params.get(name, "")
    if not told.isdigit():
        return ""
    moment = datetime.fromtimestamp(int(told))
    date = f"{moment.day} {text(f'explain_parts.month_{moment.month}', language)}"
    if not now or datetime.fromtimestamp(now).year != moment.year:
        date += f" {moment.year}"
    return text("explain_parts.on", language, date=date)
