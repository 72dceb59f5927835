"""The typed way to accounts' credit limits, for every face. Needs no engine."""

from datetime import UTC, datetime

from application.limits.change import change_limit, confirm_limit
from application.limits.look_up import limit_of_account
from clients.over_ledger import OverLedger
from domain.limits.changed import LimitChanged
from domain.limits.limit import AccountLimit
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.operations import CHANGE, CONFIRM
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings
from wording.possible import in_words

__all__ = ["AccountLimit", "LimitChanged", "LimitClient"]


class LimitClient(OverLedger):
    """Refusals are raised as `DomainError`s."""

    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._ledger = ledger.transactions
        self._keys = ledger.keys

    async def limit(self, account: str, by: str | None = None) -> AccountLimit:
        """The account's limit and its history; raises AccountUnknown.

        Args:
            by: Who asks: what is possible is said for them, or else for anybody.
        """
        return in_words(await limit_of_account(self._ledger, account, datetime.now(UTC), by))

    async def change(
        self, account: str, command: ChangeLimit, key: str | None = None
    ) -> LimitChanged:
        """Raises AccountUnknown, LimitNotChangeable, EffectMismatch."""
        async with self._keys.once(key, command.by, CHANGE.name, account, command) as claim:
            policy = configured_policy(self._settings)
            return await change_limit(
                self._ledger,
                account,
                command,
                claim.id,
                datetime.now(UTC),
                policy.limits,
                policy.credit.largest_amount,
            )

    async def confirm(
        self, account: str, command: ConfirmLimit, key: str | None = None
    ) -> LimitChanged:
        """Raises AccountUnknown, LimitNotChangeable, EffectMismatch."""
        async with self._keys.once(key, command.by, CONFIRM.name, account, command) as claim:
            now = datetime.now(UTC)
            return await confirm_limit(self._ledger, account, command, claim.id, now)
