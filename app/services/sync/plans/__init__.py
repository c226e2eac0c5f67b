"""Plans as they are kept: decided by a person, brought back, and what they prove of both sides."""
