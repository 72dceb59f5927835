"""Who may do what: the table that every face uses. What it does not contain is not allowed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.errors import ActionNotGranted, NotAllowed

if TYPE_CHECKING:
    from domain.people.through import Through


class Role(StrEnum):
    CUSTOMER = "customer"
    """Somebody of one account, who reaches that account and no other."""
    CREDIT = "credit"
    LEGAL = "legal"
    BILLING = "billing"
    AUDITOR = "auditor"
    """Sees everything and changes nothing."""
    ADMIN = "admin"


class Action(StrEnum):
    """Everything that can be done or read in a face."""

    VIEW_QUEUES = "view_queues"
    VIEW_REQUEST = "view_request"
    VIEW_EVIDENCE = "view_evidence"
    """The evidence of the rules, besides what they say to the customer."""
    TAKE_EVIDENCE = "take_evidence"
    """All that is on record of a request or invoice, as a signed bundle."""
    VIEW_DOCUMENT = "view_document"
    VIEW_INVOICE = "view_invoice"
    VIEW_ACCOUNT = "view_account"
    VIEW_REPORTS = "view_reports"
    VIEW_EVENTS = "view_events"
    """What other programs are told: ids, states and amounts of all accounts."""

    OPEN_REQUEST = "open_request"
    EDIT_DRAFT = "edit_draft"
    SUBMIT = "submit"
    CHECK = "check"
    """The dry run of every rule."""
    RECHECK = "recheck"
    WITHDRAW = "withdraw"
    RETURN_APPLICATION = "return_application"
    ADD_DOCUMENT = "add_document"
    SWITCH = "switch"

    APPROVE = "approve"
    ASK_FOR_MORE = "ask_for_more"
    DECLINE = "decline"
    RECORD_SECURITY = "record_security"
    CHANGE_LIMIT = "change_limit"
    """After the approval: raise, lower, freeze, propose, and say when it is reviewed."""
    CONFIRM_LIMIT = "confirm_limit"
    """What another credit analyst proposed."""
    ASK_FOR_DOCUMENTS = "ask_for_documents"
    REVIEW_DOCUMENT = "review_document"
    EXTEND_DEADLINE = "extend_deadline"
    OVERRULE = "overrule"

    DECLARE_WIRE = "declare_wire"
    OPEN_DISPUTE = "open_dispute"
    ISSUE_INVOICE = "issue_invoice"
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    APPLY_CREDIT = "apply_credit"
    CORRECT_ENTRY = "correct_entry"
    """Take back what was entered wrongly."""
    REFUND_CREDIT = "refund_credit"
    RESOLVE_DISPUTE = "resolve_dispute"
    CREDIT_INVOICE = "credit_invoice"
    WRITE_OFF = "write_off"

    IMPORT_ACCOUNTS = "import_accounts"
    DELETE_ACCOUNT = "delete_account"
    """Take an account out of which nothing was ever made."""
    SETTLE_CHARGES = "settle_charges"
    VIEW_BANK = "view_bank"
    """What came in on our bank accounts, and what became of it."""
    IMPORT_STATEMENTS = "import_statements"
    DECIDE_BANK_ENTRY = "decide_bank_entry"
    """Say what money is for, ignore it, and take that back."""
    RESEND_LETTER = "resend_letter"
    """Send a letter again that did not arrive."""

    CHOOSE_INVOICE_FORMAT = "choose_invoice_format"
    """Say in which format an account gets its invoices."""

    INVITE_CUSTOMER = "invite_customer"
    """Make a customer's link, and take it back."""
    VIEW_HOOKS = "view_hooks"
    """Where events are sent, and what was answered."""
    MANAGE_HOOKS = "manage_hooks"
    """Endpoints of webhooks, and what is sent to them again."""
    VIEW_PROVIDER = "view_provider"
    """What the billing system was told, and what it refused."""
    MANAGE_PROVIDER = "manage_provider"
    """Have it told again, or say that it was done there by hand."""
    OPERATE = "operate"
    """Look after the engine and its workers: lists written anew, what was lost, releases."""
    VIEW_RETENTION = "view_retention"
    """What is kept for a while only: what goes when, and what went."""
    VIEW_ERASURES = "view_erasures"
    """Which accounts' people were erased or are to be, and what would go of one."""
    ERASE_ACCOUNT = "erase_account"
    """Have an account's people erased, and take that back while it waits."""
    CONFIRM_ERASURE = "confirm_erasure"
    """What another person asked for."""
    EXPORT_ACCOUNT = "export_account"
    """All that is kept of an account and its people, in one file."""
    VIEW_ACCESS_LOG = "view_access_log"
    MANAGE_ACCESS = "manage_access"
    """People, their roles and passwords, and API keys."""


