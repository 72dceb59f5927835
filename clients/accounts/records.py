"""Accounts as other programs keep them: put, listed, deleted. Needs no engine."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from application.accounts.import_accounts import scopes_of_others
from application.accounts.put import (
    AccountLine,
    Given,
    PutAccount,
    put_account,
    put_accounts,
    refused_line,
)
from application.accounts.remove import Removed, remove_account
from clients.over_ledger import OverLedger
from domain.accounts.account import Account, AccountPage, absurd_charges
from domain.accounts.account_file import AccountsRead, normalised
from domain.accounts.preconditions import NO_PRECONDITION, Precondition
from domain.companies.identifiers import guid_of
from domain.errors import InvalidFile
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings

__all__ = ["AccountLine", "AccountRecords", "PutAccount", "Removed"]

_ONLY = "accounts.0."
"""Where the fields of an account stand that is read by itself."""


class AccountRecords(OverLedger):
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._accounts = ledger.accounts
        self._ledger = ledger.transactions
        self._keys = ledger.keys

    async def page(
        self, search: str | None = None, after: str | None = None, limit: int = 50
    ) -> AccountPage:
        """One page of accounts by id: all, or those that match as in `find_accounts`.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        return await self._accounts.page(search, after, limit)

    async def put(
        self, account_id: str, content: Mapping[str, Any], wanted: Precondition = NO_PRECONDITION
    ) -> PutAccount:
        """An account whole, as it is from now on, new or not; its `id` may be left out.

        Raises:
            InvalidFile: with every problem of it.
            VersionMismatch: the account in the ledger is not as `wanted` says.
        """
        said = content.get("id", account_id)
        if not isinstance(said, str) or _spelled(said) != _spelled(account_id):
            other = "This is not the id that the address names."
            raise InvalidFile([{"field": "id", "code": "id_differs", "problem": other}])
        account, problems = await self._read({**content, "id": account_id})
        if account is None:
            raise InvalidFile(problems)
        try:
            return await put_account(self._ledger, account, datetime.now(UTC), wanted)
        except InvalidFile as invalid:
            raise InvalidFile(_own(invalid.details["problems"])) from None

    async def put_many(self, contents: Sequence[Any]) -> list[AccountLine]:
        """Many accounts; of each is said what became of it, and what is wrong with one keeps no
        other from being written."""
        given: list[Given] = []
        refused: list[AccountLine] = []
        for line, content in enumerate(contents):
            account, problems = await self._read(content)
            if account is not None:
                given.append(Given(line, account))
            else:
                refused.append(refused_line(line, _id_in(content), problems))
        written = await put_accounts(self._ledger, given, datetime.now(UTC)) if given else []
        return sorted([*written, *refused], key=lambda each: each.line)

    async def remove(
        self,
        account_id: str,
        by: str,
        key: str | None = None,
        wanted: Precondition = NO_PRECONDITION,
    ) -> Removed:
        """Deletes an account of which nothing was ever made.

        Raises:
            AccountUnknown: there is no such account.
            VersionMismatch: the account in the ledger is not as `wanted` says.
            AccountInUse: something is kept of it; every reason at once.
        """
        account_id = _spelled(account_id)
        async with self._keys.once(key, by, "account delete", account_id, {}) as claim:
            once = claim.id if key is not None else None
            now = datetime.now(UTC)
            return await remove_account(self._ledger, account_id, now, wanted, once)

    async def _read(self, content: Any) -> tuple[Account | None, list[dict[str, Any]]]:
        """The account, or every problem of what was given, by its own fields."""
        read = normalised({"accounts": [content]})
        most = configured_policy(self._settings).invoices.largest_amount
        problems = [*read.problems, *absurd_charges(read.accounts, most)]
        if not problems:
            return read.accounts[0], []
        return None, _own([*problems, *await self._claimed(read)])

    async def _claimed(self, read: AccountsRead) -> list[dict[str, Any]]:
        return await scopes_of_others(self._ledger, read.claims) if read.claims else []


def _own(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "field": _field(each["field"])} for each in problems]


def _field(field: str) -> str:
    return field.removeprefix(_ONLY).removeprefix(_ONLY.rstrip("."))


def _spelled(account_id: str) -> str:
    return guid_of(account_id) or account_id


def _id_in(content: Any) -> str | None:
    said = content.get("id") if isinstance(content, Mapping) else None
    return said[:100] if isinstance(said, str) else None
