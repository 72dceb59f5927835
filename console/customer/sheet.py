"""The form of one scope before anything is done with it: what it says, if it can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.access import Action
from console.customer.acting import Customer, account_of, can, their_latest
from console.customer.form_fields import mark_of
from console.customer.prefill import new_draft
from console.services import Services
from domain.accounts.account import Account, PaymentMethod
from domain.errors import ScopeUnknown
from domain.requests.lifecycle import FINAL, State
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words


@dataclass(frozen=True)
class Sheet:
    """The form of one scope before anything is done with it."""

    account: Account
    scope: str
    snapshot: Snapshot | None
    """The request that is being written, or None while there is none."""
    draft: dict[str, Any]
    """What it says, or what is known for a new one."""
    seen: str | None = None
    """The state that its page had seen, where that stays what its page compares with."""

    @property
    def mark(self) -> str:
        """A mark that differs for different states of the form."""
        return self.seen or mark_of(self.snapshot.draft if self.snapshot else None)

    @property
    def is_fixing(self) -> bool:
        """It was sent already, and something in it is to be put right."""
        return self.snapshot is not None and self.snapshot.state is State.SUBMITTED

    def clashes_with(self, draft: Mapping[str, Any], seen: str) -> bool:
        """Somebody changed the form after the page that was sent had seen it, to something else
        than this."""
        if self.snapshot is None or self.snapshot.draft == draft:
            return False
        return seen != self.mark


async def sheet_of(
    services: Services, customer: Customer, action: Action, scope: str, language: str
) -> Sheet | None:
    """The form as it can be written on; None when the request is past that.

    Raises:
        NotAllowed: the scope is not theirs.
        ScopeUnknown: the account does not have it any more, or it pays by invoice.
    """
    latest = await their_latest(services, customer, action, scope)
    account = await account_of(services, customer)
    if latest is not None and latest.state not in FINAL:
        editable = can(customer, Action.EDIT_DRAFT, latest)
        return Sheet(account, scope, latest, latest.draft) if editable else None
    found = account.scope(scope)
    if found is None or found.payment_method is PaymentMethod.INVOICE:
        if latest is not None:
            return None
        raise ScopeUnknown(staff_words()("door.nothing_to_switch"))
    before = latest.draft if latest is not None else None
    draft = new_draft(account, found, customer.sign_in, language, before)
    return Sheet(account, scope, None, draft)
