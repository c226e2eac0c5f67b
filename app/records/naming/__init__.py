"""Names of people and firms: their parts, their legal forms, their capital letters."""
