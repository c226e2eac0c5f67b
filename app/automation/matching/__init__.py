"""Conditions: told in sentences, and held against events."""
