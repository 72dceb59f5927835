"""Letters of the outbox, sealed with the key of the account that they are about."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Row, select

from adapters.ledger.letters.deliveries import LetterInClear
from adapters.ledger.sealed_columns import ERASED
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from application.ports.sealing import NAMESPACE, account_owner
from domain.notices import Notice

_LETTER = outbox.c
_REQUEST = "pay-by-invoice/"

UNANSWERED = "The worker was lost while it handed the message over; it may have been delivered."
SET_BACK = "It may have gone out before the ledger was set back."
NO_MAILBOX = "550 5.1.1 There is no mailbox of this name."
OUR_WORDS = frozenset({UNANSWERED, SET_BACK, NO_MAILBOX})
"""What may be said of letters at once, whoever they are about."""


def bare_notice(notice: Notice, company: str = ERASED) -> Notice:
    """What of a letter says nothing of anybody."""
    return Notice(
        key=notice.key,
        kind=notice.kind,
        audience=notice.audience,
        language=notice.language,
        time_zone=notice.time_zone,
        request=notice.request,
        account=notice.account,
        company=company,
        at=notice.at,
        e_invoice=notice.e_invoice,
        reminder=notice.reminder,
        run=notice.run,
    )


async def sealed_notice(connection: Connection, notice: Notice) -> dict[str, Any]:
    """As it is stored."""
    owner = await _owner(connection, notice.request, notice.account)
    whole, shown = (each.model_dump(mode="json") for each in (notice, bare_notice(notice)))
    return await connection.sealing.seal_document(connection, owner, _LETTER.notice, whole, shown)


async def sealed_words(connection: Connection, key: str, column: Column[Any], said: str) -> str:
    """Words about a letter of the outbox, as they are stored."""
    wanted = select(_LETTER.request, _LETTER.notice).where(_LETTER.key == key)
    row = (await connection.execute(wanted)).first()
    owner = NAMESPACE if row is None else await owner_of_letter(connection, row)
    return await connection.sealing.seal(connection, owner, column, said)


async def owner_of_letter(connection: Connection, row: Row[Any]) -> str:
    """Whose a letter of the outbox is."""
    return await _owner(connection, row.request, row.notice.get("account"))


async def opened_notices(connection: Connection, stored: Iterable[Any]) -> list[Notice]:
    """In the same order; a bare one for each whose key was destroyed."""
    found = await _opened(connection, stored)
    return [Notice.model_validate(each) for each in found]


async def opened_letters(connection: Connection, rows: Sequence[Row[Any]]) -> list[LetterInClear]:
    """What is sealed of these rows, in the same order."""
    sealing = connection.sealing
    notices = await _opened(connection, [row.notice for row in rows])
    errors = await sealing.open_words(
        connection, _LETTER.last_error, [row.last_error for row in rows], OUR_WORDS
    )
    reasons = await sealing.open_words(
        connection, _LETTER.dismissed_because, [row.dismissed_because for row in rows]
    )
    return [LetterInClear(*each) for each in zip(notices, errors, reasons, strict=True)]


async def _opened(connection: Connection, stored: Iterable[Any]) -> list[Any]:
    return await connection.sealing.open_documents(connection, _LETTER.notice, stored, is_blanked)


def is_blanked(notice: Any) -> bool:
    return bool(notice["company"] == "")


async def _owner(connection: Connection, request: str, account: str | None) -> str:
    """A request's form may name the account in another case; the scope says whose it is."""
    if request.startswith(_REQUEST):
        scope = request.removeprefix(_REQUEST)
        return await connection.sealing.owner_of_scope(connection, scope)
    return NAMESPACE if account is None else account_owner(account)
