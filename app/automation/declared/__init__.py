"""What the file of a trigger, an action or an operator declares."""
