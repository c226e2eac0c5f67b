"""Customers with their invoices, and what is open."""
