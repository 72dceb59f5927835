"""Looking at pages in every window: nothing that axe finds, nothing wider than the window."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.browser.visitor import Visitor

WINDOWS: dict[str, dict[str, Any]] = {
    "desk": {},
    "dark": {"dark": True},
    "phone": {"phone": True},
}

in_every_window = pytest.mark.parametrize("window", WINDOWS)

_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


async def look_at(visitor: Visitor, paths: Iterable[str], window: str) -> None:
    """Every one of them, as it comes and with everything unfolded, before any fails the test."""
    found = []
    for path in paths:
        await visitor.go(path)
        assert visitor.page.url.endswith(path), f"{path} leads to {visitor.page.url}"
        try:
            await visitor.assert_fits()
            await visitor.page.evaluate(_UNFOLD)
            await visitor.assert_fits()
            # In the dark a page differs in its colours alone.
            await visitor.assert_accessible(colours_only=window == "dark")
        except AssertionError as wrong:
            found.append(str(wrong))
    assert not found, "\n\n".join(found)
