"""SQLite: everything that must survive a restart."""
