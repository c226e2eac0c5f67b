"""What Fattura24 knows: documents and lists, invoices, and the local copy of it."""
