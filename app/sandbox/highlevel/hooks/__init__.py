"""Webhooks as HighLevel sends them."""
