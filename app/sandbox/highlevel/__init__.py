"""HighLevel as its reference describes it: contacts, search, tags, custom fields, location and users."""
