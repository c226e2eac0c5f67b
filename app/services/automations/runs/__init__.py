"""What follows of an event: runs, their steps, what they want of the plan, and the log of all that."""
