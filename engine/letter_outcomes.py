"""Reports the outcomes of letters to the invoices and requests that they are about."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.common import MetricGauge
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode

from activities.signalling import REFRESH
from adapters.ledger.database import Database
from adapters.ledger.letters.outcomes import Letters
from adapters.ledger.requests.lives import StoredLives
from adapters.ledger.transactions import LedgerTransactions
from application.letters.record_outcome import record_on_invoice
from application.ports.letters import DeliveryState, Followed
from domain.requests.messages import LetterDismissed, LetterNotDelivered
from domain.requests.request import is_request
from domain.turns import WORKER
from engine.starting import start_terms
from settings import Settings
from workflows.request import PayByInvoiceRequest


class LetterNews:
    """Reports in this order: to the ledger, to the workflow, and then marks the letter as reported.
    After a crash in between it is reported once more, which changes nothing."""

    def __init__(self, client: Client, database: Database, settings: Settings) -> None:
        self._client = client
        self._ledger = LedgerTransactions(database)
        self._letters = Letters(database)
        self._lives = StoredLives(database)
        self._settings = settings
        self._gauge = _gauge(Runtime.default())

    async def notify(self) -> int:
        """Reports what is known by now; returns how many letters there were."""
        followed = await self._letters.followed()
        about_invoices = defaultdict(list)
        others = []
        for each in followed:
            if each.invoice is not None and each.to_customer:
                about_invoices[each.invoice].append(each)
            else:
                others.append(each)
        for number, letters in about_invoices.items():
            if await record_on_invoice(self._ledger, number, letters, datetime.now(UTC)):
                await self._wake(number)
                await self._letters.reported(letters)
        await self._notify_requests(others)
        for state, stuck in (await self._letters.stuck_by_state()).items():
            self._gauge.set(stuck, {"state": state})
        return len(followed)

    async def _notify_requests(self, letters: Iterable[Followed]) -> None:
        for each in letters:
            if each.to_customer and each.state is not DeliveryState.SENT:
                await self._notify_request(each)
            await self._letters.reported([each])

    async def _notify_request(self, letter: Followed) -> None:
        """Signals a request, unless it has ended: then its letter is only in the list of
        letters."""
        kind, about, run = letter.notice.kind, letter.notice.request, letter.notice.run
        if not is_request(about):
            return  # It is about an account, and is in the list of letters.
        if run is not None and run == await self._lives.newest_run(about):
            run = None  # its workflow may have gone on in another run
        request = self._client.get_workflow_handle_for(PayByInvoiceRequest.run, about, run_id=run)
        try:
            if letter.dismissed_by is not None:
                why = letter.dismissed_because or ""
                said = LetterDismissed(
                    by=letter.dismissed_by, key=letter.key, kind=kind, reason=why
                )
                await request.signal(PayByInvoiceRequest.letter_dismissed, said)
            else:
                report = LetterNotDelivered(
                    by=WORKER, key=letter.key, kind=kind, state=letter.letter
                )
                await request.signal(PayByInvoiceRequest.letter_not_delivered, report)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _wake(self, number: str) -> None:
        """Wakes the invoice's workflow to refresh; one that had ended is started again."""
        await start_terms(self._client, self._settings, number, REFRESH)


def _gauge(runtime: Runtime) -> MetricGauge:
    """A metric on the worker's page, among Temporal's own."""
    return runtime.metric_meter.create_gauge(
        "pay_by_invoice_letters_not_delivered",
        "Letters that were refused, or that may not have arrived.",
        "letters",
    )
