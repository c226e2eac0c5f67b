"""Start at login: read from the system each time, never remembered by us, so that what the owner changes elsewhere
(Task Manager, the desktop's own list) is what is shown."""
