"""Tax codes: VAT code, fiscal code, and the cell that may hold either."""
