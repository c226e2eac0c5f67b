"""The files of a home: opening, lease, copies, private modes, removal."""
