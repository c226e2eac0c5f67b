"""What the agenda remembers: tasks, notes, appointments and payments."""
