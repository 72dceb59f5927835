"""Legal documents: what is asked for, what is accepted instead, and what was said of each."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from domain.account import Record


class LegalForm(StrEnum):
    COMPANY = "company"
    SOLE_TRADER = "sole_trader"
    FOUNDATION = "foundation"
    PUBLIC_BODY = "public_body"


class DocumentKind(StrEnum):
    """The first three are the kinds that P24 accepts; the others stand in for them where a legal
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

_ONLY_ITSELF = (DocumentKind.NAME_CHANGE_DEED, DocumentKind.FINANCIAL_STATEMENTS)


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


class StoredDocument(Record):
    """An upload as the storage keeps it: found by its content, never replaced."""

    sha256: str
    size: int
    """Bytes."""
    media_type: str
    """By content: `application/pdf`, `image/png`, `image/jpeg` or `image/tiff`."""
    location: str
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
    alternatives = ALTERNATIVES[legal_form]
    if kind in _ONLY_ITSELF:
        accepted: tuple[DocumentKind, ...] = (kind,)
    else:
        accepted = (kind, *(other for other in alternatives if other is not kind))
    return DocumentAsk(kind=kind, accepted=accepted, reason=reason, because=because)


def is_met(ask: DocumentAsk, documents: Sequence[LegalDocument]) -> bool:
    """Whether a document that this ask accepts was accepted."""
    return any(d.kind in ask.accepted and d.verdict is Verdict.ACCEPTED for d in documents)


def still_to_send(
    asks: Sequence[DocumentAsk], documents: Sequence[LegalDocument]
) -> tuple[DocumentAsk, ...]:
    """The asks for which nothing accepted or waiting for review has been sent."""
    return tuple(
        ask
        for ask in asks
        if not any(d.kind in ask.accepted and d.verdict is not Verdict.REFUSED for d in documents)
    )


def to_review(documents: Sequence[LegalDocument]) -> tuple[LegalDocument, ...]:
    """The uploads that wait for a verifier."""
    return tuple(d for d in documents if d.verdict is Verdict.PENDING)