_STAFF = frozenset({Role.CREDIT, Role.LEGAL, Role.BILLING, Role.AUDITOR, Role.ADMIN})
_CUSTOMER = frozenset({Role.CUSTOMER})
_CREDIT = frozenset({Role.CREDIT, Role.ADMIN})
_LEGAL = frozenset({Role.LEGAL, Role.ADMIN})
_BILLING = frozenset({Role.BILLING, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.VIEW_QUEUES: _STAFF,
    Action.VIEW_REQUEST: _STAFF | _CUSTOMER,
    Action.VIEW_EVIDENCE: _STAFF,
    Action.TAKE_EVIDENCE: _ADMIN | {Role.AUDITOR},
    Action.VIEW_DOCUMENT: _STAFF - {Role.BILLING} | _CUSTOMER,
    Action.VIEW_INVOICE: _STAFF | _CUSTOMER,
    Action.VIEW_ACCOUNT: _STAFF,
    Action.VIEW_REPORTS: _STAFF,
    Action.VIEW_EVENTS: _STAFF,
    Action.OPEN_REQUEST: _CUSTOMER | _ADMIN,
    Action.EDIT_DRAFT: _CUSTOMER | _ADMIN,
    Action.SUBMIT: _CUSTOMER | _ADMIN,
    Action.CHECK: _CUSTOMER | _STAFF,
    Action.RECHECK: _CUSTOMER | _CREDIT | _LEGAL,
    Action.WITHDRAW: _CUSTOMER | _ADMIN,
    Action.RETURN_APPLICATION: _CUSTOMER | _ADMIN,
    Action.ADD_DOCUMENT: _CUSTOMER | _LEGAL,
    # Nobody else can understand on the customer's behalf that it is for good.
    Action.SWITCH: _CUSTOMER,
    Action.APPROVE: _CREDIT,
    Action.ASK_FOR_MORE: _CREDIT,
    Action.DECLINE: _CREDIT | _LEGAL,
    Action.RECORD_SECURITY: _CREDIT,
    Action.CHANGE_LIMIT: _CREDIT,
    Action.CONFIRM_LIMIT: _CREDIT,
    Action.ASK_FOR_DOCUMENTS: _CREDIT | _LEGAL,
    Action.REVIEW_DOCUMENT: _LEGAL,
    Action.EXTEND_DEADLINE: _CREDIT | _LEGAL,
    Action.OVERRULE: _LEGAL,
    Action.DECLARE_WIRE: _CUSTOMER | _BILLING,
    Action.OPEN_DISPUTE: _CUSTOMER | _BILLING,
    Action.ISSUE_INVOICE: _BILLING,
    Action.RECORD_PAYMENT: _BILLING,
    Action.REVERSE_PAYMENT: _BILLING,
    Action.APPLY_CREDIT: _BILLING,
    Action.CORRECT_ENTRY: _BILLING,
    Action.REFUND_CREDIT: _BILLING,
    Action.RESOLVE_DISPUTE: _BILLING,
    Action.CREDIT_INVOICE: _BILLING,
    Action.WRITE_OFF: _BILLING,
    Action.IMPORT_ACCOUNTS: _BILLING,
    Action.DELETE_ACCOUNT: _BILLING,
    Action.SETTLE_CHARGES: _BILLING,
    Action.VIEW_BANK: _BILLING | {Role.AUDITOR},
    Action.IMPORT_STATEMENTS: _BILLING,
    Action.DECIDE_BANK_ENTRY: _BILLING,
    Action.RESEND_LETTER: _BILLING,
    Action.CHOOSE_INVOICE_FORMAT: _CUSTOMER | _BILLING,
    Action.INVITE_CUSTOMER: _STAFF - {Role.AUDITOR},
    Action.VIEW_HOOKS: _ADMIN | {Role.AUDITOR},
    Action.MANAGE_HOOKS: _ADMIN,
    Action.VIEW_PROVIDER: _BILLING | {Role.AUDITOR},
    Action.MANAGE_PROVIDER: _BILLING,
    Action.OPERATE: _ADMIN,
    Action.VIEW_RETENTION: _ADMIN | {Role.AUDITOR},
    Action.VIEW_ERASURES: _ADMIN | {Role.AUDITOR},
    Action.ERASE_ACCOUNT: _ADMIN,
    Action.CONFIRM_ERASURE: _ADMIN,
    Action.EXPORT_ACCOUNT: _ADMIN,
    Action.VIEW_ACCESS_LOG: _ADMIN | {Role.AUDITOR},
    Action.MANAGE_ACCESS: _ADMIN,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person that is signed in, or a program with a key."""

    sign_in: str
    """Their name in timelines."""
    roles: frozenset[Role]
    account: str | None = None
    """The one account that a customer reaches."""
    through: "Through | None" = None
    """How they came in: it is shown with their name in timelines."""
    granted: frozenset[Action] | None = None
    """What a key was given of what its roles allow; None: all of it."""

    @property
    def is_customer(self) -> bool:
        return Role.CUSTOMER in self.roles

    def may(self, action: Action) -> bool:
        return self._role_allows(action) and (self.granted is None or action in self.granted)

    def lacks(self, action: Action) -> bool:
        """Whether their roles allow it, and their key does not."""
        return self._role_allows(action) and not self.may(action)

    def _role_allows(self, action: Action) -> bool:
        return not self.roles.isdisjoint(ALLOWED.get(action, frozenset()))

    def reaches(self, account: str) -> bool:
        """Whether they may see this account. Staff see every account."""
        return self.account == account if self.is_customer else bool(self.roles & _STAFF)


def require(actor: Actor, action: Action, account: str | None = None) -> None:
    """Lets the actor do this, to this account where it is about one.

    Raises:
        NotAllowed: none of their roles may, or the account is not theirs.
        ActionNotGranted: their key was not given this action.
    """
    if actor.lacks(action):
        said = "This key was not given this action."
        given = sorted(actor.granted or ())
        raise ActionNotGranted(said, action=action, roles=sorted(actor.roles), granted=given)
    if not actor.may(action) or (account is not None and not actor.reaches(account)):
        raise NotAllowed("Your role does not allow this.", action=action, roles=sorted(actor.roles))


NEVER_ALONE = frozenset({Action.MANAGE_ACCESS})
"""What no key is given by itself: who makes keys can make one that is given everything."""


def grantable(roles: Collection[Role]) -> frozenset[Action]:
    """The actions that a key of these roles may be restricted to."""
    allowed = {action for action, those in ALLOWED.items() if not those.isdisjoint(roles)}
    return frozenset(allowed) - NEVER_ALONE
