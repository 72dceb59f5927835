"""Webhooks: events on their way to other programs."""
