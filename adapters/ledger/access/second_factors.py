"""The second factor of whoever signs in with a password: codes of an app, security keys, and codes
to fall back on. None is taken twice."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.access.log import write_down
from adapters.ledger.access.records import SecondFactor, factor_of
from adapters.ledger.access.security_keys import NewKey, Site, used_key
from adapters.ledger.access.tables import recovery_codes, second_factors, second_steps
from adapters.ledger.access.tokens import digest, new_id, new_secret
from adapters.ledger.database import Database
from domain.access_events import AccessEvent
from domain.errors import AccessNotAcceptable, AccessUnknown, NotSignedIn

STEP_SECONDS = 30
_DRIFT = 1
"""Steps before and after now whose code is taken: clocks differ, and people type slowly."""
_STEP_LASTS = timedelta(minutes=5)
_MOST = 10
RECOVERY_CODES = 10
_LONGEST_NAME = 80

TOTP, SECURITY_KEY = "totp", "security_key"


class SecondFactors:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, sign_in: str) -> list[SecondFactor]:
        """Those that a person has confirmed, the oldest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(_confirmed(sign_in))
            return [factor_of(row) for row in found]

    async def codes_left(self, sign_in: str) -> int:
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(recovery_codes.c.code_sha256).where(
                    recovery_codes.c.sign_in == sign_in, recovery_codes.c.used_at.is_(None)
                )
            )
            return len(found.all())

    async def begin_app(self, sign_in: str, now: datetime) -> tuple[str, str]:
        """An app that is to be confirmed by its first code: its id, and its secret."""
        factor, secret = new_id(), pyotp.random_base32()
        async with self._database.writing() as connection:
            await self._make_room(connection, sign_in, now)
            await connection.execute(
                insert(second_factors).values(
                    id=factor, sign_in=sign_in, kind=TOTP, name="app", secret=secret, created_at=now
                )
            )
        return factor, secret

    async def pending_app(self, sign_in: str, factor: str) -> str:
        """The secret of an app that is still to be confirmed; raises AccessUnknown."""
        async with self._database.reading() as connection:
            row = await _pending(connection, sign_in, factor)
            return str(row.secret)

    async def confirm_app(
        self, sign_in: str, factor: str, code: str, name: str, now: datetime
    ) -> list[str]:
        """The app is theirs from now on. Gives recovery codes where it is the first factor.

        Raises:
            AccessUnknown: there is no such app to be confirmed.
            AccessNotAcceptable: that is not the code that the app shows.
        """
        async with self._database.writing() as connection:
            row = await _pending(connection, sign_in, factor)
            step = _step_of(row.secret, code, now)
            if step is None:
                said = "That is not the code that the app shows now. Look at it again."
                raise AccessNotAcceptable(said, field="code")
            await connection.execute(
                update(second_factors)
                .where(second_factors.c.id == factor)
                .values(confirmed_at=now, counter=step, name=_name(name, "app"))
            )
            return await _added(connection, sign_in, factor, now)

    async def begin_key(self, sign_in: str, now: datetime) -> tuple[str, list[str]]:
        """The challenge for a key that is to be added, and the ids of those that they have."""
        challenge = new_secret()
        async with self._database.writing() as connection:
            await self._make_room(connection, sign_in, now)
            # There is no public key yet: until then the challenge is the secret of this one.
            await connection.execute(
                insert(second_factors).values(
                    id=new_id(),
                    sign_in=sign_in,
                    kind=SECURITY_KEY,
                    name=SECURITY_KEY,
                    secret=challenge,
                    created_at=now,
                )
            )
            known = await keys_of(connection, sign_in)
            return challenge, [each.credential_id for each in known]

    async def take_challenge(self, sign_in: str, now: datetime) -> str:
        """The challenge that a new key has to answer, which is good once; raises
        AccessNotAcceptable where there is none any more."""
        async with self._database.writing() as connection:
            awaited = (
                second_factors.c.sign_in == sign_in,
                second_factors.c.kind == SECURITY_KEY,
                second_factors.c.confirmed_at.is_(None),
            )
            found = await connection.execute(
                select(second_factors.c.id, second_factors.c.secret).where(
                    *awaited, second_factors.c.created_at > now - _STEP_LASTS
                )
            )
            row = found.first()
            gone = await connection.execute(delete(second_factors).where(*awaited))
            if row is not None and gone.rowcount:
                return str(row.secret)
        raise AccessNotAcceptable("This took too long. Add the key once more.", field="credential")

    async def key_refused(self, sign_in: str, now: datetime) -> None:
        """What came for a new key proves nothing."""
        async with self._database.writing() as connection:
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_REFUSED, now, subject=sign_in, kind="new key"
            )

    async def add_key(self, sign_in: str, key: NewKey, name: str, now: datetime) -> list[str]:
        """A security key that has proved itself. Gives recovery codes where it is the first.

        Raises:
            AccessNotAcceptable: it is somebody's already, or they have too many.
        """
        factor = new_id()
        async with self._database.writing() as connection:
            await self._make_room(connection, sign_in, now)
            taken = await connection.execute(
                select(second_factors.c.id).where(second_factors.c.credential_id == key.credential)
            )
            if taken.first() is not None:
                raise AccessNotAcceptable("This key is in use already.", field="credential")
            await connection.execute(
                insert(second_factors).values(
                    id=factor,
                    sign_in=sign_in,
                    kind=SECURITY_KEY,
                    name=_name(name, "security key"),
                    credential_id=key.credential,
                    public_key=key.public_key,
                    counter=key.count,
                    created_at=now,
                    confirmed_at=now,
                )
            )
            return await _added(connection, sign_in, factor, now)

    async def remove(self, sign_in: str, factor: str, now: datetime) -> None:
        """One of theirs less; raises AccessUnknown."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(second_factors).where(
                    second_factors.c.id == factor, second_factors.c.sign_in == sign_in
                )
            )
            if gone.rowcount != 1:
                raise AccessUnknown("There is no such second factor.", id=factor)
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_REMOVED, now, subject=sign_in, factor=factor
            )
            if (await connection.execute(_confirmed(sign_in))).first() is None:
                await _forget_codes(connection, sign_in)

    async def reset(self, sign_in: str, now: datetime) -> int:
        """All that a person has, their recovery codes as well; how many it were."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(second_factors).where(second_factors.c.sign_in == sign_in)
            )
            await _forget_codes(connection, sign_in)
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_RESET, now, subject=sign_in, all=gone.rowcount
            )
            return gone.rowcount

    async def new_codes(self, sign_in: str, now: datetime) -> list[str]:
        """Other recovery codes instead of those of before; nobody can look them up again."""
        async with self._database.writing() as connection:
            return await _new_codes(connection, sign_in, now)

    async def _make_room(self, connection: AsyncConnection, sign_in: str, now: datetime) -> None:
        await connection.execute(
            delete(second_factors).where(
                second_factors.c.sign_in == sign_in, second_factors.c.confirmed_at.is_(None)
            )
        )
        if len((await connection.execute(_confirmed(sign_in))).all()) >= _MOST:
            raise AccessNotAcceptable(f"One has at most {_MOST} second factors.", field="name")


