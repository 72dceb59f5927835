"""Legal documents: what is asked for, what is accepted instead, and what was said of each."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from domain.values.bounds import AtMost, AtMostLong
from domain.values.record import Record


class LegalForm(StrEnum):
    COMPANY = "company"
    SOLE_TRADER = "sole_trader"
    FOUNDATION = "foundation"
    PUBLIC_BODY = "public_body"


class DocumentKind(StrEnum):
    """The first three are the kinds that P24 accepts; the others replace them where a legal
    form cannot have such a paper; the last two are asked for by people."""

    CERTIFICATE_OF_INCORPORATION = "certificate_of_incorporation"
    """Signed by the legal representatives."""
    GOVERNMENT_DOCUMENT = "government_document"
    """Names the company and its address: a tax certificate, say."""
    REGISTRATION_FORM = "registration_form"
    """Issued and signed by the government."""
    TRADE_REGISTER_EXTRACT = "trade_register_extract"
    DEED_OF_FOUNDATION = "deed_of_foundation"
    ESTABLISHING_ACT = "establishing_act"
    """The law, decree or decision by which a public body exists."""
    NAME_CHANGE_DEED = "name_change_deed"
    FINANCIAL_STATEMENTS = "financial_statements"


ALTERNATIVES: dict[LegalForm, tuple[DocumentKind, ...]] = {
    LegalForm.COMPANY: (
        DocumentKind.CERTIFICATE_OF_INCORPORATION,
        DocumentKind.GOVERNMENT_DOCUMENT,
        DocumentKind.REGISTRATION_FORM,
    ),
    LegalForm.SOLE_TRADER: (
        DocumentKind.TRADE_REGISTER_EXTRACT,
        DocumentKind.GOVERNMENT_DOCUMENT,
        DocumentKind.REGISTRATION_FORM,
    ),
    LegalForm.FOUNDATION: (
        DocumentKind.DEED_OF_FOUNDATION,
        DocumentKind.GOVERNMENT_DOCUMENT,
        DocumentKind.REGISTRATION_FORM,
    ),
    LegalForm.PUBLIC_BODY: (
        DocumentKind.ESTABLISHING_ACT,
        DocumentKind.GOVERNMENT_DOCUMENT,
    ),
}
"""Which papers prove who somebody is, by legal form: any one of them will do."""

_INSTEAD_OF_NAME_CHANGE_DEED: dict[LegalForm, tuple[DocumentKind, ...]] = {
    LegalForm.SOLE_TRADER: (DocumentKind.TRADE_REGISTER_EXTRACT,),
    LegalForm.PUBLIC_BODY: (DocumentKind.ESTABLISHING_ACT,),
}
"""What shows a new name where there is no deed of its change (E9)."""


class Verdict(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class DocumentAsk(Record):
    """One document that was asked for, with the reason and what is accepted instead."""

    kind: DocumentKind
    accepted: tuple[DocumentKind, ...]
    reason: str
    because: tuple[str, ...] = ()
    """The rules that asked (`E6`), none when a verifier did."""
    sent_before: int = 0
    """How many uploads there were when it was asked: none of those answers it."""


MOST_BYTES = Decimal(10) ** 12


class StoredDocument(Record):
    """An upload as the storage keeps it: found by its content, never replaced."""

    sha256: Annotated[str, AtMostLong(64)]
    size: Annotated[int, AtMost(MOST_BYTES)]
    """Bytes."""
    media_type: Annotated[str, AtMostLong(100)]
    """By content: `application/pdf`, `image/png`, `image/jpeg` or `image/tiff`."""
    location: Annotated[str, AtMostLong(1000)]
    """The key within the storage."""


class LegalDocument(Record):
    """One upload of one kind, with its verdict."""

    id: str
    """`doc-1`, `doc-2`, …: within its request."""
    kind: DocumentKind
    stored: StoredDocument
    uploaded_at: datetime
    uploaded_by: str
    verdict: Verdict = Verdict.PENDING
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    reason: str | None = None


def ask_for(
    kind: DocumentKind, legal_form: LegalForm, reason: str, because: tuple[str, ...] = ()
) -> DocumentAsk:
    """An ask that names the alternatives a customer of this legal form may send instead."""
    if kind is DocumentKind.FINANCIAL_STATEMENTS:
        instead: tuple[DocumentKind, ...] = ()
    elif kind is DocumentKind.NAME_CHANGE_DEED:
        instead = _INSTEAD_OF_NAME_CHANGE_DEED.get(legal_form, ())
    else:
        instead = ALTERNATIVES[legal_form]
    accepted = (kind, *(other for other in instead if other is not kind))
    return DocumentAsk(kind=kind, accepted=accepted, reason=reason, because=because)


def is_met(ask: DocumentAsk, documents: Sequence[LegalDocument]) -> bool:
    """Whether a document that answers this ask was accepted."""
    return any(d.verdict is Verdict.ACCEPTED for d in _answers(ask, documents))


def still_to_send(
    asks: Sequence[DocumentAsk], documents: Sequence[LegalDocument]
) -> tuple[DocumentAsk, ...]:
    """The asks for which nothing accepted or waiting for review has been sent."""
    return tuple(
        ask for ask in asks if all(d.verdict is Verdict.REFUSED for d in _answers(ask, documents))
    )


def _answers(ask: DocumentAsk, documents: Sequence[LegalDocument]) -> list[LegalDocument]:
    return [d for d in documents[ask.sent_before :] if d.kind in ask.accepted]


def to_review(documents: Sequence[LegalDocument]) -> tuple[LegalDocument, ...]:
    """The uploads that wait for a verifier."""
    return tuple(d for d in documents if d.verdict is Verdict.PENDING)
