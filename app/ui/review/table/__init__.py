"""The list of actions: its table, how a line is drawn, and where in a line one presses."""
