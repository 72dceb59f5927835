"""Pages that are written once and handed out to many: what is one reader's own is put in last."""

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

# Other ones each time the console starts: nobody can write them into what a page shows. A part of
# such a page says `CSRF` where its reader's token is to stand.
CSRF, _NAME, _KEY = (f"{name}-{token_hex(16)}" for name in ("csrf", "name", "key"))
_CSRF_PIECE, _NAME_PIECE, _KEY_PIECE = (each.encode() for each in (CSRF, _NAME, _KEY))
_OWN = re.compile(f"({CSRF}|{_NAME}|{_KEY})")

PageForMany = tuple[bytes, ...]
"""In pieces, between which and in whose place a reader's own are put."""


def anybody_like(actor: Actor) -> Actor:
    """Whoever has the same roles, whatever their name."""
    return replace(actor, sign_in=_NAME)


def unsent(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The same forms, each to be given a key of its own every time it is handed out: a key acts
    once, so no two readers may share one."""
    return tuple(replace(offer, key=f"{_KEY}-{at}") for at, offer in enumerate(offers))


def page_for_many(request: Request, name: str, actor: Actor, **context: Any) -> PageForMany:
    """A page for this actor, or `anybody_like` them, to be handed out for as long as it is true."""
    page = written(request, name, actor=actor, csrf=CSRF, **context)
    return tuple(piece.encode() for piece in _OWN.split(page))


def handed_out(request: Request, actor: Actor, page: PageForMany) -> HTMLResponse:
    """The page as this reader's own."""
    own = {
        _CSRF_PIECE: csrf_token(request).encode(),
        _NAME_PIECE: escape(actor.sign_in).encode(),
        _KEY_PIECE: str(uuid4()).encode() if _KEY_PIECE in page else b"",
    }
    return HTMLResponse(b"".join([own.get(piece, piece) for piece in page]))
