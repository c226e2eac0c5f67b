"""The routes, kind by kind."""
