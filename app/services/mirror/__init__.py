"""How far the local copy of Fattura24 can be trusted."""
