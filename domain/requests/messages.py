"""What goes into a request's workflow. What comes out is a `domain.requests.snapshot.Snapshot`.

Every message names who acts (`by`, a sign-in). A field that this version does not know is
ignored, so that older and newer workers can share one history.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from domain.forms.documents import DocumentKind, StoredDocument
from domain.forms.draft_size import not_too_large
from domain.notices import LetterState, NoticeKind
from domain.operations.messages import MESSAGES_EACH_RUN, Message, Reason
from domain.policy import Policy
from domain.requests.credit_application import CreditApplication
from domain.values.bounds import MOST_MONEY, AtMost, AtMostLong

Id = Annotated[str, AtMostLong(500)]
Draft = Annotated[dict[str, Any], AfterValidator(not_too_large)]


class OpenRequest(Message):
    """Starts a request as a draft."""

    key: Id
    """The caller's id of this opening: a retried one finds its own request, not a conflict."""
    scope_id: Id
    account_id: Id
    draft: Draft
    """The form as it was given: it may be incomplete or wrong, and is kept as it is."""
    policy: Policy
    messages_each_run: int = Field(default=MESSAGES_EACH_RUN, ge=1)


class EditDraft(Message):
    draft: Draft


class Recheck(Message):
    pass


class Withdraw(Message):
    reason: Reason


class ReturnCreditApplication(Message):
    """The customer returns the credit application, or answers what the analyst asked."""

    application: CreditApplication
    financial_statements: StoredDocument | None = None


class Submit(Message):
    """Submits the draft; a customer who knows that a credit check will be needed may enclose the
    credit application."""

    enclosed: ReturnCreditApplication | None = None


class Security(StrEnum):
    """What may be required of a customer before an approval is valid (P24)."""

    DEPOSIT = "deposit"
    LETTER_OF_CREDIT = "letter_of_credit"


class DeclineCode(StrEnum):
    NO_BUSINESS_FOUND = "no_business_found"
    THIN_FILE = "thin_file"
    FAILING_CREDIT = "failing_credit"
    FINANCIALS_MISSING = "financials_missing"
    FINANCIALS_WEAK = "financials_weak"
    EMAIL_DOMAIN = "email_domain"
    ADDRESS_MISMATCH = "address_mismatch"
    DUPLICATE = "duplicate"
    PAST_DUE = "past_due"
    OTHER = "other"


class ApproveCredit(Message):
    """Approves a limit: what was asked, or less; on condition of security when named."""

    limit: Annotated[Decimal, AtMost(MOST_MONEY)]
    """In the currency that the request asks in."""
    security: Security | None = None
    security_amount: Annotated[Decimal | None, AtMost(MOST_MONEY)] = None
    """What the deposit or letter of credit must be worth; the whole limit when not given."""
    application: Annotated[str | None, AtMostLong(40)] = None
    """The application that was reviewed (`application-1`): a decision about an older one is
    refused."""


class AskForMore(Message):
    reason: Reason


class Decline(Message):
    """Rejects the request: the analyst's no, or a verifier's."""

    decline_code: DeclineCode
    """The code of the reason; the customer reads the words for it."""
    reason: Reason
    """For the provider's own people; no customer reads it."""


class RecordSecurity(Message):
    """The deposit or letter of credit has come in."""

    reference: str | None = Field(default=None, max_length=200)


class AskForDocuments(Message):
    kinds: Annotated[tuple[DocumentKind, ...], Field(min_length=1), AtMostLong(len(DocumentKind))]
    reason: Reason


class AddDocument(Message):
    kind: DocumentKind
    stored: StoredDocument


class ReviewDocument(Message):
    document: Annotated[str, AtMostLong(40)]
    """The upload's id: a verdict can never land on another upload."""
    accept: bool
    reason: Reason | None = None
    """Required when refused."""


class ExtendDeadline(Message):
    """Gives the customer longer for what the request waits for."""

    until: AwareDatetime
    reason: Reason | None = None


class Overrule(Message):
    """A verifier accepts what a `verify` rule found, and says why."""

    rule: Annotated[str, AtMostLong(20)]
    reason: Reason


class SwitchToInvoice(Message):
    """The irreversible step. The rules S1 to S5 are read again when it is made."""

    understood_irreversible: bool


class LetterDismissed(Message):
    """Somebody dismissed a letter to the customer. The worker passes it on."""

    key: str
    """The notice's."""
    kind: NoticeKind
    reason: Reason


class LetterNotDelivered(Message):
    """A letter to the customer did not arrive, or may not have arrived. Sent by the worker."""

    key: str
    """The notice's, by which it is sent again."""
    kind: NoticeKind
    state: LetterState
