"""Deleting what is kept for a while only."""
