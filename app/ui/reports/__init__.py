"""A preview or a run as a table that can be saved: CSV for a spreadsheet, PDF for the folder."""
