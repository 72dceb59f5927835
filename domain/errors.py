"""Every refusal. A refusal fails what was asked for and never the request it was asked of."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self


class DomainError(Exception):
    """A refusal: a code for programs, a sentence for people, details for both.

    The sentence may be shown to a customer as it is. `details` holds plain JSON values only,
    because a refusal is sent from the workflow to the caller.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "reason": self.reason, "details": self.details}


class NotPossibleNow(DomainError):
    """The operation is not possible in the state that the request or invoice is in.

    `said` is its own clause for that, which names nobody; without it the trigger is named.
    """

    code = "not_possible_now"

    def __init__(
        self,
        trigger: str,
        state: str,
        because: str | None = None,
        *,
        subject: str = "request",
        said: str | None = None,
    ) -> None:
        self.details = {
            "trigger": trigger, "state": state, "because": because, "subject": subject,
        } | ({"said": said} if said else {})  # fmt: skip
        sentence = self.sentence(self.details)
        super().__init__(f"{sentence[:-1]}: {because}." if because else sentence, **self.details)

    @staticmethod
    def sentence(details: Mapping[str, Any]) -> str:
        """The refusal's fact, without the reason."""
        asked, state = details["trigger"].replace("_", " "), details["state"].replace("_", " ")
        subject = details.get("subject", "request")
        if clause := details.get("said"):
            return f"This {subject} is {state}: {clause}."
        return f"This {subject} is {state}; '{asked}' is not possible now."


class FormInvalid(DomainError):
    """The form cannot be submitted as it is; `details.problems` lists every field at once."""

    code = "form_invalid"

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__("The form is not complete yet. Your draft was kept.", problems=problems)


class RequestAlreadyOpen(DomainError):
    """There is an open request for this subscription or billing profile."""

    code = "request_already_open"


class RequestNotFound(DomainError):
    """The engine knows no request of this id or for this scope."""

    code = "request_not_found"


class RequestTerminated(DomainError):
    """An operator ended the request's workflow in the engine: nothing of it goes on."""

    code = "request_terminated"


class ScopeFixed(DomainError):
    """An edit tried to point the request at another subscription, profile or account."""

    code = "scope_fixed"


class LimitAboveRequest(DomainError):
    """A credit limit above what was asked for, in another currency, or not positive."""

    code = "limit_not_acceptable"


class LimitNotChangeable(DomainError):
    """A change of an account's credit limit that is not possible; `details.problem` says why."""

    code = "limit_not_changeable"


class FormatNotOffered(DomainError):
    """No invoice goes out in this format, by the policy; `details.offered` has those that do."""

    code = "format_not_offered"


class WrongTurn(DomainError):
    """The state allows it in general, but somebody else must act: nothing to answer or review."""

    code = "not_waiting_for_this"


class UnderWay(DomainError):
    """Somebody else is doing the same thing at this very moment."""

    code = "already_under_way"


class SwitchBlocked(DomainError):
    """A precondition of the switch does not hold; `details.findings` says what to put right."""

    code = "switch_blocked"


class SwitchIrreversible(DomainError):
    """S4: a scope that pays by invoice never goes back to a card or direct debit."""

    code = "switch_irreversible"


class ConsentMissing(DomainError):
    """The switch cannot be undone and was asked for without saying so."""

    code = "consent_missing"


class DocumentRefused(DomainError):
    """An upload that is not an acceptable file: empty, too large, or of another type."""

    code = "document_refused"


class DocumentUnknown(DomainError):
    """The request has no upload of this id."""

    code = "document_unknown"


class AccountUnknown(DomainError):
    """The ledger has no account of this id."""

    code = "account_unknown"


class AccountInUse(DomainError):
    """An account that cannot be deleted; `details.reasons` are all that stand against it."""

    code = "account_in_use"


class AccountErased(DomainError):
    """The personal data of this account was erased: nothing is known of it but its books."""

    code = "account_erased"


class ErasureNotPossible(DomainError):
    """The personal data of an account cannot be erased now; `details.reasons` are all that stand
    against it, and `details.possible_on` is the day from which its books let it, if known."""

    code = "erasure_not_possible"


class ErasureUnknown(DomainError):
    """Nobody asked for the erasure of this account."""

    code = "erasure_unknown"


class VersionMismatch(DomainError):
    """Somebody changed it meanwhile, or it is there already, or not there; `details.version` is its
    present version, nothing where there is none."""

    code = "version_mismatch"


class ScopeUnknown(DomainError):
    """The ledger has no subscription or billing profile of this id."""

    code = "scope_unknown"


class HookUnknown(DomainError):
    """There is no endpoint of webhooks of this id."""

    code = "hook_unknown"


