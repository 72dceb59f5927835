"""Data keys, wrapped by master keys."""
