"""Charts, each with its numbers as a table beside it."""
