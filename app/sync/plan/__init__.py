"""What a plan is: its nouns, order, guards, budget and steps."""
