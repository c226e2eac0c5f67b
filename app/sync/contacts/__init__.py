"""Contacts and customers: who is who, and what has to change."""
