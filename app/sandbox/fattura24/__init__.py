"""Fattura24 as its reference describes it: all ten methods, and the files that its owner can export."""
