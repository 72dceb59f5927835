"""The typed way to letters: what was mailed, what did not arrive, and letters as files."""
