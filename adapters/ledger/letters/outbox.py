"""The outbox of notices to be mailed: stored until the mail server has them, and never sent
twice."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Update, and_, func, literal, or_, select, tuple_, update

from adapters.ledger.database import Database
from adapters.ledger.keyed_digests import same_address_as
from adapters.ledger.letters.deliveries import entry_of
from adapters.ledger.letters.outbox_statements import (
    CLAIM,
    CLOSE_UNANSWERED,
    HAND_OVER,
    MARK_SENT,
    MARK_SENT_AS,
)
from adapters.ledger.letters.sealed_letters import (
    SET_BACK,
    opened_letters,
    opened_notices,
    sealed_notice,
    sealed_words,
)
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.cursors import place_after, place_in
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import outbox
from application.ports.letters import Channel, DeliveryState, Follow
from application.ports.mailed import MailPage, OutboxEntry
from application.ports.outbox import QueuedNotice
from domain.errors import UnderWay, WrongTurn
from domain.notices import REMINDERS, Audience, Notice

_LIST = "mails"

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""A new notice is due at once. Its own moment is its workflow's, whose clock may be far ahead in a
rehearsal."""

_UNDECIDED = (DeliveryState.CLAIMED, DeliveryState.HANDING_OVER, DeliveryState.UNCONFIRMED)


async def queue(connection: Connection, notices: Sequence[Notice]) -> int:
    """Queues the notices in the caller's transaction; returns how many were new."""
    rows = [await _row_of(connection, notice) for notice in notices]
    added = await connection.execute(insert_missing(connection, outbox), rows)
    return added.rowcount


async def queue_unconfirmed(connection: Connection, notices: Sequence[Notice]) -> None:
    """Enters notices that may have gone out before the ledger was set back: a person decides."""
    held = {
        "state": DeliveryState.UNCONFIRMED,
        "attempts": 1,
        "due_at": None,
        "last_error": SET_BACK,
        "follow": Follow.WAKE,
    }
    rows = [
        {**await _row_of(connection, notice), **held, "closed_at": notice.at} for notice in notices
    ]
    await connection.execute(insert_missing(connection, outbox), rows)


async def _row_of(connection: Connection, notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "request": notice.request,
        "notice": await sealed_notice(connection, notice),
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "due_at": _AT_ONCE,
        "queued_at": notice.at,
        "follow": Follow.SAY if notice.kind in REMINDERS else Follow.NO,
        "channel": Channel.MAIL if notice.e_invoice is None else Channel.E_INVOICE,
    }


