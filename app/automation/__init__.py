"""What automations are made of, purely: no Qt, no HTTP, no SQL."""
