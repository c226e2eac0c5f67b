"""Automations, the events that set them off, and what became of each."""
