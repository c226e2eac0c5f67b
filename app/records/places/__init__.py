"""Countries, provinces, and towns with two names."""
