"""People who sign in by a password or by the identity provider."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Update, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.naming import checked_name, checked_roles, normal_name, require_account
from adapters.ledger.access.records import NewAccess, Person, person_of
from adapters.ledger.access.sessions import end_sessions
from adapters.ledger.access.tables import people, sessions
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from adapters.ledger.inserting import insert_missing
from domain.access import Role
from domain.errors import AccessNotAcceptable, AccessUnknown
from domain.people.access_events import AccessEvent


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        sign_in: str,
        roles: Iterable[Role],
        account: str | None,
        password_hash: str,
        *,
        by: str,
        now: datetime,
        key: str | None = None,
    ) -> Person:
        """A new person who signs in with a password. Under the same key, the person added then is
        returned.

        Raises:
            AccessNotAcceptable: the name is taken or cannot be one, or the roles make no sense.
            AccountUnknown: the ledger has no such account.
        """
        name, given = checked_name(sign_in), checked_roles(roles, account)
        order = NewAccess(kind="person", name=name, roles=tuple(given), account=account)
        async with self._database.writing() as connection:
            if key and (stored := await answer_to(connection, f"access/{key}", order)) is not None:
                return Person.model_validate(stored)
            await require_account(connection, account)
            added = await connection.execute(
                insert_missing(connection, people),
                {
                    "sign_in": name,
                    "roles": given,
                    "password_hash": password_hash,
                    "account_id": account,
                    "created_at": now,
                    "created_by": by,
                    "password_set_by": by,
                },
            )
            if added.rowcount != 1:
                raise AccessNotAcceptable("Somebody has this sign-in name.", field="sign_in")
            await write_down(
                connection, AccessEvent.PERSON_ADDED, now, by=by, subject=name, account=account,
                roles=given,
            )  # fmt: skip
            person = person_of(await _require(connection, name))
            if key:
                await remember(connection, f"access/{key}", order, person, now)
        return person

    async def everybody(self) -> list[Person]:
        """Everybody by name, disabled people included."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(people).order_by(people.c.sign_in))
            return [person_of(row) for row in found]

    async def password_hash(self, sign_in: str) -> str | None:
        """The stored hash of somebody who may sign in with a password."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(people.c.password_hash).where(
                    people.c.sign_in == normal_name(sign_in), people.c.disabled_at.is_(None)
                )
            )
            kept: str | None = found.scalar_one_or_none()
        return kept

    async def set_password(
        self, sign_in: str, password_hash: str, now: datetime, *, by: str | None
    ) -> Person:
        """Sets another password and ends all of their sessions.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the identity provider lets them in, and no password.
        """
        async with self._database.writing() as connection:
            row = await _require(connection, sign_in)
            if row.subject is not None:
                said = "They sign in by the identity provider, and have no password here."
                raise AccessNotAcceptable(said, field="sign_in")
            own = by == row.sign_in
            event = AccessEvent.PASSWORD_CHANGED if own else AccessEvent.PASSWORD_SET
            await write_down(connection, event, now, by=by, subject=row.sign_in)
            return await _changed(
                connection, row, now, password_hash=password_hash, password_set_by=by
            )

    async def renew_hash(self, sign_in: str, old: str, new: str) -> None:
        """Stores the same password, hashed under today's parameters."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(people)
                .where(people.c.sign_in == normal_name(sign_in), people.c.password_hash == old)
                .values(password_hash=new)
            )

    async def set_roles(
        self, sign_in: str, roles: Iterable[Role], account: str | None, now: datetime
    ) -> Person:
        """Sets other roles and ends all of their sessions.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the roles make no sense, or are the identity provider's to give.
            AccountUnknown: the ledger has no such account.
        """
        given = checked_roles(roles, account)
        async with self._database.writing() as connection:
            row = await _require(connection, sign_in)
            if row.subject is not None:
                said = "The identity provider says what their roles are."
                raise AccessNotAcceptable(said, field="roles")
            await require_account(connection, account)
            await write_down(
                connection, AccessEvent.ROLES_CHANGED, now, subject=row.sign_in, account=account,
                before=row.roles, roles=given,
            )  # fmt: skip
            return await _changed(connection, row, now, roles=given, account_id=account)

    async def disable(self, sign_in: str, now: datetime) -> Person:
        """Disables somebody and ends their sessions at once.

        Raises:
            AccessUnknown: nobody has this name.
        """
        async with self._database.writing() as connection:
            row = await _require(connection, sign_in)
            await write_down(connection, AccessEvent.PERSON_DISABLED, now, subject=row.sign_in)
            return await _changed(connection, row, now, disabled_at=row.disabled_at or now)

    async def enable(self, sign_in: str, now: datetime) -> Person:
        """Enables somebody who was disabled; raises AccessUnknown."""
        async with self._database.writing() as connection:
            row = await _require(connection, sign_in)
            await write_down(connection, AccessEvent.PERSON_ENABLED, now, subject=row.sign_in)
            return await _changed(connection, row, now, disabled_at=None)


async def let_in_by_password(
    connection: Connection, sign_in: str, password_hash: str
) -> Row[Any] | None:
    """Somebody whose password was right a moment ago, if their record is unchanged."""
    found = await connection.execute(
        select(people)
        .where(
            people.c.sign_in == normal_name(sign_in),
            people.c.password_hash == password_hash,
            people.c.disabled_at.is_(None),
        )
        .with_for_update()
    )
    return found.first()


async def is_somebody(connection: Connection, name: str) -> bool:
    """Whether somebody has this name."""
    found = await connection.execute(select(people.c.sign_in).where(people.c.sign_in == name))
    return found.first() is not None


async def let_in_by_provider(
    connection: Connection, sign_in: str, subject: str, roles: Iterable[Role], now: datetime
) -> Row[Any] | None:
    """Somebody for whom the identity provider vouches; None when the name is another person's here,
    or disabled."""
    name, given = checked_name(sign_in), checked_roles(roles, None)
    await connection.execute(
        insert_missing(connection, people),
        {
            "sign_in": name,
            "roles": given,
            "subject": subject,
            "created_at": now,
            "created_by": "identity provider",
        },
    )
    row = await _require(connection, name)
    if row.subject != subject or row.disabled_at is not None:
        return None
    if row.roles != given:
        await write_down(
            connection, AccessEvent.ROLES_CHANGED, now, by="identity provider", subject=name,
            before=row.roles, roles=given,
        )  # fmt: skip
        # Sessions with the old roles end.
        await _changed(connection, row, now, roles=given)
        row = await _require(connection, name)
    return row


async def _require(connection: Connection, sign_in: str) -> Row[Any]:
    found = await connection.execute(
        select(people).where(people.c.sign_in == normal_name(sign_in)).with_for_update()
    )
    row = found.first()
    if row is None:
        raise AccessUnknown("Nobody has this sign-in name.")
    return row


async def _changed(connection: Connection, row: Row[Any], now: datetime, **values: Any) -> Person:
    await connection.execute(_of(row.sign_in).values(values))
    await end_sessions(connection, sessions.c.sign_in == row.sign_in, now)
    return person_of(await _require(connection, row.sign_in))


def _of(name: str) -> Update:
    return update(people).where(people.c.sign_in == name)
