"""The way to the outside: HTTP services and file formats."""
