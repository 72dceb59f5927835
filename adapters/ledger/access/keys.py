"""API keys, `pbi_<id>_<secret>`: the id may be shown and logged, the secret is shown once."""

import hmac
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.naming import (
    checked_actions,
    checked_roles,
    refuse_reserved,
    require_account,
)
from adapters.ledger.access.records import ApiKey, NewAccess, holder_of_key, key_of
from adapters.ledger.access.sessions import Holder
from adapters.ledger.access.tables import api_keys
from adapters.ledger.access.tokens import digest, new_id, new_secret
from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from domain.access import Action, Role
from domain.errors import AccessNotAcceptable, AccessUnknown
from domain.people.access_events import AccessEvent
from domain.people.through import Channel, Through

_PREFIX = "pbi"
_LONGEST_NAME = 80
_COARSE = timedelta(hours=1)


class ApiKeys:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        name: str,
        roles: Iterable[Role],
        account: str | None,
        *,
        by: str,
        now: datetime,
        expires_at: datetime | None = None,
        key: str | None = None,
        actions: Collection[Action] | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key and its full text, which cannot be looked up again. Under the same `key` of the
        caller, the key made then is returned, without its text.

        Args:
            actions: What it is given of what its roles allow; all of it by default.

        Raises:
            AccessNotAcceptable: the name, the roles or the actions make no sense.
            AccountUnknown: the ledger has no such account.
        """
        roles = [*roles]
        name = " ".join(name.split())
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            said = f"A key's name has between 1 and {_LONGEST_NAME} characters."
            raise AccessNotAcceptable(said, field="name")
        refuse_reserved(name, "name")
        given, secret = checked_roles(roles, account), new_secret()
        granted = checked_actions(actions, roles)
        of_key: dict[str, Any] = {"actions": granted} if granted else {}
        order = NewAccess(kind="key", name=name, roles=tuple(given), account=account, **of_key)
        async with self._database.writing() as connection:
            if key and (stored := await answer_to(connection, f"access/{key}", order)) is not None:
                return ApiKey.model_validate(stored), ""
            await require_account(connection, account)
            made = await connection.execute(
                insert(api_keys)
                .values(
                    id=new_id(),
                    secret_sha256=digest(secret),
                    name=name,
                    roles=[] if granted else given,
                    granted={"roles": given, "actions": granted} if granted else None,
                    account_id=account,
                    created_at=now,
                    created_by=by,
                    expires_at=expires_at,
                )
                .returning(api_keys)
            )
            new = key_of(made.one())
            await write_down(
                connection, AccessEvent.KEY_MADE, now, by=by, subject=new.id, account=account,
                name=name, roles=given, **of_key,
            )  # fmt: skip
            if key:
                await remember(connection, f"access/{key}", order, new, now)
        return new, f"{_PREFIX}_{new.id}_{secret}"

    async def all(self) -> list[ApiKey]:
        """Every key that was ever made, newest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
            )
            return [key_of(row) for row in found]

    async def revoke(self, key_id: str, now: datetime) -> None:
        """Revokes a key; raises AccessUnknown."""
        async with self._database.writing() as connection:
            revoked = await connection.execute(
                update(api_keys)
                .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            if revoked.rowcount != 1:
                raise AccessUnknown("There is no key with this id that is still valid.", id=key_id)
            await write_down(connection, AccessEvent.KEY_REVOKED, now, subject=key_id)

    async def still_valid(self, said: Collection[str], now: datetime) -> set[str]:
        """Those of these keys that are still valid. Each was valid before."""
        by_id = {each.partition("_")[2].partition("_")[0]: each for each in said}
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(api_keys.c.id).where(
                    api_keys.c.id.in_(by_id),
                    api_keys.c.revoked_at.is_(None),
                    or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now),
                )
            )
            return {by_id[row.id] for row in found}

    async def holder(self, said: str, now: datetime) -> Holder | None:
        """The holder of the key, if it is valid."""
        prefix, _, rest = said.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != _PREFIX or not secret:
            return None
        async with self._database.reading() as connection:
            found = await connection.execute(select(api_keys).where(api_keys.c.id == key_id))
            row = found.first()
        if row is None or not hmac.compare_digest(row.secret_sha256, digest(secret)):
            return None
        if row.revoked_at is not None or (row.expires_at is not None and now >= row.expires_at):
            return None
        if row.last_used_at is None or now - row.last_used_at > _COARSE:
            async with self._database.writing() as connection:
                await connection.execute(
                    update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=now)
                )
        through = Through(
            door=Channel.KEY, id=row.id, made_by=row.created_by, staff_could_read=True
        )
        return Holder(holder_of_key(row, through), row.expires_at)
