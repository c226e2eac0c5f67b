"""What the records are, without services, storage or window."""
