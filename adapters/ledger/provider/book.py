"""What is kept of the billing system, as steps read and write it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from adapters.ledger.invoices.rows import batches
from adapters.ledger.provider.tables import (
    billing_systems,
    provider_calls,
    provider_links,
    provider_switches,
)
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing, upsert
from domain.billing.calls import CallState, NewCall, ProviderLink
from domain.billing.provider import Ability
from domain.billing.switching import Stage, SwitchAtProvider

_SWITCH, _LINK = provider_switches.c, provider_links.c
_LINKS = select(provider_links).where(_LINK.invoice.in_(bindparam("of_invoices", expanding=True)))


class StoredProviderBook:
    """What `application.ports.provider_book.ProviderBook` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ahead: dict[str, ProviderLink | None] = {}

    async def switch_of(self, order_key: str) -> SwitchAtProvider | None:
        asked = select(provider_switches).where(_SWITCH.order_key == order_key)
        row = (await self._connection.execute(asked)).mappings().one_or_none()
        return None if row is None else SwitchAtProvider.model_validate(dict(row))

    async def keep_switch(self, switch: SwitchAtProvider) -> None:
        row = switch.model_dump()
        documents = switch.model_dump(mode="json", include={"before", "findings"})
        written = upsert(self._connection.dialect.name, provider_switches)
        await self._connection.execute(written, {**row, **documents})

    async def prefetch(self, invoices: Sequence[str]) -> None:
        self._ahead = dict.fromkeys(invoices) | await self._links(invoices)

    async def links(self, invoices: Sequence[str]) -> dict[str, ProviderLink]:
        ahead = {each: self._ahead[each] for each in invoices if each in self._ahead}
        rest = await self._links([each for each in invoices if each not in ahead])
        return {number: link for number, link in ahead.items() if link is not None} | rest

    async def _links(self, invoices: Sequence[str]) -> dict[str, ProviderLink]:
        found: dict[str, ProviderLink] = {}
        for some in batches(invoices):
            asked = {"of_invoices": some}
            for row in (await self._connection.execute(_LINKS, asked)).mappings():
                found[row["invoice"]] = _link_of(dict(row))
        return found

    async def link_at(self, provider: str, reference: str) -> ProviderLink | None:
        asked = select(provider_links).where(
            _LINK.provider == provider, _LINK.reference == reference
        )
        row = (await self._connection.execute(asked)).mappings().one_or_none()
        return None if row is None else _link_of(dict(row))

    async def link(self, link: ProviderLink, at: datetime) -> bool:
        self._ahead.pop(link.invoice, None)
        row = {**link.model_dump(), "linked_at": at}
        written = insert_missing(self._connection, provider_links)
        return (await self._connection.execute(written, row)).rowcount == 1

    async def billed_by(self, account_id: str) -> tuple[str, str] | None:
        asked = (
            select(_SWITCH.provider, _SWITCH.scope_id)
            .where(_SWITCH.account_id == account_id, _SWITCH.stage == Stage.SWITCHED)
            .order_by(_SWITCH.changed_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(asked)).first()
        return None if row is None else (row.provider, row.scope_id)

    async def present(self) -> tuple[str, frozenset[Ability]] | None:
        asked = select(billing_systems.c.name, billing_systems.c.abilities).where(
            billing_systems.c.present
        )
        row = (await self._connection.execute(asked)).one_or_none()
        return None if row is None else (row.name, frozenset(map(Ability, row.abilities)))

    async def abilities(self, provider: str) -> frozenset[Ability]:
        asked = select(billing_systems.c.abilities).where(billing_systems.c.name == provider)
        known = (await self._connection.execute(asked)).scalar_one_or_none()
        return frozenset(map(Ability, known or ()))

    async def queue(self, calls: Sequence[NewCall], at: datetime) -> None:
        rows = [
            {
                **call.model_dump(exclude={"facts"}),
                "facts": call.facts.model_dump(mode="json", exclude_none=True),
                "at": at,
                "state": CallState.WAITING,
                "attempts": 0,
            }
            for call in calls
        ]
        if rows:
            await self._connection.execute(insert_missing(self._connection, provider_calls), rows)


def _link_of(row: dict[str, object]) -> ProviderLink:
    return ProviderLink.model_validate({name: row[name] for name in ProviderLink.model_fields})
