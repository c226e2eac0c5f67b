"""What Home, Activity and the mapping screen show of what is known, without the network."""
