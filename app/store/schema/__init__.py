"""The database itself: tables, transactions, counters, and what SQLite's failures mean."""
