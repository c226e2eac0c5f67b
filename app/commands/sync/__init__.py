"""Plan, apply, undo, and what goes with them."""
