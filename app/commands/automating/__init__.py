"""Automations and the catalogue."""
