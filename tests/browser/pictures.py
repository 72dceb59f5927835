"""Checks of pages in every window: nothing that axe finds, nothing wider than the window."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.browser.user import User

WINDOWS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone": {"phone": True},
}

in_every_window = pytest.mark.parametrize("window", WINDOWS)

_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


async def check_all(user: User, paths: Iterable[str], window: str) -> None:
    """Every one of them, as it comes and with everything unfolded, before any fails the test.
    On the desk in the dark, too: there a page differs in its colours alone."""
    found = []
    for path in paths:
        await user.go(path)
        assert user.page.url.endswith(path), f"{path} leads to {user.page.url}"
        try:
            await user.assert_fits()
            await user.page.evaluate(_UNFOLD)
            await user.assert_fits()
            await user.assert_accessible()
            if window == "desk":
                await user.assert_accessible_in_the_dark()
        except AssertionError as wrong:
            found.append(str(wrong))
    assert not found, "\n\n".join(found)
