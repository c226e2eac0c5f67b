"""Carry plans out: the journal, the kinds of record, runs and what is known of those taken back."""
