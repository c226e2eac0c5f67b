"""The program around the panes: window, tray, session, start and end."""