class CallUnknown(DomainError):
    """There is no call to the billing system of this number."""

    code = "call_unknown"


class EventUnknown(DomainError):
    """There is no event of this id."""

    code = "event_unknown"


class EventNotAcceptable(DomainError):
    """What came in as an event of the billing system was not signed by it, or long ago."""

    code = "event_not_acceptable"


class EffectMismatch(DomainError):
    """A key that was used before came back asking for something else."""

    code = "effect_mismatch"

    @classmethod
    def of_key(cls, **details: Any) -> Self:
        """The one sentence for it, wherever it is noticed."""
        return cls("This key was used for something else before: ask under a new one.", **details)


class FindingNotOverrulable(DomainError):
    """Only a finding that a verifier may judge can be overruled, and only with a reason."""

    code = "finding_not_overrulable"


class DeadlineNotExtendable(DomainError):
    """The new deadline is not later than the present one, or there is none to extend."""

    code = "deadline_not_extendable"


class InvoiceUnknown(DomainError):
    """The ledger has no invoice of this number or reference."""

    code = "invoice_unknown"


class InvoiceAmbiguous(DomainError):
    """A name that is the number of one invoice and the id or the reference of another;
    `details.invoices` are both."""

    code = "invoice_ambiguous"


class InvoiceNotIssuable(DomainError):
    """An invoice that cannot be issued as it is; `details.problem` is one of
    `scope_unknown`, `scope_not_on_invoice`, `dated_in_future`, `wrong_currency`, `not_positive`,
    `does_not_add_up`, of which `details.problems` names every field."""

    code = "invoice_not_issuable"


class InvoiceAlreadyIssued(DomainError):
    """There is another invoice with this number: other amount, other date or other scope."""

    code = "invoice_already_issued"


class AmountNotAcceptable(DomainError):
    """An amount in another currency, not positive, or more than there is to settle or dispute."""

    code = "amount_not_acceptable"


class PaymentAlreadyRecorded(DomainError):
    """A payment with this bank reference counts already.

    `found` says which one; the sentence goes on with the advice to whoever enters a payment.
    """

    code = "payment_already_recorded"

    def __init__(self, reason: str, *, advice: str = "", **details: Any) -> None:
        super().__init__(f"{reason} {advice}" if advice else reason, **details)
        self.found = reason


class PaymentUnknown(DomainError):
    """The account has no payment with this bank reference, or it was reversed already."""

    code = "payment_unknown"


class EntryUnknown(DomainError):
    """There is no payment, credit note, write-off or refund of this id here, or it was taken back
    already."""

    code = "entry_unknown"


class BankEntryUnknown(DomainError):
    """There is no entry of a bank statement of this id."""

    code = "bank_entry_unknown"


class BankFileUnknown(DomainError):
    """No file of this id was refused in the bank's inbox."""

    code = "bank_file_unknown"


class BankEntryDecided(DomainError):
    """Something became of an entry of a bank statement already; `details.state` says what."""

    code = "bank_entry_decided"

    def __init__(self, state: str, entry: str) -> None:
        super().__init__(f"This entry is {state} already.", state=state, entry=entry)


class NothingProposed(DomainError):
    """Nothing is proposed for an entry of a bank statement, or not as many as that."""

    code = "nothing_proposed"


class PaymentNotAcceptable(DomainError):
    """A value date in the future, an instrument that is not taken, invoices of two accounts, or
    parts that do not make up one transfer."""

    code = "payment_not_acceptable"


class PaymentOutsized(DomainError):
    """A payment of ten times what is open, or more, that nobody has confirmed: `--yes` does, and a
    tick in the console. Nothing was recorded."""

    code = "payment_outsized"


class WireNeedsBilling(DomainError):
    """A payment that was declared before has not come in: another one needs billing's word."""

    code = "wire_needs_billing"


class NothingToApply(DomainError):
    """The account has no unapplied credit in the invoice's currency."""

    code = "nothing_to_apply"


class InvalidFile(DomainError):
    """A file that a person gave cannot be used; `details.problems` lists every one."""

    code = "invalid_file"

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__("The file cannot be used as it is.", problems=problems)


class ServiceUnreachable(DomainError):
    """The engine or another service did not answer; what was asked for may still happen."""

    code = "service_unreachable"


class ServiceBusy(ServiceUnreachable):
    """The engine or another service has too much to do; nothing was done, and
    `details.retry_after` says in how many seconds one may ask again."""

    code = "service_busy"

    def __init__(self, reason: str, retry_after: int, **details: Any) -> None:
        super().__init__(reason, retry_after=retry_after, **details)


