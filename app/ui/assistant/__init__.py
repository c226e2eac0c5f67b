"""The parts of the assistant: the bar of its steps, and one page for each."""
