"""People who sign in by a password: an administrator adds them, and changes what they may do."""

from collections.abc import Collection, Iterable

from application.access.sessions import end_other_sessions
from application.access.within import Access, require_account
from application.ports.access import AccessTransaction
from domain.access import Role
from domain.errors import AccessNotAcceptable, AccessUnknown
from domain.people.access_events import AccessEvent
from domain.people.passwords import may_be_taken
from domain.people.sign_ins import checked_name, normal_name
from domain.signing_in.new_access import NewAccess
from domain.signing_in.person import Person, PersonOnFile, may_be_given_roles, may_have_password
from domain.signing_in.roles import checked_roles
from domain.signing_in.sessions import Whose


async def everybody(access: Access) -> list[Person]:
    """By name, those who are disabled included."""
    async with access.ledger.reading() as transaction:
        return await transaction.people.all()


async def companies_of(access: Access, accounts: Collection[str]) -> dict[str, str]:
    """What the companies of these accounts are called, by account."""
    async with access.ledger.reading() as transaction:
        return await transaction.accounts.names(accounts)


async def add_person(
    access: Access,
    sign_in: str,
    password: str,
    roles: Iterable[Role],
    account: str | None,
    *,
    by: str,
    key: str | None = None,
) -> Person:
    """Somebody new, who signs in with a password; once, however often it is asked under the `key`
    of a claim.

    Raises:
        AccessNotAcceptable: the name is taken, or something given makes no sense.
        AccountUnknown: the ledger has no such account.
    """
    may_be_taken(password, sign_in)
    hashed = await access.passwords.hashed(password)
    name, given, now = checked_name(sign_in), checked_roles(roles, account), access.now()
    order = NewAccess(kind="person", name=name, roles=tuple(given), account=account)
    async with access.ledger.writing() as transaction:
        if key and (stored := await transaction.answers.to(f"access/{key}", order)) is not None:
            return Person.model_validate(stored)
        await require_account(transaction, account)
        if not await transaction.people.add(
            name, given, account, by=by, at=now, password_hash=hashed
        ):
            raise AccessNotAcceptable("Somebody has this sign-in name.", field="sign_in")
        await transaction.log.write(
            AccessEvent.PERSON_ADDED, now, by=by, subject=name, account=account, roles=given
        )
        person = (await _locked(transaction, name)).person
        if key:
            await transaction.answers.remember(f"access/{key}", order, person, now)
        return person


async def set_password(
    access: Access, sign_in: str, password: str, *, by: str | None = None
) -> Person:
    """Another password; all of their sessions end.

    Args:
        by: Who does it; what is done through a password that somebody else set is marked.

    Raises:
        AccessUnknown: nobody has this name.
        AccessNotAcceptable: the password is too short or easily guessed, or they need none.
    """
    may_be_taken(password, sign_in)
    hashed, now = await access.passwords.hashed(password), access.now()
    async with access.ledger.writing() as transaction:
        known = await _locked(transaction, sign_in)
        may_have_password(known)
        name = known.person.sign_in
        event = AccessEvent.PASSWORD_CHANGED if by == name else AccessEvent.PASSWORD_SET
        await transaction.log.write(event, now, by=by, subject=name)
        await transaction.people.set_password(name, hashed, by)
        await transaction.sessions.end_of_person(name, now)
        return (await _locked(transaction, name)).person


async def set_roles(
    access: Access, sign_in: str, roles: Iterable[Role], account: str | None
) -> Person:
    """Other roles; all of their sessions end.

    Raises:
        AccessUnknown: nobody has this name.
        AccessNotAcceptable: the roles make no sense, or are the identity provider's to give.
        AccountUnknown: the ledger has no such account.
    """
    given, now = checked_roles(roles, account), access.now()
    async with access.ledger.writing() as transaction:
        known = await _locked(transaction, sign_in)
        may_be_given_roles(known)
        await require_account(transaction, account)
        name, before = known.person.sign_in, [str(role) for role in known.person.roles]
        await transaction.log.write(
            AccessEvent.ROLES_CHANGED, now, subject=name, account=account,
            before=before, roles=given,
        )  # fmt: skip
        await transaction.people.set_roles(name, given, account)
        await transaction.sessions.end_of_person(name, now)
        return (await _locked(transaction, name)).person


async def disable(access: Access, sign_in: str) -> Person:
    """Shut somebody out: they are signed out everywhere at once; raises AccessUnknown."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        known = (await _locked(transaction, sign_in)).person
        await transaction.log.write(AccessEvent.PERSON_DISABLED, now, subject=known.sign_in)
        await transaction.people.set_disabled(known.sign_in, known.disabled_at or now)
        await transaction.sessions.end_of_person(known.sign_in, now)
        return (await _locked(transaction, sign_in)).person


async def enable(access: Access, sign_in: str) -> Person:
    """Let somebody sign in again who was disabled; raises AccessUnknown."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        known = (await _locked(transaction, sign_in)).person
        await transaction.log.write(AccessEvent.PERSON_ENABLED, now, subject=known.sign_in)
        await transaction.people.set_disabled(known.sign_in, None)
        await transaction.sessions.end_of_person(known.sign_in, now)
        return (await _locked(transaction, sign_in)).person


async def reset_factors(access: Access, sign_in: str) -> int:
    """Remove all second factors of somebody who lost them, and end their sessions; returns how
    many they were.

    Raises:
        AccessUnknown: nobody has this name.
    """
    name, now = normal_name(sign_in), access.now()
    async with access.ledger.writing() as transaction:
        if not await transaction.people.has(name):
            raise _unknown()
        count = await transaction.factors.remove_all(name)
        await transaction.recovery_codes.forget(name)
        event = AccessEvent.SECOND_FACTOR_RESET
        await transaction.log.write(event, now, subject=name, all=count)
    await end_other_sessions(access, Whose(name), "")
    return count


async def _locked(transaction: AccessTransaction, sign_in: str) -> PersonOnFile:
    known = await transaction.people.locked(sign_in)
    if known is None:
        raise _unknown()
    return known


def _unknown() -> AccessUnknown:
    return AccessUnknown("Nobody has this sign-in name.")
