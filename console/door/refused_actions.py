"""Refused actions of people and programs that are signed in, for the log of access."""

from fastapi import Request

from clients.access import AccessClient
from console.access.acting import actor_of
from console.buckets import HOUR, MINUTE, Bucket
from console.door.rates import caller_of
from domain.errors import NotAllowed, ServiceUnreachable

_OF_ONE, _OF_ALL = 60, 2000
"""Entries in an hour: of one caller, and of everybody."""


class RefusedActions:
    """Bounded, so that nobody can fill the log: one entry a minute for each caller and route, so
    many an hour for each caller, and so many for all of them."""

    def __init__(self) -> None:
        self._alike = Bucket(1, MINUTE)
        self._of_one = Bucket(_OF_ONE, HOUR)
        self._of_all = Bucket(_OF_ALL, HOUR)

    async def write(self, request: Request, refusal: NotAllowed) -> None:
        """Writes down what was refused; not what was asked for, which may be anything. A ledger
        that is away changes nothing about the refusal."""
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
    """The route by its pattern: an address may hold a name."""
    pattern = getattr(request.scope.get("route"), "path", "")
    return f"{request.method} {pattern}"
