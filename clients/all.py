"""Every client at once, for a face that stays: one ledger, one connection to the engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client

from clients.access import AccessClient
from clients.accounts.ledger import LedgerClient
from clients.accounts.limits import LimitClient
from clients.accounts.records import AccountRecords
from clients.bank.client import BankClient
from clients.clocks import ClockClient
from clients.events.client import EventClient
from clients.events.hooks import HookClient
from clients.evidence import EvidenceClient
from clients.invoices.client import InvoiceClient
from clients.invoices.papers import PapersClient
from clients.personal_data.codec import CodecClient
from clients.personal_data.erasures import ErasureClient
from clients.personal_data.persons import PersonClient
from clients.personal_data.retention import RetentionClient
from clients.provider.client import ProviderClient
from clients.provider.drifts import DriftClient
from clients.provider.events import ProviderEventClient
from clients.provider.hints import HintClient
from clients.releases import ReleaseClient
from clients.requests.client import RequestClient
from clients.requests.queues import QueueClient
from engine.connection import connect
from engine.sealing.key_holding import holding_keys
from engine.sealing.keys import keyring_of
from engine.wiring.ledgers import kept_ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings


@dataclass(frozen=True)
class Clients:
    settings: Settings
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    queues: QueueClient
    access: AccessClient
    bank: BankClient
    events: EventClient
    papers: PapersClient
    hooks: HookClient
    codec: CodecClient
    evidence: EvidenceClient
    provider_events: ProviderEventClient
    drifts: DriftClient
    hints: HintClient
    retention: RetentionClient
    erasures: ErasureClient
    persons: PersonClient
    accounts: AccountRecords
    clocks: ClockClient
    releases: ReleaseClient
    limits: LimitClient
    provider: ProviderClient

    @staticmethod
    def over(ledger: OpenLedger, temporal: Client, settings: Settings) -> "Clients":
        """With a ledger and an engine that are open already."""
        return Clients(
            settings=settings,
            requests=RequestClient(temporal, settings, ledger),
            invoices=InvoiceClient(temporal, ledger, settings),
            ledger=LedgerClient(ledger, settings),
            queues=QueueClient(ledger, settings, temporal),
            access=AccessClient(ledger),
            bank=BankClient(temporal, ledger, settings),
            events=EventClient(ledger),
            papers=PapersClient(ledger, settings),
            drifts=DriftClient(ledger),
            hints=HintClient(ledger, (temporal, settings.task_queue)),
            hooks=HookClient(temporal, ledger, settings),
            codec=CodecClient(ledger, settings, temporal.namespace),
            provider_events=ProviderEventClient(temporal, ledger, settings),
            evidence=EvidenceClient(ledger, settings),
            retention=RetentionClient(ledger, settings),
            erasures=ErasureClient(ledger, temporal, settings),
            persons=PersonClient(ledger, settings),
            accounts=AccountRecords(ledger, settings),
            clocks=ClockClient(ledger, settings, temporal),
            releases=ReleaseClient(temporal, settings),
            limits=LimitClient(ledger, settings),
            provider=ProviderClient(ledger, settings),
        )

    @staticmethod
    @asynccontextmanager
    async def opened(settings: Settings, engine: str | None = None) -> AsyncIterator["Clients"]:
        """Opens the ledger; the engine is reached at the first call that needs it, so that a face
        starts, and shows what the ledger has, while the engine is away.

        Args:
            engine: Its address, where the settings do not say it.
        """
        async with kept_ledger_of(settings) as ledger:
            await keyring_of(settings).refuse_lost_master()
            temporal = await connect(settings, address=engine, lazy=True)
            async with holding_keys(ledger.database, settings, "console"):
                yield Clients.over(ledger, temporal, settings)
