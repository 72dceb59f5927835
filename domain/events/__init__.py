"""Events for other programs, and what they are made from."""
