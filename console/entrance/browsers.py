"""The browser that somebody signs in with: its name, and whether it is known for them."""

from datetime import timedelta

from fastapi import Request

from clients.access import Browser
from console.access.cookies import read_cookie
from console.entrance.parameters import settings_of

DEVICE = "device"
DEVICE_LASTS = timedelta(days=365)

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(request: Request) -> Browser:
    known_as = read_cookie(request, settings_of(request), DEVICE)
    return Browser(called=called(request.headers.get("user-agent", "")), known_as=known_as)


def called(user_agent: str) -> str | None:
    """A name such as `Firefox, Windows`, the same in every language; nothing else from the
    header."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return ", ".join(each for each in (browser, system) if each) or None
