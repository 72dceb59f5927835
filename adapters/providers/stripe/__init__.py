"""Stripe as the system that bills customers, over its own package."""
