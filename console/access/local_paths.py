"""Paths to which somebody may be redirected after signing in: pages of ours only."""

import re

_LONGEST = 500

# Refused is what a browser could read as another host: `//host`, `/\host`, and both hidden behind a
# control character or a space.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII)


def local_path(where: str | None) -> str:
    """The path, if it is one of ours; else the front page."""
    if where is None or len(where) > _LONGEST or _LOCAL.fullmatch(where) is None:
        return "/"
    # Signing in does not lead back to a page of signing in.
    return "/" if where.startswith(("/sign-", "/c/")) else where
