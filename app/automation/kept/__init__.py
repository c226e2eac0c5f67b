"""Automations as they are kept, handed on, and made of recipes."""
