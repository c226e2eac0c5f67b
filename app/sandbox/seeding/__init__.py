"""The sample data of both services."""
