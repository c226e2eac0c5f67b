"""The schedule of payments: its rows, who owes whom, and amounts and days as they are written."""
