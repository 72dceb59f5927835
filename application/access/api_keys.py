"""API keys: what programs sign in with."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from application.access.within import Access, require_account
from domain.access import Action, Role
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent
from domain.signing_in.api_keys import ApiKey, NewApiKey, checked_key_name
from domain.signing_in.new_access import NewAccess
from domain.signing_in.roles import checked_actions, checked_roles
from domain.signing_in.sessions import Holder


async def all_keys(access: Access) -> list[ApiKey]:
    """Every API key that was ever made, the newest first."""
    async with access.ledger.reading() as transaction:
        return await transaction.keys.all()


async def create_key(
    access: Access,
    name: str,
    roles: Iterable[Role],
    account: str | None,
    *,
    by: str,
    lasts: timedelta | None = None,
    key: str | None = None,
    actions: Collection[Action] | None = None,
) -> tuple[ApiKey, str]:
    """A new API key and its full text, which cannot be looked up again. It is "" where the key was
    made before, under the `key` of this claim.

    Args:
        actions: What it is given of what its roles allow; all of it by default.

    Raises:
        AccessNotAcceptable: the name, the roles or the actions make no sense.
        AccountUnknown: the ledger has no such account.
    """
    roles, now = [*roles], access.now()
    name, given = checked_key_name(name), checked_roles(roles, account)
    granted = checked_actions(actions, roles)
    restricted: dict[str, Any] = {"actions": granted} if granted else {}
    order = NewAccess(kind="key", name=name, roles=tuple(given), account=account, **restricted)
    async with access.ledger.writing() as transaction:
        if key and (stored := await transaction.answers.to(f"access/{key}", order)) is not None:
            return ApiKey.model_validate(stored), ""
        await require_account(transaction, account)
        new, text = await transaction.keys.add(
            NewApiKey(
                name=name,
                roles=given,
                actions=granted,
                account=account,
                created_at=now,
                created_by=by,
                expires_at=None if lasts is None else now + lasts,
            )
        )
        await transaction.log.write(
            AccessEvent.KEY_MADE, now, by=by, subject=new.id, account=account,
            name=name, roles=given, **restricted,
        )  # fmt: skip
        if key:
            await transaction.answers.remember(f"access/{key}", order, new, now)
    return new, text


async def revoke_key(access: Access, key_id: str) -> None:
    """Raises AccessUnknown."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        if not await transaction.keys.revoke(key_id, now):
            raise AccessUnknown("There is no key with this id that is still valid.", id=key_id)
        await transaction.log.write(AccessEvent.KEY_REVOKED, now, subject=key_id)


async def holder_of_key(access: Access, text: str, now: datetime) -> Holder | None:
    """The holder of the key, if it is valid; that it was used is written down, to the hour."""
    async with access.ledger.reading() as transaction:
        key = await transaction.keys.of_text(text)
    holder = None if key is None else key.holder(now)
    if key is not None and holder is not None and key.use_is_worth_writing(now):
        async with access.ledger.writing() as transaction:
            await transaction.keys.use(key.id, now)
    return holder