class LedgerOutbox:
    """One for each worker: what it claims is its own until the lease ends.

    Between `handing_over` and the server's answer nobody can know whether the message was
    delivered. When a worker is lost there, the notice becomes unconfirmed, for a person to decide.
    """

    def __init__(self, database: Database, channel: Channel = Channel.MAIL) -> None:
        """`channel`: what goes out by it is claimed, and nothing else."""
        self._database = database
        self._channel = channel
        self._worker = str(uuid4())

    async def to_customer(self, about: str, key: str) -> Notice | None:
        """A letter about this request or invoice to its customer, as it was queued; None where
        there is none of this key.

        Raises:
            WrongTurn: what it said is not kept any more.
        """
        wanted = select(outbox.c.notice, outbox.c.blanked_at)
        wanted = wanted.where(outbox.c.key == key, outbox.c.request == about)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).first()
            if row is None:
                return None
            if row.blanked_at is not None:
                said = "What this letter said is not kept any more: the policy says for how long."
                raise WrongTurn(said, key=key)
            (notice,) = await opened_notices(connection, [row.notice])
        is_letter = notice.audience is Audience.CUSTOMER and notice.e_invoice is None
        return notice if is_letter else None

    async def put(self, notices: Sequence[Notice]) -> int:
        """Queues the notices, all or none; returns how many were new. Known keys are left alone."""
        if not notices:
            return 0
        async with self._database.writing() as connection:
            return await queue(connection, notices)

    async def claim(self, now: datetime, lease: timedelta, limit: int = 20) -> list[QueuedNotice]:
        """Claims what is due, oldest first, until `now + lease`.

        A notice whose worker was lost before sending is due again; one whose
        worker was lost while sending becomes unconfirmed.
        """
        async with self._database.writing() as connection:
            await connection.execute(CLOSE_UNANSWERED, {"now": now})
            claimed = await connection.execute(
                CLAIM,
                {
                    "now": now,
                    "until": now + lease,
                    "worker": self._worker,
                    "limit": limit,
                    "by": self._channel,
                },
            )
            rows = sorted(claimed, key=lambda row: (row.queued_at, row.key))
            notices = await opened_notices(connection, (row.notice for row in rows))
        return [
            QueuedNotice(key=row.key, notice=notice, attempts=row.attempts)
            for row, notice in zip(rows, notices, strict=True)
        ]

    async def handing_over(self, key: str, now: datetime) -> None:
        """Marks, for good, that the message is about to be sent to the mail server.

        Raises:
            UnderWay: the lease has ended and another worker may have the notice. Send nothing.
        """
        of_key = {"of_key": key, "now": now, "of_worker": self._worker}
        marked = await self._change(HAND_OVER, of_key)
        if marked != 1:
            raise UnderWay("This mail is no longer this worker's to send.", key=key)

    async def sent(
        self, keys: Sequence[str], at: datetime, sha256: Mapping[str, str] | None = None
    ) -> None:
        """The mail server has them. It counts even if another worker holds the claim by now.

        Args:
            sha256: Of the messages, by their keys, where they are known.
        """
        async with self._database.writing() as connection:
            await connection.execute(MARK_SENT, {"keys": list(keys), "at": at})
            if sha256:
                of_each = [{"of_key": key, "as_sent": each} for key, each in sha256.items()]
                await connection.execute(MARK_SENT_AS, of_each)

    async def keep_answer(self, key: str, answer: str) -> None:
        """What whoever took an e-invoice calls it."""
        await self._change(update(outbox).where(outbox.c.key == key).values(answer=answer))

    async def retry(self, key: str, error: str, at: datetime) -> None:
        """It was certainly not delivered: try again at `at`."""
        await self._answered(key, error, state=DeliveryState.QUEUED, due_at=at)

    async def refused(self, key: str, error: str, at: datetime) -> None:
        """The mail server finally refused it."""
        await self._stuck(key, DeliveryState.REFUSED, error, at)

    async def unconfirmed(self, key: str, error: str, at: datetime) -> None:
        """It was sent and not confirmed: never sent again by itself."""
        await self._stuck(key, DeliveryState.UNCONFIRMED, error, at)

    async def of_request(self, request_prefix: str) -> list[OutboxEntry]:
        """The notices of a request, or of one run of it (`request/run`), oldest first."""
        return list((await self.page_of_request(request_prefix, None, None)).mails)

    async def page_of_request(
        self, request_prefix: str, after: str | None, limit: int | None
    ) -> MailPage:
        """A page of them; all that follow without a limit.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        above, below = f"{request_prefix.rstrip('/')}/", f"{request_prefix.rstrip('/')}0"
        # An invoice's number may contain a slash: `invoice/A/1` is no run of `invoice/A`.
        of_run = literal(request_prefix).startswith(outbox.c.request)
        keyed = and_(outbox.c.key > above, outbox.c.key < below, of_run)
        order = outbox.c.queued_at, outbox.c.key
        asked = select(outbox).where(or_(outbox.c.request == request_prefix, keyed))
        asked = asked.order_by(*order).limit(None if limit is None else limit + 1)
        if after is not None:
            asked = asked.where(tuple_(*order) > place_in(after, _LIST))
        async with self._database.reading() as connection:
            rows = list(await connection.execute(asked))
            shown = rows[:limit]
            letters = await opened_letters(connection, shown)
            same = [await same_address_as(connection, each.notice.get("to")) for each in letters]
        more = len(rows) > len(shown)
        following = place_after(_LIST, shown[-1].queued_at, shown[-1].key) if more else None
        found = tuple(entry_of(*each) for each in zip(shown, letters, same, strict=True))
        return MailPage(found, following)

    async def counts(self) -> dict[str, int]:
        """How many notices are in each state, including states without any."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(outbox.c.state, func.count().label("number")).group_by(outbox.c.state)
            )
            counted: dict[str, int] = {row.state: row.number for row in found}
        return {state.value: counted.get(state, 0) for state in DeliveryState}

    async def _stuck(self, key: str, state: DeliveryState, error: str, at: datetime) -> None:
        await self._answered(key, error, state=state, due_at=None, closed_at=at, follow=Follow.WAKE)

    async def _answered(self, key: str, error: str, **values: Any) -> None:
        """Stores the outcome; nothing happens when another worker holds the claim by now."""
        mine = and_(
            outbox.c.key == key,
            outbox.c.claimed_by == self._worker,
            outbox.c.state.in_(_UNDECIDED),
        )
        async with self._database.writing() as connection:
            # A mail server's answer repeats the address.
            said = await sealed_words(connection, key, outbox.c.last_error, error)
            await connection.execute(update(outbox).where(mine).values(last_error=said, **values))

    async def _change(self, statement: Update, about: Mapping[str, Any] | None = None) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(statement, about)).rowcount
