"""Editors for one value each: texts with chips, days, tags, conditions, and what a step wants to be told."""
