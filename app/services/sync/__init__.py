"""Read both sides, plan, decide, apply and undo."""
