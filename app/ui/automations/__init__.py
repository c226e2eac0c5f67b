"""What the pane Automations is made of: list, recipes, the editor with its cards and forms, log and map."""
