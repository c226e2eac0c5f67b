"""What HighLevel keeps, kind by kind: contacts, fields, tasks, notes, calendars and the rest."""
