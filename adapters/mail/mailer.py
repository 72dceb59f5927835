"""The mailer: a worker's loop that claims due notices from the outbox, words and delivers them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from adapters.mail.letters import write_letter
from adapters.mail.message import Mail, address_of, compose, fingerprint
from adapters.mail.outcomes import (
    Delayed,
    Halted,
    NotDelivered,
    Postponed,
    Refused,
    Unconfirmed,
    breaks_rules,
    summary,
)
from adapters.mail.records import Records
from application.ports.attached_papers import AttachedFile, AttachedPapers
from application.ports.mail_transport import HandingOver, Session, Transport
from application.ports.outbox import Addressing, Outbox, QueuedNotice
from domain.letters.addressed import Addressed
from domain.notices import Audience, Notice

log = logging.getLogger(__name__)

POLL = 2.0
"""Seconds between two polls of an idle outbox. Putting a notice in wakes the mailer at once."""
LONGEST_PAUSE = 60.0
"""Seconds between two polls of an outbox that cannot be used."""
BATCH = 20
GATHERING = 0.1
"""Seconds from a first notice to its round: whoever waits for the step that queued it has their
answer before letters are worded, which keeps the worker's thread busy."""
BETWEEN_BATCHES = 0.2
"""Seconds between two rounds, so that notices queued meanwhile share one claim."""
LEASE = timedelta(minutes=5)
IDEMPOTENT_LEASE = timedelta(seconds=30)
"""A short lease: a claim left by a killed worker is soon taken over, where sending twice does no
harm."""
BEGIN_WITHIN = timedelta(minutes=2)
"""No message is begun later than this after its claim. The server's answer may take minutes, and a
claim that has expired belongs to the next claimant."""
ERASE_EVERY = timedelta(minutes=10)
"""Between two looks for letters whose words are not needed any more."""


