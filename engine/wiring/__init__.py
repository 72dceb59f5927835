"""Adapters as the settings ask for them, built for workers, commands and consoles."""
