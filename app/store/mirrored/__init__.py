"""What was read of both services: customers, contacts, invoices, schedule, files."""
