"""The pages of help: what they say, and how they are shown."""
