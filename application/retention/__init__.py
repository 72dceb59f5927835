"""Letting go of what is kept for a while only."""
