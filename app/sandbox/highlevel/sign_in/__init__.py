"""OAuth as HighLevel does it."""
