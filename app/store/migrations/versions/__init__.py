"""One module per revision; once released, none is ever changed."""
