"""The embedded engine: a real Temporal server of this machine, its processes and its record."""
