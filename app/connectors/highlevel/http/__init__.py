"""Requests to HighLevel: session, versions, paging, refusals, and what its answers look like."""
