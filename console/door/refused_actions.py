"""Writes refused actions of people and programs who are signed in to the access log."""

from fastapi import Request

from clients.access import AccessClient
from console.access.acting import actor_of
from console.buckets import HOUR, MINUTE, Bucket
from console.door.rates import caller_of
from domain.errors import NotAllowed, ServiceUnreachable

_OF_ONE, _OF_ALL = 60, 2000
"""Entries in an hour: for one caller, and for all of them."""


class RefusedActions:
    """Writes a bounded number of entries, so that nobody can flood the log: one a minute for each
    caller and route, and a limit in an hour for each caller and for all."""

    def __init__(self) -> None:
        self._alike = Bucket(1, MINUTE)
        self._of_one = Bucket(_OF_ONE, HOUR)
        self._of_all = Bucket(_OF_ALL, HOUR)

    async def write(self, request: Request, refusal: NotAllowed) -> None:
        """Writes down that the action was refused, but not what was sent, which may be anything.
        During an outage of the ledger nothing is written, and the refusal stands."""
        actor = actor_of(request)
        if actor is None:
            return
        caller, asked = caller_of(actor), _asked(request)
        if self._alike.take(f"{caller} {asked}") or self._of_one.take(caller):
            return
        if self._of_all.take(""):
            return
        action = refusal.details.get("action")
        said = {"asked": asked, **({"action": str(action)} if action else {})}
        access: AccessClient = request.app.state.services.access
        try:
            await access.action_refused(actor.account, said)
        except ServiceUnreachable:
            return


def _asked(request: Request) -> str:
    """The route as a pattern: the address itself may hold a name."""
    pattern = getattr(request.scope.get("route"), "path", "")
    return f"{request.method} {pattern}"
