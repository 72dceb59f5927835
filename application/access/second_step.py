"""The second factor, after the right password: by a code or by a security key."""

from collections.abc import Awaitable, Callable

from application.access.attempts import count_attempt, forgive_attempt
from application.access.begin_session import begin_by_password
from application.access.within import Access
from application.ports.access import AccessTransaction, OwedStep
from domain.errors import NotSignedIn
from domain.people.access_events import AccessEvent
from domain.signing_in.second_factors import code_as_typed
from domain.signing_in.security_keys import Site
from domain.signing_in.sessions import Browser, Limits, StartedSession

Proof = Callable[[AccessTransaction, str], Awaitable[bool]]


async def whose_step(access: Access, step: str) -> str:
    """Whose second factor is awaited; raises NotSignedIn when that is over."""
    async with access.ledger.reading() as transaction:
        return (await _owed(access, transaction, step)).sign_in


async def may_use_key(access: Access, step: str) -> bool:
    """Whether the person who gave the right password can use a security key now."""
    async with access.ledger.reading() as transaction:
        owed = await transaction.steps.one(step, access.now())
        return owed is not None and bool(await transaction.factors.keys_of(owed.sign_in))


async def ask_for_key(access: Access, step: str, site: Site) -> str:
    """The options for a browser to sign in with a security key, as JSON. They are valid for one
    answer.

    Raises:
        NotSignedIn: the step is over, or they have no key.
    """
    challenge = access.keys.new_challenge()
    async with access.ledger.writing() as transaction:
        owed = await _owed(access, transaction, step)
        keys = await transaction.factors.keys_of(owed.sign_in)
        if not keys:
            raise NotSignedIn("You have no security key here.")
        await transaction.steps.keep_challenge(step, challenge)
    return access.keys.asked_of_known(challenge, [each.credential for each in keys], site)


async def prove_by_code(
    access: Access, step: str, code: str, *, client: str, limits: Limits, browser: Browser
) -> StartedSession:
    """A session, for a code of their app or a recovery code after the right password.

    Raises:
        NotSignedIn: that is no code of theirs, or was used before, or the step is over.
        TooManyAttempts: for this person.
    """
    typed = code_as_typed(code)

    async def proof(transaction: AccessTransaction, name: str) -> bool:
        return await _take_code_of_app(
            access, transaction, name, typed
        ) or await _take_recovery_code(access, transaction, name, typed)

    return await _prove(access, step, proof, client, limits, browser)


async def prove_by_key(
    access: Access,
    step: str,
    answer: str,
    site: Site,
    *,
    client: str,
    limits: Limits,
    browser: Browser,
) -> StartedSession:
    """A session, for a security key after the right password.

    Args:
        answer: What the browser got of the key, as JSON.

    Raises:
        NotSignedIn: no key of theirs answered what it was asked, here and now, or the step is over.
        TooManyAttempts: for this person.
    """

    async def proof(transaction: AccessTransaction, name: str) -> bool:
        return await _take_key(access, transaction, name, step, answer, site)

    return await _prove(access, step, proof, client, limits, browser)


async def _prove(
    access: Access, step: str, proof: Proof, client: str, limits: Limits, browser: Browser
) -> StartedSession:
    now, name = access.now(), await whose_step(access, step)
    counted_as = f"second factor of {name}"
    is_last = await count_attempt(access, counted_as, client)
    started = None
    async with access.ledger.writing() as transaction:
        owed = await _owed(access, transaction, step)
        person = await transaction.people.locked_with_password(name, owed.password_hash)
        proved = person is not None and await proof(transaction, name)
        if person is not None and proved and await transaction.steps.end(step):
            started = await begin_by_password(access, transaction, person, limits, browser)
        else:  # kept, as a code or challenge may be used up
            await transaction.log.write(AccessEvent.SECOND_FACTOR_REFUSED, now, subject=name)
            if is_last:
                await transaction.log.write(AccessEvent.LOCKED_OUT, now, subject=name)
    if started is None:
        raise NotSignedIn("That is not right, or was used before.")
    await forgive_attempt(access, counted_as, client)
    return started


async def _owed(access: Access, transaction: AccessTransaction, step: str) -> OwedStep:
    owed = await transaction.steps.one(step, access.now())
    if owed is None:
        raise NotSignedIn("This took too long. Sign in again.")
    return owed


async def _take_code_of_app(
    access: Access, transaction: AccessTransaction, name: str, code: str
) -> bool:
    """Whether an app of theirs shows this code now, and it was not used before."""
    now = access.now()
    for app in await transaction.factors.apps_of(name):
        step = access.codes.time_step(app.secret, code, now)
        if step is not None and await transaction.factors.use(app.id, step, now):
            return True
    return False


async def _take_recovery_code(
    access: Access, transaction: AccessTransaction, name: str, code: str
) -> bool:
    now = access.now()
    used = await transaction.recovery_codes.use(name, code, now)
    if used:
        event = AccessEvent.RECOVERY_CODE_USED
        await transaction.log.write(event, now, by=name, subject=name)
    return used


async def _take_key(
    access: Access, transaction: AccessTransaction, name: str, step: str, answer: str, site: Site
) -> bool:
    """Whether a key of theirs gave this answer to the challenge of this step. The challenge is
    valid once, whatever the answer."""
    now = access.now()
    # Read now that the person is locked: of two answers at once, one finds no challenge.
    challenge = (await _owed(access, transaction, step)).challenge
    if challenge is None:
        return False
    await transaction.steps.keep_challenge(step, None)
    keys = await transaction.factors.keys_of(name)
    used = access.keys.used_key(answer, challenge, keys, site)
    if used is None:
        return False
    factor, count = used
    # Some keys never count and always say 0.
    rises = (
        await transaction.factors.use(factor, count, now)
        if count
        else await transaction.factors.use_uncounted(factor, now)
    )
    if rises:
        event = AccessEvent.SECURITY_KEY_USED
        await transaction.log.write(event, now, by=name, subject=name, factor=factor)
    return rises
