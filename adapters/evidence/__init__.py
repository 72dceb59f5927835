"""Signatures under evidence."""
