"""What HighLevel reports by itself."""
