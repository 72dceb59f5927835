"""Bank statements, what came in, and what it can be for."""
