"""The public file that tells of new versions: where it is, how it is fetched, and when it is believed."""
