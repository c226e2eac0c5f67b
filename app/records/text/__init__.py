"""Letters and words: what is cleaned out of a value, and how words are compared."""
