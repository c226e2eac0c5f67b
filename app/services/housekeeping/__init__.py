"""What keeps a home in order: backups, forgetting, old records, and what support needs to know."""
