"""Who acts on a customer's page, and what of it is theirs."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends

from console.access import Action, Actor, allowed, reaching
from console.safe_requests import for_customer
from console.services import Services
from domain.accounts.account import Account
from domain.errors import NotAllowed, RequestNotFound
from domain.operations.messages import Message
from domain.requests.possible import what_hinders
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words


@dataclass(frozen=True)
class Customer:
    """Somebody of one account, who reaches that account and no other."""

    actor: Actor
    account: str

    @property
    def sign_in(self) -> str:
        return self.actor.sign_in


def customer_may(action: Action) -> Any:
    """A dependency: the customer who acts, if customers may do this.

    Raises, when a request comes:
        NotAllowed: it is not somebody of an account.
    """

    async def acting(actor: Annotated[Actor, Depends(allowed(action))]) -> Customer:
        if not actor.is_customer or actor.account is None:
            raise NotAllowed(staff_words()("door.customers_own"))
        return Customer(actor, actor.account)

    return Depends(acting)


def can(customer: Customer, action: Action, snapshot: Snapshot) -> bool:
    """Whether this is the customer's to do with the request now, by what it said itself."""
    hindrance = what_hinders(action, snapshot, customer.sign_in)
    return hindrance is None and customer.actor.may(action)


async def account_of(services: Services, customer: Customer) -> Account:
    """The customer's account as the ledger has it."""
    return (await services.ledger.standing(customer.account)).account


def people_of(account: Account, customer: Customer) -> frozenset[str]:
    """The sign-ins that a customer may be shown: their own people's."""
    contact = account.billing_contact
    own = {customer.sign_in, account.signed_up_by, *account.administrators}
    return frozenset(own | ({contact.email} if contact else set()))


async def their_request(
    services: Services, customer: Customer, action: Action, scope: str
) -> Snapshot:
    """The request for this scope as its customer may see it.

    Raises:
        NotAllowed: there is none, or it is somebody else's: the answer is the same.
    """
    with reaching(customer.actor, action) as owned_by:
        snapshot = await services.requests.snapshot(scope)
        owned_by(snapshot.account)
    return await _as_theirs(services, customer, snapshot)


async def their_latest(
    services: Services, customer: Customer, action: Action, scope: str
) -> Snapshot | None:
    """Like `their_request`; None where none was ever opened for this scope of theirs.

    Raises:
        NotAllowed: the scope, or the request for it, is somebody else's.
    """
    with reaching(customer.actor, action) as owned_by:
        try:
            snapshot = await services.requests.snapshot(scope)
        except RequestNotFound:
            account = await account_of(services, customer)
            if account.scope(scope) is None:
                raise
            owned_by(account.id)
            return None
        owned_by(snapshot.account)
    return await _as_theirs(services, customer, snapshot)


async def they_send(
    services: Services, customer: Customer, scope: str, command: Message, key: str | None
) -> Snapshot:
    """Sends what the customer asks of their own request, and notifies open pages."""
    snapshot = await services.requests.send(scope, command, key)
    services.live.poll_now()
    return await _as_theirs(services, customer, snapshot)


async def they_open(
    services: Services, customer: Customer, draft: dict[str, Any], key: str | None
) -> Snapshot:
    """Opens a request for a scope that was found to be theirs."""
    snapshot = await services.requests.open(draft, customer.sign_in, key)
    services.live.poll_now()
    return await _as_theirs(services, customer, snapshot)


async def _as_theirs(services: Services, customer: Customer, snapshot: Snapshot) -> Snapshot:
    account = await account_of(services, customer)
    return for_customer(snapshot, people_of(account, customer))
