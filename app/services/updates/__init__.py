"""News of Ponte24 itself."""
