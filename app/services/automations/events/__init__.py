"""What happened: differences, days and hours that came, and what an event knows."""
