"""Keys from before the ledger stored what each was used for: their effects say it."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row, bindparam, select

from adapters.ledger.effects import fingerprint
from adapters.ledger.invoices.tables import payments
from adapters.ledger.sql.connection import Connection
from domain.invoices.messages import RecordPayment
from domain.values.bank_references import same_reference

_PAYMENT = select(payments).where(payments.c.order_key == bindparam("of_effect"))


async def is_the_same(
    connection: Connection, used: Row[Any], key: str, target: str, body: Any
) -> bool:
    """Whether this is what was done under this key.

    Args:
        used: The row of the key, with its `effect`.
        target: An invoice's id, or an account, whose payment went through one of its invoices.
        body: The message, or what was said of it where its currency is yet to be looked up.
    """
    if isinstance(body, BaseModel) and used.effect == f"{target}/{key}":
        return bool(used.asked == fingerprint(body))
    payment = (await connection.execute(_PAYMENT, {"of_effect": used.effect})).first()
    if payment is None or payment.account_id != target:
        return False
    command = body[0] if isinstance(body, list) else body
    return (
        isinstance(command, RecordPayment)
        and command.by == payment.received_by
        and same_reference(command.bank_reference, payment.bank_reference)
        and (body is not command or command.amount.minor == payment.amount_minor)
    )