async def begin_step(
    connection: AsyncConnection, sign_in: str, password_hash: str, now: datetime
) -> str | None:
    """The token of whoever owes the second factor; None where they have none."""
    await connection.execute(delete(second_steps).where(second_steps.c.expires_at < now))
    if (await connection.execute(_confirmed(sign_in))).first() is None:
        return None
    token = new_secret()
    await connection.execute(
        insert(second_steps).values(
            token_sha256=digest(token),
            sign_in=sign_in,
            password_hash=password_hash,
            expires_at=now + _STEP_LASTS,
        )
    )
    return token


async def step_of(connection: AsyncConnection, token: str, now: datetime) -> Row[Any]:
    """Whoever gave the right password a moment ago; raises NotSignedIn when that is over."""
    found = await connection.execute(
        select(second_steps).where(
            second_steps.c.token_sha256 == digest(token), second_steps.c.expires_at > now
        )
    )
    row = found.first()
    if row is None:
        raise NotSignedIn("This took too long. Sign in again.")
    return row


async def keep_challenge(connection: AsyncConnection, token: str, challenge: str | None) -> None:
    """What a key has to answer in this step; None: nothing any more."""
    await connection.execute(
        update(second_steps)
        .where(second_steps.c.token_sha256 == digest(token))
        .values(challenge=challenge)
    )


async def take_key(
    connection: AsyncConnection, step: str, sign_in: str, answer: str, site: Site, now: datetime
) -> bool:
    """Whether a key of theirs gave this answer to the challenge of this step, which is good once
    whatever was answered."""
    challenge = (await step_of(connection, step, now)).challenge
    if challenge is None:
        return False
    await keep_challenge(connection, step, None)
    used = used_key(answer, challenge, await keys_of(connection, sign_in), site)
    if used is None or not await _count_key(connection, *used, now):
        return False
    await write_down(
        connection,
        AccessEvent.SECURITY_KEY_USED,
        now,
        by=sign_in,
        subject=sign_in,
        factor=used[0],
    )
    return True


