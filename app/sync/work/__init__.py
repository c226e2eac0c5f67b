"""Tasks and notes: what belongs to customers on both sides, kept in step by the same plan as they are."""
