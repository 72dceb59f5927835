"""Shared pages: rendered once for many readers; what is one reader's own is filled in last."""

import re
from dataclasses import replace
from html import escape
from secrets import token_hex
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse

from console.access import Actor, csrf_token
from console.pages.decisions.kinds import Offer
from console.templating import written

# Placeholders, random for each start of the console, so that nobody can put one into a page's text.
# `CSRF` marks where a reader's token goes.
CSRF, _NAME, _KEY = (f"{name}-{token_hex(16)}" for name in ("csrf", "name", "key"))
_CSRF_BYTES, _NAME_BYTES, _KEY_BYTES = (each.encode() for each in (CSRF, _NAME, _KEY))
_OWN = re.compile(f"({CSRF}|{_NAME}|{_KEY})")

SharedPage = tuple[bytes, ...]
"""The page in pieces; the placeholders among them are replaced for each reader."""


def anonymous(actor: Actor) -> Actor:
    """The same roles under a placeholder for the name."""
    return replace(actor, sign_in=_NAME)


def without_keys(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The same forms with a placeholder for each key. A key acts once, so every reader gets keys of
    their own."""
    return tuple(replace(offer, key=f"{_KEY}-{at}") for at, offer in enumerate(offers))


def shared_page(request: Request, name: str, actor: Actor, **context: Any) -> SharedPage:
    """A page for this actor, or for all with the same roles, to be shared while it is true."""
    page = written(request, name, actor=actor, csrf=CSRF, **context)
    return tuple(piece.encode() for piece in _OWN.split(page))


def personalised(request: Request, actor: Actor, page: SharedPage) -> HTMLResponse:
    """The page with this reader's own name, token and keys."""
    own = {
        _CSRF_BYTES: csrf_token(request).encode(),
        _NAME_BYTES: escape(actor.sign_in).encode(),
        _KEY_BYTES: str(uuid4()).encode() if _KEY_BYTES in page else b"",
    }
    return HTMLResponse(b"".join([own.get(piece, piece) for piece in page]))
