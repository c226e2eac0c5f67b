"""What a synchronisation keeps: links and their bases, plans, journal, hand-overs."""
