"""The parts of the mapping pane: what it allows and says, its rows, and the explanation below them."""
