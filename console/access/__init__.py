"""Who reaches the console, and what they may do there.

A route says what it needs, and is handed who acts:

    async def page(actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))]) -> Response: ...

It is refused where it says nothing: a test asks every route. Where it is about one account, the
route opens `reaching(actor, action)` as soon as it knows which.
"""

from fastapi import FastAPI

from console.access.acting import (
    action_of,
    actor_of,
    allowed,
    csrf_token,
    reaching,
    signed_in,
    to_sign_in,
)
from domain.access import Action, Actor
from settings import Settings

__all__ = [
    "Action",
    "Actor",
    "action_of",
    "actor_of",
    "allowed",
    "csrf_token",
    "install",
    "reaching",
    "signed_in",
    "to_sign_in",
]


def install(app: FastAPI, settings: Settings) -> None:
    """Signing in, administration, and what stands around every route of the application."""
    # Their pages are written by `console.templating`, which asks us who looks at them.
    from console.door import middleware
    from console.entrance import (
        administration,
        invitations,
        links,
        log_page,
        own,
        own_keys,
        second_step,
        sign_in,
        sign_in_oidc,
    )

    middleware.install(app, settings)
    for part in (
        sign_in,
        sign_in_oidc,
        links,
        administration,
        invitations,
        second_step,
        own,
        own_keys,
        log_page,
    ):
        app.include_router(part.router)
