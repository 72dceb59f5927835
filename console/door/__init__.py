"""Middleware in front of every route, and how refusals are answered: limits, origins, headers."""
