"""The release that this code is of. `pyproject.toml` says the same, and `CHANGELOG.md` what is new:
a test holds the three together. A container has neither file, so it stands here."""

RELEASE = "0.2.0"
