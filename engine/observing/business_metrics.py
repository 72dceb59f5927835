"""The business's metrics, on the worker's page among Temporal's own.

Every worker shows the same figures, since they are the ledger's: a rule or a panel takes the
greatest of them, not their sum. No label says whose anything is.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.common import MetricGaugeFloat
from temporalio.runtime import Runtime

from adapters.ledger.database import Database
from adapters.ledger.figures import Figures, figures
from domain.billing.drift import DriftKind
from domain.errors import ServiceUnreachable
from domain.invoices.lifecycle import UNSETTLED
from domain.turns import Who
from domain.values.currencies import MINOR_DIGITS

EVERY_SECONDS = 15.0
"""How often the ledger is asked; what scrapes the page may do so as often as it likes."""

_GAUGES = {
    "pay_by_invoice_requests_open": "Requests that have not ended, by state and who must act.",
    "pay_by_invoice_requests_overdue": "Those of them past their deadline, by who must act.",
    "pay_by_invoice_invoices_open": "Invoices with something open, by state.",
    "pay_by_invoice_letters_unsent": "Letters that wait to be sent.",
    "pay_by_invoice_letters_oldest_unsent_age_seconds": "How long the oldest of them waits.",
    "pay_by_invoice_unapplied_credit": "Money that settles nothing yet, in units of its currency.",
    "pay_by_invoice_clocks_dead": "Requests and invoices whose clock a person must see to.",
    "pay_by_invoice_clocks_checked_timestamp_seconds": "When clocks were checked last, Unix time.",
    "pay_by_invoice_clocks_checked_every_seconds": "How often they are to be checked; 0 for never.",
    "pay_by_invoice_bank_entries_waiting": "Entries of bank statements that nobody has decided on.",
    "pay_by_invoice_bank_files_refused": "Files of the bank's inbox that somebody must see to.",
    "pay_by_invoice_provider_drifts": "What the billing system does otherwise than switched.",
    "pay_by_invoice_provider_hints_refused": "What happened there and our rules did not take.",
    "pay_by_invoice_provider_hints_oldest_refused_age_seconds": "How long the oldest is known.",
    "pay_by_invoice_figures_timestamp_seconds": "When these figures were gathered, Unix time.",
}

_Labels = tuple[tuple[str, str], ...]
_Values = dict[tuple[str, _Labels], float]

_log = structlog.stdlib.get_logger(__name__)


class BusinessMetrics:
    def __init__(
        self,
        database: Database,
        runtime: Runtime,
        checks: timedelta,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Args:
        checks: How often clocks are to be checked; zero for never.
        """
        self._database = database
        self._checks = checks
        self._clock = clock or (lambda: datetime.now(UTC))
        self._began = self._clock()
        meter = runtime.metric_meter
        self._gauges: dict[str, MetricGaugeFloat] = {
            name: meter.create_gauge_float(name, about) for name, about in _GAUGES.items()
        }
        self._shown: _Values = {}

    async def keep(self) -> None:
        """Shows them anew for as long as it runs. While the ledger is away the figures stay as they
        were, and so does the time of their gathering, by which that is noticed."""
        while True:
            try:
                await self.show()
            except ServiceUnreachable:
                _log.warning("the ledger's figures cannot be shown: it does not answer")
            await asyncio.sleep(EVERY_SECONDS)

    async def show(self) -> None:
        """Gathers and shows them once."""
        now = self._clock()
        found = await figures(self._database, now)
        values = _values(found, now)
        # Before the first check: as if one had been made when this worker began.
        checked = found.clocks_checked or self._began
        values["pay_by_invoice_clocks_checked_timestamp_seconds", ()] = checked.timestamp()
        every = self._checks.total_seconds()
        values["pay_by_invoice_clocks_checked_every_seconds", ()] = every
        # What there is none of any more would stay on the page with its last figure.
        for (name, labels), value in (dict.fromkeys(self._shown, 0.0) | values).items():
            self._gauges[name].set(value, dict(labels))
        self._shown = values


def _values(found: Figures, now: datetime) -> _Values:
    values: _Values = {}

    def add(name: str, value: float, **labels: str) -> None:
        key = f"pay_by_invoice_{name}", tuple(labels.items())
        values[key] = values.get(key, 0.0) + value

    for who in Who:
        add("requests_overdue", 0, waiting_on=who)
    for unsettled in UNSETTLED:
        add("invoices_open", 0, state=unsettled)
    for each in found.requests:
        add("requests_open", each.number, state=each.state, waiting_on=each.waiting_on)
        add("requests_overdue", each.overdue, waiting_on=each.waiting_on)
    for state, count in found.invoices.items():
        add("invoices_open", count, state=state)
    for currency, minor in found.unapplied.items():
        add("unapplied_credit", minor / 10 ** MINOR_DIGITS.get(currency, 2), currency=currency)
    for trouble, count in found.clocks.items():
        add("clocks_dead", count, trouble=trouble)
    for currency, count in found.bank_waiting.items():
        add("bank_entries_waiting", count, currency=currency)
    add("bank_files_refused", found.bank_files_refused)
    for kind in DriftKind:
        add("provider_drifts", found.drifts.get(kind, 0), kind=kind)
    add("provider_hints_refused", found.hints_refused.number)
    add("provider_hints_oldest_refused_age_seconds", _age(found.hints_refused.since, now))
    add("letters_unsent", found.letters_unsent)
    add("letters_oldest_unsent_age_seconds", _age(found.oldest_unsent, now))
    add("figures_timestamp_seconds", now.timestamp())
    return values


def _age(since: datetime | None, now: datetime) -> float:
    """In seconds. In a rehearsal things are written ahead of the real clock."""
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0
