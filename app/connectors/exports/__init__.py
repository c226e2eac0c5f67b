"""What people save from Fattura24: address books, payment schedules, tables, vCards."""
