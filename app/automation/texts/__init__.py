"""Texts with values in them."""
