"""Files that people save from Fattura24, on their way into the mirror."""
