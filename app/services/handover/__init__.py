"""The bulk way: writes to Fattura24 as a file."""
