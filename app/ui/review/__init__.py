"""The parts of the review pane: words, colours, painting, bars and the result."""
