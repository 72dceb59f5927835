"""Who reaches the console, and what they may do there.

A route says what it needs, and is handed who acts:

    async def page(actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))]) -> Response: ...

It is refused where it says nothing: a test asks every route. Where it is about one account, the
route opens `reaching(actor, action)` as soon as it knows which.
"""

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

__all__ = [
    "Action",
    "Actor",
    "action_of",
    "actor_of",
    "allowed",
    "csrf_token",
    "reaching",
    "signed_in",
    "to_sign_in",
]
