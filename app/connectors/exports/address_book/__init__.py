"""The address book: its rows, what went wrong in them and is mended, vCards."""
