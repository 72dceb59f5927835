"""People who sign in by a password or by the identity provider, as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from adapters.ledger.access.tables import people
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from domain.people.sign_ins import normal_name
from domain.signing_in.person import Person, PersonOnFile

_PERSON = people.c


class StoredPeople:
    """What `application.ports.access.People` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> list[Person]:
        found = await self._connection.execute(select(people).order_by(_PERSON.sign_in))
        return [_person(row) for row in found]

    async def has(self, sign_in: str) -> bool:
        of_name = _PERSON.sign_in == normal_name(sign_in)
        found = await self._connection.execute(select(_PERSON.sign_in).where(of_name))
        return found.first() is not None

    async def locked(self, sign_in: str) -> PersonOnFile | None:
        return await self._locked(_PERSON.sign_in == normal_name(sign_in))

    async def password_hash(self, sign_in: str) -> str | None:
        found = await self._connection.execute(
            select(_PERSON.password_hash).where(
                _PERSON.sign_in == normal_name(sign_in), _PERSON.disabled_at.is_(None)
            )
        )
        kept: str | None = found.scalar_one_or_none()
        return kept

    async def locked_with_password(self, sign_in: str, password_hash: str) -> PersonOnFile | None:
        return await self._locked(
            _PERSON.sign_in == normal_name(sign_in),
            _PERSON.password_hash == password_hash,
            _PERSON.disabled_at.is_(None),
        )

    async def add(
        self,
        name: str,
        roles: Sequence[str],
        account: str | None,
        *,
        by: str,
        at: datetime,
        password_hash: str | None = None,
        subject: str | None = None,
    ) -> bool:
        added = await self._connection.execute(
            insert_missing(self._connection, people),
            {
                "sign_in": name,
                "roles": roles,
                "password_hash": password_hash,
                "subject": subject,
                "account_id": account,
                "created_at": at,
                "created_by": by,
                "password_set_by": by if password_hash else None,
            },
        )
        return added.rowcount == 1

    async def set_password(self, name: str, password_hash: str, by: str | None) -> None:
        await self._set(name, password_hash=password_hash, password_set_by=by)

    async def renew_hash(self, sign_in: str, old: str, new: str) -> None:
        await self._connection.execute(
            update(people)
            .where(_PERSON.sign_in == normal_name(sign_in), _PERSON.password_hash == old)
            .values(password_hash=new)
        )

    async def set_roles(self, name: str, roles: Sequence[str], account: str | None) -> None:
        await self._set(name, roles=roles, account_id=account)

    async def set_disabled(self, name: str, at: datetime | None) -> None:
        await self._set(name, disabled_at=at)

    async def _locked(self, *which: Any) -> PersonOnFile | None:
        found = await self._connection.execute(select(people).where(*which).with_for_update())
        row = found.first()
        if row is None:
            return None
        return PersonOnFile(_person(row), row.subject, row.password_set_by)

    async def _set(self, name: str, **values: Any) -> None:
        changed = update(people).where(_PERSON.sign_in == name).values(values)
        await self._connection.execute(changed)


def _person(row: Row[Any]) -> Person:
    return Person(
        sign_in=row.sign_in,
        roles=row.roles,
        account=row.account_id,
        by_provider=row.subject is not None,
        created_at=row.created_at,
        created_by=row.created_by,
        disabled_at=row.disabled_at,
    )