async def keys_of(connection: AsyncConnection, sign_in: str) -> list[Row[Any]]:
    """Security keys with what proves them."""
    found = await connection.execute(
        _confirmed(sign_in).where(second_factors.c.kind == SECURITY_KEY)
    )
    return list(found.all())


async def end_step(connection: AsyncConnection, token: str) -> bool:
    """The step is over; whether it was not before."""
    gone = await connection.execute(
        delete(second_steps).where(second_steps.c.token_sha256 == digest(token))
    )
    return gone.rowcount == 1


async def take_code(connection: AsyncConnection, sign_in: str, code: str, now: datetime) -> bool:
    """Whether this is a code of theirs, of an app or to fall back on, that was not used before."""
    plain = code.replace(" ", "").replace("-", "").lower()
    for row in await connection.execute(_confirmed(sign_in).where(second_factors.c.kind == TOTP)):
        step = _step_of(row.secret, plain, now)
        if step is not None and await use_factor(connection, row.id, step, now):
            return True
    used = await connection.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.code_sha256 == digest(f"{sign_in} {plain}"),
            recovery_codes.c.sign_in == sign_in,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if used.rowcount:
        await write_down(
            connection, AccessEvent.RECOVERY_CODE_USED, now, by=sign_in, subject=sign_in
        )
    return bool(used.rowcount)


async def use_factor(connection: AsyncConnection, factor: str, count: int, now: datetime) -> bool:
    """Whether this count was not reached before; it is now."""
    used = await connection.execute(
        update(second_factors)
        .where(second_factors.c.id == factor, second_factors.c.counter < count)
        .values(counter=count, used_at=now)
    )
    return used.rowcount == 1


async def _count_key(connection: AsyncConnection, factor: str, count: int, now: datetime) -> bool:
    """Whether a key may have counted so far. Some never count: they say nought each time."""
    if count:
        return await use_factor(connection, factor, count, now)
    used = await connection.execute(
        update(second_factors)
        .where(second_factors.c.id == factor, second_factors.c.counter == 0)
        .values(used_at=now)
    )
    return used.rowcount == 1


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step in time whose code this is, near now."""
    at = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in range(at - _DRIFT, at + _DRIFT + 1):
        if hmac.compare_digest(app.at(step * STEP_SECONDS), code.strip().replace(" ", "")):
            return step
    return None


def _confirmed(sign_in: str) -> Any:
    return (
        select(second_factors)
        .where(second_factors.c.sign_in == sign_in, second_factors.c.confirmed_at.is_not(None))
        .order_by(second_factors.c.created_at)
    )


async def _pending(connection: AsyncConnection, sign_in: str, factor: str) -> Row[Any]:
    found = await connection.execute(
        select(second_factors).where(
            second_factors.c.id == factor,
            second_factors.c.sign_in == sign_in,
            second_factors.c.kind == TOTP,
            second_factors.c.confirmed_at.is_(None),
        )
    )
    row = found.first()
    if row is None:
        raise AccessUnknown("This app is confirmed already, or was begun anew.", id=factor)
    return row


async def _added(
    connection: AsyncConnection, sign_in: str, factor: str, now: datetime
) -> list[str]:
    await write_down(
        connection, AccessEvent.SECOND_FACTOR_ADDED, now, subject=sign_in, factor=factor
    )
    is_first = len((await connection.execute(_confirmed(sign_in))).all()) == 1
    return await _new_codes(connection, sign_in, now) if is_first else []


async def _new_codes(connection: AsyncConnection, sign_in: str, now: datetime) -> list[str]:
    await _forget_codes(connection, sign_in)
    codes = [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]
    rows = [
        {"code_sha256": digest(f"{sign_in} {code}"), "sign_in": sign_in, "created_at": now}
        for code in codes
    ]
    await connection.execute(insert(recovery_codes), rows)
    await write_down(connection, AccessEvent.RECOVERY_CODES_MADE, now, subject=sign_in)
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


async def _forget_codes(connection: AsyncConnection, sign_in: str) -> None:
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.sign_in == sign_in))


def _name(given: str, otherwise: str) -> str:
    name = " ".join(given.split())[:_LONGEST_NAME]
    return name if name.isprintable() and name else otherwise
