"""Fattura24: client, wire format and exports."""
