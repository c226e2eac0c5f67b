"""The owner's settings and mapping, kept in the store."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from app.services.api.settings import Settings
from app.sync.contacts.mapping import ConflictRule, Direction, FieldRule, Mapping, default_mapping
from app.sync.contacts.policy import Decisions, Policy
from app.sync.plan.model import Side

if TYPE_CHECKING:
    from app.store import Store

SETTINGS, MAPPING, PAUSED = "settings", "mapping", "paused_until"


def load_settings(store: Store) -> Settings:
    """Return the settings; what an older version did not know has its default."""
    stored = store.settings.get(SETTINGS, {})
    known = {f.name for f in fields(Settings)}
    return Settings(**{k: v for k, v in stored.items() if k in known})


def save_settings(store: Store, settings: Settings) -> None:
    """Keep the settings; an open plan that was made by other rules is superseded."""
    with store.transaction():
        other_rules = policy_of(load_settings(store)) != policy_of(settings)
        store.settings.set(SETTINGS, asdict(settings))
        open_plan = store.plans.latest("open") if other_rules else ""
        if open_plan:
            store.plans.set_state(open_plan, "superseded")


def load_mapping(store: Store) -> Mapping:
    """Return the mapping: the stored rules over the default ones, so that a new field has a rule, too."""
    stored = {r["field"]: r for r in store.settings.get(MAPPING, [])}
    rules = []
    for rule in default_mapping():
        kept = stored.get(rule.field)
        if kept:
            rule = FieldRule(
                rule.field,
                kept["highlevel"],
                rule.fattura24,
                Direction(kept["direction"]),
                ConflictRule(kept["conflict"]),
                bool(kept["clears"]),
            )
        rules.append(rule)
    return Mapping(tuple(rules))


def save_mapping(store: Store, mapping: Mapping, now: float) -> None:
    """Keep the mapping; an open plan was made by the old one and is superseded. ``now`` is for the activity log."""
    with store.transaction():
        store.settings.set(MAPPING, [asdict(rule) for rule in mapping])
        open_plan = store.plans.latest("open")
        if open_plan:
            store.plans.set_state(open_plan, "superseded")
        store.activity.add(now, "info", "mapping_saved", {})


def policy_of(settings: Settings) -> Policy:
    """Return the part of the settings that planning needs."""
    locked = {Side.HIGHLEVEL: settings.highlevel_read_only, Side.FATTURA24: settings.fattura24_read_only}
    return Policy(
        settings.create_in_fattura24,
        settings.create_tag,
        settings.create_in_highlevel,
        frozenset(side for side, read_only in locked.items() if read_only),
    )


def load_decisions(store: Store) -> Decisions:
    """Return everything that was decided so far."""
    return Decisions(store.decisions.all())
