"""Invoices, and Fattura24's documents and lists."""
