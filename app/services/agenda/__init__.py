"""The book of tasks beside Fattura24's customers, and what fills it."""
