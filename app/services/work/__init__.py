"""Tasks and notes between HighLevel and the book: read, planned and kept."""
