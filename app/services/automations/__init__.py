"""Automations: events out of what changed, runs, and what they want as actions of the one plan."""
