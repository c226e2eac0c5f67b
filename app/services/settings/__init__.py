"""The owner's choices."""
