"""The typed way to the billing system: what it was told, what it said, and where it drifted."""
