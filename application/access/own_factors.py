"""People set up their own second factors: apps, security keys, recovery codes."""

from application.access.within import Access
from application.ports.access import AccessTransaction
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent
from domain.people.own_access import OwnProblem, not_taken
from domain.signing_in.second_factors import (
    RECOVERY_CODES,
    STEP_LASTS,
    SecondFactor,
    may_have_another,
    name_of_factor,
)
from domain.signing_in.security_keys import Site


async def own_factors(access: Access, sign_in: str) -> tuple[list[SecondFactor], int]:
    """Those that a person has, and how many recovery codes they have left."""
    async with access.ledger.reading() as transaction:
        factors = await transaction.factors.of(sign_in)
        return factors, await transaction.recovery_codes.left(sign_in)


async def begin_app(access: Access, sign_in: str) -> tuple[str, str]:
    """An app that is to be confirmed by its first code: its id, and its secret.

    Raises:
        AccessNotAcceptable: they have too many second factors.
    """
    secret = access.codes.new_secret()
    async with access.ledger.writing() as transaction:
        await _make_room(transaction, sign_in)
        return await transaction.factors.begin_app(sign_in, secret, access.now()), secret


async def pending_app(access: Access, sign_in: str, factor: str) -> str:
    """The secret of an app that is still to be confirmed; raises AccessUnknown."""
    async with access.ledger.reading() as transaction:
        return await _pending(transaction, sign_in, factor)


async def confirm_app(
    access: Access, sign_in: str, factor: str, code: str, name: str, *, token: str
) -> list[str]:
    """The app is theirs from now on. Gives recovery codes where it is their first factor.

    Args:
        token: Of the session it is done in, which is good for everything from now on.

    Raises:
        AccessUnknown: there is no such app to be confirmed.
        AccessNotAcceptable: that is not the code that the app shows.
    """
    now = access.now()
    async with access.ledger.writing() as transaction:
        secret = await _pending(transaction, sign_in, factor)
        step = access.codes.time_step(secret, code, now)
        if step is None:
            raise not_taken(OwnProblem.CODE_WRONG, "code")
        await transaction.factors.confirm_app(factor, name_of_factor(name, "app"), step, now)
        codes = await _added(access, transaction, sign_in, factor)
    await _prove_session(access, token)
    return codes


async def begin_key(access: Access, sign_in: str, site: Site) -> str:
    """What the browser asks of a security key that is to be added, as JSON. It is good for one
    answer, for some minutes.

    Raises:
        AccessNotAcceptable: they have too many second factors.
    """
    challenge = access.keys.new_challenge()
    async with access.ledger.writing() as transaction:
        await _make_room(transaction, sign_in)
        await transaction.factors.begin_key(sign_in, challenge, access.now())
        known = await transaction.factors.keys_of(sign_in)
    return access.keys.asked_of_new(sign_in, challenge, [each.credential for each in known], site)


async def add_key(
    access: Access, sign_in: str, answer: str, name: str, site: Site, *, token: str
) -> list[str]:
    """The security key is theirs from now on. Gives recovery codes where it is their first factor.

    Args:
        answer: What the browser got of the key, as JSON.
        token: Of the session it is done in, which is good for everything from now on.

    Raises:
        AccessNotAcceptable: the key did not answer what it was asked, here and now, or is
            somebody's already.
    """
    now = access.now()
    async with access.ledger.writing() as transaction:
        challenge = await transaction.factors.take_challenge(sign_in, now - STEP_LASTS)
    if challenge is None:
        raise not_taken(OwnProblem.TOO_LATE, "credential")
    key = access.keys.new_key(answer, challenge, site)
    async with access.ledger.writing() as transaction:
        if key is not None:
            await _make_room(transaction, sign_in)
            if await transaction.factors.has_key(key.credential):
                raise not_taken(OwnProblem.KEY_IN_USE, "credential")
            called = name_of_factor(name, "security key")
            factor = await transaction.factors.add_key(sign_in, key, called, now)
            codes = await _added(access, transaction, sign_in, factor)
        else:
            event = AccessEvent.SECOND_FACTOR_REFUSED
            await transaction.log.write(event, now, subject=sign_in, kind="new key")
    if key is None:
        raise not_taken(OwnProblem.KEY_NOT_PROVEN, "credential")
    await _prove_session(access, token)
    return codes


async def remove_factor(access: Access, sign_in: str, factor: str) -> None:
    """One of their own less; raises AccessUnknown. Recovery codes go with the last one."""
    async with access.ledger.writing() as transaction:
        if not await transaction.factors.remove(sign_in, factor):
            raise AccessUnknown("There is no such second factor.", id=factor)
        event = AccessEvent.SECOND_FACTOR_REMOVED
        await transaction.log.write(event, access.now(), subject=sign_in, factor=factor)
        if not await transaction.factors.of(sign_in):
            await transaction.recovery_codes.forget(sign_in)


async def new_recovery_codes(access: Access, sign_in: str) -> list[str]:
    """New recovery codes in place of the old ones; they cannot be looked up again."""
    async with access.ledger.writing() as transaction:
        return await _new_codes(access, transaction, sign_in)


async def _make_room(transaction: AccessTransaction, sign_in: str) -> None:
    """What was begun and never confirmed gives way; raises AccessNotAcceptable if they have too
    many."""
    await transaction.factors.remove_unconfirmed(sign_in)
    may_have_another(len(await transaction.factors.of(sign_in)))


async def _pending(transaction: AccessTransaction, sign_in: str, factor: str) -> str:
    secret = await transaction.factors.pending_app(sign_in, factor)
    if secret is None:
        raise AccessUnknown("This app is confirmed already, or was begun anew.", id=factor)
    return secret


async def _added(
    access: Access, transaction: AccessTransaction, sign_in: str, factor: str
) -> list[str]:
    """Write it down; gives recovery codes if it is their first."""
    event = AccessEvent.SECOND_FACTOR_ADDED
    await transaction.log.write(event, access.now(), subject=sign_in, factor=factor)
    is_first = len(await transaction.factors.of(sign_in)) == 1
    return await _new_codes(access, transaction, sign_in) if is_first else []


async def _new_codes(access: Access, transaction: AccessTransaction, sign_in: str) -> list[str]:
    now = access.now()
    codes = await transaction.recovery_codes.renew(sign_in, RECOVERY_CODES, now)
    await transaction.log.write(AccessEvent.RECOVERY_CODES_MADE, now, subject=sign_in)
    return codes


async def _prove_session(access: Access, token: str) -> None:
    async with access.ledger.writing() as transaction:
        await transaction.sessions.prove(token)
