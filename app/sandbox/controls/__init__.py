"""The sandbox's own routes: switches, faults, clock, what an owner types."""
