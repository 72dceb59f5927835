"""Webhooks: where events are sent, and how, by Standard Webhooks 1.0."""
