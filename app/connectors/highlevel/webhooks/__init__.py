"""HighLevel's webhooks: their signature, and what they tell."""
