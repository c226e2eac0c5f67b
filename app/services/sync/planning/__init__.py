"""Make a plan out of what was read, whole or only where something changed."""
