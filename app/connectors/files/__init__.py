"""Files from outside, whatever they hold: their kind, their text, archives and workbooks."""
