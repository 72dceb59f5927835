"""The rules that a billing system is checked against, one method for each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from application.ports.billing import BillingProvider
from domain.billing.checked import Checked, NotSo, Outcome
from domain.billing.provider import Ability, Collecting, Collection, Party
from domain.errors import ProviderRefused, ProviderUnavailable
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money

DAYS = 30
_STRANGER = Party(account_id="nobody-has-this-account", scope_ids=("nobody-has-this-scope",))
_LIMIT = 100_000
"""Minor units."""
_CORES = CoreQuotaIncrease(existing=10, requested=20, region="westeurope", series="Dsv5")


@dataclass
class Trial:
    """The rules of the contract, each of which raises `NotSo` where it is broken."""

    provider: BillingProvider
    party: Party
    can: frozenset[Ability] = frozenset()
    before: Sequence[Collection] = ()
    """How it was collected when the trial began."""
    currency: str = "EUR"
    keys: str = field(default_factory=lambda: f"check/{uuid4().hex}")

    async def says_what_it_can(self) -> None:
        self.can = await self.provider.capabilities()

    async def reads_the_account(self) -> None:
        account = await self.provider.read_account(self.party)
        if account.account_id != self.party.account_id:
            raise NotSo(f"It answers account {account.account_id}, which was not asked about.")
        now = await self.provider.verify(self.party)
        if list(account.collections) != list(now):
            raise NotSo("read_account and verify say different things of how it is collected.")
        self.before = now
        amounts = [*account.monthly_spend.values(), *(each.open for each in account.open_items)]
        self.currency = next((each.currency for each in amounts), self.currency)

    async def refuses_strangers(self) -> None:
        key = self._key("stranger")
        await refused("read_account", self.provider.read_account(_STRANGER))
        await refused("verify", self.provider.verify(_STRANGER))
        await refused("stop_collecting", self.provider.stop_collecting(_STRANGER, key))

    async def says_what_is_open(self) -> None:
        await self.provider.open_charges(self.party, datetime.now(UTC))

    async def says_what_was_charged(self) -> None:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        if await self.provider.charged_since(self.party, tomorrow):
            raise NotSo("charged_since answers charges from before the moment that it is asked of.")

    async def stops_collecting(self) -> None:
        stopped = await self.provider.stop_collecting(self.party, self._key("stop"))
        self._collected(stopped, Collecting.NOT)
        if [each.method for each in stopped] != [each.method for each in self.before]:
            raise NotSo("The payment method is not what it was: it is to be kept, and not charged.")
        await self._as_read_back(stopped)

    async def stops_once(self) -> None:
        now = await self.provider.verify(self.party)
        again = await self.provider.stop_collecting(self.party, self._key("stop"))
        if list(again) != list(now):
            raise NotSo("stop_collecting changed something when it came again under its key.")

    async def collects_by_invoice(self) -> None:
        stopped = await self.provider.verify(self.party)
        collected = await self.provider.collect_by_invoice(self.party, DAYS, self._key("collect"))
        self._collected(collected, Collecting.BY_INVOICE)
        days = {each.days_until_due for each in collected}
        if Ability.DUE_DATE in self.can and days != {DAYS}:
            raise NotSo(f"days_until_due is {_listed(days)} where {DAYS} was asked for.")
        if {each.version for each in collected} & {each.version for each in stopped}:
            raise NotSo("version did not change, although how it is collected did.")
        await self._as_read_back(collected)

    async def lets_old_keys_do_nothing(self) -> None:
        late = await self.provider.stop_collecting(self.party, self._key("stop"))
        self._collected(late, Collecting.BY_INVOICE)
        await self._as_read_back(late)

    async def undoes_the_switch(self) -> None:
        for _ in range(2):
            undone = await self.provider.collect_as_before(
                self.party, self.before, self._key("before")
            )
            for was, now in zip(self.before, undone, strict=True):
                if (was.collecting, was.method) != (now.collecting, now.method):
                    raise NotSo(f"Scope {was.scope_id} is not collected as it was before.")
            await self._as_read_back(undone)

    async def keeps_a_limit(self) -> None:
        limit = Money.from_minor(_LIMIT, self.currency)
        for _ in range(2):
            await self.provider.set_limit(self.party, limit, self._key("limit"))

    async def asks_for_cores_once(self) -> None:
        first = await self.provider.request_quota(self.party, _CORES, self._key("cores"))
        again = await self.provider.request_quota(self.party, _CORES, self._key("cores"))
        if first != again:
            raise NotSo("request_quota under the same key asked for cores twice.")

    async def refuses_a_limit(self) -> None:
        limit = Money.from_minor(_LIMIT, self.currency)
        await refused("set_limit", self.provider.set_limit(self.party, limit, self._key("limit")))

    async def refuses_cores(self) -> None:
        asked = self.provider.request_quota(self.party, _CORES, self._key("cores"))
        await refused("request_quota", asked)

    def _key(self, what: str) -> str:
        return f"{self.keys}/{what}"

    def _collected(self, told: Sequence[Collection], wanted: Collecting) -> None:
        for each in told:
            if each.collecting is not wanted:
                said = f"Scope {each.scope_id} is collected '{each.collecting}'"
                raise NotSo(f"{said} where '{wanted}' was asked for.")

    async def _as_read_back(self, told: Sequence[Collection]) -> None:
        if list(await self.provider.verify(self.party)) != list(told):
            raise NotSo("verify says something else than the call before it answered.")


async def tried(name: str, what: str, rule: Callable[[], Awaitable[None]]) -> Checked:
    try:
        await rule()
    except NotSo as broken:
        return Checked(name, what, Outcome.WRONG, broken.said)
    except ProviderRefused as no:
        code = no.details.get("provider_code", "no code")
        said = f"{_call(no)}It refused ({code}): {no.reason}"
        return Checked(name, what, Outcome.WRONG, said)
    except ProviderUnavailable as lost:
        problem = lost.details.get("problem")
        said = f"{_call(lost)}{lost.reason}{f' {problem}.' if problem else ''}"
        return Checked(name, what, Outcome.WRONG, said)
    return Checked(name, what, Outcome.RIGHT)


async def refused(name: str, asked: Awaitable[object]) -> None:
    """Raises `NotSo` where it is not a definite no."""
    try:
        await asked
    except ProviderRefused:
        return
    except ProviderUnavailable as lost:
        said = f"{name}: answer 4xx with a code, so that it is known that nothing was done."
        raise NotSo(f"{said} {lost.reason}") from None
    raise NotSo(f"{name} was done, where it had to be refused.")


def _call(error: ProviderRefused | ProviderUnavailable) -> str:
    return f"{error.details['call']}: " if "call" in error.details else ""


def _listed(values: set[int | None]) -> str:
    return ", ".join(sorted("missing" if each is None else str(each) for each in values))
