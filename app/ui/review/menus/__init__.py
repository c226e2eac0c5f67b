"""The menus of a row, of a group and of a question."""
