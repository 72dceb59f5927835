"""Seals what passes through the engine: the codec, whose key, and which keys there are."""
