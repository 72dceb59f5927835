"""Use cases about the billing system that the company bills its customers with."""
