"""Checks of pages in every window: nothing that axe finds, nothing wider than the window.

A page is loaded once, on a desk, and its window made as narrow as a phone's and wide again: the
same elements are laid out by the style sheets' rules for each width."""

from collections.abc import Iterable

from tests.browser.user import DESK, PHONE, User

_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


async def check_all(user: User, paths: Iterable[str]) -> None:
    """Every one of them, as it comes and with everything unfolded, before any fails the test."""
    found = []
    for path in paths:
        await user.go(path)
        assert user.page.url.endswith(path), f"{path} leads to {user.page.url}"
        for check in (_as_it_comes, _unfolded_on_a_phone, _unfolded_on_a_desk):
            try:
                await check(user)
            except AssertionError as wrong:
                found.append(str(wrong))
    assert not found, "\n\n".join(found)


async def _as_it_comes(user: User) -> None:
    for window in (PHONE, DESK):
        await user.page.set_viewport_size(window)
        await user.assert_fits()


async def _unfolded_on_a_phone(user: User) -> None:
    await user.page.set_viewport_size(PHONE)
    await user.page.evaluate(_UNFOLD)
    await user.assert_fits()
    await user.assert_accessible_when_narrow()


async def _unfolded_on_a_desk(user: User) -> None:
    """And in the dark, where a page differs in its colours alone."""
    await user.page.set_viewport_size(DESK)
    await user.assert_fits()
    await user.assert_accessible()
    await user.assert_accessible_in_the_dark()
