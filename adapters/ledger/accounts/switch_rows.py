"""The rows that a switch writes, and the receipt read back from them."""

from sqlalchemy import bindparam, insert, select, update

from adapters.ledger.accounts.histories import (
    RECORD_LIMIT,
    RECORD_METHOD,
    limit_entry,
    method_entry,
)
from adapters.ledger.accounts.limit_history import quota_name
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import (
    credit_limits,
    external_services,
    payment_method_history,
    quota_requests,
    scopes,
)
from domain.accounts.account import PaymentMethod, Scope
from domain.errors import SwitchIrreversible
from domain.forms.core_quota import CoreQuotaIncrease
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
from domain.requests.switch_order import SwitchOrder, SwitchReceipt
from domain.values.money import Money

_UNLESS_SWITCHED = update(scopes).where(
    scopes.c.id == bindparam("of_scope"), scopes.c.payment_method != PaymentMethod.INVOICE
)
"""Updates a scope that does not pay by invoice yet, with values by column name."""

_ENTRY, _LIMIT, _QUOTA = payment_method_history.c, credit_limits.c, quota_requests.c
_WRITTEN = (
    select(
        scopes.c.payment_method,
        scopes.c.moved_invoice,
        _ENTRY.previous,
        _ENTRY.since,
        _LIMIT.amount_minor,
        _LIMIT.currency,
        _LIMIT.payment_terms_days,
        _QUOTA.id.label("quota"),
    )
    .select_from(scopes)
    .join(payment_method_history, _ENTRY.scope_id == scopes.c.id)
    .join(credit_limits, _LIMIT.account_id == scopes.c.account_id)
    .outerjoin(quota_requests, _QUOTA.order_key == _ENTRY.order_key)
    .where(scopes.c.id == bindparam("of_scope"))
    .where(_ENTRY.order_key == bindparam("of_order"), _LIMIT.order_key == bindparam("of_order"))
)


async def write_switch(connection: Connection, order: SwitchOrder, scope: Scope) -> SwitchReceipt:
    """Switches the scope; the receipt is read back from the ledger, not copied from the order.

    Raises:
        SwitchIrreversible: the scope pays by invoice already.
    """
    await _change_method(connection, order, scope)
    await connection.execute(RECORD_LIMIT, limit_entry(order))
    if order.core_quota is not None:
        await _ask_for_cores(connection, order, order.core_quota)
    separately: tuple[str, ...] = ()
    if order.external_services is ExternalServices.BILL_SEPARATELY and scope.external_services:
        separately = await _bill_separately(connection, order.scope_id)
    return await _read_back(connection, order, separately)


async def _change_method(connection: Connection, order: SwitchOrder, scope: Scope) -> None:
    values: dict[str, str | None] = {"payment_method": PaymentMethod.INVOICE}
    if order.open_invoice is OpenInvoiceAtSwitch.MOVE and scope.open_invoice:
        values |= {"open_invoice": None, "moved_invoice": scope.open_invoice}
    if order.language is not None:
        values["language"] = order.language
    changed = await connection.execute(_UNLESS_SWITCHED, {"of_scope": scope.id, **values})
    if changed.rowcount != 1:
        raise SwitchIrreversible(
            "This already pays by invoice, and that cannot be changed.", scope_id=scope.id
        )
    entry = method_entry(
        scope.id, scope.payment_method, PaymentMethod.INVOICE, order.at, order.by, order.key
    )
    await connection.execute(RECORD_METHOD, entry)


async def _ask_for_cores(
    connection: Connection, order: SwitchOrder, quota: CoreQuotaIncrease
) -> None:
    await connection.execute(
        insert(quota_requests),
        {
            "scope_id": order.scope_id,
            "existing_cores": quota.existing,
            "requested_cores": quota.requested,
            "region": quota.region,
            "series": quota.series,
            "asked_at": order.at,
            "asked_by": order.by,
            "order_key": order.key,
        },
    )


async def _bill_separately(connection: Connection, scope_id: str) -> tuple[str, ...]:
    service = external_services.c
    changed = await connection.execute(
        update(external_services)
        .where(service.scope_id == scope_id, service.billed_separately.is_(False))
        .values(billed_separately=True)
        .returning(service.name)
    )
    return tuple(sorted(changed.scalars()))


async def _read_back(
    connection: Connection, order: SwitchOrder, separately: tuple[str, ...]
) -> SwitchReceipt:
    written = {"of_scope": order.scope_id, "of_order": order.key}
    found = await connection.execute(_WRITTEN, written)
    row = found.one()
    return SwitchReceipt(
        scope_id=order.scope_id,
        previous_method=row.previous,
        payment_method=row.payment_method,
        credit_limit=Money.from_minor(row.amount_minor, row.currency),
        payment_terms_days=row.payment_terms_days,
        switched_at=row.since,
        quota_request=quota_name(row.quota) if row.quota is not None else None,
        moved_invoice=row.moved_invoice,
        billed_separately=separately,
    )