class Mailer:
    """Delivers what is due, one batch a round over one session of the transport.

    No failure stops it: a notice that cannot be delivered or worded is retried, for as long as it
    takes, after the `pause` of `records`; so is an outbox that cannot be reached.
    """

    def __init__(
        self,
        outbox: Outbox,
        transport: Transport,
        sender: str,
        teams: Mapping[Audience, str],
        clock: Callable[[], datetime],
        addressing: Addressing | None = None,
        follow: Callable[[], Awaitable[int]] | None = None,
        papers: AttachedPapers | None = None,
        erase_sent: Callable[[], Awaitable[int]] | None = None,
    ) -> None:
        """`sender`: `Name <address>`; `teams`: the address of every audience but the customer.
        Without `addressing`, letters go where their notice says and contain no link. `follow`
        reports the outcomes of letters to their requests and invoices, and returns how many there
        were. Without `papers`, letters carry none. `erase_sent` erases the words of letters that
        were sent long enough ago, and returns how many; it is called while nothing is due."""
        self._outbox = outbox
        self._transport = transport
        self._lease = IDEMPOTENT_LEASE if transport.idempotent else LEASE
        self._sender = sender
        self._teams = teams
        self._clock = clock
        self._addressing = addressing
        self._follow = follow
        self._papers = papers
        self._erase_sent = erase_sent
        self._erases_from: datetime | None = None
        self._records = Records(outbox, clock)
        self._wake_requested = asyncio.Event()
        self._hurried = asyncio.Event()
        self._stopping = False
        self._give_up_at: float | None = None
        self._under_way: asyncio.Timeout | None = None
        self._rounds = 0
        self._idle_round = 0
        self._round_ended = asyncio.Condition()

    def wake(self) -> None:
        """Wakes the loop, because something was put into the outbox. It begins a moment later."""
        self._wake_requested.set()

    def stop(self, within: float | None = None) -> None:
        """Lets `run` end after the mail under way; the rest of its batch is unclaimed again.

        Args:
            within: Seconds that the mail under way has. One that the server has and does not
                answer to by then is unconfirmed.
        """
        self._stopping = True
        self._hurry()
        if within is not None:
            self._give_up_at = asyncio.get_running_loop().time() + within
            if self._under_way is not None:
                self._under_way.reschedule(self._give_up_at)

    async def run(self) -> None:
        """Delivers until it is stopped."""
        pause = POLL
        while not self._stopping:
            self._wake_requested.clear()
            self._hurried.clear()
            try:
                if delivered := await self.deliver_due():
                    if delivered < BATCH:
                        await asyncio.sleep(BETWEEN_BATCHES)
                    continue
                pause = POLL
            except Exception as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("mail waits: the outbox cannot be used: %s", summary(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake_requested.wait(), pause)
                await self._gather()

    def _hurry(self) -> None:
        self._hurried.set()
        self._wake_requested.set()

    async def _gather(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), GATHERING)

    async def drained(self, within: float) -> None:
        """Waits, while `run` runs, for a round that begins from now on and finds nothing due and
        nothing postponed.

        Raises:
            TimeoutError: after `within` seconds.
        """
        last = self._rounds
        self._hurry()
        async with asyncio.timeout(within), self._round_ended:
            await self._round_ended.wait_for(lambda: self._idle_round > last)

    async def deliver_due(self) -> int:
        """One round: a batch of what is due. Returns how many mails went out.

        Raises:
            Exception: whatever the outbox raises when it cannot be used.
        """
        self._rounds += 1
        this_round = self._rounds
        await self._records.write_down()
        now = self._clock()
        claimed = await self._outbox.claim(now, self._lease, BATCH)
        if claimed:
            delivered = await self._deliver(claimed, now)
            await self._report_outcomes()
            return delivered
        if await self._report_outcomes():
            self._wake_requested.set()  # Reporting may have queued letters of its own.
            return 0
        await self._erase_what_was_sent(now)
        if self._records.nothing_left(now):
            self._idle_round = this_round
            async with self._round_ended:
                self._round_ended.notify_all()
        return 0

    async def _deliver(self, claimed: Sequence[QueuedNotice], claimed_at: datetime) -> int:
        delivered = 0
        halted: Delayed | None = None
        ways = await self._addressed(claimed)
        async with self._transport.session() as session:
            for queued in claimed:
                if self._stopping:
                    halted = Halted("the worker was stopping")
                outcome = halted or await self._try(session, queued, ways[queued.key], claimed_at)
                self._records.note(queued, outcome, claimed_at + self._lease)
                if outcome is None:
                    delivered += 1
                elif halted is None and _is_late(outcome):
                    log.warning("mail %s delayed: %s", queued.key, outcome.error)
                if isinstance(outcome, Halted):
                    halted = outcome
                elif not self._transport.idempotent:
                    halted = await self._write_down_or_halt()
        await self._records.write_down()
        return delivered

    async def _report_outcomes(self) -> int:
        """A failure delays no mail: the next round reports what is left."""
        try:
            return await self._follow() if self._follow else 0
        except Exception as error:
            log.warning("outcomes of letters could not be reported: %s", summary(error))
            return 0

    async def _erase_what_was_sent(self, now: datetime) -> None:
        """Some at a time, so that a letter that is queued meanwhile waits for few of them."""
        if self._erase_sent is None or (self._erases_from is not None and now < self._erases_from):
            return
        try:
            if not await self._erase_sent():
                self._erases_from = now + ERASE_EVERY
        except Exception as error:
            self._erases_from = now + ERASE_EVERY
            log.warning("the words of sent letters could not be erased: %s", summary(error))

    async def _write_down_or_halt(self) -> Halted | None:
        try:
            await self._records.write_down()
        except Exception as error:
            return Halted(f"the outbox cannot be used: {summary(error)}")
        return None

    async def _try(
        self, session: Session, queued: QueuedNotice, addressed: Addressed, claimed_at: datetime
    ) -> NotDelivered | None:
        """None once it is out."""
        if addressed.wait_until is not None:
            return Postponed(addressed.why, addressed.wait_until)
        if addressed.refused:
            return Refused(addressed.why)
        sending_began = False

        async def handing_over() -> None:
            nonlocal sending_began
            now = self._clock()
            if now > claimed_at + BEGIN_WITHIN:
                raise Halted("its turn came too late")
            await self._outbox.handing_over(queued.key, now)
            sending_began = True

        try:
            async with asyncio.timeout_at(self._give_up_at) as self._under_way:
                await self._send(session, queued, addressed, handing_over)
        except NotDelivered as failure:
            return failure
        except Exception as error:
            stopped = self._under_way is not None and self._under_way.expired()
            said = "the worker was stopping" if stopped else summary(error)
            return (Unconfirmed if sending_began else Delayed)(said)
        finally:
            self._under_way = None
        return None

    async def _send(
        self,
        session: Session,
        queued: QueuedNotice,
        addressed: Addressed,
        handing_over: HandingOver,
    ) -> None:
        mail = self._mail(queued.notice, addressed, await self._attached(queued.notice))
        await session.send(mail, handing_over)
        self._records.sent_as(queued.key, fingerprint(mail))

    async def _addressed(self, claimed: Sequence[QueuedNotice]) -> Mapping[str, Addressed]:
        if self._addressing is None:
            return {each.key: Addressed(to=each.notice.to) for each in claimed}
        return await self._addressing.addressed(claimed, self._clock())

    async def _attached(self, notice: Notice) -> AttachedFile | None:
        file = await self._papers.of(notice, self._clock()) if self._papers else None
        if file is not None and file.problems:
            raise Refused(breaks_rules(file))
        return file

    def _mail(self, notice: Notice, addressed: Addressed, attached: AttachedFile | None) -> Mail:
        to = addressed.to if notice.audience is Audience.CUSTOMER else self._teams[notice.audience]
        if to is None:
            raise Refused("the notice names no address")
        letter = write_letter(notice, addressed, address_of(self._sender), attached is not None)
        return compose(notice, letter, self._sender, to, self._clock(), attached)


def _is_late(outcome: NotDelivered | None) -> bool:
    """Tried and not delivered, unlike a mail that is postponed."""
    return isinstance(outcome, Delayed) and not isinstance(outcome, Postponed)
