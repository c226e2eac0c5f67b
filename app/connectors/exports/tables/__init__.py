"""Tables of any kind: CSV and workbooks, and which column means what."""
