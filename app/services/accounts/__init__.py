"""The two accounts: their credentials, signing in, and what they may."""
