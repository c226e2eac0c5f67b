"""The automation being edited: its draft, its cards and forms, the palette, and what is kept until it is saved."""
