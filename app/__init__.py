"""Ponte24 keeps a small business's HighLevel (CRM) and Fattura24 (invoicing) in step.

The package is a house of seven floors; a floor imports only from those below it (CONTRIBUTING.md shows the
plan, tests/test_architecture.py keeps it).
"""

from __future__ import annotations

__version__ = "0.1.0"
