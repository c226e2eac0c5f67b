"""The parts of the pane Agenda."""