class ServiceReadOnly(ServiceUnreachable):
    """What would be written to can only be read at the moment; nothing was done."""

    code = "service_read_only"


class HistoryFull(ServiceUnreachable):
    """The engine takes nothing more for this request or invoice until it has begun a new run."""

    code = "history_full"


class MessageTooLarge(DomainError):
    """What was sent is larger than what is kept of one message; `details.at_most` says how many
    bytes that is."""

    code = "message_too_large"


class StorageFull(ServiceUnreachable):
    """There is no room where it would be written; nothing was done."""

    code = "storage_full"


class NotSignedIn(DomainError):
    """Nobody is signed in, or the key or link is unknown, expired or revoked."""

    code = "not_signed_in"


class NotAllowed(DomainError):
    """The person or key may not do this, or not to this account."""

    code = "not_allowed"


class ActionNotGranted(NotAllowed):
    """The key's roles would allow this, but it was given some of their actions only, and not this
    one; `details.action` says which."""

    code = "action_not_granted"


class TooManyAttempts(DomainError):
    """Signing in failed too often lately; `details.retry_after` says in how many seconds one may
    try again."""

    code = "too_many_attempts"


class TooManyRequests(DomainError):
    """More than one caller may ask for, send or listen to at one time; `details.retry_after` says
    in how many seconds one may ask again."""

    code = "too_many_requests"

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(reason, retry_after=retry_after)


class AccessUnknown(DomainError):
    """Nobody signs in under this name, or there is no such API key or customer's link."""

    code = "access_unknown"


class AccessNotAcceptable(DomainError):
    """A sign-in name, password or choice of roles that cannot be given; `details.field` says
    which."""

    code = "access_not_acceptable"


class NotARehearsal(DomainError):
    """Time was to be skipped on an engine that does not allow it."""

    code = "not_a_rehearsal"


class HintUnknown(DomainError):
    """Nothing of this id happened at the billing system that our rules did not take."""

    code = "hint_unknown"


class DriftUnknown(DomainError):
    """There is no drift of this id at the billing system."""

    code = "drift_unknown"


class ProviderUnavailable(DomainError):
    """The billing system did not answer, failed, or has too many calls: whether it did what it was
    asked for is not known. Ask again under the same key; `details.retry_after` says when, in
    seconds, where the billing system said so."""

    code = "provider_unavailable"


class ProviderRefused(DomainError):
    """The billing system said no: nothing was done. `details.provider_code` is its own code."""

    code = "provider_refused"


class NotFollowed(DomainError):
    """What happened at the billing system is nothing that a program should repeat here: a person
    sees to it."""

    code = "not_followed"


class KeyDestroyed(DomainError):
    """What was asked for is sealed, and its key was destroyed when the person was erased."""

    code = "key_destroyed"
    SENTENCE: ClassVar[str] = (
        "This was erased: its key was destroyed, and nobody can read it any more."
    )


class KeyUnknown(DomainError):
    """What was asked for is sealed with a key that the ledger does not know."""

    code = "key_unknown"


class SealBroken(DomainError):
    """Something sealed was changed, or stands where it was not sealed for."""

    code = "seal_broken"


class ClearRefused(SealBroken):
    """Something is in clear text where PAYBYINVOICE_REFUSE_CLEAR says that nothing is."""

    code = "clear_refused"
    SENTENCE: ClassVar[str] = (
        "This is in clear text, and PAYBYINVOICE_REFUSE_CLEAR says that nothing is."
    )


class ClearLeft(DomainError):
    """Something is still in clear text: `details.left` counts it by what it is. Seal it first."""

    code = "clear_left"


class MasterKeyUnusable(DomainError):
    """The master key is lost, is not the right one, or makes no sense; nothing is written in clear
    text for that."""

    code = "master_key_unusable"


def document_of(refusal: DomainError) -> dict[str, Any]:
    """The JSON for programs: `refused`, or `invalid` with every problem of what was given."""
    if isinstance(refusal, InvalidFile):
        extra = {name: value for name, value in refusal.details.items() if name != "problems"}
        return {"invalid": refusal.details["problems"], **extra}
    return {"refused": refusal.as_json()}


def arrived(code: str, reason: str, details: dict[str, Any]) -> DomainError:
    """The refusal that was raised elsewhere, as its own kind again; a plain one where this version
    does not know the kind."""
    kinds = [DomainError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    kind = next((each for each in kinds if each.code == code), DomainError)
    refusal = kind.__new__(kind)
    DomainError.__init__(refusal, reason, **details)
    if kind is DomainError:
        refusal.code = code  # type: ignore[misc]
    return refusal
