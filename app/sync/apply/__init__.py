"""Carry out a confirmed plan, recover after a crash, take a run back."""
