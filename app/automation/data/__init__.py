"""What an event knows: types of values, their paths, and how they are written."""
