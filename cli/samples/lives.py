"""The requests of the sample data: in every state, waiting for every reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from domain.forms.documents import DocumentKind
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.credit_application import CreditApplication
from domain.requests.messages import DeclineCode, Security

CARL, VERA = "carl@provider.example", "vera@provider.example"

CERTIFICATE, SCAN = "certificate-of-incorporation.pdf", "tax-certificate-scan.png"


@dataclass(frozen=True)
class Days:
    """So many days pass, where time can be skipped."""

    days: int


@dataclass(frozen=True)
class Paper:
    """The customer sends a document of the examples."""

    kind: DocumentKind
    file: str = CERTIFICATE


Act = Callable[[str], Message]
"""What somebody does; it is handed the customer's sign-in."""

Step = Days | Paper | Act


@dataclass(frozen=True)
class Life:
    scope: str
    credit: str
    steps: tuple[Step, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)


def submit(customer: str) -> Message:
    return messages.Submit(by=customer)


def switch(customer: str) -> Message:
    return messages.SwitchToInvoice(by=customer, understood_irreversible=True)


def withdraw(customer: str) -> Message:
    return messages.Withdraw(by=customer, reason="We stay with the card until next year.")


def application(revenue: str, employees: int, signed_by: str) -> Act:
    read = CreditApplication(
        annual_revenue=Decimal(revenue.split()[0]),
        currency=revenue.split()[1],
        employees=employees,
        bank_reference="Account with the same bank for more than ten years.",
        signed_by=signed_by,
    )
    return lambda customer: messages.ReturnCreditApplication(by=customer, application=read)


def approve(limit: str, security: Security | None = None) -> Act:
    return lambda _: messages.ApproveCredit(by=CARL, limit=Decimal(limit), security=security)


def ask_for_more(reason: str) -> Act:
    return lambda _: messages.AskForMore(by=CARL, reason=reason)


def decline(code: DeclineCode, reason: str) -> Act:
    return lambda _: messages.Decline(by=CARL, decline_code=code, reason=reason)


def accept(document: str) -> Act:
    return lambda _: messages.ReviewDocument(by=VERA, document=document, accept=True)


def refuse(document: str, reason: str) -> Act:
    return lambda _: messages.ReviewDocument(
        by=VERA, document=document, accept=False, reason=reason
    )


_GOVERNMENT = DocumentKind.GOVERNMENT_DOCUMENT

LIVES: tuple[Life, ...] = (
    # Drafts: one that nobody has finished, one that can be submitted.
    Life("sub-tulpen-2", "6000.00 EUR", changes={"company.tax_id": None, "contact.phone": None}),
    Life("sub-linde-2", "4000.00 EUR", (Days(24),)),
    # Something to put right: a sign-in (E4), a billing contact (E5).
    Life(
        "sub-vinedos-1",
        "3500.00 EUR",
        (submit, Days(12)),
        {"administrators": ["ines@correo.example"]},
    ),
    Life("sub-moretti-1", "7500.00 EUR", (submit,)),
    # A verifier decides: quite another name (E6).
    Life(
        "sub-wisla-1",
        "5000.00 EUR",
        (submit, Days(6)),
        {"company.name": "Galicja Systemy S.A."},
    ),
    # Legal documents: to be sent, to be reviewed, refused, not sent in time.
    Life(
        "sub-linde-1",
        "9000.00 EUR",
        (submit, Days(9)),
        {"company.name": "Brouwerij De Linde Gent NV"},
    ),
    Life(
        "sub-waterkunst-1",
        "2500.00 EUR",
        (submit, Days(3), Paper(DocumentKind.NAME_CHANGE_DEED)),
        {"company.former_name": "Stichting Delftse Waterwerken"},
    ),
    Life(
        "bp-bergmann-2",
        "9500.00 EUR",
        (
            submit,
            Days(2),
            Paper(_GOVERNMENT, SCAN),
            Days(1),
            refuse("doc-1", "The address on the scan cannot be read."),
        ),
        {"company.name": "Bergmann Feinmechanik Holding GmbH"},
    ),
    Life(
        "bp-alpenblick-2",
        "8000.00 EUR",
        (submit, Days(31)),
        {"company.address.line1": "Radetzkystraße 3"},
    ),
    # The credit check: the application, the review, the review that is late, a question, a deposit.
    Life("sub-cascade-2", "60000.00 USD", (submit, Days(8))),
    Life(
        "bp-bergmann-1",
        "45000.00 EUR",
        (submit, Days(4), application("31500000.00 EUR", 210, "Katrin Vogel"), Days(2)),
    ),
    Life(
        "sub-havblik-1",
        "180000.00 DKK",
        (submit, Days(3), application("64000000.00 DKK", 38, "Freja Madsen"), Days(9)),
    ),
    Life(
        "sub-norrsken-1",
        "250000.00 SEK",
        (
            submit,
            Days(2),
            application("88000000.00 SEK", 95, "Elsa Lindgren"),
            Days(3),
            ask_for_more("Please send the audited statements of last year."),
            Days(5),
        ),
    ),
    Life(
        "bp-alpenblick-1",
        "80000.00 EUR",
        (
            submit,
            Days(5),
            application("47000000.00 EUR", 160, "Theresa Hofer"),
            Days(4),
            approve("60000.00", Security.DEPOSIT),
            Days(10),
        ),
    ),
    # Approved: to be switched, with charges in the way (S1), and left lying until it lapses.
    Life("sub-lumiere-1", "4500.00 EUR", (submit, Days(20))),
    Life("sub-shannon-2", "3000.00 EUR", (submit,)),
    Life("sub-lumiere-2", "2000.00 EUR", (submit, Days(91))),
    # Switched.
    Life("sub-tulpen-1", "9800.00 EUR", (submit, Days(1), switch)),
    Life(
        "sub-harrow-1",
        "30000.00 GBP",
        (
            submit,
            Days(3),
            application("9200000.00 GBP", 64, "Imogen Clarke"),
            Days(5),
            approve("25000.00"),
            Days(2),
            switch,
        ),
        {"language": "en"},
    ),
    # Ended otherwise: rejected by a rule (E1, E3), declined by an analyst, withdrawn.
    Life("sub-visser-1", "500.00 EUR", (submit,)),
    Life("sub-cascade-1", "9000.00 USD", (submit,)),
    Life(
        "sub-shannon-1",
        "75000.00 EUR",
        (
            submit,
            Days(2),
            application("640000.00 EUR", 14, "Aoife Brennan"),
            Days(6),
            decline(DeclineCode.FINANCIALS_WEAK, "The revenue does not support this limit."),
        ),
    ),
    Life("bp-oosterbeemd-1", "12000.00 EUR", (submit, Days(6), withdraw)),
)
