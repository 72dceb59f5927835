"""Whose key seals what is said to a workflow: its id says which request or invoice it is, and the
ledger whose that is."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from temporalio.api.common.v1 import Payload

from adapters.ledger.keyring import Opened
from adapters.ledger.owners import account_of_invoice, account_of_scope
from application.ports.sealing import NAMESPACE, account_owner

REQUEST, INVOICE = "pay-by-invoice/", "invoice/"

_REMEMBERED = 20_000


def is_somebodys(workflow_id: str | None) -> bool:
    """Whether a workflow is about an account: what is said to it is bound to its id."""
    return workflow_id is not None and workflow_id.startswith((REQUEST, INVOICE))


class Owners:
    """Remembers whose each workflow is: that never changes."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._known: dict[str, str] = {}

    def learn(self, workflow_id: str, owner: str) -> None:
        """What was sealed for a workflow before shows whose it is."""
        if owner != NAMESPACE:
            while len(self._known) >= _REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[workflow_id] = owner

    async def of(self, workflow_id: str | None, payload: Payload) -> str:
        """The namespace, for everything of which the ledger knows no account.

        An invoice that is being issued is not in the ledger yet: the order names its scope.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """
        if workflow_id is None or not is_somebodys(workflow_id):
            return NAMESPACE
        if (known := self._known.get(workflow_id)) is not None:
            return known
        account = await self._account(workflow_id, payload)
        if account is None:
            return NAMESPACE
        owner = account_owner(account)
        self.learn(workflow_id, owner)
        return owner

    async def of_scope(self, scope: str) -> str:
        """Whose what is kept for a scope is; the namespace's where the ledger does not know it."""
        return await self.of(f"{REQUEST}{scope}", Payload())

    async def _account(self, workflow_id: str, payload: Payload) -> str | None:
        async with self._opened() as database, database.reading() as connection:
            if workflow_id.startswith(REQUEST):
                return await account_of_scope(connection, workflow_id.removeprefix(REQUEST))
            found = await account_of_invoice(connection, workflow_id.removeprefix(INVOICE))
            if found is None and (scope := _scope_of_order(payload)) is not None:
                return await account_of_scope(connection, scope)
            return found


def _scope_of_order(payload: Payload) -> str | None:
    """Of an order to issue an invoice, or of what carries one."""
    said: Any = None
    with suppress(ValueError):
        said = json.loads(payload.data)
    for within in ("issue", "command"):
        if isinstance(said, Mapping) and isinstance(said.get(within), Mapping):
            said = said[within]
    scope = said.get("scope") if isinstance(said, Mapping) else None
    return scope if isinstance(scope, str) else None
