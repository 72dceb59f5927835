"""Who acts in the console, and what they may do.

A route declares the action that it needs and gets the actor:

    async def page(actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))]) -> Response: ...

A route that declares nothing is refused; a test checks every route. A route about one account opens
`reaching(actor, action)` as soon as it knows which.
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
