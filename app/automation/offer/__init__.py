"""All that there is to choose from, and who sets off whom with it."""
