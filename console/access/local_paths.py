"""Where somebody may be sent after signing in: to a page of ours, and nowhere else."""

import re

_LONGEST = 500

# What a browser could read as another host is left out: `//host`, `/\host`, and whatever hides
# one behind a control character or a space.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII)


def local_path(where: str | None) -> str:
    """The path if it is one of ours, or else the front page."""
    if where is None or len(where) > _LONGEST or _LOCAL.fullmatch(where) is None:
        return "/"
    # Signing in leads nowhere from the pages where one does it.
    return "/" if where.startswith(("/sign-", "/c/")) else where
