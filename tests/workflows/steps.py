"""How far a request can be brought in one go."""

from pathlib import Path

from domain.forms.documents import DocumentKind
from domain.requests import messages
from domain.requests.snapshot import Snapshot
from tests.domain.building import EXAMPLES
from tests.workflows.customers import ANNA, APPLICATION, VERA, Customer
from tests.workflows.system import System

CERTIFICATE = EXAMPLES / "documents" / "certificate-of-incorporation.pdf"
SCAN = EXAMPLES / "documents" / "tax-certificate-scan.png"

SWITCH = messages.SwitchToInvoice(by=ANNA, understood_irreversible=True)
RETURN_APPLICATION = messages.ReturnCreditApplication(by=ANNA, application=APPLICATION)


async def submitted(system: System, customer: Customer) -> Snapshot:
    """Opened and submitted: assessed by the rules."""
    await system.welcome(customer)
    await system.open(customer)
    return await system.send(customer, messages.Submit(by=ANNA))


async def in_review(system: System, customer: Customer) -> Snapshot:
    """In credit check, with the credit application returned."""
    await submitted(system, customer)
    return await system.send(customer, RETURN_APPLICATION)


async def add_document(
    system: System, customer: Customer, kind: DocumentKind, file: Path = CERTIFICATE
) -> Snapshot:
    stored = await system.requests.upload(customer.request, file)
    return await system.send(customer, messages.AddDocument(by=ANNA, kind=kind, stored=stored))


async def review(
    system: System, customer: Customer, document: str, accept: bool, reason: str | None = None
) -> Snapshot:
    verdict = messages.ReviewDocument(by=VERA, document=document, accept=accept, reason=reason)
    return await system.send(customer, verdict)
