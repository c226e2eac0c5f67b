"""HighLevel: client and wire format."""
