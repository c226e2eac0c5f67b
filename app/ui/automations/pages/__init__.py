"""The pages beside the editor: list, recipes, log and map."""
