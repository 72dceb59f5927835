"""Erasing people for good, and deleting after a retention period."""
