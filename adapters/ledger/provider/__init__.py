"""The company's billing system: what it was told, what it said, and where it drifted."""
