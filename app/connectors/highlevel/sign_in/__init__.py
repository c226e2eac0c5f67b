"""Signing in with an app of the owner's (OAuth)."""
