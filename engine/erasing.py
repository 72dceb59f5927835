"""Ends what is open of an account that is to be erased."""

from datetime import timedelta

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.erasing.erasures import StoredErasures
from adapters.storage.documents import DocumentStore
from application.erasure.within import Erasing
from domain.requests.messages import Withdraw
from engine.asking import sent
from engine.refusals import ANSWER_WITHIN, answering
from engine.sealing.keys import keyring_of
from engine.sending import stamped
from settings import Settings
from workflows.request import PayByInvoiceRequest

_ENDS_WITHIN = timedelta(seconds=20)


class WithdrawingRequests:
    """What `application.ports.erasing.OpenRequests` says."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def withdraw(self, request: str, by: str, reason: str) -> None:
        handle = self._temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request)
        message = stamped(Withdraw(by=by, reason=reason))
        async with answering(request):
            await sent(
                lambda: handle.execute_update(
                    PayByInvoiceRequest.withdraw, message, rpc_timeout=ANSWER_WITHIN
                )
            )
        async with answering(request, _ENDS_WITHIN):
            await handle.result(rpc_timeout=_ENDS_WITHIN)


def erasing(
    database: Database, store: DocumentStore, temporal: Client, settings: Settings
) -> Erasing:
    """Where the personal data of an account is erased."""
    return Erasing(
        StoredErasures(database),
        WithdrawingRequests(temporal),
        keyring_of(settings),
        store,
    )
