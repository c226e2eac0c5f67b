"""What a step would change: the same for a try and for a run."""
