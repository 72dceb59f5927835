"""People change their own password, and prove that they know it."""

from application.access.attempts import count_attempt, forgive_attempt
from application.access.begin_session import begin_by_password
from application.access.people import set_password
from application.access.within import Access
from domain.errors import NotSignedIn
from domain.people.own_access import OwnProblem, not_taken
from domain.people.sign_ins import normal_name
from domain.signing_in.sessions import Browser, Limits, StartedSession


async def change_password(
    access: Access,
    sign_in: str,
    old: str,
    new: str,
    *,
    client: str,
    limits: Limits,
    browser: Browser,
) -> StartedSession:
    """Somebody's own other password. They are signed out everywhere, and in again here.

    Raises:
        NotSignedIn: the old one is not right.
        TooManyAttempts: the old one was wrong too often.
        AccessNotAcceptable: the new one cannot be taken.
    """
    await require_password(access, sign_in, old, client=client)
    if old == new:
        raise not_taken(OwnProblem.SAME_AS_BEFORE, "password")
    await set_password(access, sign_in, new, by=normal_name(sign_in))
    async with access.ledger.writing() as transaction:
        hashed = await transaction.people.password_hash(sign_in)
        person = await transaction.people.locked_with_password(sign_in, hashed or "")
        if person is None:  # shut out meanwhile
            raise _wrong()
        return await begin_by_password(access, transaction, person, limits, browser)


async def require_password(access: Access, sign_in: str, password: str, *, client: str) -> None:
    """Returns if this is the person's password.

    Raises:
        NotSignedIn: it is not right.
        TooManyAttempts: it was wrong too often.
    """
    counted_as = f"own password of {sign_in}"
    await count_attempt(access, counted_as, client)
    async with access.ledger.reading() as transaction:
        kept = await transaction.people.password_hash(sign_in)
    if not await access.passwords.match(kept, password):
        raise _wrong()
    await forgive_attempt(access, counted_as, client)


def _wrong() -> NotSignedIn:
    return NotSignedIn("That is not your password.")
