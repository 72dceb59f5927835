"""Debian's Chromium, for the console's tests and pictures."""

import shutil

ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")
"""Containers have no room for its sandbox; it opens only our own pages."""

HOW_TO_INSTALL = "no Chromium on this machine (Debian: apt-get install chromium)"


def chromium() -> str | None:
    """Its path, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
