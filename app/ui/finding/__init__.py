"""One search for everything: customers, places, settings and runs."""
