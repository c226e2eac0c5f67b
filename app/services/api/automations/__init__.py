"""Automations: what window and command line ask of them, and the light question of a program idle in the tray."""
