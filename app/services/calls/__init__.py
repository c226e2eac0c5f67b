"""Fattura24's calls: counted before they are sent, and kept within its limits."""
