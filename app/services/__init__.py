"""Use cases; they own the transactions."""
