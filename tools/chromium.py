"""Debian's Chromium, which drives the console's tests and draws its pictures."""

import shutil

ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")
"""Containers have no room for its sandbox; it only ever opens pages of ours."""

HOW_TO_INSTALL = "no Chromium on this machine (Debian: apt-get install chromium)"


def chromium() -> str | None:
    """Where it is, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
