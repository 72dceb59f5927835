"""The typed way to the billing system: what it was told, and what it still has to be told."""

from datetime import UTC, datetime
from functools import partial

import structlog

from application.billing.open_there import open_there
from application.ports.billing import BillingProvider
from application.requests.assess import known_from_there
from clients.over_ledger import OverLedger
from domain.accounts.account import Account
from domain.billing.calls import Call, CallState
from domain.billing.names import ProviderName
from domain.billing.provider import Ability
from domain.billing.switching import Stage, SwitchAtProvider
from domain.errors import CallUnknown, InvalidFile, NotPossibleNow, ProviderUnavailable
from domain.policy import OpenInvoiceAtSwitch
from domain.rules.findings import Finding
from domain.rules.switch_rules import OpenThere, known_there, not_answered
from domain.values.record import Record
from engine.wiring.open_ledger import OpenLedger
from engine.wiring.providers import outside_provider
from settings import Settings

__all__ = ["Call", "CallState", "ProviderClient", "ProviderStanding", "SwitchUnderWay"]

_ASKED_WITHIN = 3.0
"""Seconds: somebody waits for a page."""
_log = structlog.stdlib.get_logger(__name__)

MOST = 200
"""Calls that are listed."""
_TO_SEE_TO = (CallState.WAITING, CallState.REFUSED)


class SwitchUnderWay(Record):
    """A switch that has begun at the billing system and has not ended."""

    account: str
    scope: str
    stage: Stage
    since: datetime
    undo_refused: int
    """How often the billing system said no to putting it back."""

    @classmethod
    def of(cls, kept: SwitchAtProvider) -> "SwitchUnderWay":
        return cls(
            account=kept.account_id,
            scope=kept.scope_id,
            stage=kept.stage,
            since=kept.began_at,
            undo_refused=kept.undo_refused,
        )


class ProviderStanding(Record):
    """How it stands with the billing system."""

    provider: str
    cannot: tuple[Ability, ...] = ()
    """What it lacks."""
    switches: tuple[SwitchUnderWay, ...] = ()
    calls: tuple[Call, ...] = ()
    """The latest first: those that wait or were refused, or all."""


class ProviderClient(OverLedger):
    """Refusals are raised as `DomainError`s."""

    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._database = ledger.database
        self._calls = ledger.calls
        self._keys = ledger.keys

    async def standing(self, every: bool = False) -> ProviderStanding:
        """Which billing system it is, what it cannot do, and what is to be seen to.

        Args:
            every: With calls that were made, too.
        """
        name, can = await self._calls.present() or (ProviderName.LEDGER.value, frozenset(Ability))
        return ProviderStanding(
            provider=name,
            cannot=tuple(sorted(frozenset(Ability) - can)),
            switches=tuple(map(SwitchUnderWay.of, await self._calls.under_way())),
            calls=tuple(await self._calls.calls(() if every else _TO_SEE_TO, MOST)),
        )

    async def before_switch(
        self,
        findings: tuple[Finding, ...],
        account: Account,
        scope_id: str,
        policy: OpenInvoiceAtSwitch,
    ) -> tuple[Finding, ...]:
        """What is in the way of a switch, with what is open at the billing system, where another
        one than the ledger bills: S1 and S5 are unknown while it does not answer, or cannot be
        asked from here. The switch asks it again in any case."""
        if self._settings.provider is ProviderName.LEDGER and await self._calls.present() is None:
            return findings
        try:
            async with outside_provider(self._settings, self._database) as provider:
                if provider is not None:
                    ask = partial(_ask, provider, policy)
                    return await known_from_there(findings, ask, account, scope_id)
        except (ProviderUnavailable, InvalidFile) as away:
            _log.warning("the billing system does not say what is open", code=away.code)
        return known_there(findings, not_answered())

    async def again(self, number: int, by: str, key: str | None = None) -> Call:
        """Have a refused call made once more.

        Raises:
            CallUnknown: there is no such call.
            NotPossibleNow: it was not refused.
        """
        async with self._keys.once(key, by, "tell_again", str(number), {}) as claim:
            if not claim.done:
                changed = await self._calls.again(number, datetime.now(UTC))
                await self._unless(changed, number, "tell_again")
        return await self._one(number)

    async def settle(self, number: int, by: str, key: str | None = None) -> Call:
        """Somebody did a refused call by hand at the billing system; raises as `again`."""
        async with self._keys.once(key, by, "settle_call", str(number), {}) as claim:
            if not claim.done:
                changed = await self._calls.settle(number, by)
                await self._unless(changed, number, "settle_call")
        return await self._one(number)

    async def _one(self, number: int) -> Call:
        call = await self._calls.call(number)
        if call is None:
            raise CallUnknown("There is no call of this number.", call=number)
        return call

    async def _unless(self, changed: bool, number: int, what: str) -> None:
        if not changed:
            call = await self._one(number)
            raise NotPossibleNow(what, call.state, subject="call")


async def _ask(
    provider: BillingProvider, policy: OpenInvoiceAtSwitch, account: Account, scope_id: str
) -> OpenThere:
    now = datetime.now(UTC)
    return await open_there(provider, account, scope_id, policy, now, _ASKED_WITHIN)
