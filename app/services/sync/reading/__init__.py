"""Read HighLevel and take in both sides as the engine sees them."""
