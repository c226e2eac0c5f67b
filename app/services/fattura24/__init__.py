"""What Fattura24 can do beside customers."""
