"""What follows from invoices, schedule, new customers and the day."""
