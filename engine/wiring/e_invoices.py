"""The mailer of e-invoices, as the settings ask for it."""

from datetime import UTC, datetime

from adapters.e_invoices.files import files_at
from adapters.e_invoices.gateway import Gateway
from adapters.e_invoices.mailer import EInvoiceMailer
from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.transactions import LedgerTransactions
from application.papers.attaching import Attaching
from application.ports.e_invoices import EInvoiceChannel
from application.ports.letters import Channel
from domain.papers.policy import PapersPolicy
from engine.wiring.papers import loaded_later
from settings import Settings


def e_invoice_mailer(
    database: Database, settings: Settings, policy: PapersPolicy
) -> EInvoiceMailer | None:
    """None where no setting says where e-invoices go.

    Raises:
        ValueError: the setting names neither a folder nor a bucket nor a gateway.
    """
    if settings.einvoices_url is None:
        return None
    return EInvoiceMailer(
        LedgerOutbox(database, Channel.E_INVOICE),
        channel_to(settings.einvoices_url, settings.einvoices_secrets),
        Attaching(LedgerTransactions(database), loaded_later(policy), policy),
        clock=lambda: datetime.now(UTC),
    )


def channel_to(url: str, secrets: tuple[str, ...]) -> EInvoiceChannel:
    return Gateway(url, secrets) if url.startswith(("https://", "http://")) else files_at(url)
